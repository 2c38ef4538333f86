from django.urls import path

from programme.companyfile import views

app_name = "companyfile"
urlpatterns: list[path] = []
