"""After a restore no mail leaves until a person says so, except codes that somebody asked for since."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from companies.models import Event
from programme.models import Mail, MailHold
from programme.notices.actions import claim, hold_mail, release_mail, send_due
from programme.notices.queries import held_mails, mail_hold
from programme.notices.states import MailState
from sme4green.errors import RuleBroken
from tests import make
from tests.cast import Cast, assemble
from tests.conftest import HouseClient
from tests.make import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
HELD, RELEASE = "/mail/held/", "/mail/release/"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def mails() -> dict[str, Mail]:
    """Four mails of before the hold and after it."""
    written = {
        "old": make.mail(created_at=NOW - HOUR),
        "old code": make.mail(created_at=NOW - HOUR, urgent=True, secret=True),
        "new": make.mail(created_at=NOW + HOUR),
        "new code": make.mail(created_at=NOW + HOUR, urgent=True, secret=True),
    }
    hold_mail(copy_of=NOW - HOUR, now=NOW)
    return written


def states(mails: dict[str, Mail]) -> dict[str, str]:
    now = dict(Mail.objects.values_list("pk", "state"))
    return {name: now[mail.pk] for name, mail in mails.items()}


def test_only_a_new_code_leaves(mails: dict[str, Mail]) -> None:
    assert send_due(now=NOW + 2 * HOUR) == 1
    assert states(mails) == {"old": "waiting", "old code": "waiting", "new": "waiting", "new code": "sent"}
    assert held_mails(mail_hold()) == (1, 1)


def test_a_hold_that_comes_between_choosing_and_claiming_wins(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    make.mail()
    with django_assert_num_queries(3):  # choose, claim, read again: the hold is asked in the same statements
        assert claim(now=NOW)
    mail = make.mail()
    chosen = Mail.objects.filter(pk=mail.pk)
    original = type(chosen).update

    def slow(rows: object, **columns: object) -> int:
        if not mail_hold():
            hold_mail(copy_of=NOW, now=NOW + HOUR)
        return original(rows, **columns)

    monkeypatch.setattr(type(chosen), "update", slow)
    assert claim(now=NOW) is None
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING


def test_released_mail_leaves_and_what_may_have_left_before_is_given_up(mails: dict[str, Mail]) -> None:
    assert release_mail(by=None, now=NOW + HOUR, also_older=False) == 2
    send_due(now=NOW + 2 * HOUR)
    assert states(mails) == {"old": "dead", "old code": "dead", "new": "sent", "new code": "sent"}
    assert "may have left" in Mail.objects.get(pk=mails["old"].pk).error
    assert Mail.objects.get(pk=mails["old code"].pk).text == ""


def test_older_mail_is_sent_where_a_person_wants_it_but_never_an_old_code(mails: dict[str, Mail]) -> None:
    assert release_mail(by=None, now=NOW + HOUR, also_older=True) == 3
    send_due(now=NOW + 2 * HOUR)
    assert states(mails) == {"old": "sent", "old code": "dead", "new": "sent", "new code": "sent"}


def test_the_journal_tells_of_both(cast: Cast, mails: dict[str, Mail]) -> None:
    release_mail(by=cast.manager, now=NOW, also_older=False)
    assert [(event.kind, event.by) for event in Event.objects.order_by("pk")] == [
        ("mail_held", None),
        ("mail_released", cast.manager),
    ]


def test_a_second_hold_takes_the_place_of_the_one_in_the_copy() -> None:
    hold_mail(copy_of=NOW, now=NOW)
    hold_mail(copy_of=NOW + HOUR, now=NOW + 2 * HOUR)
    assert MailHold.objects.get().held_at == NOW + 2 * HOUR


def test_nothing_is_released_that_is_not_held() -> None:
    with pytest.raises(RuleBroken, match="not held"):
        release_mail(by=None, now=NOW, also_older=True)


# --- the two doors ---------------------------------------------------------------------------


def test_a_manager_reads_what_waits_and_releases_it(
    client: HouseClient, cast: Cast, mails: dict[str, Mail], django_assert_num_queries: object
) -> None:
    client.force_login(cast.manager)
    with django_assert_num_queries(7):  # session, person, grants, memberships, unread; hold, mails
        page = client.get(HELD).text
    assert "Send only what was written since" in page
    answer = client.post(RELEASE, {"also_older": "on"}, follow=True)
    assert "Mail leaves again. 3 mails are on their way." in answer.text
    assert "Mail is not held" in client.get(HELD).text
    assert "Mail is not held." in client.post(RELEASE, follow=True).text


@pytest.mark.parametrize("person", ["auditor", "facilitator", "owner_a"])
def test_nobody_else_knows_of_it(client: HouseClient, cast: Cast, mails: dict[str, Mail], person: str) -> None:
    client.force_login(cast.people[person])
    assert [client.get(HELD).status_code, client.post(RELEASE).status_code] == [404, 404]
    assert mail_hold()


def test_the_command_says_what_is_held_and_releases_only_with_yes(mails: dict[str, Mail]) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="Add --yes"):
        call_command("release_mail", stdout=out)
    assert "before the backup: 1 (they may have left then); since: 2." in out.getvalue()
    call_command("release_mail", "--yes", stdout=out)
    assert "2 wait for a worker" in out.getvalue()
    with pytest.raises(CommandError, match="not held"):
        call_command("release_mail", "--yes", stdout=out)
