from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.directory.states import JoinState
from companies.reference.models import Country, LegalForm, Municipality, Sector
from companies.territories.models import Territory


class Company(models.Model):
    """An enterprise known to the portal."""

    class Source(models.TextChoices):
        APPLICATION = "application", _("Application")
        IMPORT = "import", _("Imported list")
        STAFF = "staff", _("Opened by staff")

    name = models.CharField(_("name"), max_length=200)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="companies")
    legal_form = models.ForeignKey(LegalForm, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("address"), max_length=200, blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="+")
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("came from"), max_length=12, choices=Source, default=Source.APPLICATION)
    shown_publicly = models.BooleanField(_("agreed to be shown publicly"), default=False)
    search = models.CharField(_("searched text"), max_length=400, blank=True)
    created_at = models.DateTimeField(_("known since"), default=timezone.now)
    last_sent_at = models.DateTimeField(_("last report"), null=True, blank=True)  # kept by the sending of a report
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = _("companies")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["territory", "name", "id"], name="company_by_territory_and_name"),
            models.Index(fields=["name", "id"], name="company_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """A number by which a register knows a company. It belongs to one company only."""

    class Scheme(models.TextChoices):
        IT_VAT = "it-vat", _("Partita IVA")
        IT_TAX = "it-tax", _("Codice fiscale")
        RO_CUI = "ro-cui", _("CUI")
        EU_VAT = "eu-vat", _("VAT number")

    company = models.ForeignKey(Company, models.CASCADE, related_name="identifiers")
    country = models.CharField(_("country"), max_length=2, choices=Country)
    scheme = models.CharField(_("scheme"), max_length=8, choices=Scheme)
    value = models.CharField(_("number as written"), max_length=40)
    normalised = models.CharField(_("number"), max_length=20)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "scheme", "normalised"],
                name="identifier_belongs_to_one_company",
                violation_error_message=_("A company with this number is already known."),
            ),
            models.CheckConstraint(
                condition=~models.Q(normalised=""),
                name="identifier_is_not_empty",
                violation_error_message=_("A number is needed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.normalised}"


class Membership(models.Model):
    """A person acting for a company, until the person leaves."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        CONTRIBUTOR = "contributor", _("Contributor")
        CONSULTANT = "consultant", _("Consultant")

    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        ordering = ["company", "-role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=models.Q(ended_at=None),
                name="membership_once_per_person_and_company",
                violation_error_message=_("This person already acts for the company."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("since_at")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("A person leaves after joining."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class Invitation(models.Model):
    """An owner's word to an e-mail address: whoever proves to hold it may act for the company."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role)
    invited_at = models.DateTimeField(_("invited"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=models.Q(accepted_at=None, cancelled_at=None),
                name="invitation_one_open_per_address",
                violation_error_message=_("This address is already invited."),
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_with_accepted_by",
                violation_error_message=_("An acceptance has a moment and a person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.company}"


class JoinRequest(models.Model):
    """A person asks to act for a company that the portal already knows."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests")
    state = models.CharField(_("state"), max_length=10, choices=JoinState, default=JoinState.WAITING)
    message = models.TextField(_("message"), blank=True)
    asked_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=models.Q(state=JoinState.WAITING),
                name="joinrequest_one_waiting_per_person",
                violation_error_message=_("You have already asked; the answer is awaited."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=JoinState.WAITING, decided_at=None, decided_by=None)
                | (~models.Q(state=JoinState.WAITING) & models.Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="joinrequest_decided_at_with_decided_by",
                violation_error_message=_("An answer has a moment and a person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.company}"
