from django.urls import path

from programme.onboarding import views

app_name = "onboarding"
urlpatterns = [
    path("applications/", views.application_list, name="list"),
    path("applications/start/", views.start, name="start"),
    path("applications/<int:pk>/", views.detail, name="detail"),
    path("applications/<int:pk>/edit/", views.edit, name="edit"),
    path("applications/<int:pk>/send/", views.send, name="send"),
    path("applications/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("applications/<int:pk>/answer/", views.answer, name="answer"),
]
