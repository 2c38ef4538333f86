from django.urls import path

from programme.onboarding import views

app_name = "onboarding"
urlpatterns: list[path] = []
