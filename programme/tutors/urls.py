from django.urls import path

from programme.tutors import views

app_name = "tutors"
urlpatterns: list[path] = []
