"""The least that a signed-in page can be: session, person, roles, menu, notices, the frame, and nothing in it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

EMPTY = "/bench/empty/"


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


class CountQueries:
    """Says in the header of each answer how many queries it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute: Callable[..., Any], *statement: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*statement)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers["X-Queries"] = str(queries)
        return response
