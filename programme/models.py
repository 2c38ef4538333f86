"""Index of the tables of this app; Django looks for them here."""

from programme.editions.models import Participation, Programme, Target
from programme.evidence.models import EvidenceFile
from programme.exports.models import Export
from programme.feedback.models import Feedback
from programme.indicators.models import Indicator
from programme.letters.models import Digest
from programme.milestones.models import DueMove, Milestone, MilestoneTemplate
from programme.notices.models import Mail, MailHold, Notice
from programme.onboarding.models import Application, ApplicationStep
from programme.preferences.models import NoticePreference
from programme.reminders.models import Reminder
from programme.reports.models import Decision, DraftFigure, ProgressReport, Sending, SentFigure
from programme.tallies.models import Contribution, Counted, Tally
from programme.tutors.models import Assignment, Tutor

__all__ = [
    "Application",
    "ApplicationStep",
    "Assignment",
    "Contribution",
    "Counted",
    "Decision",
    "Digest",
    "DraftFigure",
    "DueMove",
    "EvidenceFile",
    "Export",
    "Feedback",
    "Indicator",
    "Mail",
    "MailHold",
    "Milestone",
    "MilestoneTemplate",
    "Notice",
    "NoticePreference",
    "Participation",
    "Programme",
    "ProgressReport",
    "Reminder",
    "Sending",
    "SentFigure",
    "Tally",
    "Target",
    "Tutor",
]
