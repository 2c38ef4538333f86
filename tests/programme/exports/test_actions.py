"""Asking for a file, making it, taking it, removing it."""

import datetime as dt
import uuid

import pytest
from django.core.files.storage import default_storage
from openpyxl import load_workbook

from companies.models import Company, Event
from programme.exports import actions, gateway
from programme.exports.states import ExportState, Format
from sme4green.errors import RuleBroken
from tests import make
from tests.programme.exports.stage import ask, kinds, left_over, names, tick

pytestmark = pytest.mark.django_db


# --- asking ------------------------------------------------------------------------------------


def test_asking_writes_a_row_and_one_event(facilitator):
    export = ask(facilitator, query="q=forno", language="it")
    assert (export.state, export.query, export.filters) == (ExportState.ASKED, "q=forno", ["Name or number: forno"])
    assert export.rights == [f"facilitates {facilitator.grants.get().territory_id}"]
    assert kinds() == ["export_asked"]


def test_the_same_form_sent_twice_asks_once(facilitator):
    key = uuid.uuid4()
    assert ask(facilitator, one_time_key=key) == ask(facilitator, one_time_key=key)
    assert kinds() == ["export_asked"]


def test_nobody_fills_the_queue(facilitator):
    for _n in range(actions.MOST_OPEN):
        ask(facilitator)
    with pytest.raises(RuleBroken, match="already being made"):
        ask(facilitator)
    tick()
    ask(facilitator)


# --- making ------------------------------------------------------------------------------------


def test_a_file_is_made_with_its_facts_and_the_person_is_told(torino, facilitator):
    make.company("Alfa", territory=torino)
    export = ask(facilitator)
    assert tick() == 1
    export.refresh_from_db()
    with default_storage.open(export.stored_as) as file:
        content = file.read()
    assert export.state == ExportState.READY
    assert (export.done_rows, export.total_rows, export.size_bytes) == (1, 1, len(content))
    assert len(export.sha256) == 64
    assert export.expires_at - export.ended_at == dt.timedelta(days=7)
    assert export.stored_as.endswith(".csv")
    told = Event.objects.get(kind="export_ready")
    assert (told.person, told.by, told.subject_id) == (facilitator, None, export.pk)
    assert not left_over()


def test_every_row_is_in_the_file_in_the_order_of_the_list(torino, facilitator, monkeypatch):
    monkeypatch.setattr(gateway, "CHUNK", 7)
    for n in range(60):
        make.company(f"Company {n:02}", territory=torino)
    export = ask(facilitator, query="after=WyJDb21wYW55IDQ5IiwgMV0")
    tick()
    assert names(export) == [f"Company {n:02}" for n in range(60)]


def test_the_filters_of_the_list_are_carried(torino, facilitator):
    make.company("Forno Rossi", territory=torino)
    make.company("Birra Verde", territory=torino)
    export = ask(facilitator, query="q=rossi")
    tick()
    assert names(export) == ["Forno Rossi"]


def test_a_sheet_says_what_it_holds_for_whom_and_who_pays(torino, facilitator, settings):
    settings.FUNDING_STATEMENT = "Co-funded by the European Union."
    make.company("=Forno Rossi", territory=torino)
    export = ask(facilitator, query="q=rossi", format=Format.XLSX, language="it")
    tick()
    export.refresh_from_db()
    with default_storage.open(export.stored_as) as file:
        book = load_workbook(file)
    assert book.worksheets[0]["A2"].value == "=Forno Rossi"
    assert book.worksheets[0]["A2"].data_type != "f"
    said = [cell.value for cell in book.worksheets[1]["B"]]
    assert {"Torino", "Marta", "Co-funded by the European Union.", 1} <= set(said)
    assert any("rossi" in str(one) for one in said)


def test_a_company_that_is_gone_when_its_rows_are_read_is_left_out(torino, facilitator, monkeypatch):
    first = make.company("Alfa", territory=torino)
    make.company("Beta", territory=torino)
    export, hold = ask(facilitator), actions._hold

    def meanwhile(*args, **columns):
        Company.objects.filter(pk=first.pk).update(territory=make.territory())
        return hold(*args, **columns)

    monkeypatch.setattr(actions, "_hold", meanwhile)
    tick()
    assert names(export) == ["Beta"]
    export.refresh_from_db()
    assert (export.done_rows, export.total_rows) == (1, 1)


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_the_number_of_queries_does_not_grow_with_the_rows(rows, torino, facilitator, django_assert_num_queries):
    for n in range(rows):
        make.company(f"Company {n}", territory=torino, municipality=make.municipality(), sector=make.sector())
    ask(facilitator)
    with django_assert_num_queries(16):
        tick()
