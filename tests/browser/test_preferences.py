"""A member chooses by keyboard how news come, on a phone and on a wide screen; what comes then follows the choice."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, Territory, User
from companies.people.states import Role
from programme.models import Mail, Notice, NoticePreference, Programme
from programme.notices.actions import tell
from tests import make
from tests.browser.person import Person

pytestmark = pytest.mark.browser
WIDTHS = {1280: 900, 390: 844}


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name + '=' + document.activeElement.value"))


def tabs_to(page: Page, name: str) -> None:
    """Along the page with the key that moves from one question to the next."""
    for _n in range(80):
        if focused(page).partition("=")[0] == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {name}.")


def chooses_by_keyboard(member: Person, topic: str, value: str) -> None:
    tabs_to(member.page, topic)
    while focused(member.page) != f"{topic}={value}":
        member.page.keyboard.press("ArrowDown")


def answered(company: Company, by: User) -> None:
    record(EventKind.REPORT_RETURNED, by=by, now=timezone.now(), company=company, note="Manca la bolletta.")
    tell(now=timezone.now())


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_gets_the_bell_and_no_mail_as_chosen(
    portal: Programme, somebody: Callable[..., Person], staff: Callable[..., User], width: int
) -> None:
    facilitator = staff("luca@example.org", "Luca", Role.FACILITATOR, "torino")
    marta = staff("marta@example.org", "Marta", Role.FACILITATOR, "torino")
    marta.grants.all().delete()
    company = make.company("Panificio Aurora", territory=Territory.objects.get(code="torino"), owner=marta)
    answered(company, facilitator)
    assert Mail.objects.filter(to=marta.email).count() == 1

    member = somebody(marta.email, viewport={"width": width, "height": WIDTHS[width]})
    member.signs_in()
    member.opens("notices:list")
    member.follows("preferences:choose")
    chooses_by_keyboard(member, "milestones", "weekly")
    chooses_by_keyboard(member, "answers", "bell")
    with member.page.expect_navigation():
        member.page.keyboard.press("Enter")
    assert member.is_at("preferences:choose")
    expect(member.page.locator('input[name="answers"][value="bell"]')).to_be_checked()
    expect(member.page.locator('input[name="milestones"][value="weekly"]')).to_be_checked()
    assert member.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    chosen = NoticePreference.objects.filter(person=marta).order_by("topic").values_list("topic", "delivery")
    assert list(chosen) == [("answers", "bell"), ("milestones", "weekly")]

    answered(company, facilitator)
    assert Mail.objects.filter(to=marta.email).count() == 1
    assert Notice.objects.filter(person=marta).count() == 2
    member.opens("notices:list")
    expect(member.main.locator('form[action$="/open/"]')).to_have_count(2)
    assert not member.complaints
