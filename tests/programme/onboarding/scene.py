"""A complete application in a territory with a running edition, and the people around it."""

import itertools
from typing import Any

from companies.models import Municipality, Sector, Territory, User
from companies.people.states import Role
from programme.models import Application, Programme
from programme.onboarding.actions import send_application
from tests import make

_numbers = itertools.count(5_000_000)  # far from those of make.company


class Scene:
    """Torino with an edition that runs, a facilitator, and reference rows for the form."""

    def __init__(self) -> None:
        self.torino: Territory = make.territory("torino")
        self.edition: Programme = make.programme("second", self.torino)
        self.place: Municipality = make.municipality("Moncalieri", territory=self.torino)
        self.sector: Sector = make.sector("10.71.10")
        self.form = make.legal_form()
        self.anna: User = make.user("Anna Applicant")
        self.fabio = self.facilitator("Fabio Facilitator")

    def facilitator(self, name: str, territory: Territory | None = None) -> User:
        person = make.user(name, from_demo=True)
        make.grant(person, Role.FACILITATOR, territory=territory or self.torino)
        return person

    def said(self, **columns: Any) -> dict[str, Any]:
        """Everything that is asked, with a number of its own."""
        return {
            "name": "Panificio Aurora S.r.l.",
            "tax_number": make.it_vat(next(_numbers)),
            "legal_form": self.form,
            "municipality": self.place,
            "sector": self.sector,
            "people": 9,
            "turnover_eur": 800_000,
            "hopes": "Lower bills",
            "privacy_accepted": True,
            **columns,
        }

    def ready(self, applicant: User | None = None, **columns: Any) -> Application:
        return make.application(applicant or self.anna, **self.said(**columns))

    def sent(self, applicant: User | None = None, **columns: Any) -> Application:
        application = self.ready(applicant, **columns)
        return send_application(application.pk, by=applicant or self.anna, now=make.NOW)

    def posted(self, application: Application, **changes: Any) -> dict[str, Any]:
        """What the browser sends from the edit page."""
        return {
            "version": application.version,
            "name": "Panificio Aurora",
            "country": "IT",
            "tax_number": application.tax_number,
            "legal_form": self.form.pk,
            "municipality": self.place.pk,
            "municipality_words": "",
            "sector": self.sector.pk,
            "sector_words": "",
            "people": "9,5",
            "turnover_eur": "1.234.567,89",
            "hopes": "Lower bills",
            "privacy_accepted": "on",
            **changes,
        }
