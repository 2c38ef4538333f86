from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Event
from programme.notices.states import MailState
from programme.reminders.models import Reminder


class Mail(models.Model):
    """One message on its way out. Every mail of the portal is such a row before it is a mail."""

    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.WAITING)
    urgent = models.BooleanField(_("goes first"), default=False, help_text=_("Codes and links for signing in."))
    secret = models.BooleanField(_("text wiped once sent"), default=False)
    created_at = models.DateTimeField(_("written"))
    due_at = models.DateTimeField(_("next try"))
    leased_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    again_at = models.DateTimeField(_("sent again"), null=True, blank=True)
    again_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-urgent", "due_at", "id"], name="mail_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["state", "leased_until"], name="mail_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=MailState.SENDING, leased_until__isnull=False)
                | (~models.Q(state=MailState.SENDING) & models.Q(leased_until=None)),
                name="mail_being_sent_has_a_lease",
                violation_error_message=_("A mail being sent is claimed until a moment."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MailState.SENT) | models.Q(sent_at__isnull=False),
                name="mail_sent_has_its_moment",
                violation_error_message=_("A sent mail has its moment."),
            ),
            models.CheckConstraint(
                condition=models.Q(again_at=None, again_by=None)
                | models.Q(again_at__isnull=False, again_by__isnull=False),
                name="mail_sent_again_by_somebody",
                violation_error_message=_("A mail is sent again by somebody at a moment, or not at all."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class Notice(models.Model):
    """One event, or one reminder, told to one person: a line at the bell, and perhaps in a mail."""

    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="notices")
    reminder = models.OneToOneField(Reminder, models.CASCADE, null=True, blank=True, related_name="notice")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    told_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="notices")
    weekly = models.BooleanField(_("comes in the weekly mail"), default=False)

    class Meta:
        ordering = ["-told_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-told_at", "-id"], name="notice_by_person"),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(
                fields=["person"], name="notice_for_the_week", condition=models.Q(weekly=True, mail__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="notice_once_per_event_and_person",
                violation_error_message=_("This person was already told."),
            ),
            models.CheckConstraint(
                condition=models.Q(event=None, reminder__isnull=False) | models.Q(event__isnull=False, reminder=None),
                name="notice_of_an_event_or_of_a_reminder",
                violation_error_message=_("A notice is about one event or about one reminder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event or self.reminder} → {self.person}"


class MailHold(models.Model):
    """While this row is there, no mail leaves: the records are a copy, and a person has to say that they are in use.

    Codes and links for signing in that were asked for since then leave all the same.
    """

    held_at = models.DateTimeField(_("held"))
    copy_of = models.DateTimeField(_("state of the records"), help_text=_("The moment of the backup."))

    class Meta:
        ordering = ["-held_at"]

    def __str__(self) -> str:
        return f"{self.held_at:%Y-%m-%d %H:%M}"
