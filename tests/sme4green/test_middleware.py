"""The gates that every request passes."""

from typing import Any

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


def test_what_a_signed_in_person_reads_is_kept_nowhere(client: Any) -> None:
    client.force_login(make.user())
    for path in (reverse("home:home"), "/not-there/"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_a_visitor_may_keep_the_front_page(client: Any) -> None:
    assert "Cache-Control" not in client.get("/").headers


def test_a_null_character_in_an_address_is_a_bad_request(client: Any) -> None:
    client.force_login(make.user())
    for path in (reverse("reference:municipalities"), reverse("onboarding:list"), reverse("demo:mailbox")):
        assert client.get(path, {"q": "a\x00", "to": "\x00"}).status_code == 400


def test_an_error_page_has_the_same_policies_as_any_other(client: Any) -> None:
    answer = client.get("/not-there/")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
