from django.urls import path

from programme.tutors import views

app_name = "tutors"
urlpatterns = [
    path("tutors/", views.tutor_list, name="list"),
    path("companies/<int:pk>/tutor/", views.assign, name="assign"),
    path("assignments/<int:pk>/release/", views.release, name="release"),
]
