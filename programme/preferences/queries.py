"""What people have chosen."""

from collections.abc import Collection

from programme.preferences.models import NoticePreference
from programme.preferences.states import USUAL, Delivery, Topic


def choices_of(people: Collection[int]) -> dict[tuple[int, str], Delivery]:
    """(person, topic) → what was chosen; what is missing here is as usual. One query for all of them."""
    rows = NoticePreference.objects.filter(person__in=people).values_list("person_id", "topic", "delivery")
    return {(person, topic): Delivery(delivery) for person, topic, delivery in rows}


def delivery_for(person_id: int, topic: Topic | None, choices: dict[tuple[int, str], Delivery]) -> Delivery:
    """How this person hears of this topic; what has no topic cannot be switched off."""
    return choices.get((person_id, topic), USUAL) if topic else USUAL
