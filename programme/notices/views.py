from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from programme.notices import actions
from programme.notices.access import may_release_mail, notices_visible_to
from programme.notices.queries import held_mails, mail_hold, notices_to_read
from programme.notices.rules import line_of
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key


@require_safe
def my_notices(request: HttpRequest) -> HttpResponse:
    """What happened and concerns me, newest first."""
    page = page_by_key(notices_to_read(request.user), keys=("-told_at", "-pk"), request=request)
    rows = [(notice, line_of(notice)[0]) for notice in page.rows]
    any_unread = any(not notice.read_at for notice in page.rows)
    return render(request, "programme/notices/list.html", {"page": page, "rows": rows, "any_unread": any_unread})


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(notices_visible_to(request.user), pk=pk)
    return redirect(actions.open_notice(notice.pk, by=request.user, now=timezone.now()))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = actions.mark_all_read(by=request.user, now=timezone.now())
    messages.success(
        request,
        ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
        % {"count": count},
    )
    return redirect("notices:list")


@require_safe
def held_mail(request: HttpRequest) -> HttpResponse:
    """Why no mail leaves after a restore, what waits, and two ways to let it go."""
    if not may_release_mail(request.user):
        raise Http404
    hold = mail_hold()
    older, newer = held_mails(hold) if hold else (0, 0)
    return render(request, "programme/notices/held.html", {"hold": hold, "older": older, "newer": newer})


@require_POST
def release_mail(request: HttpRequest) -> HttpResponse:
    if not may_release_mail(request.user):
        raise Http404
    try:
        left = actions.release_mail(by=request.user, now=timezone.now(), also_older="also_older" in request.POST)
    except RuleBroken as no:
        messages.error(request, no.sentence)
        return redirect("notices:held")
    messages.success(
        request,
        ngettext(
            "Mail leaves again. %(count)d mail is on its way.",
            "Mail leaves again. %(count)d mails are on their way.",
            left,
        )
        % {"count": left},
    )
    return redirect("home:home")
