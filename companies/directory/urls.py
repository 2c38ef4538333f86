from django.urls import path

from companies.directory import views

app_name = "directory"
urlpatterns = [
    path("companies/<int:pk>/people/", views.people, name="people"),
    path("companies/<int:pk>/people/invite/", views.invite, name="invite"),
    path("companies/<int:pk>/people/leave/", views.leave, name="leave"),
    path("companies/<int:pk>/join/", views.join, name="join"),
    path("memberships/<int:pk>/role/", views.change_role, name="change_role"),
    path("memberships/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("memberships/<int:pk>/end/", views.end_membership, name="end_membership"),
    path("invitations/<int:pk>/", views.invitation, name="invitation"),
    path("invitations/<int:pk>/cancel/", views.cancel_invitation, name="cancel_invitation"),
    path("join-requests/<int:pk>/", views.answer_join, name="answer_join"),
]
