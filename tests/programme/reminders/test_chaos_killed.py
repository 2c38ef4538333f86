"""kill -9 of worker and clock while 500 people are told: nobody is forgotten, nobody is told twice without a mark."""

from collections import Counter

import pytest
from django.conf import LazySettings
from django.utils import timezone

from programme.letters.actions import remind
from programme.models import Mail, Reminder
from programme.notices.actions import send_due
from programme.notices.states import MailState
from tests.processes import wait_until
from tests.programme.reminders.chaos import (
    Post,
    Processes,
    accounts,
    crowd,
    kill,
    kill_now,
    nobody_waits,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_worker_and_clock_are_killed_again_and_again(post: Post, portal: Processes) -> None:
    people = crowd()
    worker, clock = portal.worker(), portal.clock()
    wait_until(Reminder.objects.exists, portal.log)
    kill(worker)  # while it tells people: what it wrote is whole
    assert Mail.objects.count() == Reminder.objects.count()

    worker = portal.worker()
    post.at_taken[120] = kill_now(worker, clock)  # the mail is there, and nobody writes it down
    wait_until(lambda: worker.poll() is not None and clock.poll() is not None, portal.log)
    assert len(post.taken) == 120

    worker, _clock = portal.worker(), portal.clock()
    post.at_announced[post.announced + 100] = kill_now(worker)  # the mail is not there, and nobody writes it down
    wait_until(lambda: worker.poll() is not None, portal.log)
    portal.worker()
    wait_until(nobody_waits(people), portal.log)

    found = accounts(people, post.taken)
    assert found.keys() == {"sent", "uncertain"}
    assert len(found["uncertain"]) == 2
    assert len(found["uncertain"] & set(post.taken)) == 1  # one had arrived and one had not: nobody can know


# --- the controls: the same accident with one protection off -----------------------------------


def test_where_the_queue_is_the_only_memory_one_is_lost(post: Post, portal: Processes) -> None:
    people = [f"person{n}@example.org" for n in range(20)]
    portal.messages("message.tell", people)
    worker = portal.worker()
    post.at_announced[8] = kill_now(worker)
    wait_until(lambda: worker.poll() is not None, portal.log)
    portal.worker()
    wait_until(lambda: len(post.taken) == 19, portal.log)
    assert not portal.messages_left()
    assert len(set(people) - set(post.taken)) == 1


def test_where_a_broken_try_is_simply_repeated_one_is_told_twice(
    post: Post, portal: Processes, settings: LazySettings
) -> None:
    crowd(20)
    remind(now=timezone.now())
    worker = portal.worker()
    portal.clock()
    post.at_taken[8] = kill_now(worker)
    wait_until(lambda: worker.poll() is not None, portal.log)
    assert Mail.objects.filter(state=MailState.SENDING).update(state=MailState.WAITING, leased_until=None) == 1
    settings.MAIL_LEAVES, settings.SMTP = True, {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": post.port}
    send_due(now=timezone.now())
    assert Counter(Counter(post.taken).values()) == {1: 19, 2: 1}
