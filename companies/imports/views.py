"""Lists of companies on their way into a territory: uploaded, looked at, confirmed, followed, reported."""

import logging
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from companies.imports.access import (
    import_rows_visible_to,
    imports_visible_to,
    may_import_into,
    may_see_imports,
    territories_to_import_into,
)
from companies.imports.actions import cancel_import, confirm_import, match_columns, start_import
from companies.imports.forms import AnswerForm, ColumnsForm, UploadForm
from companies.imports.models import ImportRun
from companies.imports.queries import first_rows, open_questions, rows_of, shown_rows
from companies.imports.rules import TABS, refused_table, show_samples, template_table
from companies.imports.states import LOOKED_AT
from companies.intake.actions import give_sector
from companies.lists.rules import HEADERS
from companies.lists.states import Field
from companies.people.models import User
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key

log = logging.getLogger(__name__)
# A browser that shows the file after all runs nothing in it, and nobody between keeps a copy.
LOCKED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
MARK = "\ufeff"  # by which spreadsheets know UTF-8


def _visible(request: HttpRequest, pk: int) -> ImportRun:
    runs = imports_visible_to(request.user).select_related("territory", "uploaded_by")
    return get_object_or_404(runs, pk=pk)


def _own(request: HttpRequest, pk: int) -> ImportRun:
    run = _visible(request, pk)
    if not may_import_into(request.user, run.territory_id):
        raise PermissionDenied
    return run


@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    if not may_see_imports(request.user):
        raise Http404
    runs = imports_visible_to(request.user).select_related("territory", "uploaded_by").defer("header", "columns")
    page = page_by_key(runs, keys=("-uploaded_at", "-pk"), request=request)
    shown = {"page": page, "may_upload": territories_to_import_into(request.user).exists()}
    return render(request, "companies/imports/list.html", shown)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    if not may_see_imports(request.user):
        raise Http404
    territories = territories_to_import_into(request.user)
    if not territories:
        raise PermissionDenied
    form = UploadForm(request.POST or None, request.FILES or None, territories=territories)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            run = start_import(told["territory"].pk, upload=told["file"], by=request.user, now=timezone.now())
        except RuleBroken as no:
            form.add_error("file", str(no))
        else:
            return redirect("imports:preview", run.pk)
    headers = [(field, HEADERS[field]) for field in Field]
    return render(request, "companies/imports/upload.html", {"form": form, "headers": headers})


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A list with the headers that are understood and one row, to be filled in."""
    if not may_see_imports(request.user):
        raise Http404
    return _csv([MARK, *template_table(request.LANGUAGE_CODE[:2])], "companies.csv")


def _csv(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    headers = {**LOCKED, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of a list; a POST says anew what its columns hold."""
    run = _own(request, pk) if request.method == "POST" else _visible(request, pk)
    if run.state not in LOOKED_AT:
        return redirect("imports:report", run.pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            match_columns(run.pk, columns=form.columns, by=request.user, now=timezone.now())
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("All rows were looked at again."))
        return redirect("imports:preview", run.pk)
    show_samples(form, first_rows(run))
    return _page(request, "companies/imports/preview.html", run, form=form)


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is, then what became of each row; a page that asks again gets only how far it is."""
    run = _visible(request, pk)
    if run.state in LOOKED_AT:
        return redirect("imports:preview", run.pk)
    if request.htmx:
        if not run.is_open:
            return HttpResponseClientRefresh()
        return render(request, "companies/imports/_progress.html", {"run": run})
    return _page(request, "companies/imports/report.html", run)


def _page(request: HttpRequest, template: str, run: ImportRun, **more: Any) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    # A question shows every successor of a code: up to 118 of them.
    page = page_by_key(rows_of(run, tab), keys=("pk",), request=request, size=15 if tab == "questions" else 50)
    shown = {
        "run": run,
        "may_import": may_import_into(request.user, run.territory_id),
        "tab": tab,
        "page": page,
        "rows": shown_rows(run, page.rows, with_choices=tab == "questions" and not run.is_open),
        "asked": open_questions(run).count() if run.questions else 0,
    }
    return render(request, template, shown | more)


def _step(request: HttpRequest, pk: int, action: Callable[..., ImportRun], said: str) -> HttpResponse:
    run = _own(request, pk)
    try:
        action(run.pk, by=request.user, now=timezone.now())
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, said % {"name": run.name})
    return redirect("imports:report", run.pk)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, confirm_import, _("“%(name)s” is being imported."))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, cancel_import, _("The import of “%(name)s” was cancelled."))


@require_safe
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were not taken, each with its reason, to be mended and uploaded again."""
    run = _visible(request, pk)
    rows = rows_of(run, "refused").select_related(None).iterator(chunk_size=1000)
    return _csv(chain([MARK], refused_table(run, rows)), f"import-{run.pk}-refused.csv")


@require_safe
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The list as it was uploaded, to be saved and not shown; who may read it is asked each time."""
    run = _visible(request, pk)
    try:
        content = default_storage.open(run.stored_as, "rb")
    except FileNotFoundError:
        log.exception("The content of import %s is missing.", run.pk)
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=run.name, headers=LOCKED)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a company the successor that a person chose for its former code."""
    by: User = request.user
    visible = import_rows_visible_to(by).filter(asks=True, company__isnull=False)
    row = get_object_or_404(visible.select_related("run", "company"), pk=pk)
    if not may_import_into(by, row.run.territory_id):
        raise PermissionDenied
    form = AnswerForm(request.POST, row=row)
    if row.run.is_open:
        messages.error(request, _("The questions of a list are answered once its import has ended."))
    elif not form.is_valid():
        messages.error(request, form.errors["code"][0])
    else:
        try:
            company = give_sector(row.company_id, code=form.cleaned_data["code"], by=by, now=timezone.now())
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            said = {"company": company, "sector": company.sector}
            messages.success(request, _("%(company)s has its sector: %(sector)s.") % said)
    return redirect(f"{reverse('imports:report', args=[row.run_id])}?tab=questions")
