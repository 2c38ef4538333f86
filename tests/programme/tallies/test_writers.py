"""Whoever writes a fact that changes a number tells the journal of which company it is."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from companies.intake.actions import give_sector
from companies.models import Event
from programme.milestones.actions import drop_milestone, move_due_day, plan_milestone
from programme.models import Counted, Milestone, Sending
from programme.onboarding.actions import admit_application
from programme.reports.actions import accept_report, return_report, revise_report, start_report, submit_report
from programme.tallies.actions import Recounted, count_events, recount
from programme.tutors.actions import assign_tutor
from tests import make
from tests.cast import Cast, assemble
from tests.programme.onboarding.scene import Scene

pytestmark = pytest.mark.django_db
LATER = make.NOW + dt.timedelta(days=1)
# The files that write what the rules read; whoever adds one adds it to the tests below, or seeds and recounts.
WRITERS = {
    "companies/intake/actions.py", "companies/sizes/actions.py", "programme/evidence/actions.py",
    "programme/milestones/actions.py", "programme/onboarding/actions.py", "programme/reports/actions.py",
    "programme/tutors/actions.py",
}  # fmt: skip
SEEDS = {"programme/cast/actions.py", "programme/crowd/actions.py", "programme/demo/actions.py",
         "programme/scenes/actions.py"}  # fmt: skip
FACTS = "Participation|Assignment|Milestone|DueMove|Sending|SentFigure|Decision|EvidenceFile|SizeDeclaration"


def test_the_writers_are_these() -> None:
    writes = re.compile(rf"\b(?:{FACTS})(?:\.objects\.(?:create|get_or_create|bulk_create)|\((?!models\.))")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ("companies", "programme")
        for path in Path(settings.BASE_DIR, app).rglob("actions.py")
        if writes.search(path.read_text())
    }
    assert found - SEEDS == WRITERS


def counted_after(act: Callable[[], object]) -> None:
    """The act changes what its company adds to the numbers, and one tick is enough to know it."""
    recount(now=make.NOW)
    count_events(now=make.NOW)
    before = dict(Counted.objects.values_list("participation", "steps"))
    act()
    assert Event.objects.filter(counted_at=None, company__isnull=False).exists()
    assert count_events(now=LATER) == 1
    after = dict(Counted.objects.values_list("participation", "steps"))
    assert after != before, "nothing changed: the test proves nothing"
    assert recount(now=LATER) == Recounted(len(after), 0, 0)


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    kwh = make.indicator("energy-saved", evidence_needed=False)
    Milestone.objects.filter(pk=cast.milestone.pk).update(indicator=kwh)
    return cast


def sent(cast: Cast) -> Sending:
    by = cast.people["owner_a"]
    report = start_report(cast.milestone.pk, by=by, now=make.NOW)
    kwh = Milestone.objects.get(pk=cast.milestone.pk).indicator
    assert kwh
    revise_report(report.pk, by=by, now=make.NOW, version=1, text="Done.", completes=True, figures={kwh: Decimal(5)})
    return submit_report(report.pk, by=by, now=make.NOW)


def test_a_report_that_is_sent(cast: Cast) -> None:
    counted_after(lambda: sent(cast))


@pytest.mark.parametrize("answer", [accept_report, return_report])
def test_a_report_that_is_answered(cast: Cast, answer: Callable[..., object]) -> None:
    report = sent(cast).report
    counted_after(lambda: answer(report.pk, by=cast.people["facilitator"], now=make.NOW, note="Because."))


def test_a_tutor_who_is_given(cast: Cast) -> None:
    tutor = make.tutor(make.user())
    make.grant(tutor.user, "tutor", territory=cast.torino)
    by = cast.people["facilitator"]
    part = make.participation(make.company(territory=cast.torino), cast.programme, by=by)
    counted_after(lambda: assign_tutor(part.pk, tutor_id=tutor.pk, by=by, now=make.NOW))


def test_a_milestone_that_is_planned_moved_and_dropped(cast: Cast) -> None:
    by, due_on = cast.people["owner_a"], make.TODAY + dt.timedelta(days=50)
    part = cast.participation_b.pk
    counted_after(
        lambda: plan_milestone(
            part, by=by, now=make.NOW, one_time_key=uuid.uuid4(), title="Change the lamps", due_on=due_on
        )
    )
    pk, moved = Milestone.objects.get(title="Change the lamps").pk, due_on + dt.timedelta(days=9)
    counted_after(lambda: move_due_day(pk, by=by, now=make.NOW, due_on=moved, reason="Late."))
    counted_after(lambda: drop_milestone(pk, by=by, now=make.NOW, reason="Not done."))


def test_a_company_that_is_admitted() -> None:
    scene = Scene()
    application = scene.sent()
    counted_after(lambda: admit_application(application.pk, by=scene.fabio, now=LATER))


def test_a_sector_that_is_given(cast: Cast) -> None:
    sector = make.sector("13.10.00")
    counted_after(lambda: give_sector(cast.company_a.pk, code=sector.code, by=cast.people["facilitator"], now=make.NOW))
