from django.urls import path

from programme.reports import views

app_name = "reports"
urlpatterns = [
    path("companies/<int:pk>/milestones/", views.of_company, name="of_company"),
    path("milestones/", views.milestone_list, name="milestones"),
    path("milestones/<int:pk>/", views.milestone, name="milestone"),
    path("milestones/<int:pk>/report/", views.write, name="write"),
    path("companies/<int:pk>/reports/", views.by_company, name="by_company"),
    path("reports/", views.report_list, name="list"),
    path("reports/<int:pk>/", views.detail, name="detail"),
    path("reports/<int:pk>/send/", views.send, name="send"),
    path("reports/<int:pk>/decide/", views.decide, name="decide"),
    path("reports/<int:pk>/evidence/<int:evidence_pk>/detach/", views.detach, name="detach"),
]
