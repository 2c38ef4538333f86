"""Who may read a report, write it and answer it."""

from django.db.models import Q, QuerySet

from companies.directory.access import companies_of, companies_readable_by, facilitates, is_member, is_tutor_of
from companies.models import User
from programme.milestones.models import Milestone
from programme.reports.models import ProgressReport
from programme.reports.states import TURN, ReportState


def reports_visible_to(user: User) -> QuerySet[ProgressReport]:
    """Whoever reads the company's file reads its reports; a first draft stays in the company until it is sent."""
    shown = ~Q(state=ReportState.DRAFT)
    if mine := companies_of(user):
        shown |= Q(milestone__participation__company__in=mine)
    return ProgressReport.objects.filter(shown, milestone__participation__company__in=companies_readable_by(user))


def may_write(user: User, milestone: Milestone) -> bool:
    return is_member(user, milestone.participation.company)


def may_review(user: User, report: ProgressReport) -> bool:
    """The tutor, or a facilitator of the territory; never somebody who acts for the company."""
    company = report.milestone.participation.company
    return (is_tutor_of(user, company) or facilitates(user, company)) and not is_member(user, company)


def may_decide(user: User, report: ProgressReport) -> bool:
    return may_review(user, report) and TURN[ReportState(report.state)] == "reviewer"
