from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.preferences.states import USUAL, Delivery, Topic


class NoticePreference(models.Model):
    """What a person wants otherwise than usual: how news of one topic come. No row: as usual."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences")
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    delivery = models.CharField(_("how"), max_length=10, choices=Delivery)

    class Meta:
        ordering = ["person", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic"],
                name="noticepreference_once_per_person_and_topic",
                violation_error_message=_("This person has already chosen for this topic."),
            ),
            models.CheckConstraint(
                condition=~models.Q(delivery=USUAL),
                name="noticepreference_differs_from_the_usual",
                violation_error_message=_("What is as usual is not written down."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_topic_display()}, {self.get_delivery_display()}"
