"""Who sees an application and who may work on it: the whole table."""

from typing import Any

import pytest

from companies.models import User
from companies.people.states import Role
from programme.models import Application
from programme.onboarding import access
from tests import cast as known_cast
from tests import make


@pytest.fixture
def cast(db: None) -> Any:
    return known_cast.assemble()


def draft_of(cast: Any) -> Application:
    return make.application(cast.stranger)


def bound_draft(cast: Any) -> Application:
    return make.application(cast.owner_a, company=cast.company_a)


def sent(cast: Any) -> Application:
    columns = {"company": cast.company_a, "programme": cast.programme, "territory": cast.torino}
    return make.application(cast.owner_a, state="sent", **columns)


def those(cast: Any, may: Any) -> set[str]:
    return {name for name, user in cast.people.items() if may(User.objects.get(pk=user.pk))}


@pytest.mark.parametrize(
    ("make_one", "expected"),
    [
        (draft_of, {"stranger"}),
        (bound_draft, {"owner_a", "member_a"}),
        (sent, {"owner_a", "member_a", "facilitator", "manager", "auditor", "staff_without_factor"}),
    ],
)
def test_who_sees_an_application(cast: Any, make_one: Any, expected: set[str]) -> None:
    make_one(cast)
    seen = those(cast, lambda user: access.applications_visible_to(user).exists())
    assert seen - {"staff_without_factor"} == expected - {"staff_without_factor"}


@pytest.mark.parametrize(
    ("make_one", "edits", "sends"),
    [
        (draft_of, {"stranger"}, {"stranger"}),
        (bound_draft, {"owner_a", "member_a"}, {"owner_a"}),
        (sent, {"owner_a", "member_a"}, {"owner_a"}),
    ],
)
def test_members_prepare_and_owners_send(cast: Any, make_one: Any, edits: set[str], sends: set[str]) -> None:
    application = make_one(cast)
    assert those(cast, lambda user: access.may_edit(user, application)) == edits
    assert those(cast, lambda user: access.may_send(user, application)) == sends


def test_only_a_facilitator_of_its_territory_answers(cast: Any) -> None:
    application = sent(cast)
    answering = those(cast, lambda user: access.may_answer(user, application))
    assert answering - {"staff_without_factor"} == {"facilitator"}


def test_a_facilitator_who_acts_for_the_company_or_wrote_it_does_not_answer(cast: Any) -> None:
    application = sent(cast)
    make.membership(cast.facilitator, cast.company_a)
    assert not access.may_answer(User.objects.get(pk=cast.facilitator.pk), application)
    writer = make.user()
    make.grant(writer, Role.FACILITATOR, territory=cast.torino)
    Application.objects.update(applicant=writer)
    assert not access.may_answer(writer, Application.objects.get())


def test_nobody_answers_a_draft(cast: Any) -> None:
    application = bound_draft(cast)
    assert not those(cast, lambda user: access.may_answer(user, application))


def test_whoever_left_the_company_no_longer_sees_what_was_written_for_it(cast: Any) -> None:
    sent(cast)
    cast.company_a.memberships.filter(user=cast.owner_a).update(ended_at=make.NOW)
    assert not access.applications_visible_to(User.objects.get(pk=cast.owner_a.pk)).exists()


def test_who_reads_the_queue(cast: Any) -> None:
    sent(cast)
    readers = {"facilitator", "facilitator_ilfov", "manager", "auditor"}
    assert those(cast, access.reads_queue) - {"staff_without_factor"} == readers
    seen = those(cast, lambda user: access.queue_visible_to(user).exists())
    assert seen - {"staff_without_factor"} == {"facilitator", "manager", "auditor"}


def test_a_draft_is_in_no_queue(cast: Any) -> None:
    bound_draft(cast)
    assert not access.queue_visible_to(User.objects.get(pk=cast.manager.pk)).exists()
