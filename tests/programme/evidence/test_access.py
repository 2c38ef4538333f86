"""Who reads, adds and removes, person by person."""

import pytest

from companies.models import User
from programme.evidence.access import (
    evidence_removable_by,
    evidence_visible_to,
    may_add_evidence,
    may_keep_from_company,
    may_remove,
)
from programme.models import Sending
from tests import make
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db

# Reads what is for the company, reads what is for staff, adds, adds for staff only, removes a file of the tutor, of the
# member.
TABLE = {
    "owner_a": (True, False, True, False, True, True),
    "member_a": (True, False, True, False, False, True),
    "member_b": (False, False, False, False, False, False),
    "tutor_a": (True, True, True, True, True, False),
    "other_tutor": (False, False, False, False, False, False),
    "facilitator": (True, True, True, True, False, False),
    "facilitator_ilfov": (False, False, False, False, False, False),
    "official": (False, False, False, False, False, False),
    "manager": (True, True, False, False, False, False),
    "auditor": (True, True, False, False, False, False),
    "stranger": (False, False, False, False, False, False),
    "disabled": (False, False, False, False, False, False),
}


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.mark.parametrize("who", TABLE)
def test_each_person_may_what_the_table_says(cast: Cast, who: str) -> None:
    user = User.objects.get(pk=cast.people[who].pk)
    of_member = make.evidence(cast.company_a, by=cast.member_a)
    of_tutor = make.evidence(cast.company_a, by=cast.tutor_a)
    inside = make.evidence(cast.company_a, by=cast.tutor_a, audience="staff")
    visible = evidence_visible_to(user)
    assert TABLE[who] == (
        of_member in visible and of_tutor in visible,
        inside in visible,
        may_add_evidence(user, cast.company_a),
        may_keep_from_company(user, cast.company_a),
        may_remove(user, of_tutor),
        may_remove(user, of_member),
    )


def test_what_was_removed_is_seen_by_nobody(cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a, removed_at=make.NOW, removed_by=cast.member_a)
    for user in cast.people.values():
        assert file not in evidence_visible_to(user)


def test_whoever_left_the_company_reads_and_removes_nothing(cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a)
    cast.member_a.memberships.update(ended_at=make.NOW)
    assert file not in evidence_visible_to(cast.member_a)
    assert not may_remove(cast.member_a, file)


def test_a_tutor_of_another_day_who_audits_now_only_reads(cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.auditor)
    assert file in evidence_visible_to(cast.auditor)
    assert not may_remove(cast.auditor, file)


def test_somebody_who_acts_for_the_company_keeps_nothing_from_it(cast: Cast) -> None:
    make.membership(cast.facilitator, cast.company_a)
    assert may_add_evidence(cast.facilitator, cast.company_a)
    assert not may_keep_from_company(cast.facilitator, cast.company_a)


def test_the_button_is_gone_once_a_file_was_sent(cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a)
    assert file in evidence_removable_by(cast.member_a)
    send(cast, file)
    assert file not in evidence_removable_by(cast.member_a)
    assert may_remove(cast.member_a, file)


def send(cast: Cast, *files) -> Sending:
    report = make.report(cast.milestone, by=cast.member_a, state="sent")
    report.evidence.set(files)
    sending = Sending.objects.create(
        report=report, number=1, text="Done", completes=False, sent_at=make.NOW, sent_by=cast.member_a
    )
    sending.evidence.set(files)
    return sending
