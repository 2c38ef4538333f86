"""The evidence box of a company, and the one download page."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.directory.access import companies_readable_by, is_member
from companies.models import Company
from programme.evidence.access import (
    evidence_removable_by,
    evidence_visible_to,
    may_add_evidence,
    may_keep_from_company,
    may_remove,
)
from programme.evidence.actions import add_evidence, remove_evidence
from programme.evidence.forms import UploadForm
from programme.evidence.models import EvidenceFile
from programme.evidence.queries import containing, uses_of
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key

log = logging.getLogger(__name__)

CONTENT_TYPE = {
    EvidenceFile.Kind.PDF: "application/pdf",
    EvidenceFile.Kind.JPEG: "image/jpeg",
    EvidenceFile.Kind.PNG: "image/png",
    EvidenceFile.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    EvidenceFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# A browser that shows the file after all runs nothing in it, and nobody between keeps a copy.
LOCKED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(companies_readable_by(request.user).select_related("territory"), pk=pk)
    if not may_add_evidence(request.user, company):
        if request.method == "POST":
            raise PermissionDenied
        return _box(request, company, None)
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        today=timezone.localdate(timezone.now(), company.territory.zone),
        chooses_audience=may_keep_from_company(request.user, company),
    )
    if request.method != "POST":
        return _box(request, company, form)
    form.is_valid()
    if set(form.errors) <= {"files"}:
        _add(request, company, form)
    return _box(request, company, form) if form.errors else redirect("evidence:of_company", company.pk)


def _add(request: HttpRequest, company: Company, form: UploadForm) -> None:
    """Keep the files that passed, also beside others that did not."""
    now, told = timezone.now(), form.cleaned_data
    details = {name: told[name] for name in ("stands_for_on", "audience") if told.get(name)}
    added, present = 0, []
    for upload in told.get("files") or []:
        try:
            file = add_evidence(company.pk, upload=upload, by=request.user, now=now, **details)
        except RuleBroken as no:
            form.add_error("files", str(no))
            continue
        if file.uploaded_at == now:
            added += 1
        else:
            present.append(file.name)
    if added:
        sentence = ngettext("%(number)d file was added.", "%(number)d files were added.", added)
        messages.success(request, sentence % {"number": added})
    for name in present:
        messages.info(request, _("“%(name)s” was here already and was not added twice.") % {"name": name})


def _box(request: HttpRequest, company: Company, form: UploadForm | None) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())[:100]
    files = evidence_visible_to(request.user).filter(company=company).select_related("uploaded_by")
    page = page_by_key(containing(files, words), keys=("-uploaded_at", "-pk"), request=request)
    ids = [file.pk for file in page.rows]
    uses = uses_of(page.rows, with_drafts=is_member(request.user, company))
    removable = set(evidence_removable_by(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    context: dict[str, Any] = {
        "company": company,
        "form": form,
        "words": words,
        "page": page,
        "rows": [{"file": f, "uses": uses.get(f.pk, []), "removable": f.pk in removable} for f in page.rows],
    }
    return render(request, "programme/evidence/of_company.html", context)


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file, to be saved and not shown; who may read it is asked each time."""
    file = get_object_or_404(evidence_visible_to(request.user), pk=pk)
    try:
        content = default_storage.open(file.stored_as, "rb")
    except FileNotFoundError:
        log.exception("The content of evidence file %s is missing.", file.pk)
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type=CONTENT_TYPE[EvidenceFile.Kind(file.kind)],
        headers=LOCKED,
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(evidence_visible_to(request.user), pk=pk)
    if not may_remove(request.user, file):
        raise PermissionDenied
    try:
        remove_evidence(pk, by=request.user, now=timezone.now())
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("“%(name)s” was removed.") % {"name": file.name})
    return redirect("evidence:of_company", file.company_id)
