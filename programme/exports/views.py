"""The files that a person asked for: asking, looking how far they are, taking them."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme.exports.access import exports_visible_to, may_export, still_may
from programme.exports.actions import ask_for_export, take_export
from programme.exports.forms import AskForm, read_address
from programme.exports.models import Export
from programme.exports.rules import file_name
from programme.exports.states import Format, What
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key

log = logging.getLogger(__name__)

CONTENT_TYPE = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
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
    page = page_by_key(exports_visible_to(request.user), keys=("-asked_at", "-pk"), request=request)
    return render(request, "programme/exports/list.html", {"page": page, "now": timezone.now()})


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """What a list sends with its filters."""
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The portal could not read what you asked for. Open the list and ask again."))
        return redirect("exports:list")
    asked = form.cleaned_data
    what = What(asked["what"])
    if not may_export(request.user, what):
        raise PermissionDenied
    filters = read_address(what, asked["query"], user=request.user, today=timezone.localdate()).named
    try:
        export = ask_for_export(
            by=request.user, now=timezone.now(), filters=filters, language=request.LANGUAGE_CODE[:2], **asked
        )
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("exports:list")
    return redirect("exports:detail", export.pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is; a page that asks again every two seconds gets only that part."""
    return _page(request, get_object_or_404(exports_visible_to(request.user), pk=pk), confirmed=False)


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
    export = get_object_or_404(exports_visible_to(request.user), pk=pk)
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
