from django.urls import path

from programme.preferences import views

app_name = "preferences"
urlpatterns = [path("notices/preferences/", views.preferences, name="choose")]
