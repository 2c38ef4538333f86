"""Who tutors whom, and how much room each tutor has."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from companies.directory.queries import lies_in
from companies.models import Company, Territory, User
from companies.people.access import active_grants
from companies.people.states import Role
from companies.reference.rules import as_key, fold
from companies.sizes.queries import has_size
from programme.editions.models import Participation
from programme.editions.queries import is_silent, running_on
from programme.tutors.access import tutors_visible_to
from programme.tutors.models import Assignment, Tutor

# So many companies of one tutor are named in a list.
NAMED = 8
NOBODY = "none"
# What is asked of a company only by those who read its file.
READERS_ONLY = frozenset({"size", "tutor", "silent"})


def with_load(tutors: QuerySet[Tutor]) -> QuerySet[Tutor]:
    """Adds `load` (companies helped now) and `free` (places left, never below zero)."""
    helped = Count("assignments__participation__company", filter=Q(assignments__ended_at=None), distinct=True)
    left = F("most_companies") - F("load")
    return tutors.annotate(load=helped).annotate(
        free=Case(When(load__lt=F("most_companies"), then=left), default=Value(0), output_field=IntegerField())
    )


def tutors_with_load(territory: Territory, *, now: dt.datetime) -> QuerySet[Tutor]:
    """The tutors of a territory with their load, those with most room first."""
    held = active_grants(now=now).filter(role=Role.TUTOR, territory=territory)
    tutors = Tutor.objects.filter(user_id__in=held.values("user_id")).select_related("user")
    return with_load(tutors).order_by("-free", "user__name", "pk")


def with_companies(tutors: QuerySet[Tutor], *, visible: QuerySet[Company]) -> QuerySet[Tutor]:
    """Adds `current` (up to NAMED open assignments in companies among `visible`)."""
    current = (
        Assignment.objects.filter(ended_at=None, participation__company__in=visible)
        .select_related("participation__company")
        .order_by("participation__company__name", "pk")[:NAMED]
    )
    return tutors.prefetch_related(Prefetch("assignments", queryset=current, to_attr="current"))


def matching(tutors: QuerySet[Tutor], *, words: str) -> QuerySet[Tutor]:
    """Those whose name, organisation or subjects hold every word, whatever its case and accents.

    Tutors are some dozens and their names change elsewhere, so the words are compared here and not in a column.
    """
    asked = fold(words).split()
    if not asked:
        return tutors
    rows = tutors.order_by().values_list("pk", "user__name", "organisation", "expertise")
    return tutors.filter(pk__in=[pk for pk, *texts in rows if _holds(texts, asked)])


def _holds(texts: Iterable[str], asked: list[str]) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in asked)


def current_assignment(participation: Participation) -> Assignment | None:
    """The assignment in force for a participation."""
    rows = participation.assignments.filter(ended_at=None)
    return rows.select_related("tutor__user", "participation__company").first()


def current_tutor(company: Company) -> Tutor | None:
    """Whoever tutors the company now, in whichever edition; the latest assignment first."""
    rows = Assignment.objects.filter(participation__company=company, ended_at=None)
    latest = rows.select_related("tutor__user").order_by("-assigned_at", "-pk").first()
    return latest.tutor if latest else None


def participation_to_tutor(company: Company, *, today: dt.date) -> Participation | None:
    """The participation that a tutor would be given to: the one that runs today, else the latest not ended."""
    runs = Q(programme__starts_on__lte=today, programme__ends_on__gte=today)
    rows = company.participations.filter(ended_at=None).select_related("programme", "territory", "company__territory")
    return rows.order_by(Case(When(runs, then=0), default=1), "-admitted_at", "-pk").first()


def tutor_choices(user: User) -> QuerySet[Tutor]:
    """The tutors whom a person may see; `value` and `words` for a filter."""
    return tutors_visible_to(user).annotate(value=Cast("pk", CharField()), words=F("user__name"))


def is_tutored_by(tutor: str, *, today: dt.date, path: str = "") -> Q:
    """By the tutor of that key; NOBODY finds the companies that take part and have no tutor.

    `path` leads to the company, and ends with "__".
    """
    company = OuterRef(f"{path}pk")
    given = Assignment.objects.filter(participation__company=company, ended_at=None)
    if tutor != NOBODY:
        return Q(Exists(given.filter(tutor=as_key(tutor))))
    taking_part = Participation.objects.filter(running_on(today), company=company)
    return Q(Exists(taking_part)) & ~Q(Exists(given))


def about_company(
    path: str = "",
    *,
    today: dt.date,
    municipality: str = "",
    sector: str = "",
    size: str = "",
    tutor: str = "",
    silent: int = 0,
) -> Q:
    """What the lists of companies, reports and milestones ask of the company to which `path` leads."""
    condition = lies_in(path, municipality=municipality, sector=sector)
    if size:
        condition &= has_size(size, path)
    if tutor:
        condition &= is_tutored_by(tutor, today=today, path=path)
    if silent:
        condition &= is_silent(silent, today=today, path=path)
    return condition
