from django.urls import path

from programme.reports import views

app_name = "reports"
urlpatterns: list[path] = []
