"""One queue of a territory in full."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.models import Territory
from companies.people.access import grants_of
from programme.desk.queries import LINES, Desk
from sme4green.paging import page_by_key


@require_safe
def queue(request: HttpRequest, name: str) -> HttpResponse:
    territories = list(Territory.objects.filter(pk__in=grants_of(request.user).facilitates))
    if name not in LINES or not territories:
        raise Http404
    line = LINES[name](Desk(territories, request.user, timezone.now()))
    page = page_by_key(line.rows, keys=line.keys, request=request)
    todos = [line.told(row) for row in page.rows]
    return render(request, "programme/desk/queue.html", {"line": line, "todos": todos, "page": page})
