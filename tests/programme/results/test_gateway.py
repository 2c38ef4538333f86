"""The document: tagged, in the language of the reader, and nothing that was typed is read as markup."""

import io
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from companies.models import Company, User
from programme.dashboards.queries import scope_for
from programme.models import Indicator
from programme.results.gateway import typeset
from programme.results.queries import report_on
from programme.tallies.actions import recount
from tests import make
from tests.cast import Cast
from tests.programme.dashboards.records import others

pytestmark = pytest.mark.django_db


def data_for(user: User, language: str = "en", **choice: str) -> dict[str, Any]:
    scope = scope_for(user, "second", now=make.NOW, **choice)
    assert scope
    with translation.override(language):
        return report_on(scope, now=make.NOW)


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.parametrize(("language", "heading"), [("en", "Measured results"), ("it", "Risultati misurati")])
def test_the_document_is_tagged_and_says_its_language(cast: Cast, kwh: Indicator, language: str, heading: str) -> None:
    others(cast, kwh, 6)
    pdf = PdfReader(io.BytesIO(typeset(data_for(cast.people["manager"], language))))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith(language)
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert pdf.metadata and cast.programme.name in str(pdf.metadata.title)
    assert heading in words_of(pdf)
    assert 1 < len(pdf.pages) < 8


def test_what_a_person_typed_is_not_read_as_markup(cast: Cast, kwh: Indicator) -> None:
    others(cast, kwh, 3)
    name = '#panic("x") *bold* $x$ @ref <svg> & "'
    cast.programme.name = name
    cast.programme.save(update_fields=["name"])
    home = make.municipality("Ivrea #eval <b>", territory=cast.torino, code="001125")
    Company.objects.update(municipality=home)
    recount(now=make.NOW)
    said = words_of(PdfReader(io.BytesIO(typeset(data_for(cast.people["manager"])))))
    assert '#panic("x") *bold* $x$ @ref <svg> &' in said
    assert "Ivrea #eval <b>" in said


def test_a_day_without_companies_makes_a_document_too(cast: Cast) -> None:
    data = data_for(cast.people["manager"], day=cast.programme.starts_on.isoformat())
    said = words_of(PdfReader(io.BytesIO(typeset(data))))
    assert "No figures were sent by this day." in said
    assert "Where the companies are" not in said


def test_data_that_do_not_fit_the_sheet_are_an_error(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        typeset(data_for(cast.people["manager"]) | {"parts": [{}]})
