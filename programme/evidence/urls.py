from django.urls import path

from programme.evidence import views

app_name = "evidence"
urlpatterns: list[path] = []
