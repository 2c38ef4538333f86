"""The client of the tests refuses what no page may do."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from zeal import NPlusOneError

from companies.models import Company, Territory
from tests import make
from tests.conftest import HouseClient


@login_not_required
def writes(request: HttpRequest) -> HttpResponse:
    Territory.objects.update(name="Changed by looking")
    return HttpResponse()


@login_not_required
def asks_per_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(company.territory.name for company in Company.objects.all()))


urlpatterns = [path("writes/", writes), path("accounts/writes/", writes), path("rows/", asks_per_row)]


@pytest.fixture(autouse=True)
def own_pages(settings: object, db: None) -> None:
    settings.ROOT_URLCONF = __name__
    # Only the pages above are there, and the gates of the portal reverse names of its own.
    settings.MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]


def test_a_get_that_writes_is_refused(client: HouseClient) -> None:
    with pytest.raises(AssertionError, match="GET /writes/ writes"):
        client.get("/writes/")


def test_a_post_may_write(client: HouseClient) -> None:
    territory = make.territory()
    assert client.post("/writes/").status_code == 200
    territory.refresh_from_db()
    assert territory.name == "Changed by looking"


def test_the_sign_in_pages_may_write(client: HouseClient) -> None:
    assert client.get("/accounts/writes/").status_code == 200


def test_a_query_per_row_is_refused(client: HouseClient) -> None:
    make.company(territory=make.territory())
    make.company(territory=make.territory())
    with pytest.raises(NPlusOneError):
        client.get("/rows/")


def test_one_row_asks_once(client: HouseClient) -> None:
    make.company(territory=make.territory())
    assert client.get("/rows/").status_code == 200
