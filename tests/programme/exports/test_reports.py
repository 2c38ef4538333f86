"""The report of an edition as a file: made for one person, kept, and open to all who may see what stands in it."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from companies.models import Event, User
from companies.people.states import Role
from programme.exports import actions
from programme.exports.access import exports_visible_to
from programme.exports.states import ExportState, Format, Sight, What
from programme.models import EvidenceFile, Export, Indicator
from sme4green.errors import RuleBroken
from tests import make
from tests.cast import Cast
from tests.make import NOW
from tests.programme.dashboards.conftest import cast, kwh
from tests.programme.dashboards.records import others
from tests.programme.exports.stage import afresh, made
from tests.programme.exports.test_views import ASK, confirmed, form_of

__all__ = ["cast", "kwh"]
pytestmark = pytest.mark.django_db
PAGE = "/dashboards/second/reports/"


def report(person: User, format_: Format = Format.PDF, *, place: str = "", day: str = "", **columns: Any) -> Export:
    query = f"edition=second&as_of={day}&territory={place}"
    return made(person, what=What.PROGRAMME, format=format_, query=query, **columns)


def content(export: Export) -> io.BytesIO:
    with default_storage.open(export.stored_as) as file:
        return io.BytesIO(file.read())


def words(export: Export) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(content(export)).pages).split())


def offered(person: User) -> set[Export]:
    return set(exports_visible_to(afresh(person)))


# --- what is made ------------------------------------------------------------------------------


def test_a_document_is_made_for_the_day_in_the_language_of_who_asked(cast: Cast, kwh: Indicator) -> None:
    others(cast, kwh, 3)
    day = timezone.localdate() - dt.timedelta(days=1)
    export = report(cast.manager, day=day.isoformat(), language="it")
    pdf: Any = PdfReader(content(export))
    root = pdf.trailer["/Root"]
    assert (export.state, export.as_of, export.sight) == (ExportState.READY, day, Sight.ALL)
    assert (export.programme, set(export.territories.all())) == (cast.programme, {cast.torino, cast.ilfov})
    assert root["/MarkInfo"]["/Marked"] and str(root["/Lang"]).startswith("it")
    assert f"{day.day} " in words(export) and str(day.year) in words(export)
    assert "Risultati misurati" in words(export)


def test_the_workbook_holds_the_rows_and_the_hashes_of_the_evidence(cast: Cast, kwh: Indicator) -> None:
    others(cast, kwh, 3)
    type(cast.company_a).objects.filter(pk=cast.company_a.pk).update(name="=1+1")
    export = report(cast.facilitator, Format.XLSX, place="torino")
    book = load_workbook(content(export))
    assert book.sheetnames[-1] == "About"
    assert [cell.value for cell in book["Companies"]["A"]] == ["Company", "=1+1", "Beta Textiles", *OTHERS]
    assert {cell.data_type for cell in book["Companies"]["A"]} == {"s"}
    hashes = [row[6].value for row in book["Evidence"].iter_rows(min_row=2)]
    assert sorted(hashes) == sorted(EvidenceFile.objects.values_list("sha256", flat=True)) != []
    assert [row[5].value for row in book["Figures"].iter_rows(min_row=2)] == [100, 100, 100]
    assert all(row[4].is_date for row in book["Reports"].iter_rows(min_row=2))
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert (about["Rows: Companies"], about["Territories"], about["Edition"]) == (5, "Torino", "Second")
    assert export.done_rows == sum(count for name, count in about.items() if name.startswith("Rows: "))


OTHERS = ["Other 00", "Other 01", "Other 02"]


@pytest.mark.parametrize("language", ["en", "it", "ro"])
def test_every_sheet_has_a_name_that_a_workbook_can_hold(cast: Cast, language: str) -> None:
    book: Workbook = load_workbook(content(report(cast.manager, Format.XLSX, language=language)))
    assert len(book.sheetnames) == len(set(book.sheetnames)) == 8


def test_a_sheet_that_is_full_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("programme.exports.gateway.MOST_ROWS_IN_A_SHEET", 1)
    export = report(cast.manager, Format.XLSX)
    assert (export.state, export.error[:20]) == (ExportState.FAILED, "There are more rows ")


def test_who_may_no_longer_see_the_edition_when_it_is_made_gets_nothing(cast: Cast) -> None:
    cast.programme.territories.remove(cast.torino)
    export = report(cast.facilitator)
    assert (export.state, "no longer see" in export.error) == (ExportState.FAILED, True)


# --- kept --------------------------------------------------------------------------------------


def test_a_report_has_no_last_day(cast: Cast) -> None:
    export = report(cast.manager)
    assert export.expires_at is None
    assert actions.remove_old(now=NOW + dt.timedelta(days=4000)) == 0
    assert actions.take_export(export.pk, by=cast.auditor, now=NOW + dt.timedelta(days=4000)) == export


def test_who_sees_every_figure_of_its_territories_is_offered_a_report(cast: Cast) -> None:
    whole, torino = report(cast.manager), report(cast.facilitator)
    workbook = report(cast.manager, Format.XLSX, place="torino")
    assert offered(cast.auditor) == {whole, torino, workbook}
    assert offered(cast.facilitator) == {torino, workbook}
    assert offered(cast.facilitator_ilfov) == set()


def test_an_official_is_offered_only_what_was_made_for_an_official_of_the_same_territories(cast: Cast) -> None:
    report(cast.manager, place="torino")
    report(cast.facilitator)
    colleague = make.user("Colleague")
    make.grant(colleague, Role.OFFICIAL, territory=cast.torino)
    own = report(cast.official)
    assert own.sight == Sight.NONE
    assert offered(cast.official) == offered(colleague) == {own}
    assert own in offered(cast.facilitator)
    make.grant(colleague, Role.FACILITATOR, territory=cast.ilfov)
    mixed = report(afresh(colleague))
    assert mixed.sight == Sight.SOME
    assert offered(cast.official) == {own}
    assert offered(colleague) == {own, mixed}


def test_a_facilitator_of_the_other_territory_does_not_subtract_one_sum_from_another(cast: Cast) -> None:
    both = make.user("Official of both")
    for place in (cast.torino, cast.ilfov):
        make.grant(both, Role.OFFICIAL, territory=place)
    whole = report(both)
    half = make.user("Official here, facilitator there")
    make.grant(half, Role.OFFICIAL, territory=cast.torino)
    make.grant(half, Role.FACILITATOR, territory=cast.ilfov)
    assert offered(half) == set()
    assert offered(both) == {whole}


@pytest.mark.parametrize("name", ["owner_a", "tutor_a", "stranger", "disabled"])
def test_nobody_without_a_dashboard_is_offered_anything(cast: Cast, name: str) -> None:
    report(cast.official)
    assert offered(cast.people[name]) == set()


def test_a_report_of_others_is_not_taken_when_the_right_to_see_it_has_ended(cast: Cast) -> None:
    export = report(cast.manager, place="torino")
    cast.facilitator.grants.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="has ended"):
        actions.take_export(export.pk, by=afresh(cast.facilitator), now=NOW)


def test_who_asked_as_an_official_may_take_it_as_a_facilitator(cast: Cast) -> None:
    export = report(cast.official)
    make.grant(cast.official, Role.FACILITATOR, territory=cast.torino)
    cast.official.grants.filter(role=Role.OFFICIAL).update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert actions.take_export(export.pk, by=afresh(cast.official), now=NOW) == export


# --- the pages ---------------------------------------------------------------------------------


def test_the_page_asks_for_the_day_and_territory_that_are_shown(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    day = timezone.localdate() - dt.timedelta(days=3)
    asked = form_of(client, f"{PAGE}?as_of={day}&territory=torino&after=x", "Report (PDF)")
    assert asked["query"] == f"edition=second&as_of={day}&territory=torino"
    answer = client.post(ASK, asked)
    export = Export.objects.get()
    assert answer.headers["Location"] == reverse("exports:detail", args=[export.pk])
    assert export.filters[0] == "Second" and export.filters[2] == "Torino"
    assert Event.objects.get(kind="export_asked").subject_id == export.pk


def test_the_pages_of_the_dashboard_lead_to_the_reports_of_the_same_day(cast: Cast, client: Client) -> None:
    client.force_login(cast.official)
    for page in ("", "picture/"):
        html = client.get(f"/dashboards/second/{page}?territory=torino").content.decode()
        assert f'href="{PAGE}?territory=torino"' in html


def test_an_official_gets_no_workbook_by_any_way(cast: Cast, client: Client) -> None:
    client.force_login(cast.official)
    html = client.get(PAGE).content.decode()
    assert "Report (PDF)" in html and "Workbook (XLSX)" not in html
    asked = {"what": "programme", "format": "xlsx", "query": "edition=second", "one_time_key": uuid.uuid4()}
    assert client.post(ASK, asked).status_code == 403
    assert client.post(ASK, {**asked, "format": "csv"}, follow=True).redirect_chain == [("/exports/", 302)]
    export = report(cast.official, Format.XLSX)  # as if the page had let it through
    assert (export.state, export.stored_as) == (ExportState.FAILED, "")


@pytest.mark.parametrize(("name", "query"), [("owner_a", "edition=second"), ("manager", "edition=none")])
def test_an_edition_that_is_not_seen_is_not_asked_for(cast: Cast, client: Client, name: str, query: str) -> None:
    client.force_login(cast.people[name])
    asked = {"what": "programme", "format": "pdf", "query": query, "one_time_key": uuid.uuid4()}
    assert client.post(ASK, asked).status_code == 403
    assert client.get(PAGE.replace("second", "none")).status_code == 404


def test_whoever_is_offered_a_report_takes_it_after_confirming(cast: Cast, client: Client) -> None:
    export = report(cast.manager, place="torino")
    url = reverse("exports:download", args=[export.pk])
    confirmed(client, cast.facilitator)
    html = client.get(PAGE).content.decode()
    assert export.sha256[:12] in html and "Manager" in html and "Torino" in html
    assert ">Download<" in client.get(url).content.decode()
    answer: Any = client.post(url)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    name = f'filename="second-{export.as_of}.pdf"'
    assert name in answer.headers["Content-Disposition"] and answer.headers["Content-Type"] == "application/pdf"
    assert Event.objects.get(kind="export_taken").by == cast.facilitator
    client.force_login(cast.official)
    assert client.get(url.removesuffix("download/")).status_code == 404


def test_a_report_of_others_is_not_among_my_files(cast: Cast, client: Client) -> None:
    report(cast.manager)
    client.force_login(cast.auditor)
    assert "You have not asked for a file yet" in client.get("/exports/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_few_reports_as_for_many(
    cast: Cast, client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for _n in range(rows):
        report(cast.official)
    client.force_login(cast.manager)
    with django_assert_num_queries(8):
        assert client.get(PAGE).status_code == 200
