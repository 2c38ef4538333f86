"""Writes the plot of the demo as records, in bulk; every counter is then worked out from them."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone

from companies.journal.models import Event
from companies.journal.states import EventKind
from companies.models import Company, Territory, User
from companies.reference.rules import fold
from programme.editions.models import Participation, Programme
from programme.evidence.gateway import keep
from programme.evidence.models import EvidenceFile
from programme.indicators.models import Indicator
from programme.milestones.models import Milestone, MilestoneTemplate
from programme.milestones.rules import searched_text
from programme.reports.actions import mend_last_sent
from programme.reports.models import Decision, DraftFigure, ProgressReport, Sending, SentFigure
from programme.scenes.rules import RETURNS, STORIES, Scene, small_pdf


def at_noon(day: dt.date, territory: Territory, *, not_after: dt.datetime) -> dt.datetime:
    """A moment on that day in the territory; never later than now."""
    moment = dt.datetime.combine(day, dt.time(11, 20), tzinfo=territory.zone)
    return min(moment, not_after)


def admit_all(
    companies: Sequence[Company],
    programme: Programme,
    *,
    days: Sequence[dt.date],
    by: dict[int, User],
    now: dt.datetime,
) -> list[Participation]:
    """Admit these companies on these days; `by` is the facilitator of each territory."""
    rows = Participation.objects.bulk_create(
        Participation(
            company=company,
            programme=programme,
            territory=company.territory,
            admitted_at=at_noon(day, company.territory, not_after=now),
            admitted_by=by[company.territory_id],
        )
        for company, day in zip(companies, days, strict=True)
    )
    write_events(EventKind.APPLICATION_ADMITTED, [(row, row.company, row.admitted_at, row.admitted_by) for row in rows])
    return rows


def write_events(kind: EventKind, rows: Sequence[tuple[Any, Company, dt.datetime, User]]) -> None:
    """Events of the past: marked as told, since nobody is told today what happened then."""
    Event.objects.bulk_create(
        (
            Event(
                kind=kind,
                at=at,
                by=by,
                company=company,
                territory=company.territory,
                subject_kind=subject._meta.model_name,
                subject_id=subject.pk,
                title=str(subject)[:200],
                told_at=at,
            )
            for subject, company, at, by in rows
        ),
        batch_size=500,
    )


class Line(NamedTuple):
    """One scene with everybody and everything in it."""

    part: Participation
    owner: User
    reviewer: User
    scene: Scene
    template: MilestoneTemplate
    indicator: Indicator | None


def play(plot: Sequence[tuple[Participation, User, User, Sequence[Scene]]], *, now: dt.datetime) -> None:
    """Plan the milestones of the plot and report on them: (participation, owner, reviewer, scenes)."""
    templates = {row.code: row for row in MilestoneTemplate.objects.select_related("indicator")}
    indicators = {row.code: row for row in Indicator.objects.all()}
    lines = [
        Line(part, owner, reviewer, scene, template, indicators.get(scene.measured_by) or template.indicator)
        for part, owner, reviewer, scenes in plot
        for scene in scenes
        for template in [templates[scene.step]]
    ]
    milestones = Milestone.objects.bulk_create((_milestone(line, now) for line in lines), batch_size=500)
    rows = list(zip(milestones, lines, strict=True))
    write_events(
        EventKind.MILESTONE_PLANNED, [(row, line.part.company, row.planned_at, row.planned_by) for row, line in rows]
    )
    told = [(row, line) for row, line in rows if line.scene.state]
    reports = ProgressReport.objects.bulk_create((_report(row, line, now) for row, line in told), batch_size=500)
    written = [(report, line) for report, (_row, line) in zip(reports, told, strict=True)]
    _write_drafts(written)
    _write_sendings([(report, line) for report, line in written if line.scene.state != "draft"], now)
    mend_last_sent()


def _milestone(line: Line, now: dt.datetime) -> Milestone:
    return Milestone(
        participation=line.part,
        template=line.template,
        one_time_key=uuid.uuid4(),
        title=line.template.title,
        search=searched_text(line.template.title),
        indicator=line.indicator,
        target=line.scene.amount if line.indicator else None,
        due_on=line.scene.due_on,
        original_due_on=line.scene.due_on,
        planned_at=min(line.part.admitted_at + dt.timedelta(days=2), now),
        planned_by=line.reviewer,
        achieved_at=_decided_at(line, now) if line.scene.state == "accepted" else None,
    )


def _decided_at(line: Line, now: dt.datetime) -> dt.datetime:
    return at_noon(line.scene.decided_on or now.date(), line.part.territory, not_after=now)


def _report(milestone: Milestone, line: Line, now: dt.datetime) -> ProgressReport:
    territory, scene = line.part.territory, line.scene
    day = scene.decided_on or scene.sent_on or timezone.localdate(now, territory.zone)
    moment = at_noon(day, territory, not_after=now)
    return ProgressReport(
        milestone=milestone,
        state=scene.state,
        text=STORIES[territory.language][scene.step].format(owner=line.owner.name),
        completes=scene.state != "draft",
        started_at=min(moment, at_noon(scene.sent_on or day, territory, not_after=now)),
        started_by=line.owner,
        saved_at=moment,
    )


def _write_drafts(rows: Sequence[tuple[ProgressReport, Line]]) -> None:
    DraftFigure.objects.bulk_create(
        (
            DraftFigure(report=report, indicator=line.indicator, value=line.scene.amount)
            for report, line in rows
            if line.indicator
        ),
        batch_size=500,
    )


def _write_sendings(rows: Sequence[tuple[ProgressReport, Line]], now: dt.datetime) -> None:
    sendings = Sending.objects.bulk_create(
        (
            Sending(
                report=report,
                number=1,
                text=report.text,
                completes=True,
                sent_at=at_noon(line.scene.sent_on or now.date(), line.part.territory, not_after=now),
                sent_by=line.owner,
            )
            for report, line in rows
        ),
        batch_size=500,
    )
    sent = [(sending, line) for sending, (_report_row, line) in zip(sendings, rows, strict=True)]
    SentFigure.objects.bulk_create(
        (
            SentFigure(sending=sending, indicator=line.indicator, value=line.scene.amount, unit=line.indicator.unit)
            for sending, line in sent
            if line.indicator
        ),
        batch_size=500,
    )
    _attach(sent)
    write_events(
        EventKind.REPORT_SENT,
        [(sending.report, line.part.company, sending.sent_at, line.owner) for sending, line in sent],
    )
    _decide([(sending, line) for sending, line in sent if line.scene.decided_on], now)


def _decide(rows: Sequence[tuple[Sending, Line]], now: dt.datetime) -> None:
    decisions = Decision.objects.bulk_create(
        (
            Decision(
                sending=sending,
                verdict=line.scene.state,
                note=RETURNS[line.part.territory.language] if line.scene.state == "returned" else "",
                decided_at=_decided_at(line, now),
                decided_by=line.reviewer,
            )
            for sending, line in rows
        ),
        batch_size=500,
    )
    told = list(zip(decisions, rows, strict=True))
    for kind, verdict in ((EventKind.REPORT_ACCEPTED, "accepted"), (EventKind.REPORT_RETURNED, "returned")):
        write_events(
            kind,
            [
                (sending.report, line.part.company, decision.decided_at, line.reviewer)
                for decision, (sending, line) in told
                if decision.verdict == verdict
            ],
        )


def _attach(sent: Sequence[tuple[Sending, Line]]) -> None:
    """A small PDF for every sending that was accepted or whose figure needs a proof, and for three of four others."""
    proved = [
        (sending, line)
        for n, (sending, line) in enumerate(sent)
        if n % 4 or line.scene.state == "accepted" or (line.indicator and line.indicator.evidence_needed)
    ]
    files = EvidenceFile.objects.bulk_create((_file(sending, line) for sending, line in proved), batch_size=500)
    rows = [(sending, file) for (sending, _line), file in zip(proved, files, strict=True)]
    Sending.evidence.through.objects.bulk_create(
        Sending.evidence.through(sending=sending, evidencefile=file) for sending, file in rows
    )
    ProgressReport.evidence.through.objects.bulk_create(
        ProgressReport.evidence.through(progressreport=sending.report, evidencefile=file) for sending, file in rows
    )


def _file(sending: Sending, line: Line) -> EvidenceFile:
    company = line.part.company
    title = sending.report.milestone.title
    content = small_pdf(["Demo: invented document", company.name, title, sending.sent_at.strftime("%d/%m/%Y")])
    name = f"{line.scene.step}-{sending.sent_at:%Y-%m}.pdf"
    return EvidenceFile(
        company=company,
        kind=EvidenceFile.Kind.PDF,
        name=name,
        search=fold(name),
        stored_as=keep(ContentFile(content)),
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stands_for_on=sending.sent_at.date(),
        uploaded_at=sending.sent_at,
        uploaded_by=line.owner,
    )
