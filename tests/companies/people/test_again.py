"""Whoever signed in long ago is asked again before roles change, and loses nothing by it."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from companies.models import RoleGrant, User
from companies.people.states import Role
from tests import make

pytestmark = pytest.mark.django_db
GRANT, AGAIN = reverse("people:grant"), reverse("account_reauthenticate")


@pytest.fixture
def marta() -> User:
    marta = make.user("Marta", email="marta@example.org", password=make.PASSWORD, from_demo=True)
    EmailAddress.objects.create(user=marta, email=marta.email, verified=True, primary=True)
    make.grant(marta, Role.MANAGER)
    return marta


@pytest.fixture
def long_ago(marta: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Marta's browser, twenty minutes after she signed in."""
    client = Client()
    client.post(reverse("account_login"), {"login": marta.email, "password": make.PASSWORD})
    later = time.time() + 20 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    return client


def typed(**changed: Any) -> dict[str, Any]:
    words = {"email": "ion@example.org", "name": "Ion", "language": "ro", "role": "manager", "note": "He takes over"}
    return {**words, **changed}


def test_right_after_signing_in_nobody_is_asked_again(marta: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": marta.email, "password": make.PASSWORD})
    assert client.get(GRANT).status_code == 200


def test_pages_that_only_show_do_not_ask(long_ago: Client, marta: User) -> None:
    assert long_ago.get(reverse("people:register")).status_code == 200
    assert long_ago.get(reverse("people:person", args=[marta.pk])).status_code == 200


@pytest.mark.parametrize("verb", ["grant", "end_role", "close", "reopen"])
def test_each_change_of_roles_and_accounts_asks(long_ago: Client, verb: str) -> None:
    other = make.user()
    grant = make.grant(other, Role.OFFICIAL, territory=make.territory())
    args = {"grant": [], "end_role": [grant.pk]}.get(verb, [other.pk])
    path = reverse(f"people:{verb}", args=args)
    assert long_ago.post(path, {"note": "Left"}).headers["Location"].startswith(AGAIN)
    assert User.objects.get(pk=other.pk).is_active
    assert RoleGrant.objects.get(pk=grant.pk).ends_at is None


def test_after_the_password_the_form_is_sent_as_it_was_typed(long_ago: Client) -> None:
    asked = long_ago.post(GRANT, typed())
    assert asked.headers["Location"] == f"{AGAIN}?next={GRANT.replace('/', '%2F')}"
    page = long_ago.get(asked.headers["Location"])
    assert page.status_code == 200
    wrong = long_ago.post(AGAIN, {"password": "wrong", "next": GRANT})
    assert wrong.status_code == 200
    done = long_ago.post(AGAIN, {"password": make.PASSWORD, "next": GRANT})
    grant = RoleGrant.objects.get(user__email="ion@example.org")
    assert done.headers["Location"] == reverse("people:person", args=[grant.user_id])
    assert (grant.role, grant.user.name) == (Role.MANAGER, "Ion")


def test_after_the_code_one_goes_on_where_one_was(long_ago: Client, marta: User) -> None:
    TOTP.activate(marta, generate_totp_secret())
    RecoveryCodes.activate(marta)
    code = marta.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    asked = long_ago.get(GRANT)
    page = long_ago.get(asked.headers["Location"]).content.decode()
    assert reverse("mfa_reauthenticate") in page
    done = long_ago.post(reverse("mfa_reauthenticate"), {"code": code, "next": GRANT})
    assert done.headers["Location"] == GRANT
    assert long_ago.get(GRANT).status_code == 200


@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_the_pages_that_ask_again_can_be_read_in_three_languages(long_ago: Client, marta: User, language: str) -> None:
    TOTP.activate(marta, generate_totp_secret())
    marta.authenticator_set.create(type="webauthn", data={"name": "Key", "credential": {}})
    User.objects.update(language=language)
    for name in ("account_reauthenticate", "mfa_reauthenticate"):
        assert long_ago.get(reverse(name)).status_code == 200
