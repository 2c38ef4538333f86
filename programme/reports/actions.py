"""Starting, saving, sending and answering progress reports."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, User
from programme.indicators.models import Indicator
from programme.milestones.models import Milestone
from programme.milestones.rules import problem_with_value
from programme.reports.models import Decision, DraftFigure, ProgressReport, Sending, SentFigure
from programme.reports.rules import missing_to_send
from programme.reports.states import MOVES, OPEN, ReportState
from sme4green.errors import RuleBroken


def start_report(milestone_id: int, *, by: User, now: dt.datetime) -> ProgressReport:
    """The open report of a milestone, begun now where there is none. Two who begin at once get the same one."""
    try:
        with transaction.atomic():
            milestone = (
                Milestone.objects.select_for_update(of=("self",))
                .select_related("participation__company__territory")
                .get(pk=milestone_id)
            )
            known = milestone.reports.filter(state__in=OPEN).first()
            if known:
                return known
            _refuse_closed(milestone)
            report = ProgressReport.objects.create(milestone=milestone, started_at=now, started_by=by, saved_at=now)
            record(EventKind.REPORT_STARTED, by=by, now=now, subject=report, company=milestone.participation.company)
            return report
    except IntegrityError:
        return ProgressReport.objects.get(milestone=milestone_id, state__in=OPEN)


def _refuse_closed(milestone: Milestone) -> None:
    if milestone.dropped_at:
        raise RuleBroken(_("This milestone was dropped: there is nothing to report on it."))
    if milestone.participation.ended_at:
        raise RuleBroken(_("This company no longer takes part: nothing can be reported."))


def _locked(report_id: int) -> ProgressReport:
    report: ProgressReport = (
        ProgressReport.objects.select_for_update(of=("self",))
        .select_related("milestone__participation__company__territory", "milestone__indicator")
        .get(pk=report_id)
    )
    return report


def _refuse_move(report: ProgressReport, to: ReportState) -> None:
    """Say in a sentence why the move is not possible now: who did what, and when."""
    if to in MOVES[ReportState(report.state)]:
        return
    last = report.sendings.order_by("-number").select_related("sent_by", "decision__decided_by").first()
    decision = getattr(last, "decision", None)
    if report.state == ReportState.SENT and last:
        words, who, when = _("Already sent by %(who)s on %(when)s."), last.sent_by, last.sent_at
    elif decision and decision.verdict == Decision.Verdict.ACCEPTED:
        words, who, when = _("Already accepted by %(who)s on %(when)s."), decision.decided_by, decision.decided_at
    elif decision:
        words, who, when = _("Already returned by %(who)s on %(when)s."), decision.decided_by, decision.decided_at
    else:
        raise RuleBroken(_("This report was not sent yet."))
    raise RuleBroken(words % {"who": who, "when": _said(report, when)})


def _said(report: ProgressReport, when: dt.datetime) -> str:
    zone = report.milestone.participation.company.territory.zone
    return date_format(timezone.localtime(when, zone), "SHORT_DATETIME_FORMAT")


def _refuse_unread(report: ProgressReport, sending: Sending, seen: int | None) -> None:
    """What came back and was sent again is decided by whoever has read what was sent last."""
    if seen in (None, sending.number):
        return
    former = Decision.objects.select_related("decided_by").filter(sending__report=report).last()
    who, when = (former.decided_by, former.decided_at) if former else (sending.sent_by, sending.sent_at)
    raise RuleBroken(_("Already returned by %(who)s on %(when)s.") % {"who": who, "when": _said(report, when)})


@transaction.atomic
def revise_report(
    report_id: int,
    *,
    by: User,
    now: dt.datetime,
    version: int,
    text: str,
    completes: bool,
    figures: Mapping[Indicator, Decimal],
    evidence: Sequence[int] = (),
) -> ProgressReport:
    """Save the draft, whatever is still missing. `evidence` are ids of files to add. An older `version` is refused."""
    report = _locked(report_id)
    if ReportState(report.state) not in (ReportState.DRAFT, ReportState.RETURNED):
        _refuse_move(report, ReportState.SENT)
    if report.version != version:
        saved = {row.indicator: row.value for row in report.figures.select_related("indicator")}
        if (report.text, report.completes, saved) == (text, completes, dict(figures)) and not evidence:
            return report  # the same form sent twice
        raise RuleBroken(_("A colleague saved this report meanwhile. Your text is kept below: compare and save again."))
    for indicator, value in figures.items():
        if problem := problem_with_value(value, indicator):
            raise RuleBroken(problem)
    report.text, report.completes, report.saved_at = text, completes, now
    report.version += 1
    report.save(update_fields=["text", "completes", "saved_at", "version"])
    report.figures.all().delete()
    DraftFigure.objects.bulk_create(DraftFigure(report=report, indicator=i, value=v) for i, v in figures.items())
    report.evidence.add(*evidence)
    record(EventKind.REPORT_REVISED, by=by, now=now, subject=report, company=report.milestone.participation.company)
    return report


@transaction.atomic
def detach_evidence(report_id: int, *, by: User, now: dt.datetime, evidence_id: int) -> ProgressReport:
    """Take a file out of the draft; the file stays in the company's evidence."""
    report = _locked(report_id)
    _refuse_move(report, ReportState.SENT)
    report.evidence.remove(*report.evidence.filter(pk=evidence_id))
    record(EventKind.REPORT_REVISED, by=by, now=now, subject=report, company=report.milestone.participation.company)
    return report


@transaction.atomic
def submit_report(report_id: int, *, by: User, now: dt.datetime) -> Sending:
    """Send the draft as it is saved: text, figures and files are kept as of this moment."""
    report = _locked(report_id)
    _refuse_move(report, ReportState.SENT)
    _refuse_closed(report.milestone)
    drafts = list(report.figures.select_related("indicator"))
    files = list(report.evidence.select_for_update(of=("self",)).filter(removed_at=None))
    missing = missing_to_send(
        report.milestone,
        text=report.text,
        completes=report.completes,
        figures={row.indicator: row.value for row in drafts},
        evidence=len(files),
    )
    if missing:
        raise RuleBroken(" ".join(item.sentence for item in missing))
    sending = Sending.objects.create(
        report=report,
        number=report.sendings.count() + 1,
        text=report.text,
        completes=report.completes,
        sent_at=now,
        sent_by=by,
    )
    SentFigure.objects.bulk_create(
        SentFigure(sending=sending, indicator=row.indicator, value=row.value, unit=row.indicator.unit) for row in drafts
    )
    sending.evidence.set(files)
    report.state, report.saved_at = ReportState.SENT, now
    report.version += 1
    report.save(update_fields=["state", "saved_at", "version"])
    company = report.milestone.participation.company
    Company.objects.filter(Q(last_sent_at=None) | Q(last_sent_at__lt=now), pk=company.pk).update(last_sent_at=now)
    record(EventKind.REPORT_SENT, by=by, now=now, subject=report, company=company)
    return sending


def mend_last_sent() -> int:
    """Let companies say the moment of their last sending, where they say an earlier one or none; how many did.

    All sendings are read once, grouped; what is wrong is looked at again under a lock, a thousand at a time.
    """
    company = "report__milestone__participation__company"
    last = dict(Sending.objects.order_by().values_list(company).annotate(at=Max("sent_at")))
    said = Company.objects.values_list("pk", "last_sent_at")
    wrong = [pk for pk, at in said.iterator() if _is_late(at, last.get(pk))]
    return sum(_mend(wrong[start : start + 1000], last) for start in range(0, len(wrong), 1000))


def _is_late(said: dt.datetime | None, true: dt.datetime | None) -> bool:
    return true is not None and (said is None or said < true)


@transaction.atomic
def _mend(keys: list[int], last: dict[int, dt.datetime]) -> int:
    rows = Company.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").only("last_sent_at")
    late = [row for row in rows if _is_late(row.last_sent_at, last[row.pk])]
    for row in late:
        row.last_sent_at = last[row.pk]
    return Company.objects.bulk_update(late, ["last_sent_at"], batch_size=500)


@transaction.atomic
def _decide(
    report_id: int, *, by: User, now: dt.datetime, note: str, verdict: Decision.Verdict, seen: int | None
) -> Decision:
    report = _locked(report_id)
    state = ReportState(verdict)
    _refuse_move(report, state)
    sending = report.sendings.order_by("-number").select_related("sent_by").first()
    if sending is None or sending.sent_by_id == by.pk:
        raise RuleBroken(_("A report cannot be decided by the person who sent it."))
    _refuse_unread(report, sending, seen)
    if verdict == Decision.Verdict.RETURNED and not note.strip():
        raise RuleBroken(_("Say what is missing."))
    decision = Decision.objects.create(sending=sending, verdict=verdict, note=note, decided_at=now, decided_by=by)
    report.state, report.saved_at = state, now
    report.version += 1
    report.save(update_fields=["state", "saved_at", "version"])
    kind = EventKind.REPORT_ACCEPTED if verdict == Decision.Verdict.ACCEPTED else EventKind.REPORT_RETURNED
    if state == ReportState.ACCEPTED and sending.completes:
        Milestone.objects.filter(pk=report.milestone_id, achieved_at=None).update(achieved_at=now)
    record(kind, by=by, now=now, subject=report, company=report.milestone.participation.company, note=note)
    return decision


def accept_report(report_id: int, *, by: User, now: dt.datetime, note: str = "", seen: int | None = None) -> Decision:
    """Accept what was sent last: its figures count from now on. `seen` is the number of the sending that was read."""
    return _decide(report_id, by=by, now=now, note=note, verdict=Decision.Verdict.ACCEPTED, seen=seen)


def return_report(report_id: int, *, by: User, now: dt.datetime, note: str, seen: int | None = None) -> Decision:
    """Give it back, and say what is missing."""
    return _decide(report_id, by=by, now=now, note=note, verdict=Decision.Verdict.RETURNED, seen=seen)
