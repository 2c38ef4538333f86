"""Where a person is signed in, and how to sign out there."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from companies.models import User
from companies.people.actions import close_account
from companies.people.rules import SEEN_AT, browser_in_words
from companies.people.states import Role
from tests import make

pytestmark = pytest.mark.django_db
SESSIONS = reverse("people:sessions")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def anna(db: None) -> User:
    anna = make.user("Anna", email="anna@example.org", password=make.PASSWORD)
    EmailAddress.objects.create(user=anna, email=anna.email, verified=True, primary=True)
    return anna


def signed_in(user: User, user_agent: str = FIREFOX, address: str = "192.0.2.1") -> Client:
    client = Client(REMOTE_ADDR=address, headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    return client


def shown(client: Client) -> list[tuple[str, str, bool]]:
    rows = client.get(SESSIONS).context["page"]["sessions"]
    return [(row.browser, row.address, row.current) for row in rows]


def test_a_person_sees_each_browser_with_the_own_one_first(anna: User) -> None:
    phone = signed_in(anna, IPHONE, "198.51.100.7")
    desk = signed_in(anna)
    assert shown(desk) == [("Firefox, Windows", "192.0.2.1", True), ("Safari, iPhone", "198.51.100.7", False)]
    assert shown(phone)[0] == ("Safari, iPhone", "198.51.100.7", True)


def test_one_browser_is_signed_out_or_all_others(anna: User) -> None:
    phone, tablet, desk = signed_in(anna, IPHONE), signed_in(anna, "?"), signed_in(anna)
    (lost,) = [row for row in desk.get(SESSIONS).context["page"]["sessions"] if row.browser == "Safari, iPhone"]
    desk.post(reverse("people:end_session", args=[lost.pk]))
    assert phone.get(SESSIONS).status_code == 302
    assert tablet.get(SESSIONS).status_code == desk.get(SESSIONS).status_code == 200
    desk.post(reverse("people:end_other_sessions"))
    assert tablet.get(SESSIONS).status_code == 302
    assert shown(desk) == [("Firefox, Windows", "192.0.2.1", True)]
    assert UserSession.objects.count() == Session.objects.filter(session_key=desk.session.session_key).count() == 1


def test_nobody_signs_out_somebody_else(anna: User) -> None:
    desk = signed_in(anna)
    eve = Client()
    eve.force_login(make.user())
    assert eve.post(reverse("people:end_session", args=[UserSession.objects.get().pk])).status_code == 404
    eve.post(reverse("people:end_other_sessions"))
    assert desk.get(SESSIONS).status_code == 200


def test_a_closed_account_is_signed_out_everywhere(anna: User) -> None:
    desk, by = signed_in(anna), make.user()
    make.grant(by, Role.MANAGER)
    close_account(anna.pk, by=by, now=make.NOW, note="Left")
    assert desk.get(SESSIONS).status_code == 302
    assert not UserSession.objects.filter(user=anna).exists()


def test_a_browser_that_signed_out_or_has_an_old_password_is_not_listed(anna: User) -> None:
    gone, phone, desk = signed_in(anna, "?"), signed_in(anna, IPHONE), signed_in(anna)
    gone.post(reverse("account_logout"))
    assert len(shown(desk)) == 2
    new = "another correct horse"
    said = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    assert desk.post(reverse("account_change_password"), said).status_code == 302
    desk.post(reverse("account_login"), {"login": anna.email, "password": new})
    assert phone.get(SESSIONS).status_code == 302
    assert [current for _browser, _address, current in shown(desk)] == [True]


def test_who_is_still_there_is_noted_four_times_an_hour(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = signed_in(anna)
    began = desk.session[SEEN_AT]
    for minutes, noted in ((5, False), (16, True)):
        moment = began + minutes * 60
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        desk.get(SESSIONS)
        assert (desk.session[SEEN_AT] == moment) is noted


def test_a_look_at_the_list_writes_nothing_and_asks_the_same_however_many(
    client: Client, anna: User, django_assert_num_queries: Any
) -> None:
    client.force_login(anna)
    assert "Nothing is known of your browsers yet" in client.get(SESSIONS).content.decode()
    signed_in(anna)
    with django_assert_num_queries(7):
        client.get(SESSIONS)
    signed_in(anna), signed_in(anna)
    with django_assert_num_queries(7):
        client.get(SESSIONS)


def test_the_page_of_the_library_leads_to_ours(client: Client, anna: User) -> None:
    client.force_login(anna)
    assert client.get("/accounts/sessions/").headers["Location"] == SESSIONS


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, macOS"),
        ("curl/8.5", "A browser without a name"),
        ("", "A browser without a name"),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert browser_in_words(user_agent) == words
