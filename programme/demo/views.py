"""The mailbox of the demo: every mail, readable without signing in, because codes to sign in are in it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from programme.notices.models import Mail
from programme.notices.states import MailState

PAGE_ROWS = 50
TONES = {
    MailState.WAITING: "info",
    MailState.SENDING: "info",
    MailState.SENT: "ok",
    MailState.UNCERTAIN: "warn",
    MailState.DEAD: "late",
}


@dataclass(frozen=True)
class Box:
    """Up to fifty mails, newest first, with their tones, and where the next are."""

    rows: list[tuple[Mail, str]]
    to: str
    next_url: str = ""
    previous_url: str = ""
    first_url: str = ""


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    to, older, here = request.GET.get("to", "").strip(), request.GET.get("older_than", ""), reverse("demo:mailbox")
    mails = Mail.objects.filter(to__icontains=to).order_by("-pk")
    if older.isdecimal():
        mails = mails.filter(pk__lt=int(older))
    found = list(mails[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    kept = {"to": to} if to else {}
    first = f"{here}?{urlencode(kept)}" if kept else here
    next_url = f"{here}?{urlencode({**kept, 'older_than': shown[-1].pk})}" if len(found) > PAGE_ROWS else ""
    rows = [(row, TONES[MailState(row.state)]) for row in shown]
    box = Box(rows, to, next_url, first if older.isdecimal() else "")
    return render(request, "programme/demo/mailbox.html", {"box": box})


@login_not_required
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    _only_in_the_demo()
    row = get_object_or_404(Mail, pk=pk)
    return render(request, "programme/demo/mail.html", {"mail": row, "tone": TONES[MailState(row.state)]})
