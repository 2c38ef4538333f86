"""What the tables of the imports refuse."""

import pytest
from django.db import IntegrityError, transaction

from companies.imports.states import ImportState
from tests import make
from tests.companies.imports.lists import import_row, import_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def torino():
    return make.territory("torino")


def test_one_file_is_imported_once_at_a_time(torino):
    run = import_run(torino)
    with pytest.raises(IntegrityError, match=r"importrun_one_open_per_file|sha256"), transaction.atomic():
        import_run(torino, sha256=run.sha256)
    import_run(torino, sha256=run.sha256, state=ImportState.DONE)
    import_run(make.territory("milano"), sha256=run.sha256)


def test_a_worker_holds_an_import_only_while_it_runs(torino):
    import_run(torino, state=ImportState.RUNNING, leased_until=make.NOW)
    with pytest.raises(IntegrityError, match="importrun_is_held_only_while_it_runs"), transaction.atomic():
        import_run(torino, state=ImportState.CONFIRMED, leased_until=make.NOW)


def test_a_list_has_each_row_once(torino):
    run = import_run(torino)
    import_row(run, number=2)
    with pytest.raises(IntegrityError, match=r"importrow_number_once_per_run|number"), transaction.atomic():
        import_row(run, number=2)
