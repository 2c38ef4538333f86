"""The one table of what is told, and its words."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Event
from companies.people.states import Role
from programme.notices.queries import facts_of
from programme.notices.rules import ROUTES, TOLD, letter, path_of, sentence
from tests import make
from tests.make import NOW, TODAY

pytestmark = pytest.mark.django_db
LETTERS = Path(settings.BASE_DIR) / "templates/programme/notices/mail"
MAILED = sorted(kind for kind, told in TOLD.items() if told.by_mail)
TRICKY = "L'Oréal & <Figli>"


def event_of(kind: EventKind, note: str = "") -> Event:
    """An event with everything that its letter may speak of, and names that HTML would spoil."""
    doer, person = make.user("Mario D'Angelo", phone="+39 011 5"), make.user("Ștefan")
    territory = make.territory(name="Torino")
    company = make.company(TRICKY, territory=territory, owner=person)
    participation = make.participation(company, make.programme("", territory), by=doer)
    make.assignment(participation, make.tutor(make.user("Anna", phone="+39 011 7")), by=doer)
    subject: object = company
    if kind in (EventKind.ROLE_GRANTED, EventKind.ROLE_ENDED):
        subject = make.grant(person, Role.OFFICIAL, territory=territory, ends_at=NOW.replace(year=2027))
    elif kind.startswith("report"):
        milestone = make.milestone(participation, by=doer, title="“Forno” nuovo", due_on=TODAY)
        subject = make.report(milestone, by=doer)
    return record(kind, by=doer, now=NOW, subject=subject, company=company, person=person, note=note)


def test_each_kind_that_is_mailed_has_its_letter_and_no_letter_is_left_over() -> None:
    assert {path.stem for path in LETTERS.glob("[a-z]*.txt")} == set(MAILED)


@pytest.mark.parametrize("kind", MAILED)
@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_a_letter_says_who_what_where_and_whom_to_call(kind: EventKind, language: str) -> None:
    event = event_of(kind, note="È perché < > & “così”.")
    facts = facts_of(event)
    with translation.override(language):
        subject, text = letter(event, facts.words_for(event.person))
    assert subject
    assert "\n" not in subject
    assert "Ștefan" in text
    assert settings.SITE_URL + path_of(event) in text
    assert re.search(r"\+39 011 [57]", text)
    assert "È perché < > & “così”." in text or kind in (EventKind.APPLICATION_SENT, EventKind.MEMBER_INVITED)
    assert TRICKY in subject + text or kind in (EventKind.ROLE_GRANTED, EventKind.ROLE_ENDED)
    assert not re.search(r"&#|&amp;|&lt;|\{\{|\{%|%\(|None|\n\n\n", subject + text)


def test_a_letter_to_nobody_by_name_still_greets() -> None:
    event = event_of(EventKind.MEMBER_INVITED)
    with translation.override("en"):
        _subject, text = letter(event, facts_of(event).words_for(None))
    assert text.startswith("Good day,\n")


def test_the_letter_on_a_tutor_speaks_to_the_tutor_and_to_the_company() -> None:
    event = event_of(EventKind.TUTOR_ASSIGNED)
    facts = facts_of(event)
    with translation.override("en"):
        _subject, to_tutor = letter(event, facts.words_for(facts.tutor))
        _subject, to_member = letter(event, facts.words_for(event.person))
    assert "You are now the tutor of" in to_tutor
    assert "Ștefan" in to_tutor
    assert "Anna is now the tutor of" in to_member
    assert "+39 011 7" in to_member


@pytest.mark.parametrize("kind", sorted(TOLD))
def test_every_kind_has_a_sentence_with_the_reason(kind: EventKind) -> None:
    with translation.override("en"):
        said = sentence(event_of(kind, note="Because."))
    assert "%(" not in said
    assert said.endswith("“Because.”") or kind == EventKind.MEMBER_INVITED
    assert TRICKY in said or kind in (EventKind.ROLE_GRANTED, EventKind.ROLE_ENDED, EventKind.FEEDBACK_SENT)


@pytest.mark.parametrize(("kind", "route"), sorted(ROUTES.items()))
def test_every_subject_has_a_page(kind: str, route: str) -> None:
    event = Event(kind=EventKind.REPORT_SENT, subject_kind=kind, subject_id=7)
    assert path_of(event) == reverse(route, args=[7])


def test_where_a_notice_leads() -> None:
    company_page = reverse("companyfile:file", args=[5])
    admitted = Event(kind=EventKind.APPLICATION_ADMITTED, subject_kind="application", subject_id=7, company_id=5)
    assert path_of(admitted) == company_page
    unknown = Event(kind=EventKind.REPORT_SENT, subject_kind="something", subject_id=7, company_id=5)
    assert path_of(unknown) == company_page
    assert path_of(Event(kind=EventKind.JOIN_REFUSED, company_id=5)) == reverse("home:home")
    assert path_of(Event(kind=EventKind.REPORT_SENT)) == reverse("notices:list")
