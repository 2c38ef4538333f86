from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from programme.notices import actions
from programme.notices.access import notices_visible_to
from programme.notices.models import Notice
from programme.notices.queries import NoticePage, page_of_notices
from programme.notices.rules import sentence


@dataclass(frozen=True)
class Row:
    notice: Notice
    sentence: str


@dataclass(frozen=True)
class Board:
    """The page of my notices, and where its neighbours are."""

    rows: list[Row]
    next_url: str
    previous_url: str
    first_url: str
    shown: str = ""

    @property
    def any_unread(self) -> bool:
        return any(not row.notice.read_at for row in self.rows)


def _board(page: NoticePage) -> Board:
    here = reverse("notices:list")

    def url(name: str, key: str) -> str:
        return f"{here}?{urlencode({name: key})}" if key else ""

    rows = [Row(notice, sentence(notice.event)) for notice in page.notices]
    return Board(rows, url("older_than", page.older_than), url("newer_than", page.newer_than), here)


@require_safe
def my_notices(request: HttpRequest) -> HttpResponse:
    """What happened and concerns me, newest first."""
    page = page_of_notices(
        request.user,
        older_than=request.GET.get("older_than", ""),
        newer_than=request.GET.get("newer_than", ""),
    )
    return render(request, "programme/notices/list.html", {"board": _board(page)})


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
