import pytest
from django.db import IntegrityError

from companies.models import Sector
from tests import make

pytestmark = pytest.mark.django_db


def test_a_code_stands_once_in_a_classification() -> None:
    make.sector("10.71")
    make.sector("10.71", scheme=Sector.Scheme.NACE_21)
    with pytest.raises(IntegrityError, match=r"companies_sector\.code|sector_code_once_per_scheme"):
        make.sector("10.71")


def test_a_code_of_a_municipality_stands_once_in_a_country() -> None:
    make.municipality(code="001272")
    make.municipality("Voluntari", code="001272", country="RO")
    with pytest.raises(IntegrityError, match=r"companies_municipality\.code|municipality_code_once_per_country"):
        make.municipality("Torino again", code="001272")


def test_a_code_of_a_legal_form_stands_once_in_a_country() -> None:
    make.legal_form(code="1.3.20")
    make.legal_form("SRL", code="1.3.20", country="RO")
    with pytest.raises(IntegrityError, match=r"companies_legalform\.code|legal_form_code_once_per_country"):
        make.legal_form("S.r.l. again", code="1.3.20")
