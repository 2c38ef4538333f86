"""Pages on milestones as they stand, and on the reports about them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.directory.access import companies_readable_by, reads_files
from companies.models import Company
from programme.evidence.actions import add_evidence
from programme.milestones.access import may_move, may_plan, milestones_visible_to
from programme.milestones.models import Milestone
from programme.reports.access import may_decide, may_review, may_write, reports_visible_to
from programme.reports.actions import (
    accept_report,
    detach_evidence,
    return_report,
    revise_report,
    start_report,
    submit_report,
)
from programme.reports.forms import DecisionForm, MilestoneFilter, ReportFilter, ReportForm
from programme.reports.models import ProgressReport
from programme.reports.queries import milestone_rows, plan_of, report_rows, sendings_of, with_standing
from programme.reports.rules import missing_to_send
from programme.reports.states import OPEN, TURN, ReportState
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key

WITH_COMPANY = ("milestone__indicator", "milestone__participation__company__territory")


@require_safe
def of_company(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(companies_readable_by(request.user).select_related("territory"), pk=pk)
    plan = plan_of(company, today=timezone.localdate(timezone.now(), company.territory.zone))
    page = {"company": company, "plan": plan, "may_plan": may_plan(request.user, company)}
    return render(request, "programme/reports/of_company.html", {"page": page})


@require_safe
def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    visible = milestones_visible_to(request.user).select_related(
        "indicator", "template", "participation__company__territory", "participation__programme", "planned_by"
    )
    row = get_object_or_404(visible, pk=pk)
    company = row.participation.company
    today = timezone.localdate(timezone.now(), company.territory.zone)
    standing = with_standing(Milestone.objects.filter(pk=pk), today=today).values_list("standing", flat=True).first()
    page = {
        "milestone": row,
        "company": company,
        "standing": standing,
        "reports": reports_visible_to(request.user).filter(milestone=row).order_by("-started_at")[:50],
        "moves": row.moves.select_related("moved_by")[:50],
        "may_plan": may_plan(request.user, company) and not row.dropped_at,
        "may_move": may_move(request.user, company) and not row.dropped_at,
        "may_write": may_write(request.user, row) and not row.dropped_at,
    }
    return render(request, "programme/reports/milestone.html", {"page": page})


def _list_page(request: HttpRequest, company: Company | None = None) -> HttpResponse:
    today = timezone.localdate()
    form = ReportFilter(request.GET, user=request.user, today=today)
    rows = report_rows(request.user, today=today, company=company, **form.wanted())
    page = page_by_key(rows, keys=form.keys, request=request)
    return render(request, "programme/reports/list.html", {"page": page, "form": form, "company": company})


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request)


@require_safe
def by_company(request: HttpRequest, pk: int) -> HttpResponse:
    return _list_page(request, get_object_or_404(companies_readable_by(request.user), pk=pk))


@require_safe
def milestone_list(request: HttpRequest) -> HttpResponse:
    """Milestones of many companies as they stand today, or as they stood on a former day."""
    today = timezone.localdate()
    form = MilestoneFilter(request.GET, user=request.user, today=today)
    wanted = form.wanted()
    rows = milestone_rows(request.user, today=today, **wanted)
    page = page_by_key(rows, keys=form.keys, request=request)
    context = {"page": page, "form": form, "day": wanted.get("day", today), "reads": reads_files(request.user)}
    return render(request, "programme/reports/milestones.html", context)


def _write_page(
    request: HttpRequest, row: Milestone, report: ProgressReport | None, form: ReportForm, **more: Any
) -> HttpResponse:
    page = {"milestone": row, "company": row.participation.company, "report": report, "form": form}
    page["files"] = report.evidence.filter(removed_at=None) if report else []
    page["last_answer"] = (
        report.sendings.filter(decision__isnull=False).select_related("decision__decided_by").last() if report else None
    )
    return render(request, "programme/reports/write.html", {"page": page | more})


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of the open report on a milestone. Whatever is right is saved, also when something else is wrong."""
    visible = milestones_visible_to(request.user).select_related("indicator", "participation__company__territory")
    row = get_object_or_404(visible, pk=pk)
    if not may_write(request.user, row):
        raise PermissionDenied
    report = row.reports.filter(state__in=OPEN).first()
    if report and TURN[ReportState(report.state)] != "company":
        messages.info(request, _("This report is with the reviewer."))
        return redirect("reports:detail", report.pk)
    if request.method == "GET":
        return _write_page(request, row, report, ReportForm(milestone=row, report=report))
    form = ReportForm(request.POST, request.FILES, milestone=row, report=report)
    form.is_valid()
    now = timezone.now()
    try:
        report = start_report(row.pk, by=request.user, now=now)
        kept = [
            add_evidence(row.participation.company_id, upload=file, by=request.user, now=now).pk
            for file in form.cleaned_data.get("files") or []
        ]
        report = revise_report(
            report.pk,
            by=request.user,
            now=now,
            version=form.cleaned_data.get("version") or 1,
            text=form.cleaned_data.get("text", ""),
            completes=form.cleaned_data.get("completes", False),
            figures=form.cleaned_data["figures"],
            evidence=kept,
        )
    except RuleBroken as no:
        form.add_error(None, str(no))
        theirs = ProgressReport.objects.filter(pk=report.pk).first() if report else None
        if theirs and theirs.version != form.cleaned_data.get("version"):
            form.data = form.data.copy()
            form.data["version"] = theirs.version
        return _write_page(request, row, theirs, form, stale=theirs)
    if form.errors:
        form.data = form.data.copy()
        form.data["version"] = report.version
        return _write_page(request, row, report, form)
    if request.POST.get("then") == "stay":
        messages.success(request, _("The draft is saved."))
        return redirect("reports:write", row.pk)
    return redirect("reports:detail", report.pk)


def _report_for(request: HttpRequest, pk: int) -> ProgressReport:
    report: ProgressReport = get_object_or_404(reports_visible_to(request.user).select_related(*WITH_COMPANY), pk=pk)
    return report


def _detail_page(request: HttpRequest, report: ProgressReport, form: DecisionForm | None = None) -> HttpResponse:
    mine = may_write(request.user, report.milestone) and TURN[ReportState(report.state)] == "company"
    files = list(report.evidence.filter(removed_at=None)) if mine else []
    drafts = list(report.figures.select_related("indicator")) if mine else []
    sendings = list(sendings_of(report)[:20])
    page = {
        "report": report,
        "milestone": report.milestone,
        "company": report.milestone.participation.company,
        "sendings": sendings,
        "mine": mine,
        "files": files,
        "drafts": drafts,
        "missing": missing_to_send(
            report.milestone,
            text=report.text,
            completes=report.completes,
            figures={row.indicator: row.value for row in drafts},
            evidence=len(files),
        )
        if mine
        else [],
        "form": (form or DecisionForm(initial={"seen": sendings[0].number if sendings else None}))
        if may_decide(request.user, report)
        else None,
    }
    return render(request, "programme/reports/detail.html", {"page": page})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail_page(request, _report_for(request, pk))


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report_for(request, pk)
    if not may_write(request.user, report.milestone):
        raise PermissionDenied
    try:
        submit_report(pk, by=request.user, now=timezone.now())
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Sent. The reviewer is told; you will hear here and by mail."))
    return redirect("reports:detail", pk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report_for(request, pk)
    form = DecisionForm(request.POST)
    if not may_review(request.user, report):
        raise PermissionDenied
    if not form.is_valid():
        return _detail_page(request, report, form)
    act = accept_report if form.cleaned_data["verdict"] == "accepted" else return_report
    try:
        note, seen = form.cleaned_data["note"], form.cleaned_data["seen"]
        act(pk, by=request.user, now=timezone.now(), note=note, seen=seen)
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("reports:detail", pk)
    messages.success(request, _("Done. The company is told."))
    return redirect("home:home")


@require_POST
def detach(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    report = _report_for(request, pk)
    if not may_write(request.user, report.milestone):
        raise PermissionDenied
    try:
        detach_evidence(pk, by=request.user, now=timezone.now(), evidence_id=evidence_pk)
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("reports:detail", pk)
    return redirect("reports:write", report.milestone_id)
