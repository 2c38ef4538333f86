"""Makes the people and the companies of the demo, and the files that some of them asked for."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from companies.directory.rules import parse_number
from companies.models import (
    Company,
    Identifier,
    LegalForm,
    Membership,
    Municipality,
    RoleGrant,
    Sector,
    SizeDeclaration,
    Territory,
    User,
)
from companies.people.states import Role
from companies.reference.rules import fold
from programme.cast.rules import EXPERTISE, SIGN_INS, Invented
from programme.dashboards.queries import scope_for
from programme.editions.models import Programme
from programme.exports.actions import ask_for_export, make_due
from programme.exports.models import Export
from programme.exports.states import Format, What
from programme.tutors.models import Tutor

FILES = (
    ("sofia@demo.example", What.COMPANIES, Format.XLSX),
    ("giulia@demo.example", What.REPORTS, Format.CSV),
    ("sofia@demo.example", What.PROGRAMME, Format.PDF),
)


def people_who_sign_in(territories: dict[str, Territory], *, now: dt.datetime) -> dict[str, User]:
    """The persons of SIGN_INS with their roles, by e-mail. One hash serves all: hashing costs a quarter of a second."""
    secret = make_password(SIGN_INS[0].password)
    users = _with_addresses(
        [
            User(
                email=one.email,
                name=one.name,
                phone=one.phone,
                language=one.language,
                zone_name=territories[one.territory].zone_name if one.territory else "Europe/Rome",
                password=secret,
                from_demo=True,
                is_staff=one.role == "admin",
                is_superuser=one.role == "admin",
                date_joined=now - dt.timedelta(days=1200),
            )
            for one in SIGN_INS
        ]
    )
    people = {user.email: user for user in users}
    RoleGrant.objects.bulk_create(_grants(people, territories, now))
    Tutor.objects.bulk_create(
        Tutor(user=people[email], organisation=organisation, expertise=expertise, most_companies=most)
        for email, (organisation, expertise, most) in EXPERTISE.items()
    )
    return people


def _with_addresses(users: list[User]) -> list[User]:
    rows = User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in rows
    )
    return rows


def _grants(people: dict[str, User], territories: dict[str, Territory], now: dt.datetime) -> list[RoleGrant]:
    long_ago = now - dt.timedelta(days=1200)
    held = [one for one in SIGN_INS if one.role in Role.values]
    return [
        RoleGrant(
            user=people[one.email],
            role=one.role,
            territory=territories.get(one.territory),
            granted_at=long_ago,
            granted_by=people["admin@demo.example"],
            ends_at=now + dt.timedelta(days=365) if one.role == Role.AUDITOR else None,
        )
        for one in held
    ]


def found_companies(
    invented: Sequence[Invented], territory: Territory, *, people: dict[str, User], now: dt.datetime
) -> list[Company]:
    """The companies with number, size and an owner each; the first ones belong to the people who sign in."""
    towns = {row.name: row for row in Municipality.objects.filter(territories=territory)}
    sectors = _sectors({one.sector for one in invented})
    forms = list(LegalForm.objects.filter(country=territory.country))
    rows = Company.objects.bulk_create(
        Company(
            name=one.name,
            territory=territory,
            municipality=towns[one.town],
            sector=sectors.get(one.sector),
            legal_form=legal_form_of(one, forms),
            search=f"{fold(one.name)} {one.number}",
            shown_publicly=n % 6 == 0,
            created_at=now - dt.timedelta(days=1100),
        )
        for n, one in enumerate(invented)
    )
    Identifier.objects.bulk_create(_identifier(company, one) for company, one in zip(rows, invented, strict=True))
    SizeDeclaration.objects.bulk_create(
        SizeDeclaration(
            company=company,
            people=one.people,
            turnover_eur=one.turnover,
            balance_sheet_eur=one.balance,
            declared_at=company.created_at,
        )
        for company, one in zip(rows, invented, strict=True)
    )
    _owners(rows, invented, territory, people, now)
    return rows


def legal_form_of(one: Invented, forms: Sequence[LegalForm]) -> LegalForm:
    """The legal form that the name of the company ends with, else the first of the country."""
    return next((form for form in forms if _same_form(form.title, one.name)), forms[0])


def _same_form(title: str, name: str) -> bool:
    ending = name.rsplit(" ", 1)[-1].casefold()
    return {
        "s.r.l.": "responsabilità limitata" in title.casefold() and "semplificata" not in title.casefold(),
        "s.n.c.": "nome collettivo" in title.casefold(),
        "cooperativa": "cooperativa" in title.casefold(),
        "srl": "limitată" in title.casefold(),
    }.get(ending, False)


def _sectors(codes: set[str]) -> dict[str, Sector]:
    """For each short code (class) the first subcategory of ATECO 2025 below it."""
    found = {}
    for code in codes:
        rows = Sector.objects.filter(scheme=Sector.Scheme.ATECO_2025, code__startswith=code).order_by("-level", "code")
        if row := rows.first():
            found[code] = row
    return found


def _identifier(company: Company, one: Invented) -> Identifier:
    number = parse_number(one.country, one.number)
    return Identifier(
        company=company,
        country=number.country,
        scheme=number.scheme,
        value=number.value,
        normalised=number.normalised,
    )


def give_files(people: dict[str, User], edition: Programme, *, now: dt.datetime) -> None:
    """Two lists and a report that were asked for some hours ago, and are ready."""
    asked_at = now - dt.timedelta(hours=3)
    for email, what, format_ in FILES:
        of_edition = what == What.PROGRAMME
        ask_for_export(
            by=people[email],
            now=asked_at,
            one_time_key=uuid.uuid4(),
            what=what,
            format=format_,
            query=urlencode({"edition": edition.code}) if of_edition else "",
            filters=[edition.name] if of_edition else [],
            language=people[email].language,
        )

    def read(export: Export, at: dt.datetime) -> dict[str, Any]:
        return {"scope": scope_for(export.asked_by, edition.code, now=at)} if export.is_report else {}

    make_due(now=asked_at, read=read)


def _owners(
    rows: Sequence[Company],
    invented: Sequence[Invented],
    territory: Territory,
    people: dict[str, User],
    now: dt.datetime,
) -> None:
    signers = [one for one in SIGN_INS if one.territory == territory.code and one.company is not None]
    taken = {one.company for one in signers if one.role == "owner"}
    language = territory.language
    strangers = _with_addresses(
        [
            User(
                email=f"{territory.code}{n}@demo.example",
                name=one.owner,
                language=language,
                zone_name=territory.zone_name,
                password="!",  # noqa: S106 - cannot sign in
                from_demo=True,
                date_joined=now - dt.timedelta(days=1100),
            )
            for n, one in enumerate(invented)
            if n not in taken
        ]
    )
    places = [n for n in range(len(rows)) if n not in taken]
    since = now - dt.timedelta(days=1100)
    members = [(rows[n], user, "owner") for n, user in zip(places, strangers, strict=True) if n % 37 != 36]
    members += [(rows[one.company or 0], people[one.email], one.role) for one in signers]
    Membership.objects.bulk_create(
        Membership(company=company, user=user, role=role, since_at=since) for company, user, role in members
    )
