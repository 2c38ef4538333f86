"""How django-allauth meets our accounts."""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from companies.people.models import User
from companies.people.rules import SEEN_AT

SECRET_MAILS = ("email_confirmation", "login_code", "password_reset", "unknown_account")


class AccountAdapter(DefaultAccountAdapter):
    """Mails go out as plain text rows of the outbox, in the language of the person, sign-in mails first."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many tries in a short time. Wait five minutes, then try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = getattr(person, "language", None) or translation.get_language() or "it"
        with translation.override(language):
            message: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
            message.extra_headers["X-Language"] = language
            if any(name in template_prefix for name in SECRET_MAILS):
                message.extra_headers["X-Urgent"] = message.extra_headers["X-Secret"] = "yes"
            message.send()

    def login(self, request: HttpRequest, user: User) -> None:
        """From now on the session knows when its person was last seen."""
        super().login(request, user)
        request.session[SEEN_AT] = time.time()

    def is_safe_url(self, url: str) -> bool:
        """An address that cannot be read is no place to go to either."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Nobody types again the password of a moment ago: staff meet their second factor right after signing in."""
        records = get_authentication_records(self.request, self.request.user)
        fresh = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def save_user(self, request: HttpRequest, user: User, form: object, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "")  # type: ignore[attr-defined]
        return super().save_user(request, user, form, commit)


@contextmanager
def _no_passkey_is_no_failure() -> Iterator[None]:
    """Whatever was posted in place of a passkey is answered, not stumbled over; the library catches only a part."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, struct.error, InvalidSignature) as error:
        raise ValidationError(_("The passkey could not be read. Try again.")) from error


class _Shown:
    """A form that takes a passkey to sign in."""

    def clean_credential(self) -> Authenticator:
        with _no_passkey_is_no_failure():
            return super().clean_credential()  # type: ignore[misc]


class PasskeyLoginForm(_Shown, LoginWebAuthnForm):
    """In place of the password."""


class PasskeySecondForm(_Shown, AuthenticateWebAuthnForm):
    """After the password."""


class PasskeyAgainForm(_Shown, ReauthenticateWebAuthnForm):
    """Before something that asks whether it is still the same person."""


class PasskeyForm(AddWebAuthnForm):
    """A key that signs in by itself, under a name of the person's own."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("So that you know it again: “my phone”, “the office computer”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"name": ""}})

    def clean(self) -> dict[str, Any]:
        with _no_passkey_is_no_failure():
            return super().clean()

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or str(_("Passkey"))


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
