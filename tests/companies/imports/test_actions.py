"""A list of companies comes into the directory."""

from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

from companies.imports import actions
from companies.imports.states import ImportState
from companies.models import Company, Event, Identifier, ImportRun
from sme4green.errors import RuleBroken
from tests import make
from tests.companies.imports.lists import FOLDER, brought, looked_at, notes, shipped

pytestmark = pytest.mark.django_db
ROW = ["Forno Rossi", "01374990552", "Chieri", "Via Roma 1", "12,5", "1.200.000", "10.71.10", "SRL"]


@pytest.fixture
def torino():
    return make.territory("torino")


@pytest.fixture
def facilitator(torino):
    user = make.user("Giulia")
    make.grant(user, "facilitator", territory=torino)
    return user


def counts(run: ImportRun) -> tuple[int, ...]:
    run.refresh_from_db()
    return run.created, run.updated, run.unchanged, run.refused, run.questions


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_a_list_is_looked_at_confirmed_and_written(torino, facilitator):
    chieri = make.municipality("Chieri", territory=torino)
    bread, form = make.sector("10.71.10"), make.legal_form("Società a responsabilità limitata (S.r.l.)")
    run = looked_at(torino, ROW, ["Senza numero", *[""] * 7], by=facilitator)
    assert (run.state, counts(run), run.total) == (ImportState.PREVIEWED, (1, 0, 0, 1, 0), 2)
    assert not Company.objects.exists()
    with default_storage.open(run.stored_as) as kept:
        assert kept.read().startswith(b"denominazione")

    actions.confirm_import(run.pk, by=facilitator, now=make.NOW)
    assert actions.run_imports(now=make.NOW) == 1
    company = Company.objects.get()
    assert (company.municipality, company.sector, company.legal_form) == (chieri, bread, form)
    assert (company.name, company.address, company.source) == ("Forno Rossi", "Via Roma 1", "import")
    assert company.search == "forno rossi 01374990552"
    size = company.size_declarations.get()
    assert (size.people, size.turnover_eur, size.declared_by) == (Decimal("12.5"), 1_200_000, facilitator)
    assert counts(run) == (1, 0, 0, 1, 0)
    assert (run.state, run.done, run.leased_until) == (ImportState.DONE, 2, None)
    assert run.rows.get(number=2).company == company
    assert kinds() == ["import_uploaded", "import_confirmed", "company_imported", "import_done"]
    assert Event.objects.get(kind="import_done").person == facilitator


def test_the_list_of_italian_awardees_twice(torino):
    first = brought(torino, upload=shipped(FOLDER / "it_anac_awardees_companies.csv"))
    assert counts(first) == (398, 0, 0, 2, 0)
    assert Identifier.objects.filter(scheme="it-tax").count() == 2
    assert Event.objects.filter(kind="company_imported").count() == 398
    assert notes(first, result="refused") == [
        (199, "This is one digit repeated, not a real number."),
        (312, "The last digit does not fit the others: one digit is probably mistyped."),
    ]
    second = brought(torino, upload=shipped(FOLDER / "it_anac_awardees_companies.csv"))
    assert counts(second) == (0, 0, 398, 2, 0)
    assert Event.objects.filter(kind="company_imported").count() == 398
    assert not Event.objects.filter(kind="company_updated").exists()


def test_a_chunk_asks_the_same_for_one_row_as_for_all(torino, django_assert_num_queries):
    few, many = (looked_at(torino, *rows(n)) for n in (range(1), range(1, 60)))
    for run in (few, many):
        actions.confirm_import(run.pk, by=None, now=make.NOW)
        held = actions.claim(now=make.NOW)
        lookups = actions.lookups_for(torino)
        with django_assert_num_queries(13):
            actions.write_chunk(held, lookups, now=make.NOW)


def rows(numbers) -> list[list[str]]:
    return [[f"Company {n}", make.it_vat(900 + n), *[""] * 6] for n in numbers]


def test_what_is_known_is_completed_and_never_overwritten(torino):
    owned = make.company("Forno Rossi", territory=torino, owner=make.user())
    make.size(owned, people=9)
    number = owned.identifiers.get().normalised
    run = brought(torino, ["ROSSI SRL", number, "", "Via Roma 1", "50", "", "", ""])
    owned.refresh_from_db()
    assert counts(run) == (0, 1, 0, 0, 0)
    assert (owned.name, owned.address, owned.version) == ("Forno Rossi", "Via Roma 1", 2)
    assert owned.size_declarations.get().people == 9
    assert brought(torino, ["X", number, "", "Via Po 2", "", "", "", ""]).unchanged == 1
    assert Event.objects.filter(kind="company_updated", company=owned).count() == 1


def test_words_that_no_table_knows_are_left_out_and_said(torino):
    run = brought(torino, ["A", "01374990552", "Atlantide", "", "tanti", "", "99.99", "boh"])
    assert counts(run) == (1, 0, 0, 0, 0)
    ((_row, note),) = notes(run)
    for said in ("Municipality “Atlantide”", "People at work “tanti”", "“99.99”", "Legal form “boh”"):
        assert said in note
    assert not Company.objects.get().size_declarations.exists()


def test_a_former_code_with_one_successor_is_taken_and_said(torino):
    make.sector("01.11.00")
    run = brought(torino, ["A", "01374990552", "", "", "", "", "01.11.10", ""])
    assert Company.objects.get().sector.code == "01.11.00"
    assert notes(run) == [(2, "The sector code 01.11.10 is 01.11.00 today.")]


def test_a_former_code_with_several_successors_is_a_question(torino):
    for code in ("01.13.11", "01.13.20"):
        make.sector(code)
    run = brought(torino, ["A", "01374990552", "", "", "", "", "01.13.10", ""])
    row = run.rows.get()
    assert counts(run) == (1, 0, 0, 0, 1)
    assert (row.former_code, row.choices) == ("01.13.10", ["01.13.11", "01.13.20"])
    assert row.company.sector is None


def test_a_number_twice_in_the_file_counts_once(torino):
    run = brought(torino, ["A", "01374990552", *[""] * 6], ["B", "IT 01374990552", *[""] * 6])
    assert notes(run, result="refused") == [(3, "The same number stands in row 2 already.")]


def test_a_further_number_is_added_and_found_again(torino):
    header = ["nome", "partita iva", "codice fiscale"]
    brought(torino, ["A", "01374990552", ""], header=header)
    assert brought(torino, ["A", "01374990552", "80010900431"], header=header).updated == 1
    assert Company.objects.get().search == "a 01374990552 80010900431"
    assert brought(torino, ["A", "", "80010900431"], header=header).unchanged == 1


def test_numbers_of_two_known_companies_in_one_row_are_refused(torino):
    header = ["nome", "partita iva", "codice fiscale"]
    brought(torino, ["A", "01374990552", ""], ["B", "", "80010900431"], header=header)
    with pytest.raises(RuleBroken, match="No row of this list can be taken"):
        brought(torino, ["C", "01374990552", "80010900431"], header=header)
    last = ImportRun.objects.latest("pk")
    assert notes(last) == [(2, "Its numbers belong to two companies that are known already: A, B.")]


def test_a_company_of_another_territory_is_refused(torino):
    company = make.company(territory=make.territory("milano"))
    run = looked_at(torino, ["A", company.identifiers.get().normalised, *[""] * 6])
    assert notes(run) == [(2, "This company is known already, in the territory Milano.")]


def test_rows_without_name_or_number_are_refused(torino):
    run = looked_at(torino, ["", "01374990552"], ["A", ""], ["B" * 201, "01374990552"], header=["nome", "cf"])
    assert [note for _row, note in notes(run)] == [
        "The name is missing.",
        "Type the tax number.",
        "The name is longer than 200 letters.",
    ]


def test_a_company_that_came_meanwhile_is_not_made_twice(torino):
    run = looked_at(torino, ROW)
    actions.confirm_import(run.pk, by=None, now=make.NOW)
    other = make.company("Forno Rossi", territory=torino)
    other.identifiers.update(value="01374990552", normalised="01374990552")
    actions.run_imports(now=make.NOW)
    assert counts(run) == (0, 1, 0, 0, 0)
    assert Company.objects.get() == other
