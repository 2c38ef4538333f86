"""Writes the plot of the demo as records, in bulk; every counter is then worked out from them."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from companies.journal.models import Event
from companies.journal.states import EventKind
from companies.models import Company, Territory, User
from companies.reference.rules import fold
from programme.editions.models import Participation, Programme
from programme.evidence.models import EvidenceFile
from programme.milestones.models import Milestone, MilestoneTemplate
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


def play(plot: Sequence[tuple[Participation, User, User, Sequence[Scene]]], *, now: dt.datetime) -> None:
    """Plan the milestones of the plot and report on them: (participation, owner, reviewer, scenes)."""
    templates = {row.code: row for row in MilestoneTemplate.objects.select_related("indicator")}
    cast = [
        (part, owner, reviewer, scene, templates[scene.step])
        for part, owner, reviewer, scenes in plot
        for scene in scenes
    ]
    milestones = Milestone.objects.bulk_create(
        (_milestone(part, reviewer, scene, template, now) for part, _owner, reviewer, scene, template in cast),
        batch_size=500,
    )
    lines = [(row, *rest) for row, rest in zip(milestones, cast, strict=True)]
    write_events(
        EventKind.MILESTONE_PLANNED,
        [(row, part.company, row.planned_at, row.planned_by) for row, part, *_rest in lines],
    )
    told = [line for line in lines if line[4].state]
    reports = ProgressReport.objects.bulk_create((_report(line, now) for line in told), batch_size=500)
    _write_drafts([(report, line) for report, line in zip(reports, told, strict=True) if line[4].state == "draft"])
    _write_sendings(
        [(report, line) for report, line in zip(reports, told, strict=True) if line[4].state != "draft"], now
    )


def _milestone(
    part: Participation, reviewer: User, scene: Scene, template: MilestoneTemplate, now: dt.datetime
) -> Milestone:
    return Milestone(
        participation=part,
        template=template,
        one_time_key=uuid.uuid4(),
        title=template.title,
        indicator=template.indicator,
        target=scene.amount if template.indicator else None,
        due_on=scene.due_on,
        original_due_on=scene.due_on,
        planned_at=min(part.admitted_at + dt.timedelta(days=2), now),
        planned_by=reviewer,
    )


def _story(line: tuple[Any, ...]) -> str:
    _milestone_row, part, owner, _reviewer, scene, _template = line
    return STORIES[part.territory.language][scene.step].format(owner=owner.name)


def _report(line: tuple[Any, ...], now: dt.datetime) -> ProgressReport:
    milestone, part, owner, _reviewer, scene, _template = line
    day = scene.decided_on or scene.sent_on or timezone.localdate(now, part.territory.zone)
    moment = at_noon(day, part.territory, not_after=now)
    return ProgressReport(
        milestone=milestone,
        state=scene.state,
        text=_story(line),
        completes=scene.state != "draft",
        started_at=min(moment, at_noon(scene.sent_on or day, part.territory, not_after=now)),
        started_by=owner,
        saved_at=moment,
    )


def _write_drafts(rows: Sequence[tuple[ProgressReport, Any]]) -> None:
    DraftFigure.objects.bulk_create(
        DraftFigure(report=report, indicator=line[5].indicator, value=line[4].amount)
        for report, line in rows
        if line[5].indicator
    )


def _write_sendings(rows: Sequence[tuple[ProgressReport, Any]], now: dt.datetime) -> None:
    sendings = Sending.objects.bulk_create(
        (
            Sending(
                report=report,
                number=1,
                text=report.text,
                completes=True,
                sent_at=at_noon(line[4].sent_on, line[1].territory, not_after=now),
                sent_by=line[2],
            )
            for report, line in rows
        ),
        batch_size=500,
    )
    sent = list(zip(sendings, [line for _report_row, line in rows], strict=True))
    figures = [(sending, line) for sending, line in sent if line[5].indicator]
    for table, key in ((SentFigure, "sending"), (DraftFigure, "report")):
        table.objects.bulk_create(
            (
                table(
                    indicator=line[5].indicator,
                    value=line[4].amount,
                    **(
                        {"sending": sending, "unit": line[5].indicator.unit}
                        if key == "sending"
                        else {"report": sending.report}
                    ),
                )
                for sending, line in figures
            ),
            batch_size=500,
        )
    _attach(sent)
    decided = [(sending, line) for sending, line in sent if line[4].decided_on]
    decisions = Decision.objects.bulk_create(
        (
            Decision(
                sending=sending,
                verdict=line[4].state,
                note=RETURNS[line[1].territory.language] if line[4].state == "returned" else "",
                decided_at=at_noon(line[4].decided_on, line[1].territory, not_after=now),
                decided_by=line[3],
            )
            for sending, line in decided
        ),
        batch_size=500,
    )
    write_events(
        EventKind.REPORT_SENT, [(sending.report, line[1].company, sending.sent_at, line[2]) for sending, line in sent]
    )
    for kind, verdict in ((EventKind.REPORT_ACCEPTED, "accepted"), (EventKind.REPORT_RETURNED, "returned")):
        write_events(
            kind,
            [
                (sending.report, line[1].company, decision.decided_at, line[3])
                for decision, (sending, line) in zip(decisions, decided, strict=True)
                if decision.verdict == verdict
            ],
        )


def _attach(sent: Sequence[tuple[Sending, Any]]) -> None:
    """A small PDF for every sending whose figure needs a proof, and for every third of the others."""
    files, through = [], []
    for n, (sending, line) in enumerate(sent):
        if not (line[5].indicator and line[5].indicator.evidence_needed) and n % 3:
            continue
        company = line[1].company
        content = small_pdf(
            ["Demo: invented document", company.name, str(line[0]), sending.sent_at.strftime("%d/%m/%Y")]
        )
        stored = default_storage.save(f"evidence/{uuid.uuid4().hex}", ContentFile(content))
        files.append(
            EvidenceFile(
                company=company,
                kind=EvidenceFile.Kind.PDF,
                name=(name := f"{line[4].step}-{sending.sent_at:%Y-%m}.pdf"),
                search=fold(name),
                stored_as=stored,
                size_bytes=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                stands_for_on=sending.sent_at.date(),
                uploaded_at=sending.sent_at,
                uploaded_by=line[2],
            )
        )
        through.append(sending)
    rows = list(zip(EvidenceFile.objects.bulk_create(files, batch_size=500), through, strict=True))
    Sending.evidence.through.objects.bulk_create(
        Sending.evidence.through(sending=sending, evidencefile=file) for file, sending in rows
    )
    ProgressReport.evidence.through.objects.bulk_create(
        ProgressReport.evidence.through(progressreport=sending.report, evidencefile=file) for file, sending in rows
    )
