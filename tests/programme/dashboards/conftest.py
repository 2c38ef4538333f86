"""The cast in an edition that runs at the real today, because a page reads the real clock."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programme.models import Indicator, Programme
from programme.tallies.actions import recount
from tests import make
from tests.cast import Cast, assemble

DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    """The edition of the cast runs at the real today, because a page reads the real clock."""
    cast = assemble()
    today = timezone.now().date()
    Programme.objects.update(starts_on=min(make.TODAY, today) - 400 * DAY, ends_on=today + 300 * DAY)
    cast.programme.refresh_from_db()
    return cast


@pytest.fixture
def kwh() -> Indicator:
    return make.indicator("energy-saved", name_en="Energy saved", name_it="Energia risparmiata", unit="kWh/year")


@pytest.fixture
def look(client: Client) -> Callable[..., Any]:
    """Counts, and opens a page as somebody; gives back the answer, with `words`, its text without markup."""

    def opened(user: Any, name: str, *args: str, **query: str) -> Any:
        recount(now=make.NOW)
        client.force_login(user)
        answer = client.get(reverse(f"dashboards:{name}", args=args), query)
        answer.words = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
        return answer

    return opened
