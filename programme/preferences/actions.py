"""Writing down what a person chose."""

from django.db import transaction

from companies.people.models import User
from programme.preferences.models import NoticePreference
from programme.preferences.states import USUAL, Delivery, Topic


@transaction.atomic
def choose(user_id: int, *, deliveries: dict[Topic, Delivery]) -> None:
    """Set these topics, and no others. It is the person's own affair: no event."""
    User.objects.select_for_update(of=("self",)).get(pk=user_id)
    NoticePreference.objects.filter(person_id=user_id, topic__in=list(deliveries)).delete()
    NoticePreference.objects.bulk_create(
        NoticePreference(person_id=user_id, topic=topic, delivery=delivery)
        for topic, delivery in deliveries.items()
        if delivery != USUAL
    )
