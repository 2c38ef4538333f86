"""A facilitator sets up a passkey, signs out, and signs in with nothing else."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import expect

from companies.models import User
from companies.people.states import Role
from tests import make
from tests.browser.person import Person

pytestmark = pytest.mark.browser
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_a_key(person: Person) -> tuple[object, str]:
    """Chromium's own authenticator, which confirms by itself; the session to talk to it, and its id."""
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("WebAuthn.enable")
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def passkey_button(person: Person) -> object:
    return person.main.locator("[data-passkey-button]")


def test_a_facilitator_adds_a_passkey_and_signs_in_with_it(
    staff: Callable[..., User], somebody: Callable[..., Person]
) -> None:
    staff("giulia@example.org", "Giulia", Role.FACILITATOR, "torino")
    giulia = somebody("giulia@example.org")
    giulia.url = giulia.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    devtools, key = with_a_key(giulia)

    giulia.signs_in()
    assert giulia.is_at("people:second_factor"), giulia.path
    giulia.follows("mfa_add_webauthn")
    giulia.fills(name="Telefono di Giulia")
    giulia.presses(passkey_button(giulia))
    assert giulia.is_at("mfa_view_recovery_codes"), giulia.path
    expect(giulia.main.locator("#recovery_codes li")).to_have_count(10)

    giulia.opens("home:home")  # the gate counts a passkey
    assert giulia.is_at("home:home"), giulia.path
    giulia.opens("mfa_list_webauthn")
    giulia.sees("Telefono di Giulia")

    giulia.opens("account_logout")
    giulia.presses('main form button[type="submit"]')
    giulia.opens("account_login")
    giulia.presses(passkey_button(giulia))
    assert giulia.is_at("home:home"), giulia.path
    assert Authenticator.objects.get(type="webauthn").last_used_at

    # A key that is not there: the person reads what to do, and the other ways are still open.
    giulia.opens("account_logout")
    giulia.presses('main form button[type="submit"]')
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    giulia.opens("account_login")
    passkey_button(giulia).click()
    expect(giulia.main.locator("[data-passkey-error]")).to_be_visible()
    expect(giulia.main.locator('[name="password"]')).to_be_visible()
    assert giulia.complaints == []


def test_after_the_password_a_passkey_is_the_second_factor(
    staff: Callable[..., User], somebody: Callable[..., Person]
) -> None:
    staff("giulia@example.org", "Giulia", Role.FACILITATOR, "torino")
    giulia = somebody("giulia@example.org")
    giulia.url = giulia.url.replace("127.0.0.1", "localhost")
    with_a_key(giulia)
    giulia.signs_in()
    giulia.follows("mfa_add_webauthn")
    giulia.presses(passkey_button(giulia))
    giulia.opens("account_logout")
    giulia.presses('main form button[type="submit"]')
    giulia.signs_in()
    assert giulia.is_at("mfa_authenticate"), giulia.path
    giulia.presses(passkey_button(giulia))
    assert giulia.is_at("home:home"), giulia.path
    assert giulia.complaints == []


def grown_old(person: Person) -> None:
    """The person's session as it is twenty minutes later."""
    (cookie,) = [one for one in person.page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    session = SessionStore(cookie["value"])
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 20 * 60} for record in session["account_authentication_methods"]
    ]
    session.save()


def test_a_manager_proves_with_a_passkey_who_it_is_and_the_form_goes_on(
    staff: Callable[..., User], somebody: Callable[..., Person]
) -> None:
    marta = staff("marta@example.org", "Marta", Role.OFFICIAL, "torino")
    make.grant(marta, Role.MANAGER)
    browser = somebody("marta@example.org")
    browser.url = browser.url.replace("127.0.0.1", "localhost")
    with_a_key(browser)
    browser.signs_in()
    browser.follows("mfa_add_webauthn")
    browser.presses(passkey_button(browser))
    browser.opens("people:grant")
    browser.fills(email="ion@example.org", name="Ion", role="manager", note="He takes over")
    grown_old(browser)
    browser.presses('main form button[type="submit"]')
    assert browser.is_at("account_reauthenticate"), browser.path
    browser.presses(f'main a[href^="{reverse("mfa_reauthenticate_webauthn")}"]')
    browser.presses(passkey_button(browser))
    ion = User.objects.get(email="ion@example.org")
    assert browser.is_at("people:person", ion.pk), browser.path
    browser.sees("He takes over")
    assert browser.complaints == []


def test_without_javascript_the_app_is_offered_in_place_of_a_passkey(
    staff: Callable[..., User], somebody: Callable[..., Person]
) -> None:
    staff("giulia@example.org", "Giulia", Role.FACILITATOR, "torino")
    giulia = somebody("giulia@example.org", java_script_enabled=False)
    giulia.opens("account_login")
    expect(passkey_button(giulia)).to_be_hidden()
    giulia.signs_in()
    giulia.opens("mfa_add_webauthn")
    expect(passkey_button(giulia)).to_be_hidden()
    giulia.follows("mfa_index")
    expect(giulia.main.locator(f'a[href="{reverse("mfa_activate_totp")}"]')).to_be_visible()
