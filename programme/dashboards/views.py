"""The dashboard of an edition, and the list behind each of its numbers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme.breakdowns.states import Kind
from programme.counters.states import Level
from programme.dashboards.access import may_see_dashboard, territories_seen_by
from programme.dashboards.queries import Scope, behind_of, dashboard_of, group_of, picture_of, rows_of, scope_for
from programme.editions.models import Programme
from sme4green.paging import page_by_key


def _scope(request: HttpRequest, code: str) -> Scope:
    day, place = request.GET.get("as_of", ""), request.GET.get("territory", "")
    scope = None
    if may_see_dashboard(request.user):
        scope = scope_for(request.user, code, now=timezone.now(), day=day, place=place)
    if scope is None:
        raise Http404
    return scope


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """Leads to the edition that began last where the person may look."""
    if not may_see_dashboard(request.user):
        raise Http404
    mine = Programme.objects.filter(territories__in=territories_seen_by(request.user))
    begun = mine.filter(starts_on__lte=timezone.localdate()).order_by("-starts_on", "-pk")
    return redirect("dashboards:dashboard", get_object_or_404(begun[:1]).code)


@require_safe
def dashboard(request: HttpRequest, code: str) -> HttpResponse:
    page = dashboard_of(_scope(request, code))
    return render(request, "programme/dashboards/dashboard.html", {"page": page})


@require_safe
def behind(request: HttpRequest, code: str, counter: str, level: str) -> HttpResponse:
    """Levels and counters that nothing is counted under do not exist."""
    if level not in Level.values:
        raise Http404
    page = behind_of(_scope(request, code), counter, Level(level))
    if page is None:
        raise Http404
    companies = page_by_key(page.companies, keys=("company__name", "pk"), request=request)
    rows = rows_of(request.user, companies.rows)
    context = {"page": page, "companies": companies, "rows": rows}
    return render(request, "programme/dashboards/behind.html", context)


@require_safe
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """Where the companies are, what they do, how far they have come."""
    scope = _scope(request, code)
    return render(request, "programme/dashboards/picture.html", {"scope": scope, "page": picture_of(scope)})


@require_safe
def group(request: HttpRequest, code: str, kind: str, key: str) -> HttpResponse:
    """The companies behind a number of the picture; a kind that is none does not exist."""
    if kind not in Kind.values:
        raise Http404
    page = group_of(_scope(request, code), Kind(kind), key)
    companies = page_by_key(page.companies, keys=("company__name", "pk"), request=request)
    rows = rows_of(request.user, companies.rows)
    total = companies.rows[0].total if companies.rows else 0
    context = {"page": page, "companies": companies, "rows": rows, "total": total}
    return render(request, "programme/dashboards/group.html", context)
