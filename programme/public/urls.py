from django.urls import path

from programme.public import views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("sources/", views.sources, name="sources"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("open-source/", views.open_source, name="open_source"),
    path("healthz", views.healthz, name="healthz"),
]
