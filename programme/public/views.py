"""Pages that everybody may read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from companies.reference.queries import sources as reference_sources
from programme.feedback.access import may_read_feedback
from programme.public.queries import (
    companies_for_everybody,
    database_answers,
    editions_for_everybody,
    territories_for_everybody,
)


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What the programme is; people who are signed in see it too, with a way to their own page."""
    page = {
        "territories": territories_for_everybody(),
        "editions": editions_for_everybody(today=timezone.localdate()),
        "companies": companies_for_everybody(),
    }
    return render(request, "programme/public/front.html", {"page": page})


@login_not_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Where the reference data come from."""
    return render(request, "programme/public/sources.html", {"sources": reference_sources()})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    page = {"territories": territories_for_everybody(), "may_read_feedback": may_read_feedback(request.user)}
    return render(request, "programme/public/accessibility.html", page)


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice that applicants accept."""
    return render(request, "programme/public/privacy.html", {"territories": territories_for_everybody()})


@login_not_required
@require_safe
def open_source(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/public/open_source.html")


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers once the process serves and the database answers it."""
    database_answers()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
