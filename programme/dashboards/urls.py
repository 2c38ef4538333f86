from django.urls import path

from programme.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("dashboards/", views.latest, name="latest"),
    path("dashboards/<slug:code>/", views.dashboard, name="dashboard"),
    path("dashboards/<slug:code>/picture/", views.picture, name="picture"),
    path("dashboards/<slug:code>/picture/<slug:kind>/<slug:key>/", views.group, name="group"),
    path("dashboards/<slug:code>/<slug:counter>/<slug:level>/", views.behind, name="behind"),
]
