from django.urls import path

from companies.imports import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.run_list, name="list"),
    path("imports/upload/", views.upload, name="upload"),
    path("imports/template.csv", views.template, name="template"),
    path("imports/<int:pk>/", views.preview, name="preview"),
    path("imports/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("imports/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("imports/<int:pk>/report/", views.report, name="report"),
    path("imports/<int:pk>/refused.csv", views.refused, name="refused"),
    path("imports/<int:pk>/file/", views.original, name="original"),
    path("imports/rows/<int:pk>/answer/", views.answer, name="answer"),
]
