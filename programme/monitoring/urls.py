from django.urls import path

from programme.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
