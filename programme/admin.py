"""Index of the admin pages of this app; Django looks for them here."""

from programme.editions.admin import ParticipationAdmin, ProgrammeAdmin, TargetAdmin
from programme.evidence.admin import EvidenceFileAdmin
from programme.exports.admin import ExportAdmin
from programme.feedback.admin import FeedbackAdmin
from programme.indicators.admin import IndicatorAdmin
from programme.letters.admin import DigestAdmin
from programme.milestones.admin import DueMoveAdmin, MilestoneAdmin, MilestoneTemplateAdmin
from programme.notices.admin import MailAdmin, MailHoldAdmin, NoticeAdmin
from programme.onboarding.admin import ApplicationAdmin, ApplicationStepAdmin
from programme.preferences.admin import NoticePreferenceAdmin
from programme.reminders.admin import ReminderAdmin
from programme.reports.admin import DecisionAdmin, ProgressReportAdmin, SendingAdmin, SentFigureAdmin
from programme.tallies.admin import ContributionAdmin, CountedAdmin, TallyAdmin
from programme.tutors.admin import AssignmentAdmin, TutorAdmin

__all__ = [
    "ApplicationAdmin",
    "ApplicationStepAdmin",
    "AssignmentAdmin",
    "ContributionAdmin",
    "CountedAdmin",
    "DecisionAdmin",
    "DigestAdmin",
    "DueMoveAdmin",
    "EvidenceFileAdmin",
    "ExportAdmin",
    "FeedbackAdmin",
    "IndicatorAdmin",
    "MailAdmin",
    "MailHoldAdmin",
    "MilestoneAdmin",
    "MilestoneTemplateAdmin",
    "NoticeAdmin",
    "NoticePreferenceAdmin",
    "ParticipationAdmin",
    "ProgrammeAdmin",
    "ProgressReportAdmin",
    "ReminderAdmin",
    "SendingAdmin",
    "SentFigureAdmin",
    "TallyAdmin",
    "TargetAdmin",
    "TutorAdmin",
]
