"""What the portal makes of a passkey, and of something that is none."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from companies.models import User
from companies.people.states import Role
from tests import make

pytestmark = pytest.mark.django_db
NO_KEYS = [
    "",
    "null",
    "{}",
    "[]",
    "7",
    '"x"',
    '{"id": 1}',
    '{"response": 1}',
    "{",
    '{"response": {"userHandle": "%%%"}}',
]
SHAPED = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}}
NO_KEYS += [
    json.dumps({**SHAPED, "response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}}),
    json.dumps({**SHAPED, "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"}}),
]
each_no_key = pytest.mark.parametrize("credential", NO_KEYS)


@pytest.fixture
def anna(db: None) -> User:
    anna = make.user("Anna", email="anna@example.org", password=make.PASSWORD)
    EmailAddress.objects.create(user=anna, email=anna.email, verified=True, primary=True)
    return anna


def signed_in(user: User) -> Client:
    client = Client()  # the library's own pages ask for the same row more than once
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    return client


def key_of(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "My phone", "credential": {}})


def test_the_gate_counts_a_passkey_as_second_factor(anna: User, client: Client) -> None:
    make.grant(anna, Role.MANAGER)
    client.force_login(anna)
    assert client.get(reverse("home:home")).headers["Location"] == reverse("people:second_factor")
    key_of(anna)
    assert client.get(reverse("home:home")).status_code == 200


@each_no_key
def test_what_is_no_passkey_is_not_added(anna: User, credential: str) -> None:
    client, add = signed_in(anna), reverse("mfa_add_webauthn")
    assert client.get(add).status_code == 200
    answer = client.post(add, {"name": "My phone", "passwordless": "on", "credential": credential})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Authenticator.objects.exists()


@each_no_key
def test_what_is_no_passkey_signs_nobody_in(anna: User, credential: str) -> None:
    client, login = Client(), reverse("mfa_login_webauthn")
    assert "request_options" in client.get(login, headers={"accept": "application/json"}).json()
    answer = client.post(login, {"credential": credential})
    assert answer.headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(anna: User) -> None:
    key, stranger = key_of(anna), make.user(email="eve@example.org", password=make.PASSWORD)
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)
    edit, remove = (reverse(f"mfa_{verb}_webauthn", kwargs={"pk": key.pk}) for verb in ("edit", "remove"))
    eve = signed_in(stranger)
    assert {eve.post(path, {"name": "Mine"}).status_code for path in (edit, remove)} == {404}
    key.refresh_from_db()
    assert key.data["name"] == "My phone"


@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_the_pages_on_the_second_factor_can_be_read_in_three_languages(anna: User, language: str) -> None:
    client = signed_in(anna)
    User.objects.update(language=language)
    for name in ("mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp", "people:second_factor"):
        assert client.get(reverse(name)).status_code == 200, name
