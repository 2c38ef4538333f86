"""How often one may guess, and that nobody else is locked out by it."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from companies.models import User
from programme.models import Mail
from tests import make

pytestmark = pytest.mark.django_db
LOGIN, CODE, ASK = reverse("account_login"), reverse("mfa_authenticate"), reverse("account_request_login_code")
TOO_MANY = "Too many tries in a short time."
HERE, THERE = "192.0.2.1", "198.51.100.7"


def person(email: str) -> User:
    user = make.user(email=email, password=make.PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def browser(address: str = HERE, **headers: str) -> Client:
    return Client(REMOTE_ADDR=address, headers={"accept-language": "en", **headers})


def tries(client: Client, email: str, typed: str = "wrong") -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": typed})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_after_five_wrong_passwords_the_right_one_waits_too() -> None:
    person("anna@example.org")
    client = browser()
    for _try in range(5):
        assert TOO_MANY not in tries(client, "anna@example.org").content.decode()
    assert TOO_MANY in tries(client, "anna@example.org").content.decode()
    assert TOO_MANY in tries(client, "ANNA@example.org", make.PASSWORD).content.decode()
    assert not is_in(client)


def test_who_guesses_from_many_addresses_is_stopped_at_the_account() -> None:
    person("anna@example.org")
    for number in range(5):
        tries(browser(f"203.0.113.{number}"), "anna@example.org")
    assert TOO_MANY in tries(browser("203.0.113.9"), "anna@example.org").content.decode()


def test_another_person_elsewhere_is_not_locked_out() -> None:
    person("anna@example.org"), person("ion@example.org")
    for _try in range(12):
        tries(browser(), "anna@example.org")
    elsewhere = browser(THERE)
    tries(elsewhere, "ion@example.org", make.PASSWORD)
    assert is_in(elsewhere)


def test_behind_a_proxy_it_is_the_person_who_is_counted(settings: Any) -> None:
    """Ten wrong tries a minute from one address; the proxy's own address is everybody's."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person("ion@example.org")
    guesser, ion = browser(**{"x-forwarded-for": f"10.9.9.9, {HERE}"}), browser(**{"x-forwarded-for": THERE})
    for number in range(11):
        answer = tries(guesser, f"guess{number}@example.org")
    assert TOO_MANY in answer.content.decode()
    # What the guesser says of oneself in the header does not help.
    other = browser(**{"x-forwarded-for": f"10.1.1.1, {HERE}"})
    assert TOO_MANY in tries(other, "ion@example.org", make.PASSWORD).content.decode()
    tries(ion, "ion@example.org", make.PASSWORD)
    assert is_in(ion)


def test_after_five_wrong_codes_of_the_app_the_right_one_waits_too() -> None:
    anna, ion = person("anna@example.org"), person("ion@example.org")
    for user in (anna, ion):
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    client = browser()
    tries(client, anna.email, make.PASSWORD)
    right = anna.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for _try in range(5):
        assert TOO_MANY not in client.post(CODE, {"code": "000000"}).content.decode()
    assert TOO_MANY in client.post(CODE, {"code": "000000"}).content.decode()
    assert TOO_MANY in client.post(CODE, {"code": right}).content.decode()
    assert not is_in(client)
    elsewhere = browser(THERE)
    tries(elsewhere, ion.email, make.PASSWORD)
    elsewhere.post(CODE, {"code": ion.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]})
    assert is_in(elsewhere)


def test_a_code_that_came_by_mail_may_be_mistyped_twice(settings: Any) -> None:
    settings.EMAIL_BACKEND = "programme.notices.gateway.OutboxBackend"
    person("anna@example.org")
    client, confirm = browser(), reverse("account_confirm_login_code")
    client.post(ASK, {"email": "anna@example.org"})
    right = next(line for line in Mail.objects.get().text.splitlines() if line.isupper() and " " not in line)
    answers = [client.post(confirm, {"code": "AAAAAA"}) for _try in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert client.post(confirm, {"code": right}).status_code == 302
    assert not is_in(client)


def test_codes_are_not_sent_without_end() -> None:
    person("anna@example.org")
    answers = [browser().post(ASK, {"email": "anna@example.org"}) for _try in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert TOO_MANY in answers[-1].content.decode()
    assert browser(THERE).post(ASK, {"email": "ion@example.org"}).status_code == 302


def test_who_knocks_without_end_reads_a_page_in_our_frame() -> None:
    answers = [browser().post(reverse("mfa_login_webauthn"), {"credential": "{}"}) for _try in range(11)]
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    page = answers[-1].content.decode()
    assert 'class="masthead"' in page
    assert "Wait five minutes" in page
