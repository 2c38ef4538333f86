from django.urls import path

from programme.milestones import views

app_name = "milestones"
urlpatterns = [
    path("companies/<int:pk>/milestones/plan/", views.plan, name="plan"),
    path("milestones/<int:pk>/edit/", views.revise, name="revise"),
    path("milestones/<int:pk>/move/", views.move, name="move"),
    path("milestones/<int:pk>/drop/", views.drop, name="drop"),
]
