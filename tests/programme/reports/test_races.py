"""Two people at once: one wins, the other is told, and nothing is half-done. Real threads, real transactions."""

import pytest

from programme.models import Decision, ProgressReport, Sending
from programme.reports.actions import accept_report, return_report, revise_report, start_report, submit_report
from sme4green.errors import RuleBroken
from tests import make
from tests.at_once import told_at_once
from tests.cast import assemble

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(told):
    return [str(one) for one in told if isinstance(one, RuleBroken)]


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def sent(cast):
    report = make.report(cast.milestone, by=cast.member_a, text="Done")
    submit_report(report.pk, by=cast.member_a, now=make.NOW)
    return report


def test_two_reviewers_deciding_at_once_leave_one_decision(cast, sent):
    told = told_at_once(
        lambda: accept_report(sent.pk, by=cast.tutor_a, now=make.NOW),
        lambda: return_report(sent.pk, by=cast.facilitator, now=make.NOW, note="More, please."),
    )
    decision = Decision.objects.get()
    assert ProgressReport.objects.get().state == decision.verdict
    assert len(refusals(told)) == 1 and str(decision.decided_by) in refusals(told)[0]


def test_two_who_send_at_once_make_one_sending(cast):
    report = make.report(cast.milestone, by=cast.member_a, text="Done")
    told = told_at_once(
        lambda: submit_report(report.pk, by=cast.member_a, now=make.NOW),
        lambda: submit_report(report.pk, by=cast.owner_a, now=make.NOW),
    )
    assert Sending.objects.count() == 1 and "Already sent by" in refusals(told)[0]


def test_two_edits_from_the_same_version_keep_one_text(cast):
    report = make.report(cast.milestone, by=cast.member_a)

    def save(person, text):
        return lambda: revise_report(
            report.pk, by=person, now=make.NOW, version=1, text=text, completes=False, figures={}
        )

    told = told_at_once(save(cast.member_a, "By the member"), save(cast.owner_a, "By the owner"))
    assert len(refusals(told)) == 1 and "meanwhile" in refusals(told)[0]
    assert ProgressReport.objects.get().version == 2


def test_an_edit_against_a_sending_loses_nothing_that_was_sent(cast):
    report = make.report(cast.milestone, by=cast.member_a, text="As sent")
    told_at_once(
        lambda: submit_report(report.pk, by=cast.member_a, now=make.NOW),
        lambda: revise_report(
            report.pk, by=cast.owner_a, now=make.NOW, version=1, text="As edited", completes=False, figures={}
        ),
    )
    report.refresh_from_db()
    assert report.state == "sent"
    assert report.sendings.get().text == report.text


def test_two_who_begin_at_once_get_the_same_report(cast):
    told = told_at_once(
        lambda: start_report(cast.milestone.pk, by=cast.member_a, now=make.NOW),
        lambda: start_report(cast.milestone.pk, by=cast.owner_a, now=make.NOW),
    )
    assert told[0] == told[1] and ProgressReport.objects.count() == 1
