from django.urls import path

from programme.dashboards import views

app_name = "dashboards"
urlpatterns: list[path] = []
