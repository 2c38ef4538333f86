import pytest
from django.db import IntegrityError

from programme.models import Decision, DraftFigure, Sending, SentFigure
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def a_sending(cast, number=1, report=None):
    report = report or make.report(cast.milestone, by=cast.owner_a, state="sent")
    return Sending.objects.create(
        report=report, number=number, text="x", completes=False, sent_at=make.NOW, sent_by=cast.owner_a
    )


def test_a_milestone_has_one_open_report(cast):
    make.report(cast.milestone, by=cast.owner_a)
    with pytest.raises(IntegrityError, match=r"(?i)milestone_id|progressreport_one_open_per_milestone"):
        make.report(cast.milestone, by=cast.owner_a, state="sent")


def test_an_indicator_stands_once_in_a_draft(cast):
    report, gas = make.report(cast.milestone, by=cast.owner_a), make.indicator()
    DraftFigure.objects.create(report=report, indicator=gas, value=1)
    with pytest.raises(IntegrityError, match=r"(?i)indicator_id|draftfigure_once_per_indicator"):
        DraftFigure.objects.create(report=report, indicator=gas, value=2)


def test_a_sending_has_its_number_once(cast):
    first = a_sending(cast)
    with pytest.raises(IntegrityError, match=r"(?i)number|sending_number_once_per_report"):
        a_sending(cast, report=first.report)


def test_an_indicator_stands_once_in_a_sending(cast):
    sending, gas = a_sending(cast), make.indicator()
    SentFigure.objects.create(sending=sending, indicator=gas, value=1, unit="kWh")
    with pytest.raises(IntegrityError, match=r"(?i)indicator_id|sentfigure_once_per_indicator"):
        SentFigure.objects.create(sending=sending, indicator=gas, value=1, unit="kWh")


def test_a_sending_is_decided_once(cast):
    sending = a_sending(cast)
    known = {"sending": sending, "verdict": "accepted", "decided_at": make.NOW, "decided_by": cast.tutor_a}
    Decision.objects.create(**known)
    with pytest.raises(IntegrityError, match=r"(?i)sending_id"):
        Decision.objects.create(**known)


def test_a_return_without_a_reason_is_refused(cast):
    with pytest.raises(IntegrityError, match="decision_return_has_a_reason"):
        Decision.objects.create(
            sending=a_sending(cast), verdict="returned", decided_at=make.NOW, decided_by=cast.tutor_a
        )
