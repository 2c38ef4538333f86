"""Somebody at a browser: signs in, asks for one page after the other, and looks at the clock."""

import http.client
import re
import statistics
import time
import urllib.parse
from dataclasses import dataclass
from http.cookies import SimpleCookie

from bench.empty import EMPTY

PASSWORD = "demo-sme4green"  # noqa: S105 - printed by `make run`; only the demo has it
WARM_UP = 3
LONGEST_SECONDS = 8


@dataclass(frozen=True)
class Answer:
    seconds: float
    queries: int
    page: str
    size: int


@dataclass(frozen=True)
class Measure:
    """How a page answered: milliseconds, queries, kilobytes, and its median beside that of the empty page."""

    p50: float
    p95: float
    queries: int
    kilobytes: float
    ratio: float


class Visitor:
    """One client that waits for each answer before it asks again."""

    def __init__(self, port: int, email: str) -> None:
        self.port, self.cookies = port, SimpleCookie()
        page = self.get("/accounts/login/").page
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        self._ask("POST", "/accounts/login/", urllib.parse.urlencode(form))
        if self._ask("GET", EMPTY)[0] != 200:
            raise SystemExit(f"{email} could not sign in.")

    def get(self, path: str) -> Answer:
        status, answer = self._ask("GET", path)
        if status != 200:
            raise SystemExit(f"{path} answers {status}.")
        return answer

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, Answer]:
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        queries = int(response.headers.get("X-Queries", 0))
        return response.status, Answer(seconds, queries, content.decode(), len(content))

    def measure(self, path: str, *, times: int) -> Measure:
        """The page and the empty page in turns, so that a busy machine slows both."""
        for _n in range(WARM_UP):
            last = self.get(path)
            self.get(EMPTY)
        seconds: list[float] = []
        empty: list[float] = []
        until = time.monotonic() + LONGEST_SECONDS
        while len(seconds) < times and (len(seconds) < 5 or time.monotonic() < until):
            empty.append(self.get(EMPTY).seconds)
            last = self.get(path)
            seconds.append(last.seconds)
        p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20, method="inclusive")[-1]
        return Measure(p50 * 1000, p95 * 1000, last.queries, last.size / 1000, p50 / statistics.median(empty))

    def further(self, path: str, pages: int) -> str:
        """The address of the page that is so many clicks on “Next” away, or of the last one."""
        for _n in range(pages):
            following = re.search(r'rel="next" href="([^"]+)"', self.get(path).page)
            if not following:
                break
            path = following[1].replace("&amp;", "&")
        return path

    def option(self, path: str, field: str, text: str) -> str:
        """The value of a choice of a filter, by the words that it shows."""
        found = re.search(rf'name="{field}".*?</select>', self.get(path).page, re.DOTALL)
        value = found and re.search(rf'<option value="([^"]*)"[^>]*>\s*{text}\s*<', found[0])
        if not value:
            raise SystemExit(f"{path} has no choice “{text}” in {field}.")
        return value[1]
