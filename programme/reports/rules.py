"""What a report must say before it can be sent, and how the lists may be sorted."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.indicators.models import Indicator
from programme.milestones.models import Milestone
from sme4green.filters import Order

MILESTONE_ORDERS = {
    "due": Order(gettext_lazy("Due day, the earliest first"), ("shown_due_on", "pk")),
    "due-last": Order(gettext_lazy("Due day, the latest first"), ("-shown_due_on", "-pk")),
    "company": Order(gettext_lazy("Name of the company"), ("participation__company__name", "pk")),
    "newest": Order(gettext_lazy("Planned last"), ("-planned_at", "-pk")),
}
REPORT_ORDERS = {
    "newest": Order(gettext_lazy("Changed last"), ("-saved_at", "-pk")),
    "oldest": Order(gettext_lazy("Changed longest ago"), ("saved_at", "pk")),
    "company": Order(gettext_lazy("Name of the company"), ("milestone__participation__company__name", "pk")),
}


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, and the field of the form where it belongs."""

    field: str
    sentence: str


def missing_to_send(
    milestone: Milestone,
    *,
    text: str,
    completes: bool,
    figures: dict[Indicator, Decimal],
    evidence: int,
) -> list[Missing]:
    """What keeps a draft from being sent: a text; the figure when the milestone is reached; the proof of a figure."""
    missing = []
    if not text.strip():
        missing.append(Missing("text", _("Say in a sentence or two what was done.")))
    indicator = milestone.indicator
    if completes and indicator and indicator not in figures:
        missing.append(
            Missing(
                "value",
                _("Give the value reached, in %(unit)s: the milestone is measured by it.")
                % {"unit": indicator.unit_word or indicator.name},
            )
        )
    needs_proof = [one.name for one in figures if one.evidence_needed]
    if needs_proof and not evidence:
        missing.append(
            Missing(
                "files",
                _("Add a file that proves: %(names)s (a bill, a photo, a register).")
                % {"names": ", ".join(needs_proof)},
            )
        )
    return missing
