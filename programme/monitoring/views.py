"""Pages for machines that watch the portal."""

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from programme.monitoring.queries import checks, gauges
from programme.monitoring.rules import exposition


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything is there that the portal needs, else 503 and the names of what is not."""
    found = checks(now=timezone.now())
    failing = [check.name for check in found if not check.ok]
    said = {check.name: {"ok": check.ok, "says": check.says, "number": check.number} for check in found}
    page = {"ready": not failing, "failing": failing, "checks": said}
    return JsonResponse(page, status=503 if failing else 200)


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges for Prometheus, to whoever bears METRICS_TOKEN; for everybody else there is no such page."""
    asked = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(asked, wanted):
        raise Http404
    return HttpResponse(exposition(gauges(now=timezone.now())), content_type="text/plain; version=0.0.4; charset=utf-8")
