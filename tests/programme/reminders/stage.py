"""A running edition in Torino and Ilfov, one company in each, and a morning."""

import datetime as dt

from companies.models import Company, Territory, User
from companies.people.states import Role
from programme.letters import actions
from programme.models import Mail, Milestone, Participation, Programme, ProgressReport, Reminder, Sending
from tests import make
from tests.make import NOW, TODAY

DAY = dt.timedelta(days=1)
LONG_AGO = NOW - 60 * DAY


def after(days: int, *, hour: int = 9) -> dt.datetime:
    """So many days after today (negative: before), 9:00 UTC: 11:00 in Torino and 12:00 in Ilfov."""
    return dt.datetime.combine(TODAY + days * DAY, dt.time(hour), dt.UTC)


def remind(days: int, *, hour: int = 9) -> int:
    return actions.remind(now=after(days, hour=hour))


def told() -> list[tuple[str, int]]:
    """Who was reminded of which step, in the order of telling."""
    return [(row.person.name, row.step) for row in Reminder.objects.select_related("person").order_by("pk")]


def mails() -> list[Mail]:
    return list(Mail.objects.order_by("pk"))


class Stage:
    def __init__(self) -> None:
        self.torino = make.territory("torino", office_phone="+39 011 1")
        self.ilfov = make.territory("ilfov", country="RO", zone_name="Europe/Bucharest", language="ro")
        self.edition = make.programme("two", self.torino, self.ilfov)
        self.sara = make.user("Sara", date_joined=LONG_AGO)
        make.grant(self.sara, Role.FACILITATOR, territory=self.torino, granted_at=LONG_AGO)
        self.anna = make.user("Anna")
        self.bakery = self.company("Forno Aurora", self.torino, self.anna)
        self.part = self.admit(self.bakery)

    def company(self, name: str, territory: Territory, *owners: User) -> Company:
        company = make.company(name, territory=territory)
        for owner in owners:
            make.membership(owner, company, role="owner", since_at=LONG_AGO)
        return company

    def admit(self, company: Company, programme: Programme | None = None, **columns: object) -> Participation:
        programme = programme or self.edition
        return make.participation(company, programme, by=self.sara, **{"admitted_at": LONG_AGO, **columns})

    def milestone(self, days: int = 0, part: Participation | None = None, **columns: object) -> Milestone:
        """Due so many days after today."""
        columns = {"planned_at": LONG_AGO, "due_on": TODAY + days * DAY, **columns}
        return make.milestone(part or self.part, by=self.sara, **columns)

    def sent(self, milestone: Milestone | None = None, *, at: dt.datetime = NOW, by: User | None = None) -> Sending:
        """A report that waits for its answer."""
        report: ProgressReport = make.report(milestone or self.milestone(90), by=by or self.anna, state="sent")
        return Sending.objects.create(
            report=report, number=1, text="Done", completes=True, sent_at=at, sent_by=by or self.anna
        )

    def tutor(self, user: User) -> User:
        make.assignment(self.part, make.tutor(user), by=self.sara)
        return user
