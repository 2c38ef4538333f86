"""Brings the demo to the size of a region: more territories with their staff, and very many companies."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from companies.models import Company, Municipality, RoleGrant, Territory, TerritoryMunicipality, User
from companies.people.states import Role
from programme.crowd.actions import TABLES, Teller
from programme.crowd.gateway import Ledger
from programme.crowd.queries import Place, place_of, stock_of, two_editions
from programme.crowd.rules import FURTHER, SHARES, story_of, territory_of
from programme.editions.models import Programme
from programme.reports.actions import mend_last_sent
from programme.tallies.actions import recount
from programme.tutors.models import Tutor

CHUNK = 1000
TUTORS_PER_PLACE = 40


def seed_volume(*, companies: int, reports: int, seed: int, now: dt.datetime) -> int:
    """Add so many companies with about so many reports each to the demo, and say how many rows that was.

    The company with a certain id is the same wherever `seed` is; a second run adds further ones.
    """
    editions = two_editions(now=now)
    places, stock, ledger = _places(editions, now=now), stock_of(*editions, now=now), Ledger(TABLES)
    written = 0
    for done in range(0, companies, CHUNK):
        for _n in range(min(CHUNK, companies - done)):
            n = next(ledger.ids[Company])
            place = places[territory_of(n, seed)]
            country, towns = place.territory.country, list(place.towns)
            story = story_of(n, seed, country=country, towns=towns, reports=reports, frame=stock.frame)
            Teller(ledger, stock, n, place, story).tell()
        written += ledger.write()
    ledger.close()
    mend_last_sent()
    recount(now=now)
    return written


@transaction.atomic
def _places(editions: Iterable[Programme], *, now: dt.datetime) -> dict[str, Place]:
    """The territories of the shares; those that do not exist yet are made like Torino or Ilfov, with their staff."""
    for code, (name, like, nuts3) in FURTHER.items():
        model = Territory.objects.get(code=like)
        columns = {"country": model.country, "zone_name": model.zone_name, "language": model.language}
        columns |= {"name_it": name, "name_ro": name, "name_en": name, "currency": model.currency}
        territory, is_new = Territory.objects.get_or_create(code=code, defaults={**columns, "office_name": name})
        if is_new:
            towns = Municipality.objects.filter(nuts3=nuts3, territories=None)
            TerritoryMunicipality.objects.bulk_create(
                TerritoryMunicipality(territory=territory, municipality=town) for town in towns
            )
            for edition in editions:
                edition.territories.add(territory)
            _staff(territory, [f"facilitator.{code}@demo.example"], Role.FACILITATOR, now)
    for territory in Territory.objects.filter(code__in=SHARES):
        wanted = [f"tutor{n}.{territory.code}@demo.example" for n in range(TUTORS_PER_PLACE)]
        if not User.objects.filter(email=wanted[0]).exists():
            people = _staff(territory, wanted, Role.TUTOR, now)
            Tutor.objects.bulk_create(
                Tutor(user=user, organisation=territory.name, most_companies=40) for user in people
            )
    return {row.code: place_of(row) for row in Territory.objects.filter(code__in=SHARES)}


def _staff(territory: Territory, emails: list[str], role: Role, now: dt.datetime) -> list[User]:
    """People who hold the role in the territory and cannot sign in."""
    long_ago = now - dt.timedelta(days=1200)
    people = User.objects.bulk_create(
        User(email=email, name=email.partition("@")[0], password="!", language=territory.language, from_demo=True)  # noqa: S106
        for email in emails
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, territory=territory, granted_at=long_ago) for user in people
    )
    return people
