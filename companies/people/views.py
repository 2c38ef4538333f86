"""Pages about oneself, and for managers the register of people and their roles."""

from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from companies.people import access, actions
from companies.people.forms import GrantForm, ProfileForm, ReasonForm, RegisterFilter
from companies.people.models import RoleGrant
from companies.people.queries import account_page, people_registered, sessions_of
from companies.people.rules import ZONE_BY_LANGUAGE, end_of_day
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(
        request.POST or None, initial={name: getattr(user, name) for name in ("name", "phone", "language", "zone_name")}
    )
    if request.method == "POST" and form.is_valid():
        person = actions.revise_profile(user.pk, **form.cleaned_data)
        translation.activate(person.language)
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    return render(request, "companies/people/profile.html", {"form": form})


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tells staff and tutors why a second factor is needed, and leads them there."""
    return render(request, "companies/people/second_factor.html", {"needed": access.needs_second_factor(request.user)})


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """In which browsers one is signed in."""
    rows = sessions_of(request.user, key=request.session.session_key, now=timezone.now())
    others = any(not row.current for row in rows)
    return render(request, "companies/people/sessions.html", {"page": {"sessions": rows, "others": others}})


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(access.sessions_visible_to(request.user), pk=pk)
    actions.end_sessions(request.user.pk, only=pk)
    messages.success(request, _("You are signed out there."))
    return redirect("people:sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    actions.end_sessions(request.user.pk, keep=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("people:sessions")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and on the person where one is signed in."""
    user, language = request.user, request.POST.get("language", "")
    if user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.choose_language(user.pk, language=language)
    return django_set_language(request)


# --- for managers ------------------------------------------------------------------------------


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Who holds which role."""
    if not access.may_manage_people(request.user):
        raise PermissionDenied
    form = RegisterFilter({"standing": "now", **request.GET.dict()})
    people = people_registered(access.people_visible_to(request.user), now=timezone.now(), **form.wanted())
    page = page_by_key(people, keys=("name", "pk"), request=request)
    return render(request, "companies/people/register.html", {"page": page, "form": form})


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, and who gave and took them."""
    row = get_object_or_404(access.people_visible_to(request.user), pk=pk)
    page = {"account": account_page(row, now=timezone.now()), "may_close": access.may_close(request.user, row)}
    return render(request, "companies/people/person.html", {"page": page})


@require_http_methods(["GET", "POST"])
@reauthentication_required
def grant(request: HttpRequest) -> HttpResponse:
    """Give a role to a person by e-mail; who has no account gets one."""
    if not access.may_manage_people(request.user):
        raise PermissionDenied
    zone = ZoneInfo(request.user.zone_name)
    today = timezone.localdate(timezone.now(), zone)
    form = GrantForm(request.POST or None, today=today, initial={"email": request.GET.get("email", "")})
    if request.method == "POST" and form.is_valid():
        try:
            given = _give(request, form)
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("%(person)s has the role from now on and is told.") % {"person": given.user})
            return redirect("people:person", given.user_id)
    return render(request, "companies/people/grant.html", {"page": {"form": form}})


def _give(request: HttpRequest, form: GrantForm) -> RoleGrant:
    said, now = form.cleaned_data, timezone.now()
    zone = said["territory"].zone if said["territory"] else ZoneInfo(request.user.zone_name)
    given: dict[str, Any] = {name: said[name] for name in ("role", "territory", "note")}
    given["ends_at"] = end_of_day(said["until_on"], zone) if said["until_on"] else None
    if form.person:
        return actions.grant_role(form.person.pk, by=request.user, now=now, **given)
    language = said["language"] or request.user.language
    opened = {"name": said["name"], "language": language, "zone_name": ZONE_BY_LANGUAGE.get(language, str(zone))}
    return actions.open_account_with_role(said["email"], by=request.user, now=now, **opened, **given)


@require_http_methods(["GET", "POST"])
@reauthentication_required
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away, with a reason."""
    visible = access.role_grants_visible_to(request.user).select_related("user", "territory", "company")
    row = get_object_or_404(visible, pk=pk)
    if not access.may_end_role(request.user, row):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("The role of %(person)s has ended.") % {"person": row.user})
        return redirect("people:person", row.user_id)
    return render(request, "companies/people/end_role.html", {"page": {"grant": row, "form": form}})


@require_http_methods(["GET", "POST"])
@reauthentication_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account of a person who left, with a reason."""
    row = get_object_or_404(access.people_visible_to(request.user), pk=pk)
    if not access.may_close(request.user, row):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_account(pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("The account of %(person)s is closed.") % {"person": row})
        return redirect("people:person", pk)
    return render(request, "companies/people/close.html", {"page": {"person": row, "form": form}})


@require_POST
@reauthentication_required
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(access.people_visible_to(request.user), pk=pk)
    if not access.may_close(request.user, row):
        raise PermissionDenied
    try:
        actions.reopen_account(pk, by=request.user, now=timezone.now())
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("%(person)s may sign in again.") % {"person": row})
    return redirect("people:person", pk)
