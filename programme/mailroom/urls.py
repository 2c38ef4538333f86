from django.urls import path

from programme.mailroom import views

app_name = "mailroom"
urlpatterns = [
    path("mail/tonight/", views.tonight, name="tonight"),
    path("mail/undelivered/", views.undelivered, name="undelivered"),
    path("mail/undelivered/<int:pk>/", views.again, name="again"),
]
