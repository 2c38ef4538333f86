"""Who may bring lists in, and who may look at them."""

import pytest
from django.urls import reverse

from companies.imports.access import (
    import_rows_visible_to,
    imports_visible_to,
    may_import_into,
    may_see_imports,
    territories_to_import_into,
)
from companies.models import ImportRun
from companies.people.states import Role
from tests import make
from tests.cast import assemble
from tests.companies.imports.lists import import_row, import_run, looked_at, table
from tests.companies.imports.test_views import page, sent, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def torino():
    return make.territory("torino")


def test_the_truth_table():
    cast = assemble()
    run = import_run(cast.torino)
    row = import_row(run)
    may = {"facilitator": "see write", "manager": "see write", "auditor": "see", "facilitator_ilfov": "page"}
    for name, person in cast.people.items():
        said = may.get(name, "see write" if name == "staff_without_factor" else "")
        assert imports_visible_to(person).filter(pk=run.pk).exists() == ("see" in said), name
        assert import_rows_visible_to(person).filter(pk=row.pk).exists() == ("see" in said), name
        assert may_import_into(person, cast.torino.pk) == ("write" in said), name
        assert may_see_imports(person) == bool(said), name
        assert (cast.torino in territories_to_import_into(person)) == ("write" in said), name


def test_a_facilitator_of_another_territory_does_not_learn_of_it(client, torino):
    run = looked_at(torino, ["Forno Rossi", "01374990552"], header=["nome", "cf"])
    somebody(client, Role.FACILITATOR, make.territory("ilfov", country="RO"))
    for name in ("preview", "report", "refused", "original"):
        assert client.get(reverse(f"imports:{name}", args=[run.pk])).status_code == 404
    for name in ("confirm", "cancel", "preview"):
        assert sent(client, name, run.pk).status_code == 404
    assert sent(client, "upload", territory=torino.pk, file=table(["A", "1"])).status_code == 200
    assert ImportRun.objects.count() == 1


def test_an_auditor_reads_and_brings_in_nothing(client, torino):
    run = looked_at(torino, ["Forno Rossi", "01374990552"], header=["nome", "cf"])
    somebody(client, Role.AUDITOR)
    assert reverse("imports:confirm", args=[run.pk]) not in page(client, "preview", run.pk)
    assert sent(client, "confirm", run.pk).status_code == 403
    assert client.get(reverse("imports:upload")).status_code == 403


def test_a_manager_brings_lists_into_any_territory(client, torino):
    make.territory("ilfov", country="RO")
    somebody(client, Role.MANAGER)
    assert "Torino" in page(client, "upload") and "Ilfov" in page(client, "upload")
    sent(client, "upload", territory=torino.pk, file=table(["A", "01374990552"], header=["nome", "cf"]))
    assert ImportRun.objects.get().territory == torino
