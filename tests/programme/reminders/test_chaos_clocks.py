"""Two clocks that tick at once, and two workers that hear both: 500 people are told once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from programme.letters import actions as letters
from programme.models import Mail, Notice, Reminder
from programme.notices import actions as notices
from programme.notices.states import MailState
from tests.at_once import told_at_once
from tests.processes import wait_until
from tests.programme.reminders.chaos import PEOPLE, Post, Processes, accounts, crowd, nobody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_clocks_and_two_workers_tell_everybody_once(post: Post, portal: Processes) -> None:
    people = crowd()
    for start in (portal.worker, portal.clock, portal.worker, portal.clock):
        start()
    wait_until(nobody_waits(people), portal.log)
    assert accounts(people, post.taken) == {"sent": people}
    assert sorted(post.taken) == sorted(people)


# --- the same second, without waiting for chance ------------------------------------------------


@pytest.fixture
def both_have_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers find what is due before either of them writes it down."""
    meeting, read = threading.Barrier(2), letters.due_reminders

    def read_together(**moment: object) -> object:
        found = read(**moment)
        if not getattr(meeting, "over", False):
            meeting.over = meeting.wait(30) == 0 or True
        return found

    monkeypatch.setattr(letters, "due_reminders", read_together)


def remind() -> object:
    return letters.remind(now=timezone.now())


def test_who_is_told_by_the_other_worker_meanwhile_is_not_told_again(both_have_read: None) -> None:
    people = crowd()
    assert sum(map(int, map(str, told_at_once(remind, remind)))) == PEOPLE
    assert accounts(people, []) == {"waiting": people}


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """The database lets the second reminder in; SQLite makes the table anew from what the model says."""
    all_of_them = Reminder._meta.constraints
    (once,) = [one for one in all_of_them if one.name == "reminder_once_per_occurrence_and_person"]
    Reminder._meta.constraints = [one for one in all_of_them if one is not once]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Reminder, once)
    try:
        yield
    finally:
        Notice.objects.all().delete()
        Reminder.objects.all().delete()
        Reminder._meta.constraints = all_of_them
        with connection.schema_editor() as editor:
            editor.add_constraint(Reminder, once)


def test_without_the_constraint_everybody_would_be_told_twice(both_have_read: None) -> None:
    people = crowd()
    with without_the_constraint():
        told_at_once(remind, remind)
        assert Reminder.objects.count() == 2 * PEOPLE
        assert Counter(Mail.objects.values_list("to", flat=True)) == dict.fromkeys(people, 2)


# --- two workers choose the same mail -----------------------------------------------------------


def claim_without_its_condition(**moment: object) -> Mail | None:
    """Chosen and then marked, as one would without a second thought; both workers have chosen before either marks."""
    mail = Mail.objects.filter(state=MailState.WAITING).order_by("pk").first()
    chosen.wait(30)
    if mail:
        mail.state, mail.leased_until, mail.attempts = MailState.SENDING, moment["now"] + notices.LEASE, 1
        mail.save(update_fields=["state", "leased_until", "attempts"])
    chosen.wait(30)
    return mail


chosen = threading.Barrier(2)


@pytest.mark.parametrize(("claim", "times"), [(notices.claim, {1: 10}), (claim_without_its_condition, {2: 10})])
def test_only_a_claim_with_its_condition_gives_a_mail_to_one_worker(
    post: Post,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    claim: Callable[..., Mail | None],
    times: dict[int, int],
) -> None:
    settings.MAIL_LEAVES, settings.SMTP = True, {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": post.port}
    crowd(10)
    remind()
    monkeypatch.setattr(notices, "claim", claim)
    told_at_once(*[lambda: notices.send_due(now=timezone.now())] * 2)
    assert Counter(Counter(post.taken).values()) == times
