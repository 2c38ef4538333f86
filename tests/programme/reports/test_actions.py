import datetime as dt
from decimal import Decimal

import pytest

from companies.journal.states import EventKind
from companies.models import Event
from programme.models import Decision, Participation, ProgressReport, Sending, SentFigure
from programme.reports.actions import (
    accept_report,
    detach_evidence,
    return_report,
    revise_report,
    start_report,
    submit_report,
)
from sme4green.errors import RuleBroken
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db
LATER = make.NOW + dt.timedelta(hours=2)


@pytest.fixture
def cast():
    return assemble()


def drafted(cast, *, figures=None, evidence=(), completes=False, text="The new oven stands."):
    report = start_report(cast.milestone.pk, by=cast.member_a, now=make.NOW)
    return revise_report(
        report.pk,
        by=cast.member_a,
        now=make.NOW,
        version=report.version,
        text=text,
        completes=completes,
        figures=figures or {},
        evidence=evidence,
    )


def sent(cast, **columns):
    report = drafted(cast, **columns)
    submit_report(report.pk, by=cast.member_a, now=make.NOW)
    return report


def kinds():
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_two_who_begin_at_once_write_the_same_report(cast):
    first = start_report(cast.milestone.pk, by=cast.owner_a, now=make.NOW)
    assert start_report(cast.milestone.pk, by=cast.member_a, now=make.NOW) == first


def test_an_empty_draft_is_saved(cast):
    report = drafted(cast, text="")
    assert report.state == "draft" and report.version == 2


def test_a_stale_edit_cannot_undo_what_a_colleague_saved(cast):
    report = drafted(cast, text="By Marco")
    with pytest.raises(RuleBroken, match="meanwhile"):
        revise_report(report.pk, by=cast.owner_a, now=LATER, version=1, text="By Anna", completes=False, figures={})
    report.refresh_from_db()
    assert report.text == "By Marco"


def test_saving_the_same_text_twice_is_harmless(cast):
    report = drafted(cast, text="By Marco")
    again = revise_report(
        report.pk, by=cast.member_a, now=LATER, version=1, text="By Marco", completes=False, figures={}
    )
    assert again.version == report.version


def test_a_stale_edit_cannot_undo_a_submission(cast):
    report = sent(cast)
    with pytest.raises(RuleBroken, match="Already sent by Member A"):
        revise_report(report.pk, by=cast.owner_a, now=LATER, version=2, text="x", completes=False, figures={})
    report.refresh_from_db()
    assert report.state == "sent"


def test_a_report_without_a_text_is_not_sent(cast):
    report = drafted(cast, text=" ")
    with pytest.raises(RuleBroken, match="sentence or two"):
        submit_report(report.pk, by=cast.member_a, now=LATER)
    assert not Sending.objects.exists()


def test_a_figure_that_needs_proof_is_not_sent_without_a_file(cast):
    gas = make.indicator("gas", unit="Smc", name="Gas")
    report = drafted(cast, figures={gas: Decimal("12.5")})
    with pytest.raises(RuleBroken, match="proves: Gas"):
        submit_report(report.pk, by=cast.member_a, now=LATER)


def test_a_reached_milestone_needs_the_figure_it_is_measured_by(cast):
    cast.milestone.indicator = make.indicator("gas", unit="Smc")
    cast.milestone.save()
    report = drafted(cast, completes=True)
    with pytest.raises(RuleBroken, match="value reached, in Smc"):
        submit_report(report.pk, by=cast.member_a, now=LATER)


def test_what_was_sent_stays_as_it_was_sent(cast):
    gas = make.indicator("gas", unit="Smc")
    bill = make.evidence(cast.company_a, by=cast.member_a)
    report = sent(cast, figures={gas: Decimal("12.5")}, evidence=[bill.pk])
    return_report(report.pk, by=cast.tutor_a, now=LATER, note="Which month?")
    revise_report(
        report.pk, by=cast.member_a, now=LATER, version=4, text="May.", completes=False, figures={gas: Decimal(13)}
    )
    gas.unit = "m3"
    gas.save()
    first = Sending.objects.get()
    assert first.text == "The new oven stands."
    assert [(figure.value, figure.unit) for figure in first.figures.all()] == [(Decimal("12.500"), "Smc")]
    assert list(first.evidence.all()) == [bill]


def test_a_report_sent_twice_says_who_sent_it_and_is_one_sending(cast):
    report = sent(cast)
    with pytest.raises(RuleBroken, match="Already sent by Member A on"):
        submit_report(report.pk, by=cast.owner_a, now=LATER)
    assert Sending.objects.count() == 1


def test_returned_sent_again_and_accepted_leaves_every_step(cast):
    report = sent(cast)
    return_report(report.pk, by=cast.tutor_a, now=LATER, note="Add the date.")
    submit_report(report.pk, by=cast.owner_a, now=LATER)
    cast.company_a.refresh_from_db()
    assert cast.company_a.last_sent_at == LATER
    accept_report(report.pk, by=cast.facilitator, now=LATER)
    assert [row.number for row in report.sendings.all()] == [1, 2]
    assert list(Decision.objects.values_list("verdict", flat=True)) == ["returned", "accepted"]
    assert kinds() == [
        EventKind.REPORT_STARTED,
        EventKind.REPORT_REVISED,
        EventKind.REPORT_SENT,
        EventKind.REPORT_RETURNED,
        EventKind.REPORT_SENT,
        EventKind.REPORT_ACCEPTED,
    ]


def test_the_second_reviewer_is_told_who_was_first(cast):
    report = sent(cast)
    accept_report(report.pk, by=cast.tutor_a, now=LATER)
    with pytest.raises(RuleBroken, match="Already accepted by Tutor A on"):
        return_report(report.pk, by=cast.facilitator, now=LATER, note="No.")
    assert ProgressReport.objects.get().state == "accepted"


def test_nobody_decides_what_one_sent_oneself(cast):
    report = sent(cast)
    with pytest.raises(RuleBroken, match="by the person who sent it"):
        accept_report(report.pk, by=cast.member_a, now=LATER)


def test_a_return_says_what_is_missing(cast):
    report = sent(cast)
    with pytest.raises(RuleBroken, match="Say what is missing"):
        return_report(report.pk, by=cast.tutor_a, now=LATER, note="  ")


def test_after_an_accepted_report_the_next_may_begin(cast):
    report = sent(cast)
    accept_report(report.pk, by=cast.tutor_a, now=LATER)
    assert start_report(cast.milestone.pk, by=cast.owner_a, now=LATER) != report


def test_the_first_accepted_report_that_completes_it_achieves_a_milestone(cast):
    for days, completes, achieved in ((1, False, None), (2, True, 2), (3, True, 2)):
        at = make.NOW + dt.timedelta(days=days)
        accept_report(sent(cast, completes=completes).pk, by=cast.tutor_a, now=at)
        cast.milestone.refresh_from_db()
        assert cast.milestone.achieved_at == (achieved and make.NOW + dt.timedelta(days=achieved))


def test_an_accepted_figure_stays_when_the_indicator_is_switched_off(cast):
    gas = make.indicator("gas", unit="Smc", evidence_needed=False)
    report = sent(cast, figures={gas: Decimal(7)})
    accept_report(report.pk, by=cast.tutor_a, now=LATER)
    gas.in_use = False
    gas.save()
    assert SentFigure.objects.get().value == Decimal(7)


def test_nothing_is_reported_on_a_dropped_milestone(cast):
    cast.milestone.dropped_at, cast.milestone.dropped_by = make.NOW, cast.tutor_a
    cast.milestone.save()
    with pytest.raises(RuleBroken, match="dropped"):
        start_report(cast.milestone.pk, by=cast.owner_a, now=make.NOW)


def test_an_impossible_figure_is_refused(cast):
    share = make.indicator("share", unit="%", highest=Decimal(100))
    with pytest.raises(RuleBroken, match="above 100 %"):
        drafted(cast, figures={share: Decimal(1000)})


def test_a_file_is_taken_out_of_a_draft_but_not_out_of_what_was_sent(cast):
    bill = make.evidence(cast.company_a, by=cast.member_a)
    report = drafted(cast, evidence=[bill.pk])
    detach_evidence(report.pk, by=cast.member_a, now=LATER, evidence_id=bill.pk)
    assert not report.evidence.exists()
    submit_report(report.pk, by=cast.member_a, now=LATER)
    with pytest.raises(RuleBroken, match="Already sent"):
        detach_evidence(report.pk, by=cast.member_a, now=LATER, evidence_id=bill.pk)


def test_a_report_not_sent_is_not_decided(cast):
    report = drafted(cast)
    with pytest.raises(RuleBroken, match="not sent yet"):
        accept_report(report.pk, by=cast.tutor_a, now=LATER)


@pytest.mark.parametrize("act", [accept_report, return_report])
def test_what_came_back_and_was_sent_again_is_not_decided_by_an_old_page(cast, act):
    report = sent(cast)
    return_report(report.pk, by=cast.tutor_a, now=LATER, note="Which oven?", seen=1)
    submit_report(report.pk, by=cast.member_a, now=LATER)
    with pytest.raises(RuleBroken, match="Already returned by Tutor A"):
        act(report.pk, by=cast.facilitator, now=LATER, note="x", seen=1)
    assert act(report.pk, by=cast.facilitator, now=LATER, note="x", seen=2).sending.number == 2


def test_a_draft_is_not_sent_after_its_milestone_was_dropped(cast):
    report = drafted(cast)
    cast.milestone.dropped_at, cast.milestone.dropped_by = make.NOW, cast.tutor_a
    cast.milestone.save()
    with pytest.raises(RuleBroken, match="dropped"):
        submit_report(report.pk, by=cast.member_a, now=LATER)


def test_a_draft_is_not_sent_after_the_company_left(cast):
    report = drafted(cast)
    Participation.objects.update(ended_at=make.NOW, ended_by=cast.facilitator)
    with pytest.raises(RuleBroken, match="no longer takes part"):
        submit_report(report.pk, by=cast.member_a, now=LATER)
