"""Every kind of thing that can happen; the journal, the notices and the timeline all read this one list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    ACCOUNT_OPENED = "account_opened", _("Account opened")
    ROLE_GRANTED = "role_granted", _("Role granted")
    ROLE_ENDED = "role_ended", _("Role ended")
    COMPANY_IMPORTED = "company_imported", _("Company imported from a list")
    COMPANY_UPDATED = "company_updated", _("Company data updated")
    MEMBER_ADDED = "member_added", _("Person added to the company")
    MEMBER_LEFT = "member_left", _("Person left the company")
    MEMBER_INVITED = "member_invited", _("Person invited to the company")
    JOIN_ASKED = "join_asked", _("Someone asked to join the company")
    JOIN_ACCEPTED = "join_accepted", _("Request to join accepted")
    JOIN_REFUSED = "join_refused", _("Request to join refused")
    APPLICATION_SENT = "application_sent", _("Application sent")
    APPLICATION_RETURNED = "application_returned", _("Application returned for completion")
    APPLICATION_ADMITTED = "application_admitted", _("Company admitted")
    APPLICATION_REFUSED = "application_refused", _("Application refused")
    APPLICATION_WITHDRAWN = "application_withdrawn", _("Application withdrawn")
    TUTOR_ASSIGNED = "tutor_assigned", _("Tutor assigned")
    TUTOR_RELEASED = "tutor_released", _("Tutor released")
    MILESTONE_PLANNED = "milestone_planned", _("Milestone planned")
    MILESTONE_REVISED = "milestone_revised", _("Milestone changed")
    MILESTONE_MOVED = "milestone_moved", _("Due day moved")
    MILESTONE_DROPPED = "milestone_dropped", _("Milestone dropped")
    EVIDENCE_ADDED = "evidence_added", _("Evidence added")
    EVIDENCE_REMOVED = "evidence_removed", _("Evidence removed")
    REPORT_STARTED = "report_started", _("Progress report started")
    REPORT_REVISED = "report_revised", _("Draft of a report saved")
    REPORT_SENT = "report_sent", _("Progress report sent")
    REPORT_RETURNED = "report_returned", _("Progress report returned")
    REPORT_ACCEPTED = "report_accepted", _("Progress report accepted")
