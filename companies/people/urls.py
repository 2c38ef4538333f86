from django.urls import path

from companies.people import views

app_name = "people"
urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/second-factor/", views.second_factor, name="second_factor"),
    path("language/", views.set_language, name="set_language"),
]
