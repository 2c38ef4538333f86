"""The whole path in Italian: from a stranger who signs up to an accepted report that counts."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from companies.models import Company, Event, User
from companies.people.states import Role
from programme.models import Application, Indicator, Mail, Milestone, Notice, Programme, ProgressReport
from programme.notices.actions import send_due, tell
from programme.tallies.actions import count_events
from tests import make
from tests.browser.person import Person, bill

pytestmark = pytest.mark.browser

NUMBER = make.it_vat(4711)
Somebody = Callable[..., Person]
Staff = Callable[..., User]


def the_worker_ticks() -> list[tuple[str, str]]:
    """What the worker does by the clock; the mails that left by it as (to, kind of event)."""
    tell(now=timezone.now())
    count_events(now=timezone.now())
    waiting = Mail.objects.filter(state="waiting", notices__isnull=False)
    left = sorted(waiting.values_list("to", "notices__event__kind"))
    assert not waiting.exclude(language="it").exists()
    send_due(now=timezone.now())
    assert not Mail.objects.exclude(state="sent").exists()
    return left


def a_company_asks_in(owner: Person) -> Application:
    owner.signs_up("Marta Ferrero", language="it")
    assert owner.is_at("onboarding:start"), owner.path  # what the front page had offered
    owner.speaks("it")
    owner.fills(country="IT", tax_number="123")
    owner.presses('main form button[type="submit"]')
    expect(owner.page.locator(".errors")).to_be_focused()
    owner.fills(tax_number=f"it {NUMBER[:3]}.{NUMBER[3:7]} {NUMBER[7:]}")
    owner.presses('main form button[type="submit"]')
    application = Application.objects.get()
    assert owner.is_at("onboarding:edit", application.pk)

    owner.fills(name="Panificio Aurora S.r.l.", turnover_eur="850.000,00")
    owner.saves("check")
    edit = reverse("onboarding:edit", args=[application.pk])
    missing = owner.main.locator(f'li a[href^="{edit}#"]').evaluate_all("links => links.map(a => a.hash)")
    wanted = ("legal_form", "municipality", "sector", "people", "hopes", "privacy_accepted")
    assert set(missing) == {f"#id_{name}" for name in wanted}
    assert not owner.main.locator('form[action$="/send/"]').count()

    owner.follows("onboarding:edit", application.pk, extra="#id_municipality")
    owner.looks_up("municipality", "moncal", "Moncalieri")
    owner.looks_up("sector", "pane", "10.71")
    owner.main.locator('[name="legal_form"]').select_option(index=1)
    owner.fills(people="8,5", balance_sheet_eur="410000", hopes="Vorremmo ridurre la bolletta del forno.")
    owner.ticks("privacy_accepted")
    owner.saves("check")
    owner.sees("Moncalieri", "8,5", "850.000")
    owner.sends("onboarding:send", application.pk)
    application.refresh_from_db()
    assert (application.state, application.territory.code) == ("sent", "torino")
    return application


def the_facilitator_admits(facilitator: Person, application: Application) -> Company:
    facilitator.signs_in()
    facilitator.sets_up_second_factor()
    facilitator.opens("home:home")
    facilitator.speaks("it")
    facilitator.follows("onboarding:detail", application.pk)
    facilitator.ticks("answer", "admit")
    facilitator.presses('main form button[type="submit"]')
    application.refresh_from_db()
    assert application.state == "admitted"
    facilitator.follows("companyfile:file", application.company_id)
    return application.company


def a_tutor_is_assigned(facilitator: Person, company: Company) -> None:
    facilitator.follows("tutors:assign", company.pk)
    facilitator.presses('main form button[type="submit"]')
    assert facilitator.is_at("companyfile:file", company.pk)
    facilitator.sees("Anna Riva")


def the_company_plans(owner: Person, company: Company, programme: Programme) -> Milestone:
    """One ready step, and one of its own with a target of 1.500 kg."""
    owner.opens("home:home")
    owner.sees("Anna Riva", "+39 011 555 0202")
    expect(owner.main.locator('a[href="tel:+390115550202"]').first).to_be_visible()
    owner.follows("reports:of_company", company.pk)
    owner.follows("milestones:plan", company.pk)
    owner.presses(owner.main.locator('form:has(input[name="template"][value="understand"]) button'))
    assert owner.is_at("milestones:plan", company.pk)

    own = owner.main.locator('form:has([name="title"])')
    kilos = Indicator.objects.get(code="packaging-avoided")
    owner.fills(title="Meno imballaggi in negozio", indicator=str(kilos.pk), baseline="0", target="1.500")
    own.locator('[name="due_on"]').fill((programme.ends_on + dt.timedelta(days=9)).isoformat())
    owner.presses(own.locator("button"))
    expect(owner.page.locator(".errors")).to_be_focused()
    own.locator('[name="due_on"]').fill((programme.ends_on - dt.timedelta(days=9)).isoformat())
    owner.presses(own.locator("button"))
    assert owner.is_at("reports:of_company", company.pk)
    assert Milestone.objects.filter(template__code="understand").exists()
    milestone = Milestone.objects.get(template=None)
    owner.sees("Meno imballaggi in negozio", "1.500")
    owner.follows("reports:milestone", milestone.pk)
    return milestone


def the_company_reports(owner: Person, milestone: Milestone, folder: Path) -> ProgressReport:
    owner.follows("reports:write", milestone.pk)
    owner.fills(text="Sacchetti di carta al posto della plastica.", value="1.234,5")
    owner.saves("stay")
    expect(owner.main.locator('[name="value"]')).to_have_value("1.234,5")
    owner.saves("check")
    report = ProgressReport.objects.get()
    assert report.figures.get().value * 10 == 12345
    write = reverse("reports:write", args=[milestone.pk])
    expect(owner.main.locator(f'li a[href="{write}#id_files"]')).to_be_visible()  # the figure needs its proof
    owner.follows("reports:write", milestone.pk, extra="#id_files")
    owner.main.locator('[name="files"]').set_input_files(bill(folder))
    owner.saves("check")
    owner.sees("bolletta.pdf", "1.234,5")
    owner.sends("reports:send", report.pk)
    return report


def the_tutor_returns(tutor: Person, report: ProgressReport) -> None:
    tutor.signs_in()
    tutor.sets_up_second_factor()
    tutor.opens("home:home")
    tutor.follows("reports:detail", report.pk)
    tutor.sees("1.234,5", "bolletta.pdf")
    tutor.presses('button[name="verdict"][value="returned"]')
    expect(tutor.page.locator(".errors")).to_be_focused()  # a return needs its reason
    tutor.fills(note="Per quale periodo valgono i chili?")
    tutor.presses('button[name="verdict"][value="returned"]')
    assert tutor.is_at("home:home")


def the_company_answers(owner: Person, report: ProgressReport) -> None:
    """From the bell to the report, with what the tutor asks for in view."""
    owner.opens("home:home")
    owner.presses(owner.page.locator("a.bell"))
    last = Notice.objects.get(person__email=owner.email, event__kind="report_returned")
    owner.sends("notices:open", last.pk)
    assert owner.is_at("reports:detail", report.pk)
    owner.follows("reports:write", report.milestone_id)
    owner.sees("Per quale periodo valgono i chili?", "bolletta.pdf")
    owner.fills(text="Sacchetti di carta al posto della plastica, da gennaio a settembre.")
    owner.ticks("completes")
    owner.saves("check")
    owner.sends("reports:send", report.pk)


def the_tutor_accepts(tutor: Person, report: ProgressReport) -> None:
    tutor.opens("home:home")
    tutor.follows("reports:detail", report.pk)
    tutor.sees("da gennaio a settembre")
    tutor.presses('button[name="verdict"][value="accepted"]')
    report.refresh_from_db()
    assert report.state == "accepted"


def every_number_opens(reader: Person, programme: Programme, company: Company) -> None:
    """On the dashboard each number of a counter that has records leads to a list with the company in it."""
    reader.opens("dashboards:dashboard", programme.code)
    board = reverse("dashboards:dashboard", args=[programme.code])
    links = reader.main.locator(f'a[href^="{board}"]').evaluate_all("links => links.map(a => a.getAttribute('href'))")
    behind = [link for link in dict.fromkeys(links) if link.removeprefix(board).strip("/").count("/") == 1]
    opened = 0
    for link in behind:
        reader.presses(reader.main.locator(f'a[href="{link}"]').first)
        if reader.main.locator("tbody tr").count():
            reader.sees(company.name)
            opened += 1
        reader.opens("dashboards:dashboard", programme.code)
    for level in ("claimed", "proved", "accepted"):
        assert any(f"/smes_supported/{level}/" in link for link in behind), behind
    assert opened >= 3, behind


def the_timeline_tells(owner: Person, company: Company) -> None:
    owner.opens("companyfile:timeline", company.pk)
    told = Event.objects.filter(company=company)
    expect(owner.page.locator(".timeline > li")).to_have_count(told.count())
    kinds = list(told.order_by("at", "pk").values_list("kind", flat=True))
    path = ["application_sent", "application_admitted", "tutor_assigned", "milestone_planned", "evidence_added"]
    path += ["report_sent", "report_returned", "report_sent", "report_accepted"]
    rest = iter(kinds)
    assert all(kind in rest for kind in path), kinds


def test_a_company_walks_from_sign_up_to_an_accepted_report_in_italian(
    portal: Programme, somebody: Somebody, staff: Staff, tmp_path: Path
) -> None:
    staff("giulia@example.org", "Giulia Conti", Role.FACILITATOR, "torino")
    staff("anna@example.org", "Anna Riva", Role.TUTOR, "torino", phone="+39 011 555 0202")
    owner, giulia, anna = (somebody(f"{name}@example.org") for name in ("marta", "giulia", "anna"))

    application = a_company_asks_in(owner)
    assert the_worker_ticks() == [(giulia.email, "application_sent")]
    company = the_facilitator_admits(giulia, application)
    assert the_worker_ticks() == [(owner.email, "application_admitted")]
    a_tutor_is_assigned(giulia, company)
    assert the_worker_ticks() == [(anna.email, "tutor_assigned"), (owner.email, "tutor_assigned")]
    milestone = the_company_plans(owner, company, portal)
    report = the_company_reports(owner, milestone, tmp_path)
    assert the_worker_ticks() == [(anna.email, "report_sent")]
    the_tutor_returns(anna, report)
    assert the_worker_ticks() == [(owner.email, "report_returned")]
    the_company_answers(owner, report)
    assert the_worker_ticks() == [(anna.email, "report_sent")]
    the_tutor_accepts(anna, report)
    assert the_worker_ticks() == [(owner.email, "report_accepted")]
    every_number_opens(giulia, portal, company)
    the_timeline_tells(owner, company)
    assert not owner.complaints + giulia.complaints + anna.complaints
