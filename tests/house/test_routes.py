"""Every route, as every kind of person, with GET and with an empty POST, answers what the table says.

The table is tests/house/routes.txt: one line per route and method, one column per person. A route that is not in
it fails. `SHOW_ROUTES=1 python -m pytest -s tests/house/test_routes.py` prints the table as it is now, to be read with
care before it is copied.
"""

import logging
import os
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from companies.journal.actions import record
from companies.journal.states import EventKind
from programme.evidence.gateway import keep
from programme.models import Notice
from programme.scenes.rules import small_pdf
from tests import make
from tests.cast import Cast, assemble
from tests.companies.imports.lists import import_row, import_run
from tests.programme.exports.stage import made

TABLE = Path(__file__).with_name("routes.txt")
PEOPLE = (
    "anonymous", "disabled", "stranger", "owner_a", "member_a", "member_b", "tutor_a", "other_tutor", "facilitator",
    "facilitator_ilfov", "official", "manager", "auditor", "staff_without_factor",
)  # fmt: skip
# The library's own pages have the library's own tests; static files are no pages.
FOREIGN = ("account_", "mfa_", "admin:", "socialaccount_", "django_")


def routes(patterns=None, space=""):
    """(name, names of its arguments) of every route."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name}"
            if not name.startswith(FOREIGN) and "allauth" not in getattr(pattern.callback, "__module__", ""):
                yield name, sorted(pattern.pattern.converters)


class World:
    """The cast, with one thing of each kind that belongs to company A."""

    def __init__(self) -> None:
        self.cast: Cast = assemble()
        cast = self.cast
        self.report = make.report(cast.milestone, by=cast.owner_a, state="sent")
        self.sending = self.report.sendings.create(
            number=1, text="x", completes=True, sent_at=make.NOW, sent_by=cast.owner_a
        )
        self.file = make.evidence(cast.company_a, by=cast.owner_a, stored_as=keep(ContentFile(small_pdf(["A bill"]))))
        self.application = make.application(
            cast.owner_a,
            name="Alpha Bakery",
            state="sent",
            sent_at=make.NOW,
            company=cast.company_a,
            programme=cast.programme,
            territory=cast.torino,
        )
        self.invitation = make.invitation(cast.company_a, by=cast.owner_a)
        self.request = make.join_request(cast.stranger, cast.company_a)
        self.list = import_run(
            cast.torino,
            uploaded_by=cast.facilitator,
            state="previewed",
            created=1,
            stored_as=keep(ContentFile(b"nome;partita iva\n")),
        )
        self.list_row = import_row(self.list, company=cast.company_a, asks=True, choices=["10.71.10"])
        event = record(
            EventKind.REPORT_SENT, by=cast.owner_a, now=make.NOW, subject=self.report, company=cast.company_a
        )
        self.notice = Notice.objects.create(event=event, person=cast.owner_a, told_at=make.NOW)
        self.mail = make.mail()
        self.session = UserSession.objects.create(user=cast.owner_a, ip="192.0.2.1", session_key="of-owner-a")
        self.undelivered = make.mail(state="dead")
        Notice.objects.create(event=event, person=cast.member_a, told_at=make.NOW, mail=self.undelivered)
        self.export = made(cast.owner_a)
        make.target(cast.programme)

    def arguments(self, name: str, wanted: list[str]) -> dict[str, object]:
        """What a route is about: something of company A."""
        space, _colon, verb = name.partition(":")
        by_route = {
            "people:end_session": self.session,
            "milestones:plan": self.cast.company_a,
            "reports:of_company": self.cast.company_a,
            "reports:by_company": self.cast.company_a,
            "reports:milestone": self.cast.milestone,
            "reports:write": self.cast.milestone,
            "evidence:of_company": self.cast.company_a,
            "directory:invitation": self.invitation,
            "directory:cancel_invitation": self.invitation,
            "directory:answer_join": self.request,
            "tutors:release": self.cast.assignment,
            "mailroom:again": self.undelivered,
            "imports:answer": self.list_row,
            "people:end_role": self.cast.official.grants.get(),
        }
        by_space = {
            "onboarding": self.application,
            "milestones": self.cast.milestone,
            "reports": self.report,
            "evidence": self.file,
            "notices": self.notice,
            "imports": self.list,
            "demo": self.mail,
            "exports": self.export,
            "people": self.cast.stranger,
            "feedback": make.feedback(),
        }
        thing = by_route.get(name) or by_space.get(space) or self.cast.company_a
        membership = self.cast.company_a.memberships.get(user=self.cast.member_a)
        known = {
            "pk": membership.pk if "member" in verb or verb in ("hand_over", "change_role") else thing.pk,
            "evidence_pk": self.file.pk,
            "code": self.cast.programme.code,
            "counter": "smes_supported",
            "level": "claimed",
            "kind": "size",
            "key": "micro",
            "name": "late",
        }
        return {key: known[key] for key in wanted}


def answer(response) -> str:
    """A status in a word: ok, in (to sign-in), 2f (to the second factor), go (elsewhere), no, -- (not found)."""
    to = response.headers.get("Location", "")
    if response.status_code == 302 and "/accounts/" in to:
        return "in"
    if response.status_code == 302 and "second-factor" in to:
        return "2f"
    return {200: "ok", 302: "go", 303: "go", 403: "no", 404: "--"}.get(response.status_code, str(response.status_code))


def table_now(client) -> dict[str, list[str]]:
    """Row by route and method; each request is made in a world that is put back afterwards."""
    world = World()
    known = sorted({(name, tuple(wanted)) for name, wanted in routes()})
    urls = {name: reverse(name, kwargs=world.arguments(name, list(wanted))) for name, wanted in known}
    rows: dict[str, list[str]] = {f"{name} {method}": [] for name in urls for method in ("GET", "POST")}
    for person in PEOPLE:
        client.logout()
        if person != "anonymous":
            client.force_login(world.cast.people[person])
        for name, url in urls.items():
            for method in ("GET", "POST"):
                rows[f"{name} {method}"].append(ask(client, method, url))
    return rows


def ask(client, method: str, url: str) -> str:
    with transaction.atomic():
        response = getattr(client, method.lower())(url)
        if response.streaming:
            b"".join(response.streaming_content)  # read to its end, a file is closed
        transaction.set_rollback(True)
    return answer(response)


def table_written() -> dict[str, list[str]]:
    lines = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    assert lines[0] == ["route", "method", *PEOPLE]
    return {f"{name} {method}": words for name, method, *words in lines[1:]}


@pytest.fixture
def quiet():
    """Refusals are expected here; each would be logged with its traceback."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_every_route_answers_every_person_as_the_table_says(client):
    now = table_now(client)
    if os.environ.get("SHOW_ROUTES"):
        width = max(map(len, now)) + 2
        print("\n" + "  ".join(["route method".ljust(width), *PEOPLE]))  # noqa: T201
        for key, words in now.items():
            print("  ".join([key.ljust(width), *(w.ljust(len(p)) for w, p in zip(words, PEOPLE, strict=True))]))  # noqa: T201
        return
    written = table_written()
    assert not now.keys() - written.keys(), "routes without an expected answer"
    assert not written.keys() - now.keys(), "the table knows routes that are gone"
    wrong = [
        f"{key} as {person}: {found}, expected {expected}"
        for key, words in now.items()
        for person, found, expected in zip(PEOPLE, words, written[key], strict=True)
        if found != expected
    ]
    assert not wrong, "\n".join(wrong)
