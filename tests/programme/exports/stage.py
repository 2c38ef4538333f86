"""People, companies, and files asked for and made, as the tests of this folder need them."""

import csv
import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from companies.models import Event, User
from programme.exports import actions
from programme.exports.forms import read_address, wanted_of
from programme.exports.models import Export
from programme.exports.states import Format, What
from tests.make import NOW


def ask(person: User, what: What = What.COMPANIES, *, query: str = "", **columns: Any) -> Export:
    """As the page asks: with the filters of the address."""
    columns = {"now": NOW, "one_time_key": uuid.uuid4(), "format": Format.CSV, "language": "en", **columns}
    filters = read_address(what, query, user=person, now=columns["now"]).named
    return actions.ask_for_export(by=person, what=what, query=query, filters=filters, **columns)


def tick(*, now: dt.datetime = NOW) -> int:
    """What the clock does."""
    return actions.make_due(now=now, read=wanted_of)


def made(person: User, **columns: Any) -> Export:
    """A file that is ready at this moment."""
    export = ask(person, now=timezone.now(), **columns)
    tick(now=timezone.now())
    export.refresh_from_db()
    return export


def afresh(person: User) -> User:
    """The person as the next request knows them: rights are read once per request."""
    return User.objects.get(pk=person.pk)


def kinds() -> list[str]:
    """What the journal says, in its order."""
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def rows_of(export: Export) -> list[list[str]]:
    """The file, opened, without its headings."""
    export.refresh_from_db()
    with default_storage.open(export.stored_as) as file:
        text = file.read().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="," if export.language == "en" else ";"))[1:]


def names(export: Export) -> list[str]:
    return [row[0] for row in rows_of(export)]


def left_over() -> list[Path]:
    """What workers left where files are made."""
    place = Path(settings.DATA_DIR) / "making"
    return list(place.iterdir()) if place.exists() else []
