"""What the columns of a list are called, and how its cells are understood."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from companies.directory.rules import NumberProblem, TaxNumber, parse_number
from companies.lists.readers import Line
from companies.lists.states import NEEDED, SECTORS, Field
from companies.reference.rules import fold

# Headers in Italian, Romanian and English, without case, accents and signs. The first that fits a column wins.
HEADERS: dict[Field, tuple[str, ...]] = {
    Field.NUMBER: (
        "partita iva", "p iva", "piva", "numero partita iva", "iva", "codice fiscale", "cod fiscale", "cf", "c f",
        "codice fiscale partita iva", "partita iva codice fiscale", "codice fiscale p iva", "cf p iva", "cf piva",
        "codice fiscale impresa",
        "cui", "cif", "cui cif", "cif cui", "cod fiscal", "cod unic", "cod unic de inregistrare", "cod cui",
        "cod de inregistrare fiscala", "cod identificare fiscala", "cod de identificare fiscala",
        "vat", "vat number", "vat no", "vat id", "vat code", "tax number", "tax code", "tax id", "fiscal code",
        "fiscal number", "fiscal number as filed",
    ),
    Field.NAME: (
        "denominazione", "ragione sociale", "denominazione sociale", "denominazione impresa", "nome", "nome impresa",
        "nome azienda", "impresa", "azienda", "societa", "ditta",
        "denumire", "denumirea", "denumire firma", "denumire societate", "denumire operator", "operator economic",
        "nume", "nume firma", "firma", "societate", "companie",
        "name", "company", "company name", "organization", "organisation", "organization name", "organisation name",
        "entity name", "business name", "supplier", "supplier name", "enterprise",
    ),
    Field.LEGAL_FORM: (
        "forma giuridica", "natura giuridica", "forma juridica", "forma de organizare", "tip societate",
        "legal form", "legal status", "legal form of the company",
    ),
    Field.MUNICIPALITY: (
        "comune", "comune sede", "comune sede legale", "comune della sede", "citta", "localita", "municipio",
        "localitate", "localitatea", "oras", "orasul", "municipiu", "comuna", "uat",
        "municipality", "city", "town", "city as filed",
    ),
    Field.ADDRESS: (
        "indirizzo", "indirizzo sede", "sede legale", "sede", "via", "adresa", "adresa sediu", "sediu",
        "sediu social", "strada", "address", "street", "street address", "registered office",
    ),
    Field.PEOPLE: (
        "addetti", "numero addetti", "n addetti", "dipendenti", "numero dipendenti", "n dipendenti", "ula", "persone",
        "angajati", "numar angajati", "numar de angajati", "nr angajati", "nr de angajati", "numar mediu angajati",
        "people", "employees", "number of employees", "staff", "headcount",
    ),
    Field.TURNOVER: (
        "fatturato", "fatturato annuo", "ricavi", "cifra de afaceri", "cifra afaceri", "turnover",
        "annual turnover", "revenue", "revenues",
    ),
    Field.SECTOR: (
        "ateco", "codice ateco", "codice attivita", "attivita", "settore", "caen", "cod caen",
        "nace", "nace code", "sector", "sector code", "activity code",
    ),
    Field.SECTOR_NEW: (
        "ateco 2025", "codice ateco 2025", "caen rev 3", "cod caen rev 3", "nace 2 1", "nace rev 2 1", "caen 3",
    ),
    Field.SECTOR_OLD: (
        "ateco 2007", "codice ateco 2007", "ateco 2022", "codice ateco 2022", "ateco 2007 2022",
        "ateco 2007 agg 2022", "caen rev 2", "cod caen rev 2", "caen 2", "nace 2", "nace rev 2", "nace rev2",
    ),
}  # fmt: skip
FIELD_OF = {header: name for name, headers in HEADERS.items() for header in headers}
EURO = re.compile(r"\b(eur|euro)\b|€")
OTHER_CURRENCY = re.compile(r"\b(ron|lei|leu)\b")
IN_BRACKETS = re.compile(r"\([^)]*\)")
NOT_A_WORD = re.compile(r"[^\w€]+")
# Sheets of companies begin, at the latest, after so many rows of title.
TITLE_ROWS = 15
# An Italian number without its zeros at the beginning still has so many digits.
SHORTENED = range(7, 11)


@dataclass(frozen=True)
class Columns:
    """The row with the headers, and what each column holds ("" for nothing that is taken)."""

    header: Line
    fields: tuple[str, ...]

    @property
    def missing(self) -> list[Field]:
        return [field for field in NEEDED if field not in self.fields]

    def places(self, name: str) -> list[int]:
        return [at for at, field in enumerate(self.fields) if field == name]

    def text(self, line: Line, name: str) -> str:
        """The first cell of the row that is not empty, among the columns of the field."""
        return next(filter(None, (line.cell(at) for at in self.places(name))), "")


@dataclass(frozen=True)
class Candidate:
    """A row of the list that has a name and right numbers; the rest as it stands in the cells."""

    line: Line
    name: str
    numbers: list[TaxNumber]
    cells: dict[str, str] = field(default_factory=dict)
    people: Decimal | None = None
    turnover: Decimal | None = None
    notes: tuple[str, ...] = ()


def find_columns(lines: list[Line], *, currency: str) -> Columns:
    """The header among the first rows: the first with a column for the name and one for a number; where none has,
    the one with the most cells, for a person to say what they hold."""
    first = lines[:TITLE_ROWS]
    found = [Columns(line, tuple(_field_of(cell, currency) for cell in line.cells)) for line in first]
    complete = (columns for columns in found if not columns.missing)
    return next(complete, None) or max(found, key=lambda columns: sum(map(bool, columns.header.cells)))


def _field_of(header: str, currency: str) -> str:
    """Turnover counts only in euro: named in the header, or the currency of the territory. What stands in brackets,
    a remark or the number of a footnote, may be needed to know the header, and may be in the way."""
    words = NOT_A_WORD.sub(" ", fold(header)).replace("_", " ")
    in_euro = bool(EURO.search(words)) or (currency == "EUR" and not OTHER_CURRENCY.search(words))
    name = FIELD_OF.get(_known_words(header)) or FIELD_OF.get(_known_words(IN_BRACKETS.sub(" ", header)))
    return "" if name is None or (name == Field.TURNOVER and not in_euro) else str(name)


def _known_words(header: str) -> str:
    words = NOT_A_WORD.sub(" ", fold(header)).replace("_", " ")
    return " ".join(OTHER_CURRENCY.sub("", EURO.sub("", words)).split())


def read_candidate(line: Line, columns: Columns, *, country: str) -> Candidate:
    """The row as a company, or NumberProblem with the sentence that says why it is none."""
    numbers, notes = read_numbers(line, columns, country=country)
    name = columns.text(line, Field.NAME)
    if not name:
        raise NumberProblem(_("The name is missing."))
    if len(name) > 200:
        raise NumberProblem(_("The name is longer than 200 letters."))
    amounts: dict[str, Decimal | None] = {}
    for column in (Field.PEOPLE, Field.TURNOVER):
        at = next((at for at in columns.places(column) if line.cell(at)), None)
        amounts[column] = None if at is None else read_amount(line.cell(at), is_number=at in line.numeric)
        if at is not None and amounts[column] is None:
            notes.append(left_out(column, line.cell(at)))
    cells = {column: columns.text(line, column) for column in set(columns.fields) if column}
    return Candidate(line=line, name=name, numbers=numbers, cells=cells, notes=tuple(notes), **amounts)


def left_out(column: str, text: str) -> str:
    said = {"column": Field(column).label, "text": text[:60]}
    return _("%(column)s “%(text)s” was not understood and is left out.") % said


def sector_of(candidate: Candidate) -> tuple[str, str]:
    """The first column with a code that the row fills, and its text; ("", "") where it has none."""
    return next(((name, candidate.cells[name]) for name in SECTORS if candidate.cells.get(name)), ("", ""))


def read_numbers(line: Line, columns: Columns, *, country: str) -> tuple[list[TaxNumber], list[str]]:
    """The numbers of a row, each once, with what was mended; NumberProblem where there is none or one is wrong.

    A spreadsheet that takes a number for an amount drops its leading zeros: Italian ones get them back where the
    check digit then fits.
    """
    found: dict[tuple[str, str], TaxNumber] = {}
    notes: list[str] = []
    places = columns.places(Field.NUMBER)
    for at in places:
        typed = line.cell(at)
        if not typed and len(places) > 1:
            continue
        number = _padded(typed, was_number=at in line.numeric) if country == "IT" else None
        if number:
            notes.append(_("The zeros at the beginning of the number were put back: %(n)s.") % {"n": number.value})
        number = number or parse_number(country, typed)
        found.setdefault((number.scheme, number.normalised), number)
    if not found:
        parse_number(country, "")  # says that the number is missing
    return list(found.values()), notes


def _padded(typed: str, *, was_number: bool) -> TaxNumber | None:
    digits = typed.removesuffix(".0").replace(".", "").replace(" ", "")
    short = digits.isascii() and digits.isdigit() and (len(digits) in SHORTENED or (was_number and len(digits) < 11))
    if not short:
        return None
    try:
        return parse_number("IT", digits.zfill(11))
    except NumberProblem:
        return None


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
