from django.urls import path

from programme.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.my_notices, name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("mail/held/", views.held_mail, name="held"),
    path("mail/release/", views.release_mail, name="release"),
    path("notices/<int:pk>/open/", views.open_notice, name="open"),
]
