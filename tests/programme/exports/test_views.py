"""The pages: asking from a list, looking how far a file is, taking it."""

import datetime as dt
import re
import time
import uuid

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils import timezone

from companies.models import Event
from programme.exports.models import Export
from programme.exports.states import What
from tests import make
from tests.programme.exports.stage import ask, made, tick

pytestmark = pytest.mark.django_db
ASK = "/exports/ask/"


def form_of(client, page: str, label: str) -> dict[str, str]:
    """The hidden fields beside the button of that name on a page, as a browser sends them."""
    html = client.get(page).content.decode()
    (form,) = [one for one in re.findall(r"<form.*?</form>", html, re.DOTALL) if f">{label}<" in one]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.replace("&amp;", "&")))


def confirmed(client, person) -> None:
    """As after the page of the library that asks for the password again."""
    client.force_login(person)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()


# --- asking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("/companies/", "companies"),
        ("/applications/", "applications"),
        ("/reports/", "reports"),
        ("/milestones/", "milestones"),
    ],
)
def test_a_list_asks_for_itself_with_the_filters_of_its_address(client, torino, facilitator, address, what):
    owner = make.user()
    company = make.company("Forno Rossi", territory=torino, owner=owner)
    programme = make.programme("second", torino)
    sent = {"state": "sent", "company": company, "programme": programme, "territory": torino, "name": company.name}
    make.application(owner, **sent)
    part = make.participation(company, programme, by=facilitator)
    make.report(make.milestone(part, by=facilitator), by=owner, state="sent")
    client.force_login(facilitator)
    asked = form_of(client, f"{address}?q=rossi&after=abc", "Export XLSX")
    assert (asked["what"], asked["format"]) == (what, "xlsx")
    response = client.post(ASK, asked)
    export = Export.objects.get()
    assert response.headers["Location"] == reverse("exports:detail", args=[export.pk])
    assert export.query == "q=rossi"
    assert any("rossi" in words for words in export.filters)
    tick(now=timezone.now())
    export.refresh_from_db()
    assert export.done_rows == 1


def test_a_double_click_asks_once(client, torino, facilitator):
    make.company("Alfa", territory=torino)
    client.force_login(facilitator)
    asked = form_of(client, "/companies/", "Export CSV")
    assert client.post(ASK, asked).headers["Location"] == client.post(ASK, asked).headers["Location"]
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{}, {"what": "people"}, {"format": "exe"}, {"one_time_key": "x"}, {"query": "a" * 2001}]
)
def test_what_cannot_be_read_is_said(client, facilitator, wrong):
    right = {"what": "companies", "format": "csv", "query": "", "one_time_key": uuid.uuid4()}
    client.force_login(facilitator)
    response = client.post(ASK, {**right, **wrong} if wrong else {}, follow=True)
    assert "could not read what you asked for" in response.content.decode()
    assert not Export.objects.exists()


def test_who_does_not_see_a_list_does_not_take_it(client):
    client.force_login(make.user())
    asked = {"what": What.APPLICATIONS, "format": "csv", "query": "", "one_time_key": uuid.uuid4()}
    assert client.post(ASK, asked).status_code == 403


# --- looking -----------------------------------------------------------------------------------


def test_a_page_says_how_far_the_file_is_and_looks_again_by_itself(client, facilitator):
    export = ask(facilitator, query="q=forno")
    client.force_login(facilitator)
    here = reverse("exports:detail", args=[export.pk])
    html = client.get(here).content.decode()
    assert f'hx-get="{here}"' in html
    assert "Name or number: forno" in html
    Export.objects.update(state="making", leased_until=make.NOW, done_rows=1000, total_rows=3000)
    part = client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert "1,000 of 3,000" in part
    assert "<html" not in part
    assert 'id="facts" hx-swap-oob="true"' in part


def test_a_page_of_a_file_that_is_ready_does_not_look_again(client, facilitator):
    export = made(facilitator)
    client.force_login(facilitator)
    html = client.get(reverse("exports:detail", args=[export.pk])).content.decode()
    assert "hx-get" not in html
    assert export.sha256 in html
    assert f'href="/exports/{export.pk}/download/"' in html


def test_a_file_that_failed_or_was_removed_is_asked_for_again(client, facilitator):
    export = ask(facilitator, query="q=forno")
    client.force_login(facilitator)
    here = reverse("exports:detail", args=[export.pk])
    Export.objects.update(state="failed", ended_at=make.NOW, error="The disk is full.")
    assert "The disk is full." in client.get(here).content.decode()
    assert form_of(client, here, "Ask again")["query"] == "q=forno"
    Export.objects.update(state="ready", expires_at=make.NOW - dt.timedelta(days=1), error="")
    assert "This one was removed" in client.get(here).content.decode()
    client.post(ASK, form_of(client, here, "Ask again"))
    assert Export.objects.filter(state="asked", query="q=forno").count() == 1


def test_nobody_sees_the_files_of_others(client, facilitator):
    export = made(facilitator)
    client.force_login(make.user())
    for name in ("detail", "download"):
        url = reverse(f"exports:{name}", args=[export.pk])
        assert client.get(url).status_code == 404
    assert client.post(reverse("exports:download", args=[export.pk])).status_code == 404
    assert "You have not asked for a file yet" in client.get("/exports/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_files_costs_the_same_for_every_row(client, facilitator, rows, django_assert_num_queries):
    for _n in range(rows):
        made(facilitator)
    client.force_login(facilitator)
    with django_assert_num_queries(6):
        assert client.get("/exports/").status_code == 200


def test_the_page_of_a_file_has_its_budget(client, facilitator, django_assert_num_queries):
    export = made(facilitator)
    client.force_login(facilitator)
    with django_assert_num_queries(6):
        client.get(reverse("exports:detail", args=[export.pk]))


# --- taking ------------------------------------------------------------------------------------


def test_a_file_is_an_attachment_that_nobody_keeps_or_interprets(client, torino, facilitator):
    make.company("Alfa", territory=torino)
    export = made(facilitator)
    confirmed(client, facilitator)
    url = reverse("exports:download", args=[export.pk])
    assert ">Download<" in client.get(url).content.decode()
    response = client.post(url)
    assert b"Alfa" in b"".join(response.streaming_content)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="companies-')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    taken = Event.objects.get(kind="export_taken")
    assert (taken.by, taken.subject_kind, taken.subject_id) == (facilitator, "export", export.pk)


def test_a_right_that_ended_is_said_instead_of_a_file(client, facilitator):
    export = made(facilitator)
    facilitator.grants.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    confirmed(client, facilitator)
    here = reverse("exports:detail", args=[export.pk])
    assert "has ended" in client.get(here).content.decode()
    response = client.post(reverse("exports:download", args=[export.pk]), follow=True)
    assert response.redirect_chain == [(here, 302)]
    assert "has ended" in response.content.decode()


def test_a_file_that_is_missing_is_not_found(client, facilitator, caplog):
    export = made(facilitator)
    Export.objects.update(stored_as="exports/00/gone.csv")
    confirmed(client, facilitator)
    assert client.post(reverse("exports:download", args=[export.pk])).status_code == 404
    assert "is missing" in caplog.text


@pytest.fixture
def member(torino):
    """Somebody who signs in with a password, for whom nothing else is asked."""
    person = make.user("Marta", email="marta@example.org")
    person.set_password(make.PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    make.company("Alfa", territory=torino, owner=person)
    return person


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_has_only_signed_in_is_asked_for_the_password_again(client, member, method):
    url = reverse("exports:download", args=[made(member).pk])
    client.force_login(member)
    response = getattr(client, method)(url)
    assert response.headers["Location"] == f"/accounts/reauthenticate/?next={url.replace('/', '%2F')}"
    assert not Event.objects.filter(kind="export_taken").exists()
    again = client.get(response.headers["Location"])
    assert again.status_code == 200
    wrong = client.post("/accounts/reauthenticate/", {"password": "wrong", "next": url})
    assert wrong.status_code == 200
    right = client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": url})
    if method == "get":
        assert right.headers["Location"] == url
        assert ">Download<" in client.get(url).content.decode()
        right = client.post(url)
    assert b"Alfa" in b"".join(right.streaming_content)
    assert Event.objects.filter(kind="export_taken").count() == 1


def test_whoever_has_a_second_factor_may_prove_it_with_that(client, facilitator):
    TOTP.activate(facilitator, generate_totp_secret())
    code = RecoveryCodes.activate(facilitator).get_unused_codes()[0]
    url = reverse("exports:download", args=[made(facilitator).pk])
    client.force_login(facilitator)  # without a password: this person signs in with a code by mail
    response = client.get(url)
    assert response.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.get(response.headers["Location"]).status_code == 200
    assert client.post("/accounts/2fa/reauthenticate/", {"code": code, "next": url}).headers["Location"] == url
    assert b"".join(client.post(url).streaming_content)
