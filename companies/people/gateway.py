"""How django-allauth meets our accounts."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import translation

from companies.people.models import User

SECRET_MAILS = ("email_confirmation", "login_code", "password_reset", "unknown_account")


class AccountAdapter(DefaultAccountAdapter):
    """Mails go out as plain text rows of the outbox, in the language of the person, sign-in mails first."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = getattr(person, "language", None) or translation.get_language() or "it"
        with translation.override(language):
            message: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
            message.extra_headers["X-Language"] = language
            if any(name in template_prefix for name in SECRET_MAILS):
                message.extra_headers["X-Urgent"] = message.extra_headers["X-Secret"] = "yes"
            message.send()

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
