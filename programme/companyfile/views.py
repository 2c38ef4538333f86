"""Pages on one company, and the list of companies."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from companies.directory.access import companies_visible_to
from programme.companyfile.access import may_read_file
from programme.companyfile.forms import CompanyFilter
from programme.companyfile.queries import (
    brief_of,
    company_rows,
    entries_of,
    events_visible_to,
    file_of,
    territories_to_choose,
    with_size,
)
from programme.companyfile.states import Stage
from sme4green.paging import MOST_COUNTED, page_by_key


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
    form = CompanyFilter(request.GET, territories=territories_to_choose(request.user))
    rows = company_rows(request.user, today=timezone.localdate(), **form.wanted())
    page = page_by_key(rows, keys=("name", "pk"), request=request)
    for company in page.rows:
        company.stage = Stage(company.stage)
    if page.rows:
        page = replace(page, shown=_how_many(page.rows[0].total))
    return render(request, "programme/companyfile/list.html", {"page": page, "form": form})


def _how_many(total: int) -> str:
    """ "1 company", "1.234 companies", or "10.000+ companies" where nobody counted further."""
    number = number_format(min(total, MOST_COUNTED), force_grouping=True) + ("+" if total > MOST_COUNTED else "")
    return ngettext("%(number)s company", "%(number)s companies", total) % {"number": number}
