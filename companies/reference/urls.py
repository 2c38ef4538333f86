from django.urls import path

from companies.reference import views

app_name = "reference"
urlpatterns: list[path] = []
