"""Milestones: each step on its day, to the people whose move it is."""

import pytest

from programme.models import Decision, Milestone, Sending
from tests import make
from tests.make import NOW, TODAY
from tests.programme.reminders.stage import DAY, Stage, after, mails, remind, told


@pytest.mark.parametrize("step", [-30, -7, -1, 0, 7, 14, 21, 28])
def test_each_step_is_said_on_its_day_and_not_before(stage: Stage, step: int) -> None:
    stage.milestone()
    remind(step - 1, hour=17)
    remind(step, hour=5)  # 7:00 in Torino, 6:00 in winter
    assert ("Anna", step) not in told()
    assert remind(step, hour=7) == 1
    assert told()[-1] == ("Anna", step)


def test_a_clock_that_ticks_all_day_says_eight_steps_and_then_is_silent(stage: Stage) -> None:
    stage.milestone()
    for day in range(-40, 60):
        remind(day, hour=6)
        remind(day, hour=12)
    assert [step for _person, step in told()] == [-30, -7, -1, 0, 7, 14, 21, 28]
    assert [mail.subject for mail in mails()][1:5] == [
        "Due in 7 days: Change the oven",
        "Due in 1 day: Change the oven",
        "Due today: Change the oven",
        "Overdue: Change the oven",
    ]


@pytest.mark.parametrize("hour", [0, 3, 5, 18, 22])
def test_nobody_is_written_to_at_night(stage: Stage, hour: int) -> None:
    stage.milestone()
    assert remind(0, hour=hour) == 0


def test_after_two_days_without_a_clock_it_is_said_once(stage: Stage) -> None:
    stage.milestone(7)
    assert remind(2) == 1
    assert told() == [("Anna", -7)]
    assert "is due in 5 days" in mails()[0].text
    assert remind(2, hour=12) == remind(3) == 0


def test_what_was_missed_by_three_days_is_let_go(stage: Stage) -> None:
    stage.milestone(7)
    assert remind(3) == 0


def test_after_ten_days_without_a_clock_only_the_latest_step_is_said(stage: Stage) -> None:
    stage.milestone()
    assert remind(-8) == 0
    assert remind(2) == 1  # -7, -1 and 0 were missed
    assert told() == [("Anna", 0)]
    assert "was due 2 days ago" in mails()[0].text


def test_a_moved_day_moves_the_reminders(stage: Stage) -> None:
    milestone = stage.milestone(7)
    remind(0)
    Milestone.objects.filter(pk=milestone.pk).update(due_on=TODAY + 20 * DAY)
    assert [remind(day) for day in (6, 7, 12, 13)] == [0, 0, 0, 1]
    assert told() == [("Anna", -7), ("Anna", -7)]
    assert "is due in 7 days" in mails()[1].text


def test_a_report_sent_meanwhile_ends_the_reminders_until_it_comes_back(stage: Stage) -> None:
    milestone = stage.milestone()
    sending = stage.sent(milestone, at=after(-1))
    assert remind(0) == 0
    Decision.objects.create(sending=sending, verdict="returned", note="More", decided_at=NOW, decided_by=stage.sara)
    milestone.reports.update(state="returned")
    assert remind(0) == 1
    assert "came back to be completed" in mails()[0].text


def test_what_is_achieved_or_dropped_is_not_reminded_of(stage: Stage) -> None:
    milestone = stage.milestone()
    sending = stage.sent(milestone)
    Decision.objects.create(sending=sending, verdict="accepted", decided_at=NOW, decided_by=stage.sara)
    milestone.reports.update(state="accepted", completes=True)
    Milestone.objects.filter(pk=milestone.pk).update(achieved_at=NOW)
    stage.milestone(dropped_at=NOW, dropped_by=stage.sara)
    assert Sending.objects.count() == 1
    assert remind(0) == 0


def test_a_company_admitted_this_morning_gets_no_reminder_tonight(stage: Stage) -> None:
    new = stage.company("Nuova", stage.torino, make.user("Nino"))
    part = stage.admit(new, admitted_at=after(0, hour=7))
    stage.milestone(1, part)
    assert [remind(0, hour=16), remind(1)] == [0, 0]
    assert remind(2) == 1  # two days later the due day is still near enough
    assert told() == [("Nino", 0)]


def test_who_joined_or_what_was_planned_after_the_hour_is_not_late_for_it(stage: Stage) -> None:
    stage.milestone(6, planned_at=after(0, hour=8))  # the step of seven days was yesterday
    make.membership(make.user("New"), stage.bakery, since_at=after(0, hour=8))
    stage.milestone(7)
    assert remind(0) == 1
    assert told() == [("Anna", -7)]


def test_an_ended_participation_is_left_in_peace(stage: Stage) -> None:
    stage.milestone()
    type(stage.part).objects.update(ended_at=NOW - DAY, ended_by=stage.sara)
    assert remind(0) == 0


def test_an_edition_that_is_over_is_left_in_peace(stage: Stage) -> None:
    past = make.programme("one", stage.torino, starts_on=TODAY - 300 * DAY, ends_on=TODAY - DAY)
    stage.milestone(0, stage.admit(stage.bakery, past))
    assert remind(0) == 0


def test_everybody_who_acts_for_the_company_is_told_and_nobody_else(stage: Stage) -> None:
    make.membership(make.user("Bea"), stage.bakery, since_at=NOW - 20 * DAY)
    make.membership(make.user("Left"), stage.bakery, since_at=NOW - 20 * DAY, ended_at=NOW - 3 * DAY)
    make.membership(make.user("Locked", is_active=False), stage.bakery)
    stage.company("Altro", stage.torino, make.user("Other"))
    stage.milestone()
    assert remind(0) == 2
    assert told() == [("Anna", 0), ("Bea", 0)]
    assert all("Bea" not in mail.text for mail in mails() if mail.to == stage.anna.email)


def test_where_nobody_can_be_reached_nothing_is_sent(stage: Stage) -> None:
    stage.milestone()
    type(stage.anna).objects.filter(pk=stage.anna.pk).update(is_active=False)
    assert remind(0) == 0


def test_a_company_in_two_territories_gets_one_reminder(stage: Stage) -> None:
    other = make.programme("three", stage.ilfov)
    stage.admit(stage.bakery, other, territory=stage.ilfov)
    stage.milestone()
    assert remind(0) == 1
    assert told() == [("Anna", 0)]
