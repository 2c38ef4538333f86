"""The way in, in Romanian: a textile workshop of Voluntari signs up, asks in and is admitted."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from companies.models import Identifier, User
from companies.people.states import Role
from programme.models import Application, Mail, Programme
from programme.notices.actions import tell
from tests.browser.person import Person

pytestmark = pytest.mark.browser


def test_a_company_of_ilfov_signs_up_and_is_admitted_in_romanian(
    portal: Programme, somebody: Callable[..., Person], staff: Callable[..., User]
) -> None:
    staff("andrei@example.org", "Andrei Munteanu", Role.FACILITATOR, "ilfov", from_demo=True)
    ioana, andrei = somebody("ioana@example.org", "ro"), somebody("andrei@example.org", "ro")

    ioana.signs_up("Ioana Popescu", language="ro")
    ioana.speaks("ro")
    ioana.fills(country="RO", tax_number="RO 18547290")
    ioana.presses('main form button[type="submit"]')
    application = Application.objects.get()
    ioana.fills(
        name="Croitoria Codrii Snagovului SRL", people="6", turnover_eur="240.000,50", balance_sheet_eur="90000"
    )
    ioana.main.locator('[name="legal_form"]').select_option(index=1)
    ioana.looks_up("municipality", "volunt", "Voluntari")
    ioana.looks_up("sector", "13.9", "13.92")
    ioana.fills(hopes="Dorim să reducem deșeurile textile.")
    ioana.ticks("privacy_accepted")
    ioana.saves("check")
    ioana.sees("Voluntari", "240.000,5", "18547290")
    ioana.sends("onboarding:send", application.pk)

    tell(now=timezone.now())
    andrei.signs_in()
    andrei.speaks("ro")
    andrei.follows("onboarding:detail", application.pk)
    andrei.ticks("answer", "admit")
    andrei.presses('main form button[type="submit"]')
    application.refresh_from_db()
    assert (application.state, application.territory.code, application.programme) == ("admitted", "ilfov", portal)
    number = Identifier.objects.get(company=application.company)
    assert (number.scheme, number.normalised) == ("ro-cui", "18547290")

    tell(now=timezone.now())
    mails = Mail.objects.filter(notices__isnull=False).order_by("pk").values_list("to", "language")
    assert list(mails) == [(andrei.email, "ro"), (ioana.email, "ro")]
    ioana.opens("home:home")
    ioana.speaks("ro")
    ioana.follows("companyfile:file", application.company_id)
    ioana.sees("Croitoria Codrii Snagovului SRL", "Asociația Măgurele Science Park")
    assert not ioana.complaints + andrei.complaints
