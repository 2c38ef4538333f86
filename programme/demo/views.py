"""The mailbox of the demo: every mail, readable without signing in, because codes to sign in are in it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programme.notices.models import Mail
from programme.notices.states import MailState
from sme4green.paging import page_by_key

TONES = {
    MailState.WAITING: "info",
    MailState.SENDING: "info",
    MailState.SENT: "ok",
    MailState.UNCERTAIN: "warn",
    MailState.DEAD: "late",
}


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    to = request.GET.get("to", "").strip()
    page = page_by_key(Mail.objects.filter(to__icontains=to), keys=("-pk",), request=request)
    rows = [(row, TONES[MailState(row.state)]) for row in page.rows]
    return render(request, "programme/demo/mailbox.html", {"page": page, "rows": rows, "to": to})


@login_not_required
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    _only_in_the_demo()
    row = get_object_or_404(Mail, pk=pk)
    return render(request, "programme/demo/mail.html", {"mail": row, "tone": TONES[MailState(row.state)]})
