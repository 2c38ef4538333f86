from django.urls import path

from companies.reference import views

app_name = "reference"
urlpatterns = [
    path("reference/municipalities/", views.municipalities, name="municipalities"),
    path("reference/sectors/", views.sectors, name="sectors"),
]
