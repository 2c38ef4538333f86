from django.urls import path

from programme.notices import views

app_name = "notices"
urlpatterns: list[path] = []
