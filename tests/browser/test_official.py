"""An official has a minute: from a red number to the companies behind it and back, to the map, to a day of the past."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, expect

from programme.models import Programme
from tests.browser.person import Person
from tests.browser.test_accessibility import demo, session_of

__all__ = ["demo"]
pytestmark = pytest.mark.browser
WIDTHS = {1280: 900, 390: 844}
CARLA = "carla@demo.example"


def number_in(place: Locator) -> int:
    text = place.text_content() or ""
    found = re.search(r"\d[\d.]*", text)
    assert found, text
    return int(found[0].replace(".", ""))


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_red_number_to_the_companies_and_back_with_the_map_and_a_past_day(
    demo: str, new_context: Callable[..., BrowserContext], width: int
) -> None:
    context = new_context(locale="it", timezone_id="Europe/Rome", viewport={"width": width, "height": WIDTHS[width]})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(CARLA), "url": demo}])
    carla = Person(context.new_page(), demo, CARLA)
    edition = Programme.objects.get(code="demo")
    edition.targets.filter(territory__code="torino").update(value=90)  # the way there asks for more than there is

    # What is behind is said on the first page, in a word and in red; its number opens to its companies.
    carla.opens("home:home")
    red = carla.main.locator(".promise", has=carla.page.locator(".badge.tone-late")).first
    expect(red).to_be_visible()
    accepted = red.locator("dd a").last
    number = number_in(accepted)
    carla.presses(accepted)
    assert number_in(carla.main.locator(".big-number").first) == number
    expect(carla.main.locator("tbody tr")).to_have_count(number)

    # A company, and back to the same list.
    listed = carla.page.url
    first = carla.main.locator("tbody th a").first
    name = first.inner_text()
    carla.presses(first)
    expect(carla.main.locator("h1")).to_contain_text(name)
    carla.page.go_back()
    assert carla.page.url == listed
    promises, picture = (reverse(f"dashboards:{page}", args=[edition.code]) for page in ("dashboard", "picture"))
    carla.presses(carla.main.locator(f'a[href^="{promises}"]').first)
    assert carla.is_at("dashboards:dashboard", edition.code)

    # The map: a municipality opens to as many companies as it says.
    carla.presses(carla.main.locator(f'a[href^="{picture}"]').first)
    shape = carla.main.locator("figure.map a").first
    companies = number_in(shape.locator("title"))
    carla.presses(carla.main.locator(f'table a[href="{shape.get_attribute("href")}"]').first)
    assert number_in(carla.main.locator(".big-number").first) == companies
    carla.presses(carla.main.locator(f'a[href^="{picture}"]').first)

    # A day of the past: it stays while the official walks on, and the number opens to the list of that day.
    day = edition.starts_on.isoformat()
    carla.fills(as_of=day)
    carla.presses('main form button[type="submit"]')
    assert f"as_of={day}" in carla.page.url
    carla.presses(carla.main.locator(f'a[href^="{promises}?"][href*="as_of={day}"]').first)
    assert f"as_of={day}" in carla.page.url
    then = carla.main.locator(".promise dd a").first
    expect(then).to_have_text(re.compile(r"^\s*0"))
    carla.presses(then)
    assert f"as_of={day}" in carla.page.url
    expect(carla.main.locator("tbody tr")).to_have_count(0)
    assert carla.complaints == []
