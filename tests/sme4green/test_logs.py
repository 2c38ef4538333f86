import json
import logging
import re
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from sme4green.logs import JsonLines, id_for, request_id
from sme4green.middleware import RequestId


def line(message: str = "Hello %s", *words: object, exc_info: object = None, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("a.logger", logging.INFO, __file__, 1, message, words, exc_info)
    record.__dict__.update(extra)
    text = JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_says_when_who_and_what() -> None:
    found = line("Hello %s", "Măgurele")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found.pop("time"))
    assert found == {"level": "INFO", "logger": "a.logger", "message": "Hello Măgurele"}


def test_a_line_break_in_a_message_makes_no_second_line() -> None:
    assert line("one\ntwo")["message"] == "one\ntwo"


def test_an_exception_brings_its_traceback() -> None:
    try:
        raise ValueError("no such day")
    except ValueError:
        assert "ValueError: no such day" in line(exc_info=sys.exc_info())["exception"]


def test_a_line_belongs_to_the_request_in_hand_or_to_the_one_it_carries() -> None:
    request = RequestFactory().get("/")
    request.id = "of-the-record"
    assert "request_id" not in line()
    assert line(request=request)["request_id"] == "of-the-record"
    token = request_id.set("in-hand-now")
    try:
        assert line(request=request)["request_id"] == "in-hand-now"
    finally:
        request_id.reset(token)


def test_an_id_that_looks_like_one_is_taken_over() -> None:
    assert id_for("0b4ffbd4-30e8-4c5b-9d0e-1f7a0d3c2b11") == "0b4ffbd4-30e8-4c5b-9d0e-1f7a0d3c2b11"


@pytest.mark.parametrize("offered", ["", "short", "x" * 65, 'with "quotes"', "two\nlines-here", "ünsane-id"])
def test_any_other_is_replaced(offered: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", id_for(offered))
    assert id_for(offered) != id_for(offered)


@pytest.mark.django_db
def test_the_answer_carries_the_id(client: Client) -> None:
    assert client.get("/healthz", headers={"x-request-id": "of-the-proxy"}).headers["X-Request-ID"] == "of-the-proxy"
    first, second = (client.get("/nowhere/").headers["X-Request-ID"] for _time in range(2))
    assert first != second


def test_each_request_leaves_one_line_without_what_was_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    in_the_view = []

    def page(_request: HttpRequest) -> HttpResponse:
        in_the_view.append(request_id.get())
        return HttpResponse()

    with caplog.at_level(logging.INFO, logger="sme4green.requests"):
        response = RequestId(page)(RequestFactory().get("/companies/?q=Rossi"))
    (record,) = [record for record in caplog.records if record.name == "sme4green.requests"]
    written = JsonLines().format(record)
    assert '"method": "GET", "path": "/companies/", "status_code": 200' in written
    assert "Rossi" not in written
    assert in_the_view == [response.headers["X-Request-ID"]]
    assert request_id.get() == ""
