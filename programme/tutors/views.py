"""Pages on tutors: who has room, and who helps a company."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.directory.access import companies_visible_to, facilitates
from companies.models import Company
from programme.editions.models import Participation
from programme.tutors.access import assignments_visible_to, may_assign, may_see_tutors, tutors_visible_to
from programme.tutors.actions import assign_tutor, release_tutor
from programme.tutors.forms import AssignForm, ReleaseForm, SearchForm
from programme.tutors.queries import (
    current_assignment,
    matching,
    participation_to_tutor,
    tutors_with_load,
    with_companies,
    with_load,
)
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key

SIZE = 25  # each row names companies: more of them would weigh too much
OFFERED = 12  # to choose from at once; the others are searched for


@require_safe
def tutor_list(request: HttpRequest) -> HttpResponse:
    if not may_see_tutors(request.user):
        raise PermissionDenied
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    tutors = matching(tutors_visible_to(request.user), words=words).select_related("user")
    rows = with_companies(with_load(tutors), visible=companies_visible_to(request.user))
    page = page_by_key(rows, keys=("user__name", "pk"), request=request, size=SIZE)
    return render(request, "programme/tutors/list.html", {"page": page, "form": form, "words": words})


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """The territory's tutors with their room: one click gives one to the company."""
    company = get_object_or_404(companies_visible_to(request.user).select_related("territory"), pk=pk)
    now = timezone.now()
    participation = participation_to_tutor(company, today=timezone.localdate(now, company.territory.zone))
    if not (may_assign(request.user, participation) if participation else facilitates(request.user, company)):
        raise PermissionDenied
    if request.method == "GET" or not participation:
        return _page(request, company, participation)
    form = AssignForm(request.POST, tutors=tutors_with_load(participation.territory, now=now))
    if form.is_valid():
        tutor, note = form.cleaned_data["tutor"], form.cleaned_data["note"]
        try:
            assign_tutor(participation.pk, tutor_id=tutor.pk, by=request.user, now=now, note=note)
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            messages.success(
                request,
                _("%(tutor)s is now the tutor of %(company)s. Both are told.") % {"tutor": tutor, "company": company},
            )
            return redirect("companyfile:file", pk)
    return _page(request, company, participation, form=form)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    visible = assignments_visible_to(request.user).select_related("participation__company__territory", "tutor__user")
    assignment = get_object_or_404(visible, pk=pk)
    participation = assignment.participation
    if not may_assign(request.user, participation):
        raise PermissionDenied
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            release_tutor(pk, by=request.user, now=timezone.now(), note=form.cleaned_data["note"])
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("%(tutor)s is released. Choose the next tutor.") % {"tutor": assignment.tutor})
        return redirect("tutors:assign", participation.company_id)
    return _page(request, participation.company, participation, release_form=form)


def _page(
    request: HttpRequest,
    company: Company,
    participation: Participation | None,
    *,
    form: AssignForm | None = None,
    release_form: ReleaseForm | None = None,
) -> HttpResponse:
    current = current_assignment(participation) if participation else None
    search = SearchForm(request.GET, auto_id="search_%s")
    words = search.cleaned_data["q"] if search.is_valid() else ""
    tutors = []
    if participation and not current:
        fit = matching(tutors_with_load(participation.territory, now=timezone.now()), words=words)
        tutors = list(fit[: OFFERED + 1])
    page = {
        "company": company,
        "participation": participation,
        "current": current,
        "tutors": tutors[:OFFERED],
        "search": search if words or len(tutors) > OFFERED else None,
        "words": words,
        "form": form,
        "chosen": form.data.get("tutor", "") if form else "",
        "release_form": release_form or ReleaseForm(),
    }
    return render(request, "programme/tutors/assign.html", {"page": page})
