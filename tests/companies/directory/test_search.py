"""The index behind the search of companies."""

import pytest
from django.db import connection

from companies.models import Company


@pytest.mark.trigram
@pytest.mark.django_db
def test_the_search_of_companies_uses_the_trigram_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "company_search_trigram" in Company.objects.filter(search__contains="forno").order_by().explain()
