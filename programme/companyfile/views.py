"""Pages on one company, and the list of companies."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from companies.directory.access import companies_visible_to, reads_files
from programme.companyfile.access import may_read_file
from programme.companyfile.forms import CompanyFilter
from programme.companyfile.queries import (
    brief_of,
    company_rows,
    entries_of,
    events_visible_to,
    file_of,
    with_size,
)
from programme.companyfile.states import Stage
from sme4green.paging import page_by_key


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole file for those who work with the company and for itself; name, stage and standing for officials."""
    rows = with_size(companies_visible_to(request.user))
    company = get_object_or_404(rows.select_related("territory", "legal_form", "municipality", "sector"), pk=pk)
    today = timezone.localdate(timezone.now(), company.territory.zone)
    if may_read_file(request.user, company):
        page = file_of(company, user=request.user, today=today)
        return render(request, "programme/companyfile/file.html", {"page": page})
    return render(request, "programme/companyfile/brief.html", {"page": brief_of(company, today=today)})


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to a company, newest first."""
    company = get_object_or_404(companies_visible_to(request.user).select_related("territory"), pk=pk)
    if not may_read_file(request.user, company):
        raise PermissionDenied
    page = page_by_key(events_visible_to(request.user, company), keys=("-at", "-pk"), request=request)
    entries = entries_of(company, page.rows, user=request.user)
    return render(
        request, "programme/companyfile/timeline.html", {"company": company, "page": page, "entries": entries}
    )


@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    """The companies that a person sees, with search and filters that stay in the address."""
    today = timezone.localdate()
    form = CompanyFilter(request.GET, user=request.user, today=today)
    page = page_by_key(company_rows(request.user, today=today, **form.wanted()), keys=form.keys, request=request)
    for company in page.rows:
        company.stage = Stage(company.stage)
    context = {"page": page, "form": form, "reads": reads_files(request.user)}
    return render(request, "programme/companyfile/list.html", context)
