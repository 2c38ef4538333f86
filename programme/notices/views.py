from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from programme.notices import actions
from programme.notices.access import notices_visible_to
from programme.notices.queries import notices_to_read
from programme.notices.rules import sentence
from sme4green.paging import page_by_key


@require_safe
def my_notices(request: HttpRequest) -> HttpResponse:
    """What happened and concerns me, newest first."""
    page = page_by_key(notices_to_read(request.user), keys=("-told_at", "-pk"), request=request)
    rows = [(notice, sentence(notice.event)) for notice in page.rows]
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
