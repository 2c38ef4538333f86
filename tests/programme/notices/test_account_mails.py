"""The mails of the sign-in library go through the outbox, in our words and in the language of the person."""

import re

import pytest
from allauth.account.adapter import get_adapter
from django.utils import translation

from programme.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
PREFIXES = [
    "email_confirmation",
    "email_confirmation_signup",
    "login_code",
    "password_reset_key",
    "account_already_exists",
    "unknown_account",
]


@pytest.fixture(autouse=True)
def outbox(settings: object) -> None:
    settings.EMAIL_BACKEND = "programme.notices.gateway.OutboxBackend"


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_a_mail_of_the_library_is_written_in_our_frame(prefix: str, language: str) -> None:
    person = make.user(language=language, email="l'anna@example.org")
    links = dict.fromkeys(("password_reset_url", "signup_url"), "https://example.org/?a=1&b=2")
    context = {"user": person, "email": person.email, "code": "AB12-CD34", **links}
    get_adapter().send_mail(f"account/email/{prefix}", person.email, context)
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == (person.email, language)
    assert "SME4GREEN" in mail.text
    assert "AB12-CD34" in mail.text or links["signup_url"] in mail.text
    assert not re.search(r"&#|&amp;|\{\{|\{%|None|example\.com|\n\n\n", mail.subject + mail.text)


@pytest.mark.parametrize(
    ("prefix", "urgent"), [("login_code", True), ("email_confirmation_signup", True), ("account_already_exists", False)]
)
def test_codes_go_first_and_are_wiped(prefix: str, urgent: bool) -> None:
    get_adapter().send_mail(f"account/email/{prefix}", "new@example.org", {"code": "AB12", "password_reset_url": "x"})
    mail = Mail.objects.get()
    assert (mail.urgent, mail.secret) == (urgent, urgent)


def test_without_an_account_the_language_is_that_of_the_page() -> None:
    with translation.override("ro"):
        get_adapter().send_mail("account/email/unknown_account", "new@example.org", {"signup_url": "x", "email": "e"})
    assert Mail.objects.get().language == "ro"
