"""Who is told of what: each person once, and never who did it."""

import datetime as dt

import pytest

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, Event, Membership, User
from companies.people.states import Role
from programme.models import Notice
from programme.notices.queries import facts_of, people_to_tell, unread_count
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


class Cast:
    """A company of Torino with an owner and a colleague, a tutor, facilitators of two territories."""

    def __init__(self) -> None:
        self.torino, self.ilfov = make.territory("torino", office_phone="+39 011 9"), make.territory("ilfov")
        self.owner, self.colleague, self.gone = make.user("Owner"), make.user("Colleague"), make.user("Gone")
        self.tutor, self.facilitator, self.other = make.user("Tutor"), make.user("Facilitator"), make.user("Other")
        self.company = make.company("Forno", territory=self.torino, owner=self.owner)
        make.membership(self.colleague, self.company)
        make.membership(self.gone, self.company, ended_at=NOW)
        make.grant(self.facilitator, Role.FACILITATOR, territory=self.torino)
        make.grant(self.other, Role.FACILITATOR, territory=self.ilfov)
        self.participation = make.participation(self.company, make.programme("now", self.torino), by=self.facilitator)

    def help_by(self, user: User) -> None:
        make.assignment(self.participation, make.tutor(user), by=self.facilitator)

    def happened(self, kind: EventKind, **columns: object) -> Event:
        return record(kind, now=NOW, **{"by": make.user("Doer"), "company": self.company, **columns})

    def told(self, kind: EventKind, **columns: object) -> set[str]:
        people = people_to_tell(self.happened(kind, **columns), now=NOW)
        assert len(people) == len({person.pk for person in people})
        return {person.name for person in people}


@pytest.fixture
def cast() -> Cast:
    return Cast()


def test_an_application_that_was_sent_is_for_the_facilitators_of_its_territory(cast: Cast) -> None:
    assert cast.told(EventKind.APPLICATION_SENT, by=cast.owner) == {"Facilitator"}


def test_an_ended_role_and_a_closed_account_hear_nothing(cast: Cast) -> None:
    former, closed = make.user("Former"), make.user("Closed", is_active=False)
    make.grant(former, Role.FACILITATOR, territory=cast.torino, ends_at=NOW - dt.timedelta(days=1))
    make.grant(closed, Role.FACILITATOR, territory=cast.torino)
    assert cast.told(EventKind.APPLICATION_SENT) == {"Facilitator"}


@pytest.mark.parametrize(
    "kind", [EventKind.APPLICATION_RETURNED, EventKind.APPLICATION_ADMITTED, EventKind.APPLICATION_REFUSED]
)
def test_an_answer_is_for_the_applicant_and_the_owners(cast: Cast, kind: EventKind) -> None:
    application = make.application(make.user("Applicant"))
    assert cast.told(kind, subject=application) == {"Applicant", "Owner"}


def test_a_tutor_is_told_with_the_members(cast: Cast) -> None:
    cast.help_by(cast.tutor)
    assert cast.told(EventKind.TUTOR_ASSIGNED, by=cast.facilitator) == {"Owner", "Colleague", "Tutor"}


def test_a_person_who_is_owner_and_tutor_is_told_once(cast: Cast) -> None:
    cast.help_by(cast.owner)
    assert cast.told(EventKind.TUTOR_ASSIGNED) == {"Owner", "Colleague"}


def test_a_report_is_for_the_tutor_and_for_the_facilitators_where_there_is_none(cast: Cast) -> None:
    assert cast.told(EventKind.REPORT_SENT, by=cast.owner) == {"Facilitator"}
    cast.help_by(cast.tutor)
    assert cast.told(EventKind.REPORT_SENT, by=cast.owner) == {"Tutor"}
    User.objects.filter(pk=cast.tutor.pk).update(is_active=False)
    assert cast.told(EventKind.REPORT_SENT, by=cast.owner) == {"Facilitator"}


@pytest.mark.parametrize("kind", [EventKind.REPORT_RETURNED, EventKind.REPORT_ACCEPTED, EventKind.MILESTONE_MOVED])
def test_members_hear_what_became_of_their_report_and_not_of_their_own_deeds(cast: Cast, kind: EventKind) -> None:
    assert cast.told(kind) == {"Owner", "Colleague"}
    assert cast.told(kind, by=cast.colleague) == {"Owner"}


def test_a_request_to_join_is_for_the_owners_and_for_the_facilitators_where_nobody_speaks(cast: Cast) -> None:
    assert cast.told(EventKind.JOIN_ASKED) == {"Owner"}
    Membership.objects.update(ended_at=NOW)
    assert cast.told(EventKind.JOIN_ASKED) == {"Facilitator"}


@pytest.mark.parametrize("kind", [EventKind.JOIN_ACCEPTED, EventKind.JOIN_REFUSED, EventKind.ROLE_GRANTED])
def test_an_answer_to_a_person_is_for_that_person(cast: Cast, kind: EventKind) -> None:
    assert cast.told(kind, person=make.user("Named")) == {"Named"}
    assert cast.told(kind) == set()


def test_what_concerns_nobody_is_told_to_nobody(cast: Cast) -> None:
    assert cast.told(EventKind.EVIDENCE_ADDED) == set()


def test_a_member_calls_the_tutor_a_tutor_calls_the_owner_and_without_tutor_the_office_answers(cast: Cast) -> None:
    facts = facts_of(cast.happened(EventKind.REPORT_RETURNED))
    assert facts.contact_for(cast.owner).phone == "+39 011 9"
    cast.help_by(cast.tutor)
    facts = facts_of(cast.happened(EventKind.REPORT_RETURNED))
    assert facts.contact_for(cast.owner).name == "Tutor"
    assert facts.contact_for(cast.tutor).name == "Owner"
    facts = facts_of(cast.happened(EventKind.REPORT_SENT, by=cast.colleague))
    assert facts.contact_for(cast.tutor).name == "Colleague"


# --- my notices ------------------------------------------------------------------------------


def notices(person: User, count: int, company: Company | None = None) -> None:
    by = make.user()
    events = [record(EventKind.REPORT_RETURNED, by=by, now=NOW, company=company) for _n in range(count)]
    Notice.objects.bulk_create(Notice(event=event, person=person, told_at=NOW) for event in events)


def test_only_my_own_unread_notices_are_counted(cast: Cast) -> None:
    notices(cast.owner, 3)
    notices(cast.colleague, 1)
    Notice.objects.filter(pk=Notice.objects.filter(person=cast.owner).first().pk).update(read_at=NOW)
    assert unread_count(cast.owner) == 2
