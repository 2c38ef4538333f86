"""A list of companies comes into the directory."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from companies.imports.actions import import_companies, write_refused
from companies.imports.readers import Line, read_lines
from companies.models import Company, Event, Identifier
from sme4green.errors import RuleBroken
from tests import make

pytestmark = pytest.mark.django_db
LISTS = "tests/data/companies/"
HEADER = ["denominazione", "partita iva", "comune", "indirizzo", "addetti", "fatturato", "ateco", "forma giuridica"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def torino():
    return make.territory("torino")


@pytest.fixture
def ilfov():
    return make.territory("ilfov", country="RO", currency="RON", language="ro", zone_name="Europe/Bucharest")


def bring(territory, *rows, header=HEADER, **options):
    lines = [Line(number, list(cells)) for number, cells in enumerate([header, *rows], 1)]
    return import_companies(territory.pk, lines=lines, by=None, now=make.NOW, **options)


def reasons(outcome) -> list[tuple[int, str]]:
    return [(row.line.number, row.reason) for row in outcome.refused]


def test_the_list_of_italian_awardees_twice(torino, django_assert_max_num_queries):
    lines = read_lines(Path(LISTS + "it_anac_awardees_companies.csv"))
    with django_assert_max_num_queries(30):
        first = import_companies(torino.pk, lines=lines, by=None, now=make.NOW)
    assert first.counts == "imported 398, updated 0, unchanged 0, refused 2"
    assert Identifier.objects.filter(scheme="it-tax").count() == 2
    assert Event.objects.filter(kind="company_imported").count() == 398
    assert reasons(first) == [
        (199, "This is one digit repeated, not a real number."),
        (312, "The last digit does not fit the others: one digit is probably mistyped."),
    ]
    second = import_companies(torino.pk, lines=lines, by=None, now=make.NOW)
    assert second.counts == "imported 0, updated 0, unchanged 398, refused 2"
    assert Event.objects.count() == 398


def test_the_list_of_romanian_suppliers_twice(ilfov, capsys, tmp_path):
    for counts in (
        "imported 133, updated 0, unchanged 0, refused 6",
        "imported 0, updated 0, unchanged 133, refused 6",
    ):
        refused = tmp_path / "refused.csv"
        call_command("import_companies", LISTS + "ro_sicap_suppliers.csv", territory="ilfov", refused=refused)
        assert counts in capsys.readouterr().out
    with refused.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["reason"]) for row in rows][2:] == [
        ("45", "same number as row 2"),
        ("46", "same number as row 3"),
        ("105", "same number as row 17"),
        ("129", "same number as row 128"),
    ]
    assert rows[0]["fiscal_number_as_filed"] == "49/740/01441"


def test_every_column_finds_its_place(torino):
    chieri = make.municipality("Chieri", territory=torino)
    bread = make.sector("10.71.10")
    form = make.legal_form("Società a responsabilità limitata (S.r.l.)")
    outcome = bring(
        torino, ["Forno Rossi", "01374990552", "CHIERI", "Via Roma 1", "12,5", "1.200.000", "10.71.10", "srl"]
    )
    company = Company.objects.get()
    assert outcome.counts == "imported 1, updated 0, unchanged 0, refused 0"
    assert (company.municipality, company.sector, company.legal_form) == (chieri, bread, form)
    assert (company.source, company.search) == ("import", "forno rossi 01374990552")
    size = company.size_declarations.get()
    assert (size.people, size.turnover_eur) == (Decimal("12.5"), Decimal(1_200_000))


def test_words_that_no_table_knows_are_left_out_and_counted(torino):
    outcome = bring(torino, ["A", "01374990552", "Atlantide", "", "tanti", "", "99.99", "boh"])
    assert outcome.imported == 1
    assert dict(outcome.not_understood) == {"municipality": 1, "people": 1, "sector": 1, "legal_form": 1}


def test_one_name_of_two_towns_is_the_one_of_the_territory_or_of_the_county_in_brackets(ilfov):
    mine = make.municipality("Bragadiru", country="RO", province="Ilfov", territory=ilfov)
    other = make.municipality("Bragadiru", country="RO", province="Teleorman")
    header = ["denumire", "cui", "localitate"]
    bring(ilfov, ["A", "18547290", "Bragadiru"], ["B", "14476722", "Bragadiru (Teleorman)"], header=header)
    assert Company.objects.get(name="A").municipality == mine
    assert Company.objects.get(name="B").municipality == other


def test_a_changed_row_updates_and_says_so_once(torino):
    row = ["Forno Rossi", "01374990552", "", "Via Roma 1", "12", "", "", ""]
    bring(torino, row)
    again = bring(torino, ["Forno Rossi & figli", "01374990552", "", "", "14", "", "", ""])
    company = Company.objects.get()
    assert again.counts == "imported 0, updated 1, unchanged 0, refused 0"
    assert (company.name, company.address) == ("Forno Rossi & figli", "Via Roma 1"), "an empty cell wipes nothing"
    assert (company.version, company.search) == (2, "forno rossi & figli 01374990552")
    assert [size.people for size in company.size_declarations.all()] == [14, 12]
    assert Event.objects.filter(kind="company_updated", company=company).count() == 1


def test_what_a_company_said_of_itself_is_completed_and_never_overwritten(torino):
    company = make.company("Forno Rossi", territory=torino, owner=make.user())
    make.size(company, people=9)
    number = company.identifiers.get().normalised
    outcome = bring(torino, ["ROSSI SRL", number, "", "Via Roma 1", "50", "", "", ""])
    company.refresh_from_db()
    assert outcome.updated == 1
    assert (company.name, company.address) == ("Forno Rossi", "Via Roma 1")
    assert company.size_declarations.get().people == 9


def test_a_further_number_is_added_and_found_again(torino):
    header = ["nome", "partita iva", "codice fiscale"]
    bring(torino, ["A", "01374990552", ""], header=header)
    assert bring(torino, ["A", "01374990552", "80010900431"], header=header).updated == 1
    assert Company.objects.get().search == "a 01374990552 80010900431"
    assert bring(torino, ["A", "", "80010900431"], header=header).unchanged == 1


def test_numbers_of_two_known_companies_in_one_row_are_refused(torino):
    header = ["nome", "partita iva", "codice fiscale"]
    bring(torino, ["A", "01374990552", ""], ["B", "", "80010900431"], header=header)
    outcome = bring(torino, ["C", "01374990552", "80010900431"], header=header)
    assert reasons(outcome) == [(2, "Its numbers belong to two companies that are known already: A, B.")]


def test_a_company_of_another_territory_is_refused(torino):
    company = make.company(territory=make.territory("milano"))
    outcome = bring(torino, ["A", company.identifiers.get().normalised])
    assert reasons(outcome) == [(2, "This company is known already, in the territory Milano.")]


def test_rows_without_name_or_number_are_refused(torino):
    outcome = bring(torino, ["", "01374990552"], ["A", ""], ["B" * 201, "01374990552"])
    assert [reason for _row, reason in reasons(outcome)] == [
        "The name is missing.",
        "Type the tax number.",
        "The name is longer than 200 letters.",
    ]


def test_a_dry_run_counts_the_same_and_keeps_nothing(torino, capsys, settings):
    call_command("import_companies", LISTS + "it_anac_awardees_companies.csv", territory="torino", dry_run=True)
    out = capsys.readouterr().out
    assert "imported 398, updated 0, unchanged 0, refused 2" in out
    assert "row 199: " in out
    assert not Company.objects.exists()
    assert not Event.objects.exists()
    assert not (settings.DATA_DIR / "imports").exists()


def test_a_cell_that_looks_like_a_formula_stays_text_and_does_no_harm(torino, tmp_path):
    outcome = bring(torino, ["=HYPERLINK(1)", "01374990552"], ["@SUM(A1)", "01374990553"])
    assert Company.objects.get().name == "=HYPERLINK(1)"
    write_refused(tmp_path / "refused.csv", outcome)
    assert "'@SUM(A1)" in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")


def test_a_file_without_the_columns_changes_nothing(torino):
    with pytest.raises(RuleBroken, match="No row has a column"):
        bring(torino, ["A", "01374990552"], header=["nome", "telefono"])


@pytest.mark.parametrize(
    ("name", "territory", "sentence"),
    [
        ("nowhere.csv", "torino", "cannot be opened"),
        ("list.csv", "torino", "No row has a column"),
        ("list.csv", "atlantide", "There is no territory 'atlantide'; there is: torino."),
    ],
)
def test_the_command_says_no_in_a_sentence(torino, tmp_path, name, territory, sentence):
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match=sentence):
        call_command("import_companies", tmp_path / name, territory=territory)
