"""Pages of staff on mail: what will be said, and what did not arrive."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programme.desk.access import desks_of
from programme.mailroom.access import may_send_again, undelivered_visible_to
from programme.mailroom.actions import send_again
from programme.mailroom.forms import AgainForm
from programme.mailroom.queries import letters_of_the_day
from programme.notices.models import Mail
from programme.notices.rules import path_of_reminder
from programme.notices.states import MailState
from programme.reminders.rules import sentence
from sme4green.errors import RuleBroken
from sme4green.paging import SIZE, Page, page_by_key


@require_safe
def tonight(request: HttpRequest) -> HttpResponse:
    """What the clock will say to whom within a day, as things stand now."""
    territories = list(desks_of(request.user))
    if not territories:
        raise Http404
    words = request.GET.get("after", "")
    after = int(words) if words.isdecimal() and len(words) < 19 else 0
    found = letters_of_the_day([row.pk for row in territories], now=timezone.now(), after=after, size=SIZE)
    following = f"{request.path}?after={found[SIZE - 1].reader.pk}" if len(found) > SIZE else ""
    page = Page(found[:SIZE], following, request.path if after else "")
    rows = [
        (
            letter.reader,
            [(sentence(line), path_of_reminder(line.kind, line.subject_id), how) for line, how in letter.lines],
        )
        for letter in page.rows
    ]
    return render(request, "programme/mailroom/tonight.html", {"page": page, "rows": rows, "territories": territories})


@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """Mails that did not arrive, or perhaps not, newest first."""
    if not desks_of(request.user).exists():
        raise Http404
    page = page_by_key(undelivered_visible_to(request.user), keys=("-created_at", "-pk"), request=request)
    return render(request, "programme/mailroom/undelivered.html", {"page": page})


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """One undelivered mail, and the button that sends it once more."""
    mail = get_object_or_404(undelivered_visible_to(request.user).select_related("again_by"), pk=pk)
    may = may_send_again(request.user, mail)
    bound = request.POST if request.method == "POST" else None
    form = AgainForm(bound, may_arrive_twice=mail.state == MailState.UNCERTAIN)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            return _send(request, mail, form.cleaned_data["note"])
    return render(request, "programme/mailroom/again.html", {"mail": mail, "form": form, "may": may})


def _send(request: HttpRequest, mail: Mail, note: str) -> HttpResponse:
    try:
        send_again(mail.pk, by=request.user, now=timezone.now(), note=note)
    except RuleBroken as no:
        messages.error(request, no.sentence)
    else:
        messages.success(request, _("The mail to %(address)s is on its way again.") % {"address": mail.to})
    return redirect("mailroom:undelivered")
