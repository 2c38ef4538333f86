from django.urls import path

from programme.companyfile import views

app_name = "companyfile"
urlpatterns = [
    path("companies/", views.company_list, name="list"),
    path("companies/<int:pk>/", views.file, name="file"),
    path("companies/<int:pk>/timeline/", views.timeline, name="timeline"),
]
