"""The portal as it stands before anybody came, and people who come to it with a browser of their own."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from companies.models import LegalForm, Municipality, Sector, Territory, User
from companies.people.states import Role
from companies.reference import readers
from companies.territories.actions import make_first_territories
from programme.editions.actions import ensure_edition
from programme.editions.readers import running_edition
from programme.indicators.actions import load_indicators
from programme.milestones.actions import load_templates
from programme.models import Programme, Tutor
from tests import make
from tests.browser.person import Person


def load_some_reference() -> None:
    """Of the shipped tables what the tests look up: loading all of them takes seconds."""
    places = [row for row in readers.municipalities() if row["nuts3"] in ("ITC11", "RO322")]
    Municipality.objects.bulk_create(Municipality(**row) for row in places)
    Sector.objects.bulk_create(Sector(**row) for row in readers.sectors() if row["code"].startswith(("C", "10", "13")))
    LegalForm.objects.bulk_create(LegalForm(**row) for row in readers.legal_forms())


@pytest.fixture
def portal(transactional_db: None, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """Served at `live_server`: the shipped tables, the two territories and the edition that runs today."""
    # Django's test runner puts in a backend of its own; the mails of sign-up go through ours.
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "programme.notices.gateway.OutboxBackend")
    now = timezone.now()
    load_some_reference()
    make_first_territories(now=now)
    load_indicators()
    load_templates()
    territories = Territory.objects.all()
    territories.update(office_email="office@example.org", office_phone="+39 011 000 0000")
    return ensure_edition(running_edition(today=timezone.localdate(now)), territories=territories, now=now)


@pytest.fixture
def somebody(new_context: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[..., Person]:
    """A new person with an empty browser, in a language; without JavaScript where the test says so."""

    def comes(email: str, language: str = "it", **options: object) -> Person:
        context = new_context(locale=language, timezone_id="Europe/Rome", **options)
        return Person(context.new_page(), live_server.url, email)

    return comes


@pytest.fixture
def staff(portal: Programme) -> Callable[..., User]:
    """Gives an account with a confirmed address and a role in a territory; the second factor is not set up."""

    def employed(email: str, name: str, role: Role, territory: str, **columns: object) -> User:
        place = Territory.objects.get(code=territory)
        user = make.user(name, email=email, password=make.PASSWORD, language=place.language, **columns)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        make.grant(user, role, territory=place)
        if role == Role.TUTOR:
            Tutor.objects.create(user=user, organisation="Environment Park", expertise="forni", most_companies=4)
        return user

    return employed
