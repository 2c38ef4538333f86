"""What stands in `?after=` is typed by anybody."""

import base64
import json
from typing import Any

import pytest
from django.test import RequestFactory

from companies.models import Company, Event
from sme4green.paging import page_by_key
from tests import make

pytestmark = pytest.mark.django_db
MOMENT = "2026-10-14T09:30:00+00:00"
UNREADABLE: list[Any] = [
    ["abc", "x"],
    ["a\x00", 1],
    ["a\ud800", 1],
    ["a", 10**30],
    ["a", 1.5],
    ["a", True],
    [1, 2],
    [{}, 2],
    [float("nan"), float("inf")],
    [MOMENT, "²"],
    ["0001-01-01T00:00:00+14:00", 1],
    ["2026-10-14T09:30:00", 1],
    ["2026-99-99", 1],
    "ab",
    [],
]


def written(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize("after", [*map(written, UNREADABLE), "I", "é", base64.b64encode(b"[" * 50000).decode()])
def test_an_address_that_cannot_be_read_starts_at_the_first_page(after: str) -> None:
    make.company("Alfa", territory=make.territory("torino"))
    request = RequestFactory().get("/companies/", {"after": after})
    by_moment = page_by_key(Event.objects.all(), keys=("-at", "-pk"), request=request)
    assert (by_moment.rows, by_moment.first_url) == ([], "")
    page_by_key(Company.objects.all(), keys=("name", "pk"), request=request)  # a moment is also a name


def test_each_page_begins_where_the_last_one_ended() -> None:
    torino = make.territory("torino")
    names = ["Alfa", "Beta", "Beta", "Gamma"]
    for name in names:
        make.company(name, territory=torino)
    address, seen = "/companies/", []
    while address:
        page = page_by_key(Company.objects.all(), keys=("name", "pk"), request=RequestFactory().get(address), size=1)
        seen += [company.name for company in page.rows]
        address = page.next_url
    assert seen == names
