"""Reports that wait for a reviewer, and drafts of applications that nobody touches."""

import datetime as dt

import pytest

from companies.people.states import Role
from programme.models import Application, Decision, Sending
from tests import make
from tests.make import NOW
from tests.programme.reminders.stage import DAY, LONG_AGO, Stage, after, mails, remind, told


@pytest.mark.parametrize("step", [5, 12, 19, 26])
def test_a_waiting_report_is_said_to_the_reviewer_on_its_day_and_not_before(stage: Stage, step: int) -> None:
    stage.sent()
    assert remind(step - 1, hour=17) == 0
    assert remind(step) == 1
    assert told() == [("Sara", step)]


def test_a_reviewer_is_reminded_four_times_at_most(stage: Stage) -> None:
    stage.sent()
    for day in range(50):
        remind(day)
    assert told() == [("Sara", step) for step in (5, 12, 19, 26)]
    assert "Forno Aurora sent a report on “Change the oven” 5 days ago and waits for your answer." in mails()[0].text


def test_the_tutor_is_told_and_not_the_facilitators(stage: Stage) -> None:
    stage.tutor(make.user("Tina"))
    stage.sent()
    assert remind(5) == 1
    assert told() == [("Tina", 5)]


def test_a_tutor_who_acts_for_the_company_cannot_answer_it(stage: Stage) -> None:
    stage.tutor(stage.anna)
    stage.sent()
    remind(5)
    assert told() == [("Sara", 5)]


def test_a_facilitator_with_two_grants_is_told_once_and_one_whose_grant_ended_never(stage: Stage) -> None:
    make.grant(stage.sara, Role.FACILITATOR, territory=stage.torino, granted_at=LONG_AGO)
    make.grant(make.user("Past"), Role.FACILITATOR, territory=stage.torino, granted_at=LONG_AGO, ends_at=NOW)
    make.grant(make.user("Far"), Role.FACILITATOR, territory=stage.ilfov, granted_at=LONG_AGO)
    stage.sent()
    assert remind(5) == 1
    assert told() == [("Sara", 5)]


def test_an_answer_ends_the_waiting_and_another_sending_begins_it_anew(stage: Stage) -> None:
    first = stage.sent()
    Decision.objects.create(sending=first, verdict="returned", note="More", decided_at=NOW + DAY, decided_by=stage.sara)
    first.report.state = "returned"
    first.report.save()
    assert remind(5) == 0
    first.report.state = "sent"
    first.report.save()
    Sending.objects.create(
        report=first.report, number=2, text="More", completes=True, sent_at=NOW + 3 * DAY, sent_by=stage.anna
    )
    assert [remind(day) for day in (5, 7, 8)] == [0, 0, 1]


def test_a_report_of_an_ended_participation_waits_for_nobody(stage: Stage) -> None:
    stage.sent()
    type(stage.part).objects.update(ended_at=NOW, ended_by=stage.sara)
    assert remind(5) == 0


# --- drafts ----------------------------------------------------------------------------------


def draft(stage: Stage, **columns: object) -> Application:
    return make.application(make.user("Carla"), **{"name": "Pasta", **columns})


def test_a_draft_is_said_to_its_applicant_after_seven_idle_days(stage: Stage) -> None:
    draft(stage)
    assert [remind(day) for day in (6, 7, 8, 14, 21)] == [0, 1, 0, 0, 0]
    assert told() == [("Carla", 7)]
    assert "The application of Pasta was saved 7 days ago, and it is not sent yet." in mails()[0].text


def test_a_draft_without_a_name_is_called_your_application(stage: Stage) -> None:
    draft(stage, name="")
    assert remind(7) == 1
    assert "You saved your application 7 days ago" in mails()[0].text


def test_each_save_begins_anew_and_after_two_reminders_the_portal_is_silent(stage: Stage) -> None:
    application = draft(stage)
    remind(7)
    for days in (10, 30):
        Application.objects.filter(pk=application.pk).update(saved_at=NOW + days * DAY)
        remind(days + 6)
        remind(days + 7)
    assert told() == [("Carla", 7), ("Carla", 7)]


@pytest.mark.parametrize("state", ["withdrawn"])
def test_a_draft_that_was_given_up_is_left_in_peace(stage: Stage, state: str) -> None:
    draft(stage, state=state)
    assert remind(7) == 0


def test_a_draft_that_no_edition_would_take_is_left_in_peace(stage: Stage) -> None:
    draft(stage, municipality=make.municipality("Elsewhere"))
    draft(stage, municipality=make.municipality("Far", territory=make.territory("far")))
    assert remind(7) == 0
    draft(stage, municipality=make.municipality("Buftea", territory=stage.ilfov))
    assert remind(7) == 1


def test_the_day_of_a_draft_is_that_of_its_territory(stage: Stage) -> None:
    late = dt.datetime.combine(NOW.date(), dt.time(21, 30), dt.UTC)  # 23:30 in Rome, 0:30 in Bucharest
    draft(stage, saved_at=late, municipality=make.municipality("Torino", territory=stage.torino))
    draft(stage, saved_at=late, municipality=make.municipality("Buftea", territory=stage.ilfov))
    assert [remind(7), remind(8)] == [1, 1]
    assert after(7).date() != after(8).date()
