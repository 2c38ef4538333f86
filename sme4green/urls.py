"""Every door of the portal, by capability."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from sme4green.ui_style import style

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", include("programme.public.urls")),
    path("", include("companies.people.urls")),
    path("", include("programme.dashboards.urls")),
    path("", include("programme.desk.urls")),
    path("", include("programme.mailroom.urls")),
    path("", include("programme.home.urls")),
    path("", include("programme.onboarding.urls")),
    path("", include("companies.reference.urls")),
    path("", include("companies.directory.urls")),
    path("", include("companies.imports.urls")),
    path("", include("programme.companyfile.urls")),
    path("", include("programme.tutors.urls")),
    path("", include("programme.milestones.urls")),
    path("", include("programme.reports.urls")),
    path("", include("programme.evidence.urls")),
    path("", include("programme.preferences.urls")),
    path("", include("programme.notices.urls")),
    path("", include("programme.exports.urls")),
    path("", include("programme.monitoring.urls")),
    path("", include("programme.feedback.urls")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="people:sessions"), name="account_sessions"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO or settings.DEBUG:
    urlpatterns += [
        path("", include("programme.demo.urls")),
        path("style/", style, name="style"),
    ]
