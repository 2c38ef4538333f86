"""Which edition runs, and where; who takes part on a day; and what the lists may be narrowed by."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import get_language

from companies.directory.access import companies_of
from companies.directory.queries import says_nothing_since
from companies.models import Territory, User
from companies.people.access import grants_of
from programme.editions.models import Participation, Programme
from programme.editions.rules import end_of_day


def running_programme(territory: Territory, today: dt.date) -> Programme | None:
    """The edition that is open in the territory on that day, the newest of two; None where there is none."""
    running = Programme.objects.filter(territories=territory, starts_on__lte=today, ends_on__gte=today)
    return running.order_by("-starts_on", "-pk").first()


def day_end(territories: Collection[Territory], as_of: dt.date, path: str = "") -> Case | Value:
    """The end of the day where the participation is. `path` leads to the participation, with "__" at its end."""
    ends = {territory.pk: end_of_day(as_of, territory.zone) for territory in territories}
    if len(set(ends.values())) < 2:
        return Value(next(iter(ends.values()), None), output_field=DateTimeField())
    whens = [When(**{f"{path}territory": pk}, then=Value(end)) for pk, end in ends.items()]
    return Case(*whens, output_field=DateTimeField())


def taking_part(programme: Programme, territories: Collection[Territory], path: str = "") -> Q:
    """Admitted by the end of the day, not ended by then. The row needs `day_end`."""
    place = {f"{path}programme": programme, f"{path}territory__in": [territory.pk for territory in territories]}
    return Q(**place) & admitted_then(path)


def admitted_then(path: str = "") -> Q:
    """The same in any edition and territory."""
    running = Q(**{f"{path}ended_at": None}) | Q(**{f"{path}ended_at__gte": F("day_end")})
    return Q(**{f"{path}admitted_at__lt": F("day_end")}) & running


def running_on(day: dt.date, path: str = "") -> Q:
    """Participations of editions that run on that day, and not ended. `path` leads to them, and ends with "__"."""
    named = {"programme__starts_on__lte": day, "programme__ends_on__gte": day, "ended_at": None}
    return Q(**{f"{path}{name}": value for name, value in named.items()})


def days_ago(days: int, today: dt.date) -> dt.datetime:
    """The end of the day that lies so many days before today, in the zone in force."""
    return end_of_day(today - dt.timedelta(days=days), timezone.get_current_timezone())


def is_silent(days: int, *, today: dt.date, path: str = "") -> Q:
    """Takes part today and did so already so many days ago, and since then nobody of the company did anything.

    "Anything" is what the journal knows: a report, a draft, a file, a milestone, a person. `path` leads to the
    company, and ends with "__".
    """
    since = days_ago(days, today)
    taking_part = Participation.objects.filter(running_on(today), company=OuterRef(f"{path}pk"), admitted_at__lt=since)
    return Q(Exists(taking_part)) & says_nothing_since(since, path)


def _name_in_language() -> Coalesce:
    """In the reader's language, else in the first that there is; as the models give it, but in the database."""
    names = [f"name_{language}" for language in ((get_language() or "en")[:2], "en", "it", "ro")]
    return Coalesce(*(NullIf(name, Value("")) for name in names), Value(""), output_field=CharField())


def territory_choices(user: User) -> QuerySet[Territory]:
    """The territories whose companies a person sees by a role; `value` and `words` for a filter."""
    grants = grants_of(user)
    rows = Territory.objects.annotate(value=F("code"), words=_name_in_language())
    return rows if grants.reads_everything else rows.filter(pk__in=grants.facilitates | grants.official_of)


def edition_choices(user: User) -> QuerySet[Programme]:
    """The editions that a person's territories and companies take part in; `value` and `words` for a filter."""
    grants = grants_of(user)
    rows = Programme.objects.annotate(value=F("code"), words=_name_in_language())
    if grants.reads_everything:
        return rows
    places = Programme.territories.through.objects.filter(
        programme=OuterRef("pk"), territory__in=grants.facilitates | grants.official_of
    )
    mine = Participation.objects.filter(programme=OuterRef("pk"), company__in=grants.tutors | companies_of(user))
    return rows.filter(Exists(places) | Exists(mine))
