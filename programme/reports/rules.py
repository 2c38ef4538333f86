"""What a report must say before it can be sent."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from programme.indicators.models import Indicator
from programme.milestones.models import Milestone


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
