from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompaniesConfig(AppConfig):
    """Who there is."""

    name = "companies"
    verbose_name = _("Companies")
