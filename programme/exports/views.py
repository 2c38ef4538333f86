"""Files: asking for a list or a report, looking how far it is, taking it; and the reports that are kept."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme.dashboards.access import may_see_dashboard
from programme.dashboards.queries import scope_for
from programme.exports.access import exports_asked_by, exports_visible_to, may_export, may_have, still_may
from programme.exports.actions import ask_for_export, take_export
from programme.exports.forms import AskForm, read_address
from programme.exports.models import Export
from programme.exports.rules import address_of, file_name
from programme.exports.states import ExportState, Format, What
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key

MOST_ON_A_PAGE = 20
log = logging.getLogger(__name__)

CONTENT_TYPE = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.PDF: "application/pdf",
}
# A browser that shows the file after all runs nothing in it, and nobody between keeps a copy.
LOCKED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@require_safe
def my_exports(request: HttpRequest) -> HttpResponse:
    """The files that I asked for, newest first; those that were removed stay as history."""
    page = page_by_key(exports_asked_by(request.user), keys=("-asked_at", "-pk"), request=request)
    return render(request, "programme/exports/list.html", {"page": page, "now": timezone.now()})


@require_safe
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """The reports of an edition that are kept, newest first, and asking for one as of the day that is chosen."""
    day, place, now = request.GET.get("as_of", ""), request.GET.get("territory", ""), timezone.now()
    scope = None
    if may_see_dashboard(request.user):
        scope = scope_for(request.user, code, now=now, day=day, place=place)
    if scope is None:
        raise Http404
    kept = exports_visible_to(request.user).filter(programme=scope.programme, state=ExportState.READY)
    rows = kept.select_related("asked_by").prefetch_related("territories")
    context = {
        "scope": scope,
        "page": page_by_key(rows, keys=("-ended_at", "-pk"), request=request, size=MOST_ON_A_PAGE),
        "query": address_of(scope),
        "may_have_workbook": may_have(scope, Format.XLSX),
    }
    return render(request, "programme/exports/reports.html", context)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """What a list sends with its filters."""
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The portal could not read what you asked for. Open the list and ask again."))
        return redirect("exports:list")
    asked = form.cleaned_data
    what, now = What(asked["what"]), timezone.now()
    if not may_export(request.user, what):
        raise PermissionDenied
    address = read_address(what, asked["query"], user=request.user, now=now)
    if what == What.PROGRAMME and not may_have(address.wanted["scope"], Format(asked["format"])):
        raise PermissionDenied
    language = request.LANGUAGE_CODE[:2]
    try:
        export = ask_for_export(by=request.user, now=now, filters=address.named, language=language, **asked)
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("exports:list")
    return redirect("exports:detail", export.pk)


def _visible(request: HttpRequest) -> QuerySet[Export]:
    return exports_visible_to(request.user).select_related("programme", "asked_by")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is; a page that asks again every two seconds gets only that part."""
    return _page(request, get_object_or_404(_visible(request), pk=pk), confirmed=False)


def _page(request: HttpRequest, export: Export, *, confirmed: bool) -> HttpResponse:
    now = timezone.now()
    page = {
        "export": export,
        "now": now,
        "kept": export.is_kept(now),
        "may_take": still_may(request.user, export),
        "confirmed": confirmed or not get_adapter(request).is_reauthentication_required(app="account"),
    }
    template = "programme/exports/_progress.html" if request.htmx else "programme/exports/detail.html"
    return render(request, template, page)


@require_http_methods(["GET", "POST"])
@reauthentication_required
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """For whoever has proved a moment ago who it is: the button that takes the file; and, as that is written down,
    by POST the file itself."""
    export = get_object_or_404(_visible(request), pk=pk)
    if request.method == "GET":
        return _page(request, export, confirmed=True)
    try:
        take_export(pk, by=request.user, now=timezone.now())
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("exports:detail", pk)
    return _file(export)


def _file(export: Export) -> FileResponse:
    try:
        content = default_storage.open(export.stored_as, "rb")
    except FileNotFoundError:
        log.exception("The file of export %s is missing.", export.pk)
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=file_name(export),
        content_type=CONTENT_TYPE[Format(export.format)],
        headers=LOCKED,
    )
