from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Company, LegalForm, Municipality, Sector, Territory
from companies.reference.models import Country
from programme.editions.models import Programme
from programme.onboarding.states import TURN, ApplicationState

# What the applicant says, in the order of the page; read by the form, the history and the remarks.
SAID = (
    "name",
    "country",
    "tax_number",
    "legal_form",
    "municipality",
    "address",
    "website",
    "sector",
    "people",
    "turnover_eur",
    "balance_sheet_eur",
    "hopes",
    "privacy_accepted",
)


class Application(models.Model):
    """A company's request to take part, until it is answered. The company itself is made when it is sent."""

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    one_time_key = models.UUIDField(_("one-time key of the form"))
    state = models.CharField(_("state"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    started_at = models.DateTimeField(_("started"))
    saved_at = models.DateTimeField(_("last saved"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # what the applicant says
    country = models.CharField(_("country"), max_length=2, choices=Country)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    name = models.CharField(_("name of the company"), max_length=200, blank=True)
    legal_form = models.ForeignKey(
        LegalForm, models.PROTECT, verbose_name=_("Legal form"), null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("Municipality"), null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name=_("Sector"), null=True, blank=True, related_name="+"
    )
    people = models.DecimalField(_("people"), max_digits=9, decimal_places=1, null=True, blank=True)
    turnover_eur = models.DecimalField(_("turnover (EUR)"), max_digits=15, decimal_places=2, null=True, blank=True)
    balance_sheet_eur = models.DecimalField(
        _("balance sheet (EUR)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    hopes = models.TextField(_("what it hopes for"), blank=True)
    privacy_accepted = models.BooleanField(_("privacy notice accepted"), default=False)
    # what became of it
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="applications")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="applications")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="applications")

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [
            models.Index(fields=["territory", "state", "sent_at", "id"], name="application_queue"),
            models.Index(fields=["state", "sent_at", "id"], name="application_queue_of_all"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "one_time_key"],
                name="application_made_once_per_form",
                violation_error_message=_("This application is already started."),
            ),
            models.UniqueConstraint(
                fields=["programme", "company"],
                condition=models.Q(state__in=[ApplicationState.SENT, ApplicationState.RETURNED]),
                name="application_one_open_per_company",
                violation_error_message=_("This company already has an open application."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
                | models.Q(company__isnull=False, programme__isnull=False, territory__isnull=False),
                name="application_once_sent_has_its_company",
                violation_error_message=_("A sent application belongs to a company, an edition and a territory."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ApplicationState.DRAFT, sent_at=None)
                | models.Q(state=ApplicationState.WITHDRAWN)
                | (~models.Q(state=ApplicationState.DRAFT) & models.Q(sent_at__isnull=False)),
                name="application_once_sent_has_its_moment",
                violation_error_message=_("A sent application has the moment of its sending."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.tax_number or f"#{self.pk}"

    @property
    def turn(self) -> str | None:
        """Whose move it is: "company", "facilitator" or nobody's."""
        return TURN[ApplicationState(self.state)]


class ApplicationStep(models.Model):
    """One sending of an application, or one answer to it, as it was."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps")
    state = models.CharField(_("became"), max_length=10, choices=ApplicationState)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(_("reason"), blank=True)
    remarks = models.JSONField(
        _("field by field"), default=dict, blank=True, help_text=_("remark by name of the field")
    )
    facts = models.JSONField(_("what was sent"), default=dict, blank=True, help_text=_("text by name of the field"))

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=[ApplicationState.RETURNED, ApplicationState.REFUSED])
                | ~models.Q(note=""),
                name="applicationstep_no_without_a_reason",
                violation_error_message=_("Say why."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_state_display()}"
