"""Pages on which a company asks in, and a facilitator answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.directory.access import companies_of
from companies.models import Company
from companies.reference.rules import as_key
from programme.onboarding.access import (
    applications_visible_to,
    may_answer,
    may_edit,
    may_send,
    reads_queue,
)
from programme.onboarding.actions import (
    admit_application,
    refuse_application,
    return_application,
    save_application,
    send_application,
    start_application,
    withdraw_application,
)
from programme.onboarding.forms import AnswerForm, ApplicationForm, QueueFilter, StartForm
from programme.onboarding.models import Application
from programme.onboarding.queries import (
    application_rows,
    application_with_number,
    companies_that_may_apply,
    history_of,
    in_the_way,
    known_by_number,
    missing_to_send,
    open_application_of,
    review_of,
    territory_of,
)
from programme.onboarding.rules import as_facts, differences, lines_of, outside_sentence, size_of, waiting_days
from programme.onboarding.states import ApplicationState
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key

WITH = ("applicant", "company__territory", "territory", "programme", "legal_form", "municipality", "sector", "saved_by")


@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """Staff: what waits for an answer, the oldest first. Everybody: one's own applications."""
    own = Application.objects.filter(applicant=request.user) | Application.objects.filter(
        company__in=companies_of(request.user)
    )
    page: dict[str, Any] = {
        "own": own.filter(pk__in=applications_visible_to(request.user)).select_related("programme")[:50],
        "may_apply": companies_that_may_apply(request.user, now=timezone.now()),
    }
    if reads_queue(request.user):
        today = timezone.localdate()
        form = QueueFilter(request.GET, user=request.user, today=today)
        rows = application_rows(request.user, today=today, **form.wanted())
        listed = page_by_key(rows, keys=form.keys, request=request)
        page |= {"form": form, "queue": listed, "waits": form.wanted().get("state") == ApplicationState.SENT}
        page["rows"] = [(row, waiting_days(row, now=timezone.now())) for row in listed.rows]
    return render(request, "programme/onboarding/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Country and tax number first. A known company is joined, not made twice."""
    form = StartForm(request.POST or None, initial=_number_of_company(request))
    page: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid() and form.number:
        known = known_by_number(form.number, request.user)
        if known and not known.is_member:
            return render(request, "programme/onboarding/start.html", {"page": page | {"known": known}})
        company = known.company if known else None
        present = (
            open_application_of(company)
            if company
            else application_with_number(form.number, request.user, key=form.cleaned_data["one_time_key"])
        )
        if present:
            messages.info(request, _("You have already begun: here it is."))
            return redirect("onboarding:detail", present.pk)
        application = start_application(by=request.user, now=timezone.now(), company=company, **form.cleaned_data)
        return redirect("onboarding:edit", application.pk)
    return render(request, "programme/onboarding/start.html", {"page": page})


def _number_of_company(request: HttpRequest) -> dict[str, Any]:
    """`?company=` fills in the number of a company that the person acts for."""
    mine = Company.objects.filter(pk__in=companies_of(request.user))
    company = mine.filter(pk=as_key(request.GET.get("company", ""))).first()
    number = company.identifiers.first() if company else None
    return {"country": number.country, "tax_number": number.value} if number else {"country": "IT"}


def _application(request: HttpRequest, pk: int) -> Application:
    application: Application = get_object_or_404(applications_visible_to(request.user).select_related(*WITH), pk=pk)
    return application


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail_page(request, _application(request, pk))


def _detail_page(request: HttpRequest, application: Application, form: AnswerForm | None = None) -> HttpResponse:
    """What it says, what is missing, what became of it; and for whoever answers, the checks and the form."""
    now, user = timezone.now(), request.user
    edits = may_edit(user, application) and application.turn == "company"
    answers = may_answer(user, application) and application.turn == "facilitator"
    history, place = history_of(application), territory_of(application)
    sends = may_send(user, application)
    staff = reads_queue(user) and application.sent_at is not None
    page = {
        "application": application,
        "lines": lines_of(application),
        "history": history,
        "last_answer": next((row for row in history if row.step.state == ApplicationState.RETURNED), None),
        "size": size_of(application),
        "place": place,
        "edits": edits,
        "missing": missing_to_send(application, now=now) if edits else [],
        "known": in_the_way(application, user) if edits else None,
        "may_send": sends,
        "withdraws": sends and application.turn is not None,
        "review": review_of(application, history, place) if staff else None,
        "form": (form or AnswerForm(initial={"version": application.version})) if answers else None,
    }
    return render(request, "programme/onboarding/detail.html", {"page": page})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One page in sections. Whatever is right is saved, also when something else is wrong."""
    application = _application(request, pk)
    if not may_edit(request.user, application):
        raise PermissionDenied
    if application.turn != "company":
        messages.info(request, _("This application is with the facilitator, or was answered: it cannot change now."))
        return redirect("onboarding:detail", pk)
    form = ApplicationForm(request.POST or None, application=application)
    if request.method == "POST":
        return _save(request, application, form)
    return _edit_page(request, application, form)


def _save(request: HttpRequest, application: Application, form: ApplicationForm) -> HttpResponse:
    form.is_valid()
    typed, former, pk = form.said(), as_facts(application), application.pk
    try:
        saved = save_application(
            pk, by=request.user, now=timezone.now(), version=form.cleaned_data.get("version") or 0, **typed
        )
    except RuleBroken as no:
        form.add_error(None, str(no))
        return _stale_page(request, application, form, typed)
    if form.errors:
        _next_save_names(form, saved)
        return _edit_page(request, saved, form, kept=bool(differences(former, as_facts(saved))))
    messages.success(request, _("The draft is saved."))
    return redirect("onboarding:edit" if request.POST.get("then") == "stay" else "onboarding:detail", pk)


def _stale_page(
    request: HttpRequest, theirs: Application, form: ApplicationForm, typed: dict[str, Any]
) -> HttpResponse:
    """Both texts: what was typed stands in the form, what the other person saved stands beside it."""
    theirs.refresh_from_db()
    mine = Application(country=theirs.country, **{name: value for name, value in typed.items() if name != "country"})
    _next_save_names(form, theirs)
    return _edit_page(request, theirs, form, stale=differences(as_facts(theirs), as_facts(mine)))


def _next_save_names(form: ApplicationForm, application: Application) -> None:
    """The next save is made in view of this version."""
    form.data = form.data.copy()
    form.data["version"] = application.version


def _edit_page(request: HttpRequest, application: Application, form: ApplicationForm, **more: Any) -> HttpResponse:
    place = territory_of(application)
    page = {
        "application": application,
        "form": form,
        "place": place,
        "outside": outside_sentence(application) if application.municipality_id and not place else "",
        "size": size_of(application),
        "remarks": next((row for row in history_of(application) if row.step.state == ApplicationState.RETURNED), None),
    }
    return render(request, "programme/onboarding/edit.html", {"page": page | more})


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, send_application, _("Sent. The facilitator is told; you will hear here and by mail."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, withdraw_application, _("The application is withdrawn."))


def _act(request: HttpRequest, pk: int, action: Callable[..., object], done: str) -> HttpResponse:
    """A move of the company, by whoever may send; the person is told how it went."""
    if not may_send(request.user, _application(request, pk)):
        raise PermissionDenied
    try:
        action(pk, by=request.user, now=timezone.now())
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("onboarding:detail", pk)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    if not may_answer(request.user, application):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, application, form)
    who = {"by": request.user, "now": timezone.now()} | {name: form.cleaned_data[name] for name in ("note", "version")}
    try:
        if form.cleaned_data["answer"] == "admit":
            admit_application(pk, **who)
        elif form.cleaned_data["answer"] == "return":
            return_application(pk, remarks=form.remarks(), **who)
        else:
            refuse_application(pk, **who)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Done. The company is told."))
    return redirect("onboarding:detail", pk)
