"""Anybody says what does not work, and it is kept; managers and facilitators answer."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.journal.states import EventKind
from companies.models import Event, User
from companies.people.states import Role
from programme.feedback.access import feedback_visible_to, may_read_feedback
from programme.feedback.actions import answer_feedback, send_feedback
from programme.models import Feedback, Notice
from programme.notices.actions import tell
from sme4green.errors import RuleBroken
from tests import make
from tests.at_once import at_once
from tests.cast import assemble

pytestmark = pytest.mark.django_db
WRITE, LIST = reverse("feedback:write"), reverse("feedback:list")
THANKS = "Thank you."


@pytest.fixture
def marta(client: Client) -> User:
    marta = make.user("Marta", from_demo=True)
    make.grant(marta, Role.MANAGER)
    client.force_login(marta)
    return marta


def said(**changed: Any) -> dict[str, Any]:
    words = {"text": "The map says nothing", "page_address": "/dashboards/", "reply_to": "eva@example.org"}
    return {**words, "one_time_key": str(uuid.uuid4()), **changed}


# --- writing -----------------------------------------------------------------------------------


def test_a_visitor_writes_and_the_managers_are_told(client: Client) -> None:
    marta = make.user("Marta")
    make.grant(marta, Role.MANAGER)
    answer = client.post(WRITE, said(), headers={"accept-language": "ro"}, follow=True)
    assert answer.redirect_chain == [(reverse("public:accessibility"), 302)]
    row = Feedback.objects.get()
    assert (row.text, row.page_address, row.reply_to, row.language) == (
        "The map says nothing",
        "/dashboards/",
        "eva@example.org",
        "ro",
    )
    tell(now=make.NOW.replace(year=2100))
    notice = Notice.objects.get(person=marta)
    assert (notice.event.kind, notice.event.subject_id) == (EventKind.FEEDBACK_SENT, row.pk)


def test_a_word_is_enough(client: Client) -> None:
    client.post(WRITE, {"text": "Help", "one_time_key": str(uuid.uuid4())})
    assert Feedback.objects.get().text == "Help"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"reply_to": "eva"}, "reply_to"),
        ({"page_address": "x" * 301}, "page_address"),
        ({"one_time_key": "no"}, "one_time_key"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, changed: dict[str, str], field: str) -> None:
    answer = client.post(WRITE, said(**changed))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Feedback.objects.exists()


def test_the_same_form_twice_is_kept_once(client: Client) -> None:
    form = said()
    for _time in range(2):
        assert THANKS in client.post(WRITE, form, headers={"accept-language": "en"}, follow=True).content.decode()
    assert Feedback.objects.count() == Event.objects.count() == 1


def test_what_fills_in_the_hidden_field_is_thanked_and_not_kept(client: Client) -> None:
    answer = client.post(WRITE, said(website="https://spam.example"), headers={"accept-language": "en"}, follow=True)
    assert THANKS in answer.content.decode()
    assert not Feedback.objects.exists()


def test_the_sixth_message_of_an_hour_from_one_address_waits_and_stays_in_the_form() -> None:
    flood, other = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="198.51.100.7")
    answers = [flood.post(WRITE, said(text=f"Message {number}")) for number in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Message 5" in answers[-1].content.decode()
    assert other.post(WRITE, said()).status_code == 302
    assert Feedback.objects.count() == 6


def test_the_page_that_does_not_work_is_known_from_the_address(client: Client) -> None:
    assert 'value="/companies/"' in client.get(WRITE, {"page": "/companies/"}).content.decode()


# --- answering ---------------------------------------------------------------------------------


def test_what_was_done_is_said_once(client: Client, marta: User) -> None:
    row = make.feedback()
    path = reverse("feedback:answer", args=[row.pk])
    assert row.text in client.get(LIST).content.decode()
    assert "note" in client.post(path, {"note": ""}).context["page"]["form"].errors
    client.post(path, {"note": "The button has a name now"})
    row.refresh_from_db()
    assert (row.answered_by, row.note) == (marta, "The button has a name now")
    assert "has already answered" in client.post(path, {"note": "Me too"}, follow=True).content.decode()
    assert row.text not in client.get(LIST).content.decode()
    assert row.text in client.get(LIST, {"show": "all"}).content.decode()
    assert "The button has a name now" in client.get(path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does() -> None:
    row, one, other = make.feedback(), make.user(), make.user()
    done = at_once(
        [
            lambda: answer_feedback(row.pk, by=one, now=make.NOW, note="One"),
            lambda: answer_feedback(row.pk, by=other, now=make.NOW, note="Other"),
        ]
    )
    assert sorted(done) == ["done", "refused"]


def test_an_answer_needs_somebody_and_one_event() -> None:
    row = send_feedback(text="x", page_address="", reply_to="", language="en", one_time_key=uuid.uuid4(), now=make.NOW)
    answer_feedback(row.pk, by=make.user(), now=make.NOW, note="Done")
    with pytest.raises(RuleBroken, match="already answered"):
        answer_feedback(row.pk, by=make.user(), now=make.NOW, note="Done")
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["feedback_sent", "feedback_answered"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_many_messages(
    client: Client, marta: User, django_assert_num_queries: Any, rows: int
) -> None:
    for _row in range(rows):
        make.feedback(answered_at=make.NOW, answered_by=make.user(), note="Done")
    with django_assert_num_queries(6):
        client.get(LIST, {"show": "all"})


def test_managers_and_facilitators_read_and_nobody_else() -> None:
    cast = assemble()
    make.feedback()
    readers = {name for name, user in cast.people.items() if may_read_feedback(user)}
    assert readers == {"manager", "facilitator", "facilitator_ilfov", "staff_without_factor"}
    assert readers == {name for name, user in cast.people.items() if feedback_visible_to(user).exists()}
