"""What the columns of a list are called, and how its cells are understood."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from companies.directory.rules import TaxNumber, parse_number
from companies.imports.readers import Line
from companies.reference.rules import fold

# Headers in Italian, Romanian and English, without case, accents and signs. The first that fits a column wins.
HEADERS: dict[str, tuple[str, ...]] = {
    "number": (
        "partita iva", "p iva", "piva", "numero partita iva", "iva", "codice fiscale", "cod fiscale", "cf", "c f",
        "codice fiscale partita iva", "partita iva codice fiscale", "codice fiscale p iva", "cf p iva", "cf piva",
        "codice fiscale impresa",
        "cui", "cif", "cui cif", "cif cui", "cod fiscal", "cod unic", "cod unic de inregistrare", "cod cui",
        "cod de inregistrare fiscala", "cod identificare fiscala", "cod de identificare fiscala",
        "vat", "vat number", "vat no", "vat id", "vat code", "tax number", "tax code", "tax id", "fiscal code",
        "fiscal number", "fiscal number as filed",
    ),
    "name": (
        "denominazione", "ragione sociale", "denominazione sociale", "denominazione impresa", "nome", "nome impresa",
        "nome azienda", "impresa", "azienda", "societa", "ditta",
        "denumire", "denumirea", "denumire firma", "denumire societate", "denumire operator", "operator economic",
        "nume", "nume firma", "firma", "societate", "companie",
        "name", "company", "company name", "organization", "organisation", "organization name", "organisation name",
        "entity name", "business name", "supplier", "supplier name", "enterprise",
    ),
    "legal_form": (
        "forma giuridica", "natura giuridica", "forma juridica", "forma de organizare", "tip societate",
        "legal form", "legal status", "legal form of the company",
    ),
    "municipality": (
        "comune", "comune sede", "comune sede legale", "comune della sede", "citta", "localita", "municipio",
        "localitate", "localitatea", "oras", "orasul", "municipiu", "comuna", "uat",
        "municipality", "city", "town", "city as filed",
    ),
    "address": (
        "indirizzo", "indirizzo sede", "sede legale", "sede", "via", "adresa", "adresa sediu", "sediu",
        "sediu social", "strada", "address", "street", "street address", "registered office",
    ),
    "people": (
        "addetti", "numero addetti", "n addetti", "dipendenti", "numero dipendenti", "n dipendenti", "ula", "persone",
        "angajati", "numar angajati", "numar de angajati", "nr angajati", "nr de angajati", "numar mediu angajati",
        "people", "employees", "number of employees", "staff", "headcount",
    ),
    "turnover": (
        "fatturato", "fatturato annuo", "ricavi", "cifra de afaceri", "cifra afaceri", "turnover",
        "annual turnover", "revenue", "revenues",
    ),
    "sector": (
        "ateco", "codice ateco", "ateco 2025", "codice ateco 2025", "codice attivita", "settore", "caen", "cod caen",
        "nace", "nace code", "sector", "sector code", "activity code",
    ),
}  # fmt: skip
FIELD_OF = {header: name for name, headers in HEADERS.items() for header in headers}
EURO = re.compile(r"\b(eur|euro)\b|€")
OTHER_CURRENCY = re.compile(r"\b(ron|lei|leu)\b")
NOT_A_WORD = re.compile(r"[^\w€]+")
# Sheets of companies begin, at the latest, after so many rows of title.
TITLE_ROWS = 15


@dataclass(frozen=True)
class Columns:
    """Where each thing stands: one column, or several for the numbers."""

    header: Line
    numbers: list[int]
    places: dict[str, int]

    def text(self, line: Line, name: str) -> str:
        return line.cell(self.places[name]) if name in self.places else ""


@dataclass(frozen=True)
class Candidate:
    """A row of the list that has a name and numbers; the rest as it stands in the cells."""

    line: Line
    name: str
    numbers: list[TaxNumber]
    cells: dict[str, str] = field(default_factory=dict)
    people: Decimal | None = None
    turnover: Decimal | None = None


def find_columns(lines: list[Line], *, currency: str) -> Columns | None:
    """The header among the first rows: the first with a column for the name and one for a number. Turnover counts
    only in euro: named in the header, or the currency of the territory."""
    for line in lines[:TITLE_ROWS]:
        columns = _columns(line, currency)
        if columns.numbers and "name" in columns.places:
            return columns
    return None


def _columns(line: Line, currency: str) -> Columns:
    numbers: list[int] = []
    places: dict[str, int] = {}
    for at, cell in enumerate(line.cells):
        words = NOT_A_WORD.sub(" ", fold(cell)).replace("_", " ")
        in_euro = bool(EURO.search(words)) or (currency == "EUR" and not OTHER_CURRENCY.search(words))
        name = FIELD_OF.get(" ".join(OTHER_CURRENCY.sub("", EURO.sub("", words)).split()), "")
        if name == "number":
            numbers.append(at)
        elif name and (name != "turnover" or in_euro):
            places.setdefault(name, at)
    return Columns(header=line, numbers=numbers, places=places)


def read_numbers(line: Line, columns: Columns, *, country: str) -> list[TaxNumber]:
    """The numbers of a row, each once; NumberProblem where there is none or one is wrong.

    A cell that a spreadsheet keeps as a number has lost its leading zeros: Italian ones get them back.
    """
    found: dict[tuple[str, str], TaxNumber] = {}
    for at in columns.numbers:
        typed = line.cell(at)
        if not typed and len(columns.numbers) > 1:
            continue
        if country == "IT" and at in line.numeric and typed.isdigit():
            typed = typed.zfill(11)
        number = parse_number(country, typed)
        found.setdefault((number.scheme, number.normalised), number)
    if not found:
        parse_number(country, "")  # says that the number is missing
    return list(found.values())


def read_amount(text: str, *, is_number: bool = False) -> Decimal | None:
    """An amount as Italians and Romanians write it (1.234,56), or as programs do (1234.56); None if it is none."""
    text = re.sub(r"[\s'’€]|eur|euro|ron|lei", "", text, flags=re.IGNORECASE)
    if not is_number:
        if "," in text and "." in text:
            mark = max(",.", key=text.rfind)
            text = text.replace("." if mark == "," else ",", "").replace(mark, ".")
        elif text.count(",") > 1 or re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+", text):
            text = text.replace(",", "").replace(".", "")
        else:
            text = text.replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 10**13 else None


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
