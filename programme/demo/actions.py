"""The records of the demo: two editions, their companies, and what waits today."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation

from companies.models import Company, LegalForm, Municipality, Sector, Territory, User
from programme.cast.actions import found_companies, give_files, legal_form_of, people_who_sign_in
from programme.cast.rules import SIGN_INS, Invented, SignIn, invented_companies, italian_number, romanian_number
from programme.editions.actions import ensure_edition
from programme.editions.models import Participation, Programme
from programme.editions.readers import first_edition, running_edition
from programme.indicators.actions import load_indicators
from programme.letters.actions import remind, write_weekly
from programme.milestones.actions import load_templates
from programme.onboarding.actions import (
    refuse_application,
    return_application,
    save_application,
    send_application,
    start_application,
    withdraw_application,
)
from programme.preferences.actions import choose
from programme.preferences.states import Delivery, Topic
from programme.reminders.queries import due_reminders
from programme.scenes.actions import admit_all, play
from programme.scenes.rules import past_scenes, running_scenes
from programme.tallies.actions import recount
from programme.tutors.actions import assign_tutor
from programme.tutors.models import Assignment, Tutor

# How many companies took part in the first edition, and how many take part now.
PAST = {"torino": 80, "ilfov": 46}
NOW = {"torino": 38, "ilfov": 22}
NEWCOMERS = {"torino": 14, "ilfov": 10}
FACILITATOR = {"torino": "giulia@demo.example", "ilfov": "andrei@demo.example"}
PHONES = {"IT": "+39 011 000 0000", "RO": "+40 21 000 0000"}
TUTORS = {"torino": ("anna@demo.example", "pietro@demo.example"), "ilfov": ("mihai@demo.example",)}


def seed_demo(*, now: dt.datetime) -> tuple[SignIn, ...]:
    """Write the demo once and say who can sign in; a second run writes nothing."""
    if not User.objects.filter(email=SIGN_INS[0].email).exists():
        with transaction.atomic(), translation.override("it"):
            people, running = _seed(now)
            recount(now=now)
            give_files(people, running, now=now)
        _tell_the_planner()
    return SIGN_INS


def _tell_the_planner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # after so many rows at once the database looks for them the long way


def _seed(now: dt.datetime) -> tuple[dict[str, User], Programme]:
    territories = {row.code: row for row in Territory.objects.filter(code__in=PAST)}
    for territory in territories.values():
        _offices(territory)
    load_indicators()
    load_templates()
    people = people_who_sign_in(territories, now=now)
    past = ensure_edition(first_edition(), territories=territories.values(), now=now)
    running = ensure_edition(running_edition(today=timezone.localdate(now)), territories=territories.values(), now=now)
    everybody = invented_companies(
        italian=PAST["torino"] + NEWCOMERS["torino"], romanian=PAST["ilfov"] + NEWCOMERS["ilfov"]
    )
    for code, territory in territories.items():
        invented = [one for one in everybody if one.country == territory.country]
        companies = found_companies(invented, territory, people=people, now=now)
        with translation.override(territory.language):
            _past(companies[: PAST[code]], past, people, now)
            _running(companies, running, people, now)
            _applicants(territory, people, now)
        _tell_the_planner()
    _clock(now)
    return people, running


def _clock(now: dt.datetime) -> None:
    """What the clock said on some mornings of the last days; the first of its readers reads once a week."""
    mornings = [(now - dt.timedelta(days=n)).replace(hour=9, minute=0, second=0, microsecond=0) for n in (9, 4, 1)]
    for line in due_reminders(now=mornings[0])[:1]:
        choose(line.reader.pk, deliveries=dict.fromkeys(Topic, Delivery.WEEKLY))
    for morning in mornings:
        remind(now=morning)
        write_weekly(now=morning)


def _offices(territory: Territory) -> None:
    """Invented addresses of the office, where an operator has not written real ones."""
    territory.office_email = territory.office_email or f"{territory.code}@demo.example"
    territory.office_phone = territory.office_phone or PHONES[territory.country]
    territory.save(update_fields=["office_email", "office_phone"])


def _owners(parts: list[Participation]) -> dict[int, User]:
    rows = User.objects.filter(memberships__company__in=[part.company_id for part in parts], memberships__role="owner")
    return {company: user for user in rows.prefetch_related("memberships") for company in _companies(user)}


def _companies(user: User) -> list[int]:
    return [membership.company_id for membership in user.memberships.all()]


def _past(companies: list[Company], programme: Programme, people: dict[str, User], now: dt.datetime) -> None:
    code = companies[0].territory.code
    facilitator = people[FACILITATOR[code]]
    first = dt.date(2022, 11, 7)
    days = [first + dt.timedelta(days=(n * 7) % 520) for n in range(len(companies))]
    parts = admit_all(companies, programme, days=days, by={companies[0].territory_id: facilitator}, now=now)
    owners = _owners(parts)
    plot = [
        (part, owners[part.company_id], facilitator, past_scenes(n, days[n], programme.ends_on))
        for n, part in enumerate(parts)
        if part.company_id in owners
    ]
    play(plot, now=now)
    _past_tutors(parts, people, code)


def _past_tutors(parts: list[Participation], people: dict[str, User], code: str) -> None:
    """Six tutored in Torino, four in Ilfov; all released when the edition ended."""
    tutors = list(Tutor.objects.filter(user__email__in=TUTORS[code]).order_by("pk"))
    facilitator = people[FACILITATOR[code]]
    chosen = [part for n, part in enumerate(parts) if n % 13 == 1][: 6 if code == "torino" else 4]
    Assignment.objects.bulk_create(
        Assignment(
            participation=part,
            tutor=tutors[n % len(tutors)],
            assigned_at=part.admitted_at + dt.timedelta(days=20),
            assigned_by=facilitator,
            ended_at=dt.datetime(2024, 12, 20, 12, tzinfo=dt.UTC),
            ended_by=facilitator,
            end_reason="Fine dell'edizione" if code == "torino" else "Sfârșitul ediției",
        )
        for n, part in enumerate(chosen)
    )


def _running(companies: list[Company], programme: Programme, people: dict[str, User], now: dt.datetime) -> None:
    code = companies[0].territory.code
    facilitator = people[FACILITATOR[code]]
    newcomers = companies[PAST[code] :]
    chosen = companies[: NOW[code] - len(newcomers)] + newcomers
    today = timezone.localdate(now, companies[0].territory.zone)
    days = [today - dt.timedelta(days=100 + (n * 11) % 130) for n in range(len(chosen))]
    parts = admit_all(chosen, programme, days=days, by={chosen[0].territory_id: facilitator}, now=now)
    owners = _owners(parts)
    tutors = list(Tutor.objects.filter(user__email__in=TUTORS[code]).select_related("user").order_by("pk"))
    reviewers = {}
    for n, part in enumerate(part for n, part in enumerate(parts) if n % 4 == 0):
        tutor = tutors[n % 3 // 2 if len(tutors) > 1 else 0]
        if tutor.assignments.filter(ended_at=None).count() < tutor.most_companies:
            assign_tutor(part.pk, tutor_id=tutor.pk, by=facilitator, now=now - dt.timedelta(days=40 + n))
            reviewers[part.pk] = tutor.user
    plot = [
        (
            part,
            owners[part.company_id],
            reviewers.get(part.pk, facilitator),
            running_scenes(n, today, programme.ends_on),
        )
        for n, part in enumerate(parts)
        if part.company_id in owners
    ]
    play(plot, now=now)


# What newcomers ask, from the oldest on: state reached, days ago.
APPLICANTS = (
    ("sent", 12),
    ("sent", 6),
    ("sent", 4),
    ("sent", 1),
    ("returned", 9),
    ("refused", 20),
    ("withdrawn", 15),
    ("draft", 8),
)
HOPES = {
    "it": "Vorremmo ridurre la bolletta e gli imballaggi, e capire quali fondi ci riguardano.",
    "ro": "Dorim să reducem factura la energie și deșeurile și să aflăm ce fonduri ni se potrivesc.",
}
REASONS = {
    "it": ("Manca il fatturato dell'ultimo anno chiuso.", "La sede non è nel territorio del programma."),
    "ro": ("Lipsește cifra de afaceri din ultimul an încheiat.", "Sediul nu este în teritoriul programului."),
}


def _applicants(territory: Territory, people: dict[str, User], now: dt.datetime) -> None:
    """Companies that ask in, through the same actions as people's."""
    facilitator = people[FACILITATOR[territory.code]]
    invented = invented_companies(italian=130, romanian=130)
    mine = [one for one in invented if one.country == territory.country][-len(APPLICANTS) :]
    for n, ((state, ago), one) in enumerate(zip(APPLICANTS, mine, strict=True)):
        applicant = User.objects.create_user(
            f"new-{territory.code}{n}@demo.example",
            name=one.owner,
            language=territory.language,
            zone_name=territory.zone_name,
            phone=PHONES[territory.country],
            from_demo=True,
        )
        then = now - dt.timedelta(days=ago)
        number = italian_number(5000 + n) if territory.country == "IT" else romanian_number(5000 + n)
        application = start_application(
            by=applicant, now=then, one_time_key=uuid.uuid4(), country=territory.country, tax_number=number
        )
        said = {"name": one.name, "hopes": HOPES[territory.language]}
        save_application(
            application.pk,
            by=applicant,
            now=then,
            version=1,
            **said,
            **({} if state == "draft" else _said(one, territory)),
        )
        if state != "draft":
            send_application(application.pk, by=applicant, now=then)
        answered = min(then + dt.timedelta(days=2), now)
        missing, outside = REASONS[territory.language]
        if state == "returned":
            return_application(
                application.pk, by=facilitator, now=answered, note=missing, remarks={"turnover_eur": missing}
            )
        elif state == "refused":
            refuse_application(application.pk, by=facilitator, now=answered, note=outside)
        elif state == "withdrawn":
            withdraw_application(application.pk, by=applicant, now=answered)


def _said(one: Invented, territory: Territory) -> dict[str, Any]:
    return {
        "legal_form": legal_form_of(one, list(LegalForm.objects.filter(country=territory.country))),
        "municipality": Municipality.objects.get(territories=territory, name=one.town),
        "sector": Sector.objects.filter(code__startswith=one.sector, scheme=Sector.Scheme.ATECO_2025)
        .order_by("-level")
        .first(),
        "people": Decimal(one.people),
        "turnover_eur": one.turnover,
        "balance_sheet_eur": one.balance,
        "privacy_accepted": True,
    }
