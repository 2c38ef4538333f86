"""A facilitator answers; and two people in the same second."""

import datetime as dt

import pytest

from companies.models import Company, Event, Identifier
from programme.models import Application, Participation
from programme.onboarding import actions
from programme.onboarding.states import ApplicationState
from sme4green.errors import RuleBroken
from tests import make
from tests.at_once import at_once
from tests.programme.onboarding.scene import Scene

LATER = make.NOW + dt.timedelta(hours=1)


def last_event() -> Event:
    return Event.objects.order_by("-pk")[0]


def test_an_admitted_company_takes_part(scene: Scene) -> None:
    sent = scene.sent()
    participation = actions.admit_application(sent.pk, by=scene.fabio, now=LATER, note="Welcome")
    assert (participation.company, participation.programme, participation.territory) == (
        sent.company,
        scene.edition,
        scene.torino,
    )
    assert (participation.admitted_at, participation.admitted_by) == (LATER, scene.fabio)
    assert (last_event().kind, last_event().note, last_event().person) == (
        "application_admitted",
        "Welcome",
        scene.anna,
    )


def test_a_company_is_admitted_to_the_edition_that_runs_on_the_day_of_the_answer(scene: Scene) -> None:
    sent = scene.sent()
    day = make.TODAY + dt.timedelta(days=500)
    with pytest.raises(RuleBroken, match="No edition is open in Torino"):
        actions.admit_application(sent.pk, by=scene.fabio, now=make.NOW + dt.timedelta(days=500))
    following = make.programme("third", scene.torino, starts_on=day, ends_on=day + dt.timedelta(days=9))
    actions.admit_application(sent.pk, by=scene.fabio, now=make.NOW + dt.timedelta(days=500))
    assert Application.objects.get().programme == Participation.objects.get().programme == following


def test_a_returned_application_carries_reason_and_remarks_and_can_be_sent_again(scene: Scene) -> None:
    sent = scene.sent()
    remarks = {"people": "With the season workers?"}
    actions.return_application(sent.pk, by=scene.fabio, now=LATER, note="Almost there", remarks=remarks)
    step = sent.steps.last()
    assert (step.note, step.remarks, step.by) == ("Almost there", remarks, scene.fabio)
    assert last_event().kind == "application_returned"
    again = actions.send_application(sent.pk, by=scene.anna, now=LATER)
    assert (again.state, again.sent_at, again.steps.count()) == (ApplicationState.SENT, LATER, 3)


def test_a_refused_application_is_closed_and_the_company_may_ask_again(scene: Scene) -> None:
    sent = scene.sent()
    actions.refuse_application(sent.pk, by=scene.fabio, now=LATER, note="A large enterprise")
    assert (last_event().kind, last_event().note) == ("application_refused", "A large enterprise")
    with pytest.raises(RuleBroken, match="already refused"):
        actions.send_application(sent.pk, by=scene.anna, now=LATER)
    again = scene.ready(tax_number=sent.tax_number, company=sent.company)
    assert actions.send_application(again.pk, by=scene.anna, now=LATER).company == sent.company


@pytest.mark.parametrize("second", ["admit", "return", "refuse"])
def test_the_second_facilitator_is_told_who_was_first_and_when(scene: Scene, second: str) -> None:
    sent, gina = scene.sent(), scene.facilitator("Gina")
    actions.admit_application(sent.pk, by=scene.fabio, now=LATER)
    acts = {
        "admit": lambda: actions.admit_application(sent.pk, by=gina, now=LATER),
        "return": lambda: actions.return_application(sent.pk, by=gina, now=LATER, note="?"),
        "refuse": lambda: actions.refuse_application(sent.pk, by=gina, now=LATER, note="?"),
    }
    with pytest.raises(RuleBroken, match=r"Fabio Facilitator has already admitted .* 12:30"):
        acts[second]()
    assert Participation.objects.count() == 1


def test_a_draft_and_a_withdrawn_application_are_not_answered(scene: Scene) -> None:
    with pytest.raises(RuleBroken):
        actions.refuse_application(scene.ready().pk, by=scene.fabio, now=LATER, note="No")
    sent = scene.sent()
    actions.withdraw_application(sent.pk, by=scene.anna, now=LATER)
    with pytest.raises(RuleBroken, match="already withdrawn"):
        actions.admit_application(sent.pk, by=scene.fabio, now=LATER)


def test_nobody_answers_ones_own_application(scene: Scene) -> None:
    sent = scene.sent(scene.fabio)
    with pytest.raises(RuleBroken, match="by the person who sent it"):
        actions.admit_application(sent.pk, by=scene.fabio, now=LATER)


def test_a_company_that_was_admitted_by_another_way_is_not_admitted_twice(scene: Scene) -> None:
    sent = scene.sent()
    make.participation(sent.company, scene.edition, by=scene.fabio)
    with pytest.raises(RuleBroken, match="already takes part"):
        actions.admit_application(sent.pk, by=scene.fabio, now=LATER)
    assert Application.objects.get().state == ApplicationState.SENT


@pytest.mark.django_db(transaction=True)
def test_the_same_company_sent_twice_in_the_same_second_is_made_once() -> None:
    scene = Scene()
    people = [scene.anna, make.user("Piero")]
    number = make.it_vat(6_000_099)
    drafts = [scene.ready(person, tax_number=number) for person in people]
    outcomes = at_once(
        [
            lambda draft=draft, person=person: actions.send_application(draft.pk, by=person, now=LATER)
            for draft, person in zip(drafts, people, strict=True)
        ]
    )
    assert sorted(outcomes) == ["done", "refused"]
    assert Company.objects.count() == Identifier.objects.count() == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == ["draft", "sent"]


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_of_the_same_version_one_is_refused_and_none_is_mixed() -> None:
    scene = Scene()
    draft = scene.ready()
    texts = [{"name": "From the desk", "hopes": "desk"}, {"name": "From the phone", "hopes": "phone"}]
    outcomes = at_once(
        [
            lambda said=said: actions.save_application(draft.pk, by=scene.anna, now=LATER, version=1, **said)
            for said in texts
        ]
    )
    assert sorted(outcomes) == ["done", "refused"]
    draft.refresh_from_db()
    assert (draft.version, {"name": draft.name, "hopes": draft.hopes}) == (2, texts[outcomes.index("done")])


@pytest.mark.django_db(transaction=True)
def test_of_two_facilitators_in_the_same_second_one_admits() -> None:
    scene = Scene()
    sent = scene.sent()
    staff = [scene.fabio, scene.facilitator("Gina")]
    outcomes = at_once(
        [lambda person=person: actions.admit_application(sent.pk, by=person, now=LATER) for person in staff]
    )
    assert sorted(outcomes) == ["done", "refused"]
    assert Participation.objects.count() == 1
