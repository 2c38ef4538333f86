"""The mailbox of the demo: open before sign-in, searchable, harmless, and only in the demo."""

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.notices.states import MailState
from tests import make
from tests.conftest import HouseClient
from tests.make import NOW

pytestmark = pytest.mark.django_db
BOX = "/demo/mailbox/"


def test_the_mailbox_opens_without_sign_in_and_says_what_it_is(client: HouseClient) -> None:
    page = client.get(BOX, headers={"Accept-Language": "en"}).text
    assert "no mail leaves this machine" in page
    assert "No mail yet" in page


def test_mails_are_found_by_recipient_and_an_empty_result_names_the_filter(client: HouseClient) -> None:
    make.mail("anna@example.org", subject="For Anna")
    make.mail("marco@example.org", subject="For Marco", state=MailState.SENT, sent_at=NOW)
    everything = client.get(BOX).text
    assert everything.index("For Marco") < everything.index("For Anna")
    only = client.get(BOX, {"to": "ANNA"}).text
    assert "For Anna" in only
    assert "For Marco" not in only
    assert "“nobody”" in client.get(BOX, {"to": "nobody"}, headers={"Accept-Language": "en"}).text


def test_a_mail_shows_its_text_with_links_and_runs_nothing(client: HouseClient) -> None:
    mail = make.mail(text="Open http://localhost:8000/x?a=1&b=2\n<script>alert(1)</script>\n123456", secret=True)
    page = client.get(f"{BOX}{mail.pk}/").text
    assert '<a href="http://localhost:8000/x?a=1&amp;b=2"' in page
    assert "<script>alert" not in page
    assert "123456" in page


def test_a_wiped_text_is_explained(client: HouseClient) -> None:
    mail = make.mail(text="", state=MailState.SENT, sent_at=NOW)
    assert "was wiped" in client.get(f"{BOX}{mail.pk}/", headers={"Accept-Language": "en"}).text


def test_a_mail_that_is_not_there_is_not_found(client: HouseClient) -> None:
    assert client.get(f"{BOX}99/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(client: HouseClient, settings: LazySettings) -> None:
    mail = make.mail()
    settings.DEMO = False
    assert client.get(BOX).status_code == 404
    assert client.get(f"{BOX}{mail.pk}/").status_code == 404


def test_the_list_is_paged_and_keeps_the_search(client: HouseClient) -> None:
    for _n in range(51):
        make.mail("anna@example.org")
    page = client.get(BOX, {"to": "anna"}).text
    assert "to=anna&amp;after=" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client: HouseClient, rows: int) -> None:
    for _n in range(rows):
        make.mail()
    client.get(BOX)
    with CaptureQueriesContext(connection) as queries:
        client.get(BOX)
    assert len(queries) == 1
