"""Loading the reference tables."""

import pytest
from django.core.management import call_command

from companies.models import LegalForm, Municipality, NutsRegion, Sector
from companies.reference.actions import load_reference
from companies.reference.queries import search_municipalities, search_sectors
from companies.reference.readers import read

pytestmark = pytest.mark.django_db


def test_the_tables_hold_what_the_files_say_and_a_second_run_writes_nothing():
    first = {table.table: table.rows for table in load_reference()}
    assert sorted(first.values()) == [47, 1072, 4304, 11075]
    assert Sector.objects.count() == 4304
    assert Municipality.objects.filter(country="IT").count() == 7894
    assert NutsRegion.objects.count() == 1072
    assert [table.written for table in load_reference()] == [0, 0, 0, 0]


def test_an_older_row_is_brought_up_to_date_and_keeps_its_key():
    old = Municipality.objects.create(country="IT", code="001272", name="Turin", search="turin")
    load_reference()
    old.refresh_from_db()
    assert (old.name, old.province, old.nuts3) == ("Torino", "Torino", "ITC11")


def test_titles_join_the_two_classifications_and_romanian_divisions():
    load_reference()
    division = Sector.objects.get(scheme="ateco-2025", code="14")
    assert division.title_en == "Manufacture of wearing apparel"
    assert division.title_ro == "Fabricarea articolelor de îmbrăcăminte"
    assert Sector.objects.get(scheme="nace-2.1", code="10.71").title_it.startswith("Produzione di pane")
    for level, count in ((1, 22), (2, 87)):
        told = Sector.objects.filter(scheme="nace-2.1", level=level).exclude(title_ro="")
        assert told.count() == count


def test_romanian_texts_use_the_comma_below():
    for name in ("nace_21_ro.csv", "siruta_2025.csv", "nuts_2024.csv", "legal_forms.csv"):
        text = " ".join(" ".join(row.values()) for row in read(name) if row.get("country", "RO") == "RO")
        assert not set("şţŞŢ") & set(text), name


def test_a_baker_and_a_romanian_tailor_find_their_sector():
    load_reference()
    assert search_sectors("10.71.10").rows[0].title_it == "Produzione di pane e prodotti di panetteria simili"
    assert "10.71.10" in {row.code for row in search_sectors("bread").rows}
    assert {row.level for row in search_sectors("pane").rows} == {6}
    tailor = search_sectors("imbracaminte", scheme="nace-2.1").rows
    assert tailor and all(row.code.startswith("14") for row in tailor)
    assert search_sectors("107110").rows[0].code == "10.71.10"


def test_magurele_and_torino_are_first_among_what_is_found():
    load_reference()
    found = search_municipalities("magurele", country="RO")
    assert found.rows[0].name == "Măgurele"
    assert search_municipalities("torino").rows[0].name == "Torino"
    assert search_municipalities("bozen").rows[0].name == "Bolzano/Bozen"
    many = search_municipalities("san")
    assert len(many.rows) == 20
    assert many.more


def test_common_legal_forms_come_first():
    load_reference()
    italian = [form.title for form in LegalForm.objects.filter(country="IT", common=True)]
    assert "Società a responsabilità limitata semplificata (S.r.l.s.)" in italian
    assert LegalForm.objects.filter(country="RO").first().common


def test_the_command_says_how_many_and_is_quiet_the_second_time(capsys):
    call_command("load_reference")
    assert "territory made: Torino, 312 municipalities" in capsys.readouterr().out
    call_command("load_reference")
    out = capsys.readouterr().out
    assert "sectors: 4304 rows, 0 written" in out
    assert "territory made" not in out
