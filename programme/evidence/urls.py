from django.urls import path

from programme.evidence import views

app_name = "evidence"
urlpatterns = [
    path("companies/<int:pk>/evidence/", views.of_company, name="of_company"),
    path("evidence/<int:pk>/", views.download, name="download"),
    path("evidence/<int:pk>/remove/", views.remove, name="remove"),
]
