from django.urls import path

from programme.exports import views

app_name = "exports"
urlpatterns = [
    path("exports/", views.my_exports, name="list"),
    path("exports/ask/", views.ask, name="ask"),
    path("exports/<int:pk>/", views.detail, name="detail"),
    path("dashboards/<slug:code>/reports/", views.reports, name="reports"),
    path("exports/<int:pk>/download/", views.download, name="download"),
]
