from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.people.states import TERRITORY_ROLES, Role
from companies.territories.models import Territory


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **columns: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **columns)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **columns: object) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **columns})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What the person may do is said by RoleGrant and Membership rows."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name and surname"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="it")
    zone_name = models.CharField(_("time zone"), max_length=40, default="Europe/Rome")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    from_demo = models.BooleanField(_("account of the demo"), default=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once_whatever_its_case",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class RoleGrant(models.Model):
    """A role given to a person, over a territory, a company or the whole programme, until it ends."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="grants")
    company = models.ForeignKey("companies.Company", models.PROTECT, null=True, blank=True, related_name="grants")
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)

    class Meta:
        ordering = ["user", "role"]
        indexes = [models.Index(fields=["user", "ends_at"], name="grant_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(TERRITORY_ROLES), territory__isnull=False)
                | models.Q(role=Role.TUTOR, company__isnull=False)
                | models.Q(role__in=[Role.MANAGER, Role.AUDITOR], territory=None, company=None),
                name="grant_is_bound_as_its_role_asks",
                violation_error_message=_(
                    "A facilitator, a tutor and an official are bound to a territory (a tutor also to a company); "
                    "managers and auditors to none."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("granted_at")),
                name="grant_ends_after_it_begins",
                violation_error_message=_("A role ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.AUDITOR) | models.Q(ends_at__isnull=False),
                name="grant_of_an_auditor_has_an_end",
                violation_error_message=_("An auditor's access needs a last day."),
            ),
            models.UniqueConstraint(
                fields=["user", "company"],
                condition=models.Q(role=Role.TUTOR, ends_at=None),
                name="grant_of_a_tutor_once_per_company",
                violation_error_message=_("This tutor already has access to the company."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
