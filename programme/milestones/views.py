"""Pages on which milestones are planned and changed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.directory.access import companies_readable_by
from programme.milestones.access import may_move, may_plan, milestones_visible_to
from programme.milestones.actions import drop_milestone, move_due_day, plan_milestone, revise_milestone
from programme.milestones.forms import DropForm, MoveForm, PlanForm, ReviseForm, TemplateForm
from programme.milestones.models import Milestone
from programme.milestones.queries import current_participation, suggestions
from sme4green.errors import RuleBroken


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Ready steps, each with one click, and a form for a milestone of one's own."""
    company = get_object_or_404(companies_readable_by(request.user).select_related("territory"), pk=pk)
    if not may_plan(request.user, company):
        raise PermissionDenied
    now = timezone.now()
    today = timezone.localdate(now, company.territory.zone)
    participation = current_participation(company, today=today)
    if not participation:
        messages.error(request, _("This company does not take part in an edition yet: there is nothing to plan."))
        return redirect("companyfile:file", pk)
    offered = suggestions(participation, today=today)
    chosen = next((item.template for item in offered if item.template.code == request.POST.get("template")), None)
    own = PlanForm(
        request.POST if request.method == "POST" and not request.POST.get("template") else None,
        programme=participation.programme,
    )
    ready = TemplateForm(request.POST) if chosen else None
    form = ready or own
    if request.method == "POST" and form.is_valid():
        columns = dict(form.cleaned_data)
        if chosen:
            columns |= {"template": chosen, "title": chosen.title, "indicator": chosen.indicator}
        try:
            milestone = plan_milestone(participation.pk, by=request.user, now=now, **columns)
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("“%(title)s” is planned.") % {"title": milestone.title})
            return redirect("milestones:plan" if chosen else "reports:of_company", pk)
    page = {
        "company": company,
        "participation": participation,
        "suggestions": offered,
        "form": own,
        "ready": ready,
        "chosen": chosen,
    }
    return render(request, "programme/milestones/plan.html", {"page": page})


def _milestone_for(request: HttpRequest, pk: int) -> Milestone:
    visible = milestones_visible_to(request.user)
    return get_object_or_404(
        visible.select_related("participation__company__territory", "participation__programme", "indicator"), pk=pk
    )


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    milestone = _milestone_for(request, pk)
    if not may_plan(request.user, milestone.participation.company):
        raise PermissionDenied
    form = ReviseForm(request.POST or None, milestone=milestone)
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            revise_milestone(pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(None, str(no))
            milestone.refresh_from_db()
            stale = milestone.version != form.cleaned_data["version"]
            if stale:  # The next save is made in view of the other text, so it may win.
                form.data = form.data.copy()
                form.data["version"] = milestone.version
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:milestone", pk)
    page = {"milestone": milestone, "form": form, "stale": stale}
    return render(request, "programme/milestones/revise.html", {"page": page})


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    milestone = _milestone_for(request, pk)
    if not may_move(request.user, milestone.participation.company):
        raise PermissionDenied
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            move_due_day(pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as no:
            form.add_error("due_on", str(no))
        else:
            messages.success(request, _("The day is moved; the former day stays in the history."))
            return redirect("reports:milestone", pk)
    return render(request, "programme/milestones/move.html", {"page": {"milestone": milestone, "form": form}})


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    milestone = _milestone_for(request, pk)
    if not may_move(request.user, milestone.participation.company):
        raise PermissionDenied
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drop_milestone(pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The milestone is dropped; what was reported on it stays."))
            return redirect("reports:of_company", milestone.participation.company_id)
    return render(request, "programme/milestones/drop.html", {"page": {"milestone": milestone, "form": form}})
