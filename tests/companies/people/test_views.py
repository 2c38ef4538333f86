"""Pages about oneself."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from companies.models import User
from companies.people.states import Role
from tests import make

pytestmark = pytest.mark.django_db


def test_a_person_changes_name_phone_and_language(client: Any) -> None:
    person = make.user("Anna")
    client.force_login(person)
    assert 'value="Anna"' in client.get(reverse("people:profile")).content.decode()
    answer = client.post(
        reverse("people:profile"),
        {"name": "Anna Neri", "phone": "+39 011 000", "language": "it", "zone_name": "Europe/Rome"},
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.phone, person.language) == ("Anna Neri", "+39 011 000", "it")


def test_a_wrong_profile_says_so_and_keeps_what_was_typed(client: Any) -> None:
    client.force_login(make.user("Anna"))
    answer = client.post(reverse("people:profile"), {"name": "", "phone": "+39 011 000", "language": "xx"})
    assert answer.status_code == 200
    assert "+39 011 000" in answer.content.decode()
    assert User.objects.get().name == "Anna"


def test_staff_without_a_second_factor_are_led_to_the_page_that_says_why(client: Any) -> None:
    person = make.user()
    make.grant(person, Role.MANAGER)
    client.force_login(person)
    answer = client.get(reverse("onboarding:list"), follow=True)
    assert answer.redirect_chain == [(reverse("people:second_factor"), 302)]
    text = answer.content.decode()
    assert reverse("mfa_activate_totp") in text
    assert "Your role opens the files of companies" in text


def test_a_company_member_may_look_at_the_page_of_the_second_factor_too(client: Any) -> None:
    client.force_login(make.user())
    assert "does not need one" in client.get(reverse("people:second_factor")).content.decode()


def test_the_language_is_chosen_by_post_and_kept_on_the_person(client: Any) -> None:
    person = make.user()
    client.force_login(person)
    assert client.get(reverse("people:set_language")).status_code == 405
    client.post(reverse("people:set_language"), {"language": "ro", "next": "/me/"})
    person.refresh_from_db()
    assert person.language == "ro"


def test_a_visitor_chooses_a_language_too_and_a_strange_one_is_ignored(client: Any) -> None:
    assert client.post(reverse("people:set_language"), {"language": "ro"}).cookies["django_language"].value == "ro"
    person = make.user()
    client.force_login(person)
    client.post(reverse("people:set_language"), {"language": "klingon"})
    person.refresh_from_db()
    assert person.language == "en"


@pytest.mark.parametrize("language", ["fr", "zh-hans", "../it", "x" * 500, ""])
def test_a_language_that_the_portal_does_not_speak_is_not_kept(client: Any, language: str) -> None:
    person = make.user()
    client.force_login(person)
    answer = client.post(reverse("people:set_language"), {"language": language, "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    person.refresh_from_db()
    assert person.language == "en"


def test_a_name_stands_in_one_line(client: Any) -> None:
    person = make.user()
    client.force_login(person)
    said = {"name": "Anna\r\nBcc: x@example.org", "language": "it", "zone_name": "Europe/Rome"}
    client.post(reverse("people:profile"), said)
    person.refresh_from_db()
    assert person.name == "Anna Bcc: x@example.org"


def test_a_null_character_is_said_at_the_field(client: Any) -> None:
    client.force_login(make.user("Anna"))
    answer = client.post(reverse("people:profile"), {"name": "An\x00na", "language": "it", "zone_name": "Europe/Rome"})
    assert "name" in answer.context["form"].errors


@pytest.mark.parametrize(
    "place", ["http://[", "//elsewhere.example", "https://elsewhere.example", "javascript:alert(1)"]
)
def test_after_signing_in_nobody_is_led_out_of_the_portal(place: str) -> None:
    person = make.user(password=make.PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client = Client()  # the library asks for the address more than once
    assert client.get(reverse("account_login"), {"next": place}).status_code == 200
    said = {"login": person.email, "password": make.PASSWORD, "next": place}
    assert client.post(reverse("account_login"), said).headers["Location"] == reverse("home:home")
