import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.home.queries import home_for
from programme.notices.actions import hold_mail
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def titles(home):
    return [todo.title for todo in home.todos]


def test_a_member_sees_what_is_late_before_what_is_due_soon(cast):
    make.milestone(cast.participation_a, by=cast.tutor_a, title="Soon", due_on=make.TODAY + dt.timedelta(days=3))
    make.milestone(cast.participation_a, by=cast.tutor_a, title="Late", due_on=make.TODAY - dt.timedelta(days=3))
    home = home_for(cast.member_a, now=make.NOW)
    assert titles(home) == ["Late", "Soon"]
    assert home.todos[0].late_text == "3 days late"


def test_a_member_sees_the_tutor_to_call_and_the_next_milestone(cast):
    home = home_for(cast.member_a, now=make.NOW)
    assert home.companies[0].tutor.user == cast.tutor_a
    assert home.companies[0].next_milestone == cast.milestone


def test_a_company_without_milestones_is_asked_to_plan(cast):
    home = home_for(cast.member_b, now=make.NOW)
    assert titles(home) == ["Plan your next milestones"]


def test_a_sent_report_waits_for_the_tutor_and_not_for_the_company(cast):
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    assert titles(home_for(cast.tutor_a, now=make.NOW)) == ["Change the oven"]
    assert titles(home_for(cast.owner_a, now=make.NOW)) == []


def test_a_draft_and_a_returned_application_wait_for_the_applicant(cast):
    make.application(cast.stranger, name="Gamma")
    assert titles(home_for(cast.stranger, now=make.NOW)) == ["Application of Gamma"]


def test_somebody_new_is_led_to_an_application(cast):
    assert home_for(cast.stranger, now=make.NOW).new_here


def test_the_queues_of_a_facilitator_count_what_waits(cast):
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    make.milestone(cast.participation_b, by=cast.tutor_a, title="Late", due_on=make.TODAY - dt.timedelta(days=3))
    alone = make.company("Gamma", territory=cast.torino)
    make.participation(alone, cast.programme, by=cast.facilitator)
    make.application(
        cast.stranger,
        name="Delta",
        state="sent",
        sent_at=make.NOW,
        company=alone,
        programme=cast.programme,
        territory=cast.torino,
    )
    home = home_for(cast.facilitator, now=make.NOW)
    assert [queue.count for queue in home.queues] == [1, 1, 1, 1, 1]
    first = [queue.rows[0].title for queue in home.queues]
    assert first == ["Delta", "Change the oven", "Beta Textiles", "Gamma", "Gamma"]


def test_the_other_territory_has_its_own_queues(cast):
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    home = home_for(cast.facilitator_ilfov, now=make.NOW)
    assert [queue.count for queue in home.queues] == [0, 0, 0, 0, 0]


def test_a_manager_sees_every_territory_with_what_waits(cast):
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    rows = {row.territory.code: row for row in home_for(cast.manager, now=make.NOW).overview}
    assert (rows["torino"].reports, rows["ilfov"].reports) == (1, 0)


def test_held_mail_waits_for_managers_alone(cast):
    hold_mail(copy_of=make.NOW, now=make.NOW)
    home = home_for(cast.manager, now=make.NOW)
    assert (titles(home), home.todos[0].url, home.has_turns) == (["Mail is held"], "/mail/held/", True)
    assert titles(home_for(cast.auditor, now=make.NOW)) == titles(home_for(cast.facilitator, now=make.NOW)) == []


def test_claims_on_a_company_wait_for_its_owner(cast):
    make.join_request(cast.stranger, cast.company_a)
    assert titles(home_for(cast.owner_a, now=make.NOW)) == ["Stranger asks to join Alpha Bakery"]
    assert titles(home_for(cast.member_a, now=make.NOW)) == []


@pytest.mark.parametrize(
    ("person", "most"),
    [("member_a", 16), ("tutor_a", 10), ("facilitator", 22), ("official", 11), ("manager", 18), ("stranger", 8)],
)
def test_a_home_page_costs_the_same_with_more_rows(client, cast, person, most):
    client.force_login(cast.people[person])
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    late = make.TODAY - dt.timedelta(days=300)
    make.milestone(cast.participation_a, by=cast.tutor_a, due_on=late)
    first = count(client)
    for _n in range(3):
        milestone = make.milestone(cast.participation_a, by=cast.tutor_a, due_on=late)
        make.report(milestone, by=cast.owner_a, state="sent")
        make.milestone(cast.participation_a, by=cast.tutor_a, due_on=late)
    assert count(client) == first <= most


def count(client):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse("home:home")).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["late", "without-tutor", "out-of-reach"])
def test_a_queue_opens_in_full_for_its_facilitator_alone(client, cast, name):
    make.milestone(cast.participation_b, by=cast.tutor_a, due_on=make.TODAY - dt.timedelta(days=300))
    alone = make.company("Gamma", territory=cast.torino)
    make.participation(alone, cast.programme, by=cast.facilitator)
    url = reverse("desk:queue", args=[name])
    client.force_login(cast.facilitator)
    assert len(client.get(url).context["todos"]) == 1
    client.force_login(cast.facilitator_ilfov)
    assert client.get(url).context["todos"] == []
    client.force_login(cast.manager)
    assert len(client.get(url, {"territory": "torino"}).context["todos"]) == 1
    assert client.get(url, {"territory": "ilfov"}).context["todos"] == []
    client.force_login(cast.official)
    assert client.get(url).status_code == 404


def test_an_official_opens_the_day_with_the_promises(client, cast):
    make.target(cast.programme)
    home = home_for(cast.official, now=make.NOW)
    assert [promise.target.counter for promise in home.board.promises] == ["smes_supported"]
    assert not home.has_turns
