"""Planning, changing, moving and dropping milestones."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import User
from programme.editions.models import Participation, Programme
from programme.indicators.models import Indicator
from programme.milestones.models import DueMove, Milestone, MilestoneTemplate
from programme.milestones.readers import template_rows
from programme.milestones.rules import problem_with_due_on, problem_with_value, searched_text
from sme4green.errors import RuleBroken


def _check(programme: Programme, due_on: dt.date, indicator: Indicator | None, *values: Decimal | None) -> None:
    problems = [problem_with_due_on(due_on, programme)]
    problems += [problem_with_value(value, indicator) for value in values if indicator and value is not None]
    if not indicator and any(value is not None for value in values):
        problems.append(str(_("A baseline or a target needs an indicator.")))
    for problem in filter(None, problems):
        raise RuleBroken(problem)


def plan_milestone(
    participation_id: int,
    *,
    by: User,
    now: dt.datetime,
    one_time_key: uuid.UUID,
    title: str,
    due_on: dt.date,
    description: str = "",
    template: MilestoneTemplate | None = None,
    indicator: Indicator | None = None,
    baseline: Decimal | None = None,
    target: Decimal | None = None,
) -> Milestone:
    """Plan one milestone. The same form sent twice plans it once and gives back the first."""
    try:
        with transaction.atomic():
            participation = (
                Participation.objects.select_for_update(of=("self",))
                .select_related("programme", "company__territory")
                .get(pk=participation_id)
            )
            known = Milestone.objects.filter(planned_by=by, one_time_key=one_time_key).first()
            if known:
                return known
            if participation.ended_at:
                raise RuleBroken(_("This company no longer takes part: nothing can be planned."))
            _check(participation.programme, due_on, indicator, baseline, target)
            milestone = Milestone.objects.create(
                participation=participation,
                template=template,
                one_time_key=one_time_key,
                title=title,
                search=searched_text(title),
                description=description,
                indicator=indicator,
                baseline=baseline,
                target=target,
                due_on=due_on,
                original_due_on=due_on,
                planned_at=now,
                planned_by=by,
            )
            record(EventKind.MILESTONE_PLANNED, by=by, now=now, subject=milestone, company=participation.company)
            return milestone
    except IntegrityError as error:
        raise RuleBroken(_("This step is already planned.")) from error


def _locked(milestone_id: int) -> Milestone:
    milestone: Milestone = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("participation__programme", "participation__company__territory")
        .get(pk=milestone_id)
    )
    if milestone.dropped_at:
        raise RuleBroken(_("This milestone was dropped: it can no longer change."))
    if milestone.participation.ended_at:
        raise RuleBroken(_("This company no longer takes part: nothing can be planned."))
    return milestone


@transaction.atomic
def revise_milestone(
    milestone_id: int,
    *,
    by: User,
    now: dt.datetime,
    version: int,
    title: str,
    description: str,
    indicator: Indicator | None,
    baseline: Decimal | None,
    target: Decimal | None,
) -> Milestone:
    """Change what a milestone says (not its day). `version` is the one the person saw; an older one is refused."""
    milestone = _locked(milestone_id)
    if milestone.version != version:
        raise RuleBroken(
            _("Somebody else changed this milestone meanwhile. Your text is kept below: compare and save again.")
        )
    _check(milestone.participation.programme, milestone.due_on, indicator, baseline, target)
    milestone.title, milestone.search, milestone.description = title, searched_text(title), description
    milestone.indicator, milestone.baseline, milestone.target = indicator, baseline, target
    milestone.version += 1
    milestone.save(update_fields=["title", "search", "description", "indicator", "baseline", "target", "version"])
    record(EventKind.MILESTONE_REVISED, by=by, now=now, subject=milestone, company=milestone.participation.company)
    return milestone


@transaction.atomic
def move_due_day(milestone_id: int, *, by: User, now: dt.datetime, due_on: dt.date, reason: str) -> Milestone:
    """Move the due day; the former day is kept, with the reason."""
    milestone = _locked(milestone_id)
    if due_on == milestone.due_on:
        raise RuleBroken(_("The milestone is already due on that day."))
    _check(milestone.participation.programme, due_on, None)
    DueMove.objects.create(
        milestone=milestone, former_due_on=milestone.due_on, moved_at=now, moved_by=by, reason=reason
    )
    milestone.due_on = due_on
    milestone.version += 1
    milestone.save(update_fields=["due_on", "version"])
    record(
        EventKind.MILESTONE_MOVED,
        by=by,
        now=now,
        subject=milestone,
        company=milestone.participation.company,
        note=reason,
    )
    return milestone


@transaction.atomic
def drop_milestone(milestone_id: int, *, by: User, now: dt.datetime, reason: str) -> Milestone:
    """Drop a milestone that will not be done. What was reported on it stays."""
    milestone = _locked(milestone_id)
    milestone.dropped_at, milestone.dropped_by, milestone.drop_reason = now, by, reason
    milestone.version += 1
    milestone.save(update_fields=["dropped_at", "dropped_by", "drop_reason", "version"])
    record(
        EventKind.MILESTONE_DROPPED,
        by=by,
        now=now,
        subject=milestone,
        company=milestone.participation.company,
        note=reason,
    )
    return milestone


@transaction.atomic
def load_templates() -> list[MilestoneTemplate]:
    """Add the shipped templates that are not known yet, and give them back. What a manager edited stays as it is."""
    known = set(MilestoneTemplate.objects.values_list("code", flat=True))
    indicators = {row.code: row for row in Indicator.objects.all()}
    return MilestoneTemplate.objects.bulk_create(
        MilestoneTemplate(**{**row, "indicator": indicators.get(row["indicator"])})
        for row in template_rows()
        if row["code"] not in known
    )
