"""What the database refuses of a file."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError

from programme.exports.models import Export
from tests import make
from tests.make import NOW, TODAY

pytestmark = pytest.mark.django_db
REPORT = {"what": "programme", "format": "pdf", "state": "ready", "ended_at": NOW, "as_of": TODAY, "sight": "all"}


def export(**columns: Any) -> Export:
    defaults = {"asked_at": NOW, "one_time_key": uuid.uuid4(), "what": "companies", "format": "csv", "language": "en"}
    if "asked_by" not in columns:
        defaults["asked_by"] = make.user()
    return Export.objects.create(**{**defaults, **columns})


def test_a_file_is_called_after_what_it_holds_and_how_it_is_written():
    assert str(export()) == "Companies (CSV)"


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("export_being_made_has_a_lease", {"state": "making"}),
        ("export_being_made_has_a_lease", {"state": "asked", "leased_until": NOW}),
        ("export_end_has_its_moment_and_its_reason", {"state": "ready", "ended_at": NOW}),
        ("export_end_has_its_moment_and_its_reason", {"state": "ready", "expires_at": NOW}),
        ("export_end_has_its_moment_and_its_reason", {"state": "failed", "ended_at": NOW}),
        ("export_end_has_its_moment_and_its_reason", {"state": "asked", "ended_at": NOW}),
        ("export_end_has_its_moment_and_its_reason", {**REPORT, "expires_at": NOW}),
        ("export_report_says_of_what_and_when", {**REPORT, "sight": ""}),
        ("export_report_says_of_what_and_when", {**REPORT, "as_of": None}),
        ("export_report_says_of_what_and_when", {"as_of": TODAY}),
        ("export_format_fits", {"format": "pdf"}),
        ("export_format_fits", {"what": "programme", "format": "csv"}),
    ],
)
def test_a_state_and_a_report_have_what_belongs_to_them(constraint, columns):
    if "sight" in columns:
        columns = {"programme": make.programme(), **columns}
    with pytest.raises(IntegrityError, match=constraint):
        export(**columns)


def test_each_state_with_what_belongs_to_it_is_taken():
    export(state="making", leased_until=NOW)
    export(state="ready", ended_at=NOW, expires_at=NOW + dt.timedelta(days=7), stored_as="a")
    export(state="failed", ended_at=NOW, error="Why.")
    export(what="programme", format="pdf")
    export(**REPORT, programme=make.programme())


def test_a_form_asks_once():
    person, key = make.user(), uuid.uuid4()
    export(asked_by=person, one_time_key=key)
    export(one_time_key=key)
    with pytest.raises(IntegrityError):  # export_asked_once_per_form; SQLite names the columns
        export(asked_by=person, one_time_key=key)


def test_two_files_never_lie_under_one_name():
    export()
    export()
    ready = {"state": "ready", "ended_at": NOW, "expires_at": NOW, "stored_as": "exports/aa/one.csv"}
    export(**ready)
    with pytest.raises(IntegrityError):  # export_has_a_file_of_its_own
        export(**ready)
