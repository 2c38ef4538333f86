"""Pages about the people of a company."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.directory import access, actions
from companies.directory.forms import AnswerJoinForm, InviteForm, JoinForm, RoleForm
from companies.directory.models import Company, Membership
from companies.directory.queries import is_spoken_for, people_of
from companies.directory.states import JoinState
from sme4green.errors import RuleBroken


def _say(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Do it, and tell the person how it went."""
    try:
        act()
    except RuleBroken as no:
        messages.error(request, str(no))
        return False
    messages.success(request, done)
    return True


def _company(request: HttpRequest, pk: int) -> Company:
    readable = access.companies_readable_by(request.user).select_related("territory")
    return get_object_or_404(readable, pk=pk)


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acts for the company, who is invited, who asks to join."""
    company = _company(request, pk)
    if not access.may_see_people(request.user, company):
        raise PermissionDenied
    owns = access.is_owner(request.user, company)
    page = {
        "company": company,
        "people": people_of(company),
        "may_change": owns or access.facilitates(request.user, company),
        "is_owner": owns,
        "has_file": access.companies_readable_by(request.user).filter(pk=pk).exists(),
        "roles": Membership.Role.choices,
    }
    return render(request, "companies/directory/people.html", {"page": page})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    company = _company(request, pk)
    if not access.may_invite(request.user, company):
        raise PermissionDenied
    form = InviteForm(request.POST or None, first=not is_spoken_for(company))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite_person(company.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as no:
            form.add_error("email", str(no))
        else:
            messages.success(request, _("%(email)s is invited.") % {"email": invitation.email})
            return redirect("directory:people", company.pk)
    return render(request, "companies/directory/invite.html", {"page": {"company": company, "form": form}})


@require_POST
def cancel_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    visible = access.invitations_visible_to(request.user).select_related("company")
    invitation = get_object_or_404(visible, pk=pk)
    if not access.may_invite(request.user, invitation.company):
        raise PermissionDenied
    _say(
        request,
        lambda: actions.cancel_invitation(pk, by=request.user, now=timezone.now()),
        _("The invitation is cancelled."),
    )
    return redirect("directory:people", invitation.company_id)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever proved to hold the invited address accepts by one click; nobody else learns that it exists."""
    acceptable = access.invitations_acceptable_by(request.user).select_related("company", "invited_by")
    row = get_object_or_404(acceptable, pk=pk)
    if request.method == "POST":
        done = _("You act for %(company)s from now on.") % {"company": row.company}
        accepted = _say(request, lambda: actions.accept_invitation(pk, by=request.user, now=timezone.now()), done)
        return redirect("directory:people", row.company_id) if accepted else redirect("home:home")
    return render(request, "companies/directory/invitation.html", {"page": {"invitation": row}})


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to act for a company that is already known. Its name is not shown to whoever only knows the number."""
    number = request.GET.get("number", "")
    joinable = access.companies_joinable_by(request.user, number=number).select_related("territory")
    company = get_object_or_404(joinable, pk=pk)
    if access.is_member(request.user, company):
        messages.info(request, _("You already act for this company."))
        return redirect("directory:people", pk)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("Your request is sent. You will be told as soon as it is answered.")
        now, said = timezone.now(), form.cleaned_data
        _say(request, lambda: actions.ask_to_join(pk, by=request.user, now=now, **said), done)
        return redirect(request.get_full_path())
    page = {
        "company": company,
        "number": number,
        "name_known": access.companies_visible_to(request.user).filter(pk=pk).exists(),
        "spoken_for": is_spoken_for(company),
        "last": company.join_requests.filter(user=request.user).order_by("-asked_at").first(),
        "waiting": JoinState.WAITING,
        "form": form,
    }
    return render(request, "companies/directory/join.html", {"page": page})


@require_http_methods(["GET", "POST"])
def answer_join(request: HttpRequest, pk: int) -> HttpResponse:
    visible = access.join_requests_visible_to(request.user).select_related("company__territory", "user", "decided_by")
    asked = get_object_or_404(visible, pk=pk)
    if request.method == "POST" and not access.may_answer_join(request.user, asked):
        raise PermissionDenied
    form = AnswerJoinForm(request.POST or None, first=not is_spoken_for(asked.company))
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, pk, form.cleaned_data)
        except RuleBroken as no:
            messages.error(request, str(no))
            return redirect("directory:answer_join", pk)
        return redirect("directory:people", asked.company_id)
    answerable = access.join_requests_answerable_by(request.user).filter(pk=pk, state=JoinState.WAITING)
    page = {"asked": asked, "form": form, "may_answer": answerable.exists()}
    return render(request, "companies/directory/answer_join.html", {"page": page})


def _answer(request: HttpRequest, pk: int, data: dict[str, Any]) -> None:
    who = {"by": request.user, "now": timezone.now(), "note": data["note"]}
    if data["answer"] == AnswerJoinForm.Answer.ACCEPT:
        membership = actions.accept_join(pk, role=data.get("role") or Membership.Role.OWNER, **who)
        messages.success(request, _("%(who)s acts for the company from now on.") % {"who": membership.user})
    else:
        actions.refuse_join(pk, **who)
        messages.success(request, _("The request is refused; the person is told why."))


def _membership(request: HttpRequest, pk: int) -> Membership:
    visible = access.memberships_visible_to(request.user).select_related("company", "user")
    return get_object_or_404(visible, pk=pk)


@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    if not access.may_change_people(request.user, membership):
        raise PermissionDenied
    form = RoleForm(request.POST)
    if form.is_valid():
        role = form.cleaned_data["role"]
        done = _("%(who)s: the role is changed.") % {"who": membership.user}
        _say(request, lambda: actions.change_role(pk, by=request.user, now=timezone.now(), role=role), done)
    else:
        messages.error(request, _("Choose a role."))
    return redirect("directory:people", membership.company_id)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    if not access.may_hand_over(request.user, membership):
        raise PermissionDenied
    done = _("%(who)s is owner now; you go on as contributor.") % {"who": membership.user}
    _say(request, lambda: actions.hand_over(pk, by=request.user, now=timezone.now()), done)
    return redirect("directory:people", membership.company_id)


@require_POST
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    if not access.may_end(request.user, membership):
        raise PermissionDenied
    done = _("%(who)s no longer acts for the company.") % {"who": membership.user}
    ended = _say(request, lambda: actions.end_membership(pk, by=request.user, now=timezone.now()), done)
    if ended and membership.user_id == request.user.pk:
        return redirect("home:home")
    return redirect("directory:people", membership.company_id)


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as ending one's own membership, found by the company."""
    membership = get_object_or_404(Membership, company_id=pk, user=request.user, ended_at=None)
    return end_membership(request, membership.pk)
