import datetime as dt

import pytest

from companies.journal.states import EventKind
from companies.models import Event, Territory, User
from programme.companyfile.queries import events_visible_to, file_of, with_size
from programme.companyfile.rules import Reader, Todo, next_steps, stage_of, told
from programme.companyfile.states import Stage
from programme.models import Application, Milestone, Participation
from programme.onboarding.states import ApplicationState
from programme.reports.states import Standing
from tests import make

DAY = dt.timedelta(days=1)
MEMBER, TUTOR, FACILITATOR = Reader(member=True), Reader(tutor=True), Reader(facilitator=True)


@pytest.fixture
def by(db: None) -> User:
    return make.user("Sara")


@pytest.fixture
def torino(db: None) -> Territory:
    return make.territory("torino")


@pytest.fixture
def participation(torino: Territory, by: User) -> Participation:
    return make.participation(make.company("Bakery", territory=torino), make.programme("two", torino), by=by)


def milestone(standing: Standing) -> Milestone:
    row = Milestone(pk=7, title="Change the oven", due_on=make.TODAY)
    row.standing, row.waiting_report = standing, 9
    return row


def steps(reader: Reader, participation: Participation, *milestones: Milestone, **more: object) -> list[Todo]:
    known = {"has_tutor": True, "application": None, "today": make.TODAY, **more}
    return next_steps(
        reader, company=participation.company, participation=participation, milestones=list(milestones), **known
    )


@pytest.mark.parametrize(
    ("standing", "reader", "route"),
    [
        (Standing.RETURNED, MEMBER, "reports:write"),
        (Standing.RETURNED, TUTOR, ""),
        (Standing.OVERDUE, MEMBER, "reports:write"),
        (Standing.OVERDUE, FACILITATOR, ""),
        (Standing.DUE_SOON, MEMBER, "reports:write"),
        (Standing.WITH_REVIEWER, MEMBER, ""),
        (Standing.WITH_REVIEWER, TUTOR, "reports:detail"),
        (Standing.WITH_REVIEWER, FACILITATOR, "reports:detail"),
        (Standing.WITH_REVIEWER, Reader(member=True, tutor=True), ""),
        (Standing.PLANNED, MEMBER, ""),
        (Standing.ACHIEVED, MEMBER, ""),
        (Standing.OVERDUE, Reader(), ""),
    ],
)
def test_a_milestone_waits_for_the_one_whose_turn_it_is(
    participation: Participation, standing: Standing, reader: Reader, route: str
) -> None:
    assert [step.route for step in steps(reader, participation, milestone(standing))] == ([route] if route else [])


def test_overdue_is_said(participation: Participation) -> None:
    (step,) = steps(MEMBER, participation, milestone(Standing.OVERDUE))
    assert step.late
    assert step.by == make.TODAY


def test_a_company_without_a_tutor_waits_for_the_facilitator_only(participation: Participation) -> None:
    row = milestone(Standing.PLANNED)
    assert [step.route for step in steps(FACILITATOR, participation, row, has_tutor=False)] == ["tutors:assign"]
    assert not steps(MEMBER, participation, row, has_tutor=False)


@pytest.mark.parametrize("reader", [MEMBER, TUTOR, FACILITATOR])
def test_without_milestones_planning_comes_next(participation: Participation, reader: Reader) -> None:
    assert [step.route for step in steps(reader, participation)] == ["milestones:plan"]


def test_nothing_waits_on_an_edition_that_is_over(participation: Participation) -> None:
    late = participation.programme.ends_on + DAY
    assert not steps(MEMBER, participation, milestone(Standing.OVERDUE), today=late)


def test_at_most_five_things_are_asked(participation: Participation) -> None:
    assert len(steps(MEMBER, participation, *[milestone(Standing.OVERDUE)] * 9)) == 5


@pytest.mark.parametrize(
    ("state", "reader", "waits"),
    [
        (ApplicationState.SENT, FACILITATOR, True),
        (ApplicationState.SENT, MEMBER, False),
        (ApplicationState.RETURNED, MEMBER, True),
        (ApplicationState.RETURNED, FACILITATOR, False),
    ],
)
def test_an_application_waits_for_the_one_whose_turn_it_is(
    participation: Participation, state: ApplicationState, reader: Reader, waits: bool
) -> None:
    application = Application(pk=3, state=state)
    rows = [milestone(Standing.PLANNED)]
    assert bool(steps(reader, participation, *rows, application=application)) is waits


def test_the_stage_follows_the_edition_and_the_application(participation: Participation) -> None:
    waiting = Application(state=ApplicationState.SENT)
    after = participation.programme.ends_on + DAY
    assert stage_of(participation, None, today=make.TODAY) is Stage.TAKES_PART
    assert stage_of(participation, None, today=after) is Stage.TOOK_PART
    assert stage_of(participation, waiting, today=after) is Stage.ASKED
    assert stage_of(None, waiting, today=make.TODAY) is Stage.ASKED
    assert stage_of(None, None, today=make.TODAY) is Stage.KNOWN


def test_a_note_for_staff_is_not_told_to_the_company(by: User) -> None:
    event = Event(kind=EventKind.TUTOR_RELEASED, at=make.NOW, by=by, person=make.user("Anna"), note="Asked for it")
    assert told(event, company_name="Bakery", for_staff=True).note == "Asked for it"
    entry = told(event, company_name="Bakery", for_staff=False)
    assert (entry.text, entry.who, entry.note) == ("Tutor released: Anna", "Sara", "")


def test_what_nobody_did_was_done_by_the_portal(db: None) -> None:
    event = Event(kind=EventKind.COMPANY_IMPORTED, at=make.NOW, title="Bakery", subject_kind="company")
    entry = told(event, company_name="Bakery", for_staff=True)
    assert (entry.who, entry.text) == ("The portal", "Company imported from a list")


def test_drafts_and_files_of_staff_are_kept_from_those_whom_they_do_not_concern(
    participation: Participation, by: User
) -> None:
    company, owner, tutor = participation.company, make.user("Olga"), make.user("Anna")
    make.membership(owner, company, role="owner")
    make.grant(tutor, "tutor", company=company)
    kept_back = make.evidence(company, by=tutor, audience="staff")
    shown = make.evidence(company, by=owner)
    for kind, subject in (("evidence_added", kept_back), ("evidence_added", shown), ("report_revised", None)):
        Event.objects.create(
            kind=kind,
            at=make.NOW,
            company=company,
            subject_kind="evidencefile" if subject else "",
            subject_id=subject.pk if subject else None,
        )
    seen_by_owner = events_visible_to(owner, company)
    assert {(event.kind, event.subject_id) for event in seen_by_owner} == {
        ("evidence_added", shown.pk),
        ("report_revised", None),
    }
    assert {event.subject_id for event in events_visible_to(tutor, company)} == {kept_back.pk, shown.pk}


def test_the_first_milestones_shown_are_those_that_need_somebody(participation: Participation, by: User) -> None:
    planned = make.milestone(participation, by=by, title="Later")
    overdue = make.milestone(participation, by=by, title="Late", due_on=make.TODAY - DAY)
    company = with_size(type(participation.company).objects.all()).get()
    page = file_of(company, user=by, today=make.TODAY)
    assert page.milestones == [overdue, planned]
    assert page.standings == [(Standing.OVERDUE, 1), (Standing.PLANNED, 1)]


def test_the_newest_size_declaration_counts(participation: Participation, by: User) -> None:
    make.size(participation.company, 300, declared_at=make.NOW - 400 * DAY)
    make.size(participation.company, 9, turnover_eur=900_000)
    company = with_size(type(participation.company).objects.all()).get()
    assert file_of(company, user=by, today=make.TODAY).size == "micro"
