"""Whether a company may take part, rule by rule; and how an application reads as text."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.directory.rules import NumberProblem, TaxNumber, parse_number
from companies.models import Company
from companies.reference.rules import fold
from companies.sizes.rules import SizeClass, explain_size, size_class
from programme.onboarding.models import SAID, Application, ApplicationStep
from sme4green.filters import Order

ORDERS = {
    "oldest": Order(_("Sent longest ago"), ("sent_at", "pk")),
    "newest": Order(_("Sent last"), ("-sent_at", "-pk")),
    "name": Order(_("Name"), ("name", "pk")),
}
# Endings that say nothing about who it is.
LEGAL_FORMS = frozenset(
    {"srl", "srls", "spa", "sas", "snc", "sapa", "scarl", "coop", "sa", "sca", "pfa", "ii", "sc", "srld"}
)


class Answer(models.TextChoices):
    PASS = "pass", _("yes")
    FAIL = "fail", _("no")
    UNKNOWN = "unknown", _("not known")


TONES = {Answer.PASS: "ok", Answer.FAIL: "late", Answer.UNKNOWN: "warn"}


@dataclass(frozen=True)
class Check:
    """One rule of the edition, how it answers, and why. Unknown is not pass."""

    title: object
    answer: Answer
    reason: object

    @property
    def tone(self) -> str:
        return TONES[self.answer]


def core_name(name: str) -> str:
    """What is left of a name without its legal form, folded: "Panificio Aurora S.r.l." -> "panificio aurora"."""
    words = fold(name).split()
    while len(words) > 1 and words[-1].replace(".", "") in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def check_number(problem: str) -> Check:
    """`problem` is the sentence of the offline check, "" where the number passed."""
    title = _("The tax number passes the offline check")
    if problem:
        return Check(title, Answer.FAIL, problem)
    return Check(title, Answer.PASS, _("Its digits fit each other; no register was asked."))


def check_place(municipality: str, territory: str) -> Check:
    """Names; "" where not said, or where the municipality lies outside every territory."""
    title = _("It works in a territory of the programme")
    if not municipality:
        return Check(title, Answer.UNKNOWN, _("The municipality is missing."))
    if not territory:
        reason = format_lazy(_("{municipality} lies outside every territory."), municipality=municipality)
        return Check(title, Answer.FAIL, reason)
    reason = format_lazy(_("{municipality} belongs to {territory}."), municipality=municipality, territory=territory)
    return Check(title, Answer.PASS, reason)


def check_size(people: Decimal | None, turnover_eur: Decimal | None, balance_sheet_eur: Decimal | None) -> Check:
    """Declared figures of the company alone; its group is not looked at."""
    answers = {SizeClass.LARGE: Answer.FAIL, SizeClass.UNKNOWN: Answer.UNKNOWN}
    figures = (people, turnover_eur, balance_sheet_eur)
    answer = answers.get(size_class(*figures), Answer.PASS)
    return Check(_("It is a micro, small or medium enterprise"), answer, explain_size(*figures))


def check_sector(sector: str) -> Check:
    title = _("Its sector is known")
    if not sector:
        return Check(title, Answer.UNKNOWN, _("The sector is missing."))
    return Check(title, Answer.PASS, sector)


@dataclass(frozen=True)
class Line:
    """One answer of the application as a person reads it; `before` is what it was where that is asked."""

    field: str
    label: str
    text: str
    before: str = ""


def as_facts(application: Application) -> dict[str, str]:
    """Every answer as plain text, kept with each sending."""
    facts = {}
    for name in SAID:
        value = getattr(application, name)
        if isinstance(value, bool):
            value = "yes" if value else ""
        facts[name] = "" if value is None else str(value)
    return facts


def shown(name: str, fact: str) -> str:
    """A kept text in the reader's language."""
    field: Any = Application._meta.get_field(name)
    if not fact:
        return ""
    if isinstance(field, models.DecimalField):
        value = Decimal(fact)
        places = len(f"{value:f}".partition(".")[2].rstrip("0"))
        return formats.number_format(value, places, use_l10n=True, force_grouping=True)
    if isinstance(field, models.BooleanField):
        return str(Answer.PASS.label)
    return str(dict(field.flatchoices).get(fact, fact))


def label_of(name: str) -> str:
    field: Any = Application._meta.get_field(name)
    text = str(field.verbose_name)
    return text[:1].upper() + text[1:]


def lines_of(application: Application) -> list[Line]:
    return [Line(name, label_of(name), shown(name, fact)) for name, fact in as_facts(application).items()]


def differences(former: dict[str, str], present: dict[str, str]) -> list[Line]:
    """The answers that are not what they were."""
    return [
        Line(name, label_of(name), shown(name, present.get(name, "")), shown(name, former.get(name, "")))
        for name in SAID
        if present.get(name, "") != former.get(name, "")
    ]


def number_of(application: Application) -> tuple[TaxNumber | None, str]:
    """The checked number, or None and the sentence that says what is wrong with it."""
    try:
        return parse_number(application.country, application.tax_number), ""
    except NumberProblem as problem:
        return None, str(problem)


def outside_sentence(application: Application) -> str:
    return gettext("%(place)s lies outside every territory of the programme, so the application cannot be sent.") % {
        "place": application.municipality
    }


def figures_of(application: Application) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return application.people, application.turnover_eur, application.balance_sheet_eur


@dataclass(frozen=True)
class Size:
    """The class that follows from what was declared, and how; groups of companies are not looked at."""

    label: object
    how: object


def size_of(application: Application) -> Size:
    figures = figures_of(application)
    return Size(size_class(*figures).label, explain_size(*figures))


def waiting_days(application: Application, *, now: dt.datetime) -> int:
    """Whole days since it was sent, as the calendar of its territory counts them."""
    zone = application.territory.zone if application.territory else None
    sent_at = application.sent_at or now
    return (timezone.localdate(now, zone) - timezone.localdate(sent_at, zone)).days


@dataclass(frozen=True)
class Missing:
    """One thing without which an application cannot be sent: the field to go to, and a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Step:
    """One sending or answer, with its remarks by the label of the field."""

    step: ApplicationStep
    remarks: list[Line]


@dataclass(frozen=True)
class Review:
    """Everything needed to decide, on one page."""

    checks: list[Check]
    similar: list[Company]
    changes: list[Line]
