"""Pages as a real browser sees them: nothing fails, nothing is forbidden, everybody can read them."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = ["/", "/accounts/login/", "/accounts/signup/", "/style/"]
PHONE = {"width": 360, "height": 740}
each_page = pytest.mark.parametrize("path", PUBLIC)


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page whose test fails when the browser complained, for instance of the content security policy."""
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url} failed"))
    page.on(
        "response", lambda answer: complaints.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None
    )
    yield page
    assert not complaints, "\n".join(complaints)


def opened(page: Page, address: str) -> Page:
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None and answer.status == 200, address
    return page


@each_page
def test_a_public_page_loads_without_a_complaint(watched: Page, live_server: LiveServer, path: str) -> None:
    opened(watched, f"{live_server.url}{path}")
    assert watched.title()
    assert watched.locator("h1").count() == 1


@each_page
def test_a_public_page_has_no_barrier(page: Page, live_server: LiveServer, path: str) -> None:
    opened(page, f"{live_server.url}{path}")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@each_page
def test_a_public_page_fits_a_phone(page: Page, live_server: LiveServer, path: str) -> None:
    page.set_viewport_size(PHONE)
    opened(page, f"{live_server.url}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_the_front_page_speaks_the_language_of_the_browser(
    browser: object, live_server: LiveServer, language: str
) -> None:
    context = browser.new_context(locale=language)
    page = opened(context.new_page(), live_server.url)
    assert re.match(language, page.locator("html").get_attribute("lang"))
    context.close()
