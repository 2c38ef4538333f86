"""Everybody can read every page of the path: as each role, wide and on a phone, and nothing comes from outside."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from companies.models import User
from companies.reference.actions import load_reference
from companies.territories.actions import make_first_territories
from programme.demo.actions import seed_demo
from programme.notices.actions import tell
from tests.browser.tours import TOURS

pytestmark = pytest.mark.browser

WIDTHS = {1280: 900, 390: 844}
# The pages are the same on every database: all languages are walked on the first, one on the other.
LANGUAGES = [code for code, _name in settings.LANGUAGES][: None if connection.vendor == "sqlite" else 1]
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOK = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
AXE = Axe().axe_script


@pytest.fixture
def demo(transactional_db: None, live_server: LiveServer) -> str:
    """The whole demo, told of what happened in it; the address where it is served."""
    now = timezone.now()
    load_reference()
    make_first_territories(now=now)
    seed_demo(now=now)
    tell(now=now)
    return live_server.url


@dataclass
class Inspector:
    """Looks at pages at every width and writes down what is wrong, all of it."""

    page: Page
    url: str
    problems: list[str] = field(default_factory=list)
    where: str = ""
    frame_seen: bool = False  # header and footer are the same on every page of a person: once will do

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.note(f"console: {said.text}") if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("request", self.stays_here)

    def note(self, problem: str) -> None:
        self.problems.append(f"{self.where}: {problem}")

    def stays_here(self, request: object) -> None:
        address = request.url  # type: ignore[attr-defined]
        if not address.startswith((self.url, "data:")):
            self.note(f"asks {address}")

    def looks_at(self, path: str, *, expected: int = 200) -> None:
        self.where = path
        self.page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})
        answer = self.page.goto(self.url + path)
        if answer is None or answer.status != expected:
            self.note(f"answers {answer and answer.status}")
            return
        self.page.evaluate(AXE)
        for width, height in WIDTHS.items():
            self.where = f"{path} at {width}"
            self.page.set_viewport_size({"width": width, "height": height})
            self.measures(width)
        self.frame_seen = True

    def finds(self) -> list[dict[str, object]]:
        around = {"exclude": ["header", "footer"]} if self.frame_seen else {"include": ["html"]}
        return self.page.evaluate("([around, look]) => axe.run(around, look)", [around, LOOK])["violations"]

    def measures(self, width: int) -> None:
        needed = self.page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            self.note(f"needs {needed} pixels")
        if self.page.locator("h1").count() != 1:
            self.note("has not one h1")
        for broken in self.finds():
            nodes = "; ".join(str(node["target"]) for node in broken["nodes"][:5])
            self.note(f"{broken['id']} ({broken['help']}): {nodes}")


def session_of(email: str) -> str:
    """Of somebody who signed in a moment ago: nobody is asked again who it is."""
    client, person = Client(), User.objects.get(email=email)
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": email}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_path_can_be_read_by_everybody(
    demo: str, new_context: Callable[..., BrowserContext], language: str
) -> None:
    """As each role, each page, in each language: all that is wrong is said at once, with page and width."""
    User.objects.update(language=language)
    problems = []
    for role, tour in TOURS.items():
        context = new_context(locale=language, timezone_id="Europe/Rome", reduced_motion="reduce")
        if email := tour.email():
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(email), "url": demo}])
        inspector = Inspector(context.new_page(), demo)
        for path in tour.paths():
            inspector.looks_at(path)
        assert inspector.page.locator("html").get_attribute("lang") == language
        problems += [f"{role}: {problem}" for problem in inspector.problems]
        context.close()
    assert not problems, "\n".join(problems)


def test_a_page_that_is_not_there_can_be_read_too(live_server: LiveServer, page: Page) -> None:
    inspector = Inspector(page, live_server.url)
    inspector.looks_at("/nowhere/", expected=404)
    refused = [problem for problem in inspector.problems if "404 (Not Found)" not in problem]
    assert not refused, "\n".join(refused)


def test_the_inspector_finds_what_is_wrong(live_server: LiveServer, page: Page) -> None:
    inspector = Inspector(page, live_server.url)
    inspector.looks_at("/accessibility/")
    assert inspector.problems == []
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"/static/img/workshop.svg\" width=3000>'")
    page.evaluate("console.error('something broke')")
    page.evaluate("fetch('https://outside.invalid/').catch(() => 0)")  # the policy of the pages stops it, too
    page.evaluate(AXE)
    inspector.measures(1280)
    said = "\n".join(inspector.problems)
    assert all(words in said for words in ("image-alt", "pixels", "something broke", "outside.invalid")), said
