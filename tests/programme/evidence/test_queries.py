import pytest

from programme.evidence.queries import Use, containing, uses_of
from programme.models import EvidenceFile
from tests import make
from tests.cast import Cast, assemble
from tests.programme.evidence.test_access import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.mark.parametrize(
    ("words", "found"), [("FACTURA", 1), ("martie fact", 1), ("factură", 1), ("bolletta", 1), ("zzz", 0), ("", 2)]
)
def test_a_name_is_found_whatever_its_case_and_accents(cast: Cast, words: str, found: int) -> None:
    make.evidence(cast.company_a, by=cast.member_a, name="Factură martie.pdf")
    make.evidence(cast.company_a, by=cast.member_a, name="Bolletta.pdf")
    assert containing(EvidenceFile.objects.all(), words).count() == found


def test_members_see_the_draft_that_a_file_lies_in_and_others_do_not(cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a)
    report = make.report(cast.milestone, by=cast.member_a)
    report.evidence.add(file)
    assert uses_of([file], with_drafts=True) == {file.pk: [Use(report.pk, cast.milestone.title, False)]}
    assert uses_of([file], with_drafts=False) == {}


def test_a_file_that_was_sent_is_said_once_and_as_sent(cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a)
    sending = send(cast, file)
    expected = {file.pk: [Use(sending.report_id, cast.milestone.title, True)]}
    assert uses_of([file], with_drafts=True) == expected
    assert uses_of([file], with_drafts=False) == expected


def test_a_file_in_many_reports_shows_the_latest_three(cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a)
    reports = [make.report(make.milestone(cast.participation_a, by=cast.tutor_a), by=cast.member_a) for _ in range(5)]
    for report in reports:
        report.evidence.add(file)
    shown = uses_of([file], with_drafts=True)[file.pk]
    assert [use.report_id for use in shown] == [report.pk for report in reversed(reports)][:3]
