"""Lists as they are really published: each loads, or is refused with one sentence per row."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from companies.imports import actions
from companies.imports.states import ImportState
from companies.models import Company, Identifier
from tests import make
from tests.companies.imports.lists import FOLDER, MESSY, as_excel_writes_it, brought, looked_at, notes, shipped

pytestmark = pytest.mark.django_db
AWARDEES = FOLDER / "it_anac_awardees_companies.csv"


@pytest.fixture
def torino():
    return make.territory("torino")


@pytest.fixture
def ilfov():
    return make.territory("ilfov", country="RO", currency="RON", language="ro", zone_name="Europe/Bucharest")


def test_the_export_of_an_italian_excel_gives_the_same_companies_as_the_file_behind_it(torino):
    run = brought(torino, upload=as_excel_writes_it(AWARDEES))
    with AWARDEES.open(encoding="utf-8", newline="") as file:
        numbers = {row["codice_fiscale"] for row in csv.DictReader(file)}
    assert (run.created, run.refused, run.total) == (398, 2, 400)
    assert set(Identifier.objects.values_list("normalised", flat=True)) < numbers
    mended = run.rows.filter(note__startswith="The zeros at the beginning")
    assert mended.count() == sum(number.startswith("0") for number in numbers) - 1, "one of them is really wrong"
    assert Company.objects.filter(name='"SOCIETA\' GEOLOGICA S.R.L." UNIPERSONALE').exists()


def test_amounts_with_decimal_commas_become_sizes(torino):
    text = "Denominazione;Partita IVA;Addetti;Fatturato (€)\r\nCaffè Rossi;1374990552;12,5;1.234.567,89\r\n"
    brought(torino, upload=ContentFile(text.encode("cp1252"), name="l.csv"))
    size = Company.objects.get(name="Caffè Rossi").size_declarations.get()
    assert (size.people, size.turnover_eur) == (Decimal("12.5"), Decimal("1234567.89"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_every_dress_of_a_list_is_the_same_list(torino, encoding, sign):
    rows = [["Ragione sociale", "P.IVA"], ["Caffè d'Orò", "01374990552"]]
    text = "\r\n".join(sign.join(row) for row in rows)
    run = looked_at(torino, upload=ContentFile(text.encode(encoding), name="list.csv"))
    assert (run.state, run.created) == (ImportState.PREVIEWED, 1)
    assert run.rows.get().cells == rows[1]


def test_a_workbook_with_numbers_as_numbers_loads(torino):
    book, packed = Workbook(), io.BytesIO()
    book.active.append(["Elenco 2026"])
    book.active.append(["Denominazione", "Partita IVA", "Addetti"])
    book.active.append(["Forno Rossi", 1374990552, 12.5])
    book.save(packed)
    run = brought(torino, upload=ContentFile(packed.getvalue(), name="elenco.xlsx"))
    assert notes(run) == [(3, "The zeros at the beginning of the number were put back: 01374990552.")]
    assert Company.objects.get().size_declarations.get().people == Decimal("12.5")


def test_a_list_of_towns_is_no_list_of_companies_until_somebody_says_so(torino):
    run = looked_at(torino, upload=shipped(MESSY / "istat_comuni_2020_cp1252.csv"))
    assert (run.state, run.total) == (ImportState.UPLOADED, 120)
    assert run.header[1] == "Codice dell'Unità territoriale sovracomunale (valida a fini statistici)"
    assert run.rows.first().cells[5] == "Agliè"
    columns = [""] * len(run.header)
    columns[6], columns[4] = "name", "number"
    actions.match_columns(run.pk, columns=columns, by=make.user(), now=make.NOW)
    run.refresh_from_db()
    assert (run.created, run.refused) == (0, 120)
    assert all("An Italian number has 11 digits" in note for _row, note in notes(run))


def test_the_romanian_suppliers_and_what_is_wrong_with_three_of_them(ilfov):
    run = brought(ilfov, upload=shipped(FOLDER / "ro_sicap_suppliers.csv"))
    refused = dict(notes(run, result="refused"))
    assert run.created + run.refused == run.total == 139
    assert run.created > 130
    wrong = {row.cells[1]: row.note for row in run.rows.filter(result="refused")}
    assert set(wrong) >= {"49/740/01441", "79341000-6"}
    assert wrong["49/740/01441"].startswith("The last digit does not fit")
    assert all(note.endswith(".") for note in refused.values())


def test_the_romanian_authorities_load_and_towns_go_by_their_county(ilfov):
    mine = make.municipality("Afumați", country="RO", province="Ilfov", territory=ilfov, search="afumati")
    run = brought(ilfov, upload=shipped(FOLDER / "ro_sicap_authorities.csv"))
    assert run.created + run.refused == run.total == 228
    assert run.created >= 220
    assert Company.objects.get(name="COMUNA AFUMATI").municipality == mine
    assert all(note for _row, note in notes(run, result="refused"))
