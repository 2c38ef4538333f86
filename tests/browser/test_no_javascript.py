"""The core of the path with JavaScript switched off: nothing on it needs more than pages and forms."""

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from companies.models import User
from companies.people.states import Role
from programme.models import Application, Milestone, Programme, ProgressReport
from tests import make
from tests.browser.person import Person, bill

pytestmark = pytest.mark.browser
Somebody = Callable[..., Person]
Staff = Callable[..., User]


def test_an_application_is_filled_in_sent_and_answered(portal: Programme, somebody: Somebody, staff: Staff) -> None:
    staff("giulia@example.org", "Giulia Conti", Role.FACILITATOR, "torino", from_demo=True)
    marta, giulia = (somebody(f"{name}@example.org", java_script_enabled=False) for name in ("marta", "giulia"))

    marta.signs_up("Marta Ferrero", language="it")
    marta.fills(country="IT", tax_number=make.it_vat(4712))
    marta.presses('main form button[type="submit"]')
    application = Application.objects.get()
    marta.fills(name="Panificio Aurora S.r.l.", municipality_words="Moncalieri", sector_words="pane", people="molte")
    marta.saves("stay")
    # What is right is saved; the words of the sector come back as rows to choose from; a wrong number stays as typed.
    expect(marta.page.locator(".errors li")).to_have_count(2)
    expect(marta.main.locator('[name="people"]')).to_have_value("molte")
    marta.main.locator("#id_sector_options label", has_text="10.71").first.click()
    marta.main.locator('[name="legal_form"]').select_option(index=1)
    marta.fills(people="8,5", turnover_eur="850000", balance_sheet_eur="410000", hopes="Una bolletta più bassa.")
    marta.ticks("privacy_accepted")
    marta.saves("check")
    marta.sends("onboarding:send", application.pk)

    giulia.signs_in()
    giulia.follows("onboarding:detail", application.pk)
    giulia.ticks("answer", "refuse")
    giulia.presses('main form button[type="submit"]')
    expect(giulia.page.locator(".errors li")).to_have_count(1)  # a refusal needs its reason
    giulia.ticks("answer", "admit")
    giulia.presses('main form button[type="submit"]')
    application.refresh_from_db()
    assert (application.state, application.people, application.sector.code[:5]) == ("admitted", 8.5, "10.71")


@pytest.fixture
def milestone(portal: Programme, staff: Staff) -> Milestone:
    """Of a company with an owner, marta@example.org, in Torino."""
    giulia = staff("giulia@example.org", "Giulia Conti", Role.FACILITATOR, "torino", from_demo=True)
    owner = make.user("Marta Ferrero", email="marta@example.org", password=make.PASSWORD, language="it")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    torino = portal.territories.get(code="torino")
    company = make.company("Panificio Aurora S.r.l.", territory=torino, owner=owner)
    part = make.participation(company, portal, by=giulia)
    kilos = make.indicator("bread-saved", unit="kg", decimals=1, evidence_needed=True)
    return make.milestone(part, by=giulia, indicator=kilos, target=1500, due_on=portal.ends_on)


def test_a_report_is_drafted_sent_and_accepted(milestone: Milestone, somebody: Somebody, tmp_path: Path) -> None:
    marta, giulia = (somebody(f"{name}@example.org", java_script_enabled=False) for name in ("marta", "giulia"))

    marta.signs_in()
    marta.follows("reports:milestone", milestone.pk)
    marta.follows("reports:write", milestone.pk)
    marta.fills(value="1.234,5")
    marta.main.locator('[name="files"]').set_input_files(bill(tmp_path))
    marta.saves("stay")
    marta.sees("bolletta.pdf")
    marta.fills(text="Il pane del giorno prima va alla mensa.")
    marta.saves("check")
    report = ProgressReport.objects.get()
    marta.sends("reports:send", report.pk)

    giulia.signs_in()
    giulia.follows("reports:detail", report.pk)
    giulia.sees("1.234,5 kg", "bolletta.pdf")
    giulia.presses('button[name="verdict"][value="accepted"]')
    report.refresh_from_db()
    assert report.state == "accepted"
    marta.opens("reports:milestone", milestone.pk)
    expect(marta.main.locator(".badge.tone-ok").first).to_be_visible()
