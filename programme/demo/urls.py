from django.urls import path

from programme.demo import views

app_name = "demo"
urlpatterns: list[path] = []
