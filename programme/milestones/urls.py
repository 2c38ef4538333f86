from django.urls import path

from programme.milestones import views

app_name = "milestones"
urlpatterns: list[path] = []
