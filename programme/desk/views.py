"""One queue of a territory in full."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme.desk.access import desks_of
from programme.desk.queries import LINES, Desk
from sme4green.paging import page_by_key


@require_safe
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """For the facilitators of a territory; managers and auditors look at one territory or at all of them."""
    territories = desks_of(request.user)
    if code := request.GET.get("territory", ""):
        territories = territories.filter(code=code)
    chosen = list(territories)
    if name not in LINES or not chosen:
        raise Http404
    line = LINES[name](Desk(chosen, request.user, timezone.now()))
    page = page_by_key(line.rows, keys=line.keys, request=request)
    todos = [line.told(row) for row in page.rows]
    shown = {"line": line, "todos": todos, "page": page, "territories": chosen}
    return render(request, "programme/desk/queue.html", shown)
