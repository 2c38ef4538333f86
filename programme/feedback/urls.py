from django.urls import path

from programme.feedback import views

app_name = "feedback"
urlpatterns = [
    path("accessibility/feedback/", views.write, name="write"),
    path("feedback/", views.feedback_list, name="list"),
    path("feedback/<int:pk>/", views.answer, name="answer"),
]
