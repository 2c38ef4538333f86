from django.urls import path

from companies.directory import views

app_name = "directory"
urlpatterns: list[path] = []
