"""What invented companies need to know of the places they are invented in."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from companies.models import LegalForm, Municipality, RoleGrant, Sector, Territory
from companies.people.states import Role
from programme.cast.rules import ITALIAN_TOWNS, ROMANIAN_TOWNS
from programme.crowd.rules import Frame
from programme.editions.models import Programme
from programme.indicators.models import Indicator
from programme.milestones.models import MilestoneTemplate
from programme.tutors.models import Tutor

LARGEST = {name: n for n, name in enumerate(ITALIAN_TOWNS + ROMANIAN_TOWNS)}


@dataclass(frozen=True)
class Place:
    """A territory with its towns (the largest first), its facilitator, its tutors (tutor, user) and legal forms."""

    territory: Territory
    towns: dict[str, int]
    facilitator: int
    tutors: list[tuple[int, int]]
    legal_forms: list[LegalForm]
    titles: dict[str, str]

    def at(self, day: dt.date, hour: int, *, not_after: dt.datetime) -> dt.datetime:
        return min(dt.datetime.combine(day, dt.time(hour, 20), tzinfo=self.territory.zone), not_after)


def place_of(territory: Territory) -> Place:
    names = Municipality.objects.filter(territories=territory).values_list("name", "pk")
    towns = sorted(names, key=lambda row: (LARGEST.get(row[0], len(LARGEST)), row[0]))
    held = RoleGrant.objects.filter(territory=territory, ends_at=None).order_by("pk")
    helpers = held.filter(role=Role.TUTOR).values("user")
    titles = MilestoneTemplate.objects.values_list("code", f"title_{territory.language}")
    return Place(
        territory=territory,
        towns=dict(towns),
        facilitator=held.filter(role=Role.FACILITATOR).values_list("user", flat=True)[0],
        tutors=list(Tutor.objects.filter(user__in=helpers).order_by("pk").values_list("pk", "user_id")),
        legal_forms=list(LegalForm.objects.filter(country=territory.country)),
        titles=dict(titles),
    )


@dataclass(frozen=True)
class Stock:
    """What stories are told with: sectors by class ("10.71"), templates and indicators by code, the editions."""

    sectors: dict[str, int]
    templates: dict[str, MilestoneTemplate]
    indicators: dict[str, Indicator]
    earlier: Programme
    running: Programme
    now: dt.datetime

    @property
    def frame(self) -> Frame:
        days = [(edition.starts_on, edition.ends_on) for edition in (self.earlier, self.running)]
        return Frame(timezone.localdate(self.now), *days)


def stock_of(earlier: Programme, running: Programme, *, now: dt.datetime) -> Stock:
    """A class stands for the first of the subcategories of ATECO 2025 below it."""
    rows = Sector.objects.filter(scheme=Sector.Scheme.ATECO_2025, level__gte=4).order_by("-code")
    return Stock(
        sectors={code[:5]: pk for code, pk in rows.values_list("code", "pk")},
        templates={row.code: row for row in MilestoneTemplate.objects.all()},
        indicators={row.code: row for row in Indicator.objects.all()},
        earlier=earlier,
        running=running,
        now=now,
    )


def two_editions(*, now: dt.datetime) -> tuple[Programme, Programme]:
    """The edition that was over first, and the one that runs."""
    today = timezone.localdate(now)
    running = Programme.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("-starts_on")[0]
    return Programme.objects.filter(ends_on__lt=running.starts_on).order_by("starts_on")[0], running
