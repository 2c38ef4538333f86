"""Lists for the tests, as bytes that somebody uploads, and makers of the tables of the imports."""

import csv
import io
import itertools
import uuid
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from companies.imports import actions
from companies.models import ImportRow, ImportRun, Territory
from tests import make

HEADER = ["denominazione", "partita iva", "comune", "indirizzo", "addetti", "fatturato", "ateco", "forma giuridica"]
FOLDER = Path("tests/data/companies")
MESSY = Path("tests/data/messy")
_counter = itertools.count(1)


def import_run(territory: Territory, **columns: Any) -> ImportRun:
    defaults = {
        "name": "list.csv",
        "stored_as": uuid.uuid4().hex,
        "size_bytes": 100,
        "sha256": f"{next(_counter):064}",
        "language": "en",
        "uploaded_at": make.NOW,
        "header": ["nome", "partita iva"],
        "header_row": 1,
        "columns": ["name", "number"],
    }
    return ImportRun.objects.create(territory=territory, **{**defaults, **columns})


def import_row(run: ImportRun, **columns: Any) -> ImportRow:
    n = next(_counter)
    defaults = {"number": n, "cells": [f"Company {n}", make.it_vat(n)]}
    return ImportRow.objects.create(run=run, **{**defaults, **columns})


def table(*rows: list[str], header: list[str] = HEADER, name: str = "list.csv") -> ContentFile:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return ContentFile(text.getvalue().encode(), name=name)


def shipped(path: Path) -> ContentFile:
    return ContentFile(path.read_bytes(), name=path.name)


def looked_at(territory, *rows, upload=None, by=None, **options) -> ImportRun:
    return actions.start_import(territory.pk, upload=upload or table(*rows, **options), by=by, now=make.NOW)


def brought(territory, *rows, upload=None, **options) -> ImportRun:
    """All steps of an import at once."""
    return actions.import_at_once(territory.pk, upload=upload or table(*rows, **options), now=make.NOW)


def notes(run: ImportRun, **wanted) -> list[tuple[int, str]]:
    return list(run.rows.filter(**wanted).order_by("number").values_list("number", "note"))


def as_excel_writes_it(path: Path) -> ContentFile:
    """A list as an Italian Excel exports it: cp1252, semicolons, CRLF, a header of two lines, decimal commas,
    DD/MM/YYYY, and tax numbers that became amounts. The formatting is ours, the content is that of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow(["Denominazione\n(impresa)", "Codice\nfiscale", "N. lotti", "Fatturato (€)", "Ultima gara"])
    for row in rows:
        amount = f"{float(row['total_awarded_eur']):,.2f}".translate(str.maketrans(",.", ".,"))
        day = "/".join(reversed(row["last_tender_date"].split("-")))
        out.writerow([row["denominazione"], int(row["codice_fiscale"]), row["n_lots"], amount, day])
    return ContentFile(text.getvalue().encode("cp1252", errors="replace"), name="export.csv")
