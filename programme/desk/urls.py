from django.urls import path

from programme.desk import views

app_name = "desk"
urlpatterns = [
    path("queues/<slug:name>/", views.queue, name="queue"),
]
