"""Whose turn it is: what waits for a move, once for each person who can make it, in one time zone.

Every row says the same things of itself, whatever it is: SAID.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from companies.models import Membership
from companies.people.access import active_grants
from companies.people.states import Role
from programme.editions.models import Programme
from programme.milestones.models import Milestone
from programme.onboarding.models import Application
from programme.onboarding.states import ApplicationState
from programme.reports.models import ProgressReport
from programme.reports.queries import with_standing
from programme.reports.states import ReportState, Standing

# Standings in which the next move is the company's.
COMPANYS_TURN = (Standing.PLANNED, Standing.DUE_SOON, Standing.OVERDUE, Standing.RETURNED)
# A company that was just admitted is left in peace.
QUIET = dt.timedelta(days=2)
SAID = (
    *("pk", "about_on", "reader_id", "reader_name", "reader_email", "reader_language", "begun_at", "about"),
    *("company_number", "company_name", "open_state", "contact_name", "contact_phone", "contact_email"),
)


def _reader(path: str) -> dict[str, Any]:
    return {f"reader_{name}": F(f"{path}__{name}") for name in ("id", "name", "email", "language")}


def _contact(path: str, prefix: str = "") -> dict[str, Any]:
    return {f"contact_{name}": F(f"{path}__{prefix}{name}") for name in ("name", "phone", "email")}


def _running(path: str, zone: ZoneInfo, now: dt.datetime) -> dict[str, Any]:
    """Participations of this zone that go on, in an edition that runs, and were not admitted just now."""
    today = now.astimezone(zone).date()
    return {
        f"{path}__territory__zone_name": zone.key,
        f"{path}__ended_at": None,
        f"{path}__admitted_at__lte": now - QUIET,
        f"{path}__programme__starts_on__lte": today,
        f"{path}__programme__ends_on__gte": today,
    }


def milestones(zone: ZoneInfo, *, now: dt.datetime) -> QuerySet[Any]:
    """Milestones whose move is the company's, once for each person who acts for it; the tutor is whom they call."""
    members = "participation__company__memberships"
    rows = with_standing(Milestone.objects.all(), today=now.astimezone(zone).date()).filter(
        **_running("participation", zone, now),
        **{"standing__in": COMPANYS_TURN, f"{members}__ended_at": None, f"{members}__user__is_active": True},
    )
    rows = rows.annotate(
        helping=FilteredRelation("participation__assignments", condition=Q(participation__assignments__ended_at=None)),
        about_on=F("due_on"),
        about=F("title"),
        place=F("participation__territory_id"),
        company_number=F("participation__company_id"),
        company_name=F("participation__company__name"),
        # Whoever joined, and what was planned, after the hour of a step is not told of that step.
        begun_at=Greatest(f"{members}__since_at", "planned_at"),
        **_reader(f"{members}__user"),
    )
    tutor_answers = Q(helping__tutor__user__is_active=True) & ~Q(helping__tutor__user_id=F("reader_id"))
    tutor, office = "helping__tutor__user__", "participation__territory__office_"
    return rows.annotate(
        **{
            f"contact_{name}": Case(When(tutor_answers, then=F(f"{tutor}{name}")), default=F(f"{office}{name}"))
            for name in ("name", "phone", "email")
        }
    )


def _waiting(zone: ZoneInfo, *, now: dt.datetime, grants: str, role: Role) -> QuerySet[Any]:
    """Sent reports that nobody answered, once for each holder of the role; whoever sent it is whom they call."""
    inside = Membership.objects.filter(
        company=OuterRef("milestone__participation__company"), user=OuterRef("reader_id"), ended_at=None
    )
    rows = ProgressReport.objects.filter(
        Q(**{f"{grants}__ends_at": None}) | Q(**{f"{grants}__ends_at__gt": now}),
        **_running("milestone__participation", zone, now),
        **{f"{grants}__role": role, f"{grants}__granted_at__lte": now, f"{grants}__user__is_active": True},
        state=ReportState.SENT,
        sendings__decision=None,
        milestone__dropped_at=None,
    )
    return rows.annotate(
        about_on=TruncDate("sendings__sent_at", tzinfo=zone),
        begun_at=F("sendings__sent_at"),
        about=F("milestone__title"),
        place=F("milestone__participation__territory_id"),
        company_number=F("milestone__participation__company_id"),
        company_name=F("milestone__participation__company__name"),
        open_state=F("state"),
        **_reader(f"{grants}__user"),
        **_contact("sendings__sent_by"),
    ).filter(~Exists(inside))  # nobody answers the report of a company that he acts for


def with_tutors(zone: ZoneInfo, *, now: dt.datetime) -> QuerySet[Any]:
    return _waiting(zone, now=now, grants="milestone__participation__company__grants", role=Role.TUTOR)


def with_facilitators(zone: ZoneInfo, *, now: dt.datetime) -> QuerySet[Any]:
    """Reports that no tutor could answer."""
    inside = Membership.objects.filter(company=OuterRef("company"), user=OuterRef("user"), ended_at=None)
    tutors = active_grants(now=now).filter(
        ~Exists(inside), role=Role.TUTOR, company=OuterRef("milestone__participation__company")
    )
    grants = "milestone__participation__company__territory__grants"
    return _waiting(zone, now=now, grants=grants, role=Role.FACILITATOR).filter(~Exists(tutors))


def drafts(zone: ZoneInfo, *, now: dt.datetime) -> QuerySet[Any]:
    """Drafts that could still be sent: an edition runs where the company works, or anywhere while that is not said."""
    today = now.astimezone(zone).date()
    running = Programme.objects.filter(starts_on__lte=today, ends_on__gte=today)
    there = "municipality__territories"
    return (
        Application.objects.filter(state=ApplicationState.DRAFT, applicant__is_active=True)
        .annotate(
            zone=Coalesce(f"{there}__zone_name", Value(settings.TIME_ZONE)),
            about_on=TruncDate("saved_at", tzinfo=zone),
            begun_at=F("saved_at"),
            about=F("name"),
            place=F(f"{there}__id"),
            company_number=F("company_id"),
            company_name=F("name"),
            open_state=F("state"),
            **_reader("applicant"),
            **_contact(there, "office_"),
        )
        .filter(
            Q(municipality=None) & Exists(running) | Exists(running.filter(territories=OuterRef(there))), zone=zone.key
        )
    )
