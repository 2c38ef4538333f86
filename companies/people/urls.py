from django.urls import path

from companies.people import views

app_name = "people"
urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/second-factor/", views.second_factor, name="second_factor"),
    path("people/", views.register, name="register"),
    path("people/grant/", views.grant, name="grant"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/close/", views.close, name="close"),
    path("people/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("roles/<int:pk>/end/", views.end_role, name="end_role"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("me/sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("language/", views.set_language, name="set_language"),
]
