import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Milestone
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def plan_url(cast):
    return reverse("milestones:plan", args=[cast.company_a.pk])


def day(days):
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def test_a_ready_step_is_planned_with_one_click_and_then_no_longer_offered(client, cast):
    make.template("understand", title="Understand your bills")
    client.force_login(cast.owner_a)
    assert "Understand your bills" in client.get(plan_url(cast)).content.decode()
    client.post(plan_url(cast), {"template": "understand", "due_on": day(30), "one_time_key": uuid.uuid4()})
    assert Milestone.objects.filter(template__code="understand").count() == 1
    page = client.get(plan_url(cast)).context["page"]
    assert page["suggestions"] == []


def test_a_milestone_of_ones_own_clicked_twice_is_one(client, cast):
    client.force_login(cast.owner_a)
    typed = {"title": "Less gas", "due_on": day(30), "one_time_key": uuid.uuid4()}
    for _click in range(2):
        assert client.post(plan_url(cast), typed).status_code == 302
    assert Milestone.objects.filter(title="Less gas").count() == 1


def test_a_day_outside_the_edition_is_an_error_at_the_field_and_keeps_the_title(client, cast):
    client.force_login(cast.owner_a)
    page = client.post(plan_url(cast), {"title": "Less gas", "due_on": "2031-01-01", "one_time_key": uuid.uuid4()})
    shown = page.content.decode()
    assert page.status_code == 200 and "#id_due_on" in shown and "Less gas" in shown


def test_a_ready_step_with_a_wrong_day_says_so_on_its_card(client, cast):
    make.template("understand")
    client.force_login(cast.owner_a)
    page = client.post(plan_url(cast), {"template": "understand", "due_on": "2031-01-01", "one_time_key": uuid.uuid4()})
    assert "The edition runs from" in page.content.decode()


def test_a_company_without_a_participation_is_told_why_nothing_can_be_planned(client, cast):
    alone = make.company(territory=cast.torino, owner=cast.stranger)
    client.force_login(cast.stranger)
    page = client.get(reverse("milestones:plan", args=[alone.pk]), follow=True)
    assert "nothing to plan" in page.content.decode()


def test_the_one_who_saves_late_sees_both_texts_and_may_save_again(client, cast):
    url = reverse("milestones:revise", args=[cast.milestone.pk])
    client.force_login(cast.owner_a)
    client.post(url, {"title": "First", "version": 1})
    client.force_login(cast.member_a)
    page = client.post(url, {"title": "Second", "version": 1})
    assert "First" in page.content.decode() and "Second" in page.content.decode()
    client.post(url, {"title": "Second", "version": 2})
    assert Milestone.objects.get(pk=cast.milestone.pk).title == "Second"


def test_a_company_cannot_move_its_own_day(client, cast):
    client.force_login(cast.owner_a)
    assert client.get(reverse("milestones:move", args=[cast.milestone.pk])).status_code == 403


def test_a_moved_day_and_its_reason_stand_on_the_milestone(client, cast):
    client.force_login(cast.tutor_a)
    client.post(reverse("milestones:move", args=[cast.milestone.pk]), {"due_on": day(50), "reason": "Part is late"})
    page = client.get(reverse("reports:milestone", args=[cast.milestone.pk]))
    assert "Part is late" in page.content.decode()


def test_a_dropped_milestone_leaves_the_plan(client, cast):
    client.force_login(cast.tutor_a)
    client.post(reverse("milestones:drop", args=[cast.milestone.pk]), {"reason": "No money"})
    page = client.get(reverse("reports:of_company", args=[cast.company_a.pk]))
    assert page.context["page"]["plan"].milestones == []
