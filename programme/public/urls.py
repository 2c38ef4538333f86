from django.urls import path

from programme.public import views

app_name = "public"
urlpatterns: list[path] = []
