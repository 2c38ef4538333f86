"""Mails become rows, and rows become mails; every way a mail server can answer."""

import email
import email.policy
import socket

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage, send_mail

from programme.models import Mail
from programme.notices import gateway
from programme.notices.gateway import Refused, ServerAway, TryLater, Unclear, deliver
from tests import make
from tests.programme.notices.smtp import DROP, HANG, ScriptedServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND = "programme.notices.gateway.OutboxBackend"
    settings.MAIL_LEAVES = True
    monkeypatch.setattr(gateway, "TIMEOUT_SECONDS", 0.3)


def test_a_mail_of_django_becomes_a_row_that_waits() -> None:
    assert send_mail("Your\n code", "It is 123.", None, ["Anna <anna@example.org>"]) == 1
    row = Mail.objects.get()
    assert (row.to, row.subject, row.text, row.state) == ("anna@example.org", "Your code", "It is 123.", "waiting")
    assert not row.urgent
    assert not row.secret
    assert row.message_id.endswith("@sme4green.example>")


def test_each_recipient_gets_a_row_and_no_one_sees_another() -> None:
    EmailMessage(
        "Hello", "Text", to=["a@example.org", "b@example.org"], cc=["a@example.org"], bcc=["c@example.org"]
    ).send()
    assert sorted(Mail.objects.values_list("to", flat=True)) == ["a@example.org", "b@example.org", "c@example.org"]
    assert len(set(Mail.objects.values_list("message_id", flat=True))) == 3


def test_headers_say_what_goes_first_what_is_wiped_and_in_which_language() -> None:
    EmailMessage(
        "Code", "1", to=["a@example.org"], headers={"X-Urgent": "yes", "X-Secret": "yes", "X-Language": "ro"}
    ).send()
    row = Mail.objects.get()
    assert (row.urgent, row.secret, row.language) == (True, True, "ro")


def test_a_message_without_recipients_writes_nothing() -> None:
    assert EmailMessage("Hello", "Text").send() == 0
    assert not Mail.objects.exists()


def test_an_accepted_mail_arrives_whole(settings: LazySettings) -> None:
    row = make.mail(subject="Perché però", text="Prima riga\n.punto\nȘtefan\n", language="it")
    with ScriptedServer() as server:
        settings.SMTP = server.config
        deliver(row)
    content = server.taken[0].replace(b"\r\n..", b"\r\n.")
    letter = email.message_from_bytes(content, policy=email.policy.default)
    assert letter["Subject"] == "Perché però"
    assert letter["Message-ID"] == row.message_id
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == row.created_at
    assert letter["To"] == row.to
    assert letter.get_content().replace("\r\n", "\n") == "Prima riga\n.punto\nȘtefan\n"


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ({"connect": "421 too busy"}, ServerAway),
        ({"connect": DROP}, ServerAway),
        ({"connect": HANG}, ServerAway),
        ({"EHLO": DROP}, ServerAway),
        ({"MAIL": "421 closing"}, TryLater),
        ({"MAIL": "553 not this sender"}, Refused),
        ({"MAIL": DROP}, TryLater),
        ({"RCPT": "450 greylisted"}, TryLater),
        ({"RCPT": "550 no such person"}, Refused),
        ({"RCPT": HANG}, TryLater),
        ({"DATA": "451 later"}, TryLater),
        ({"DATA": "554 never"}, Refused),
        ({"DATA": DROP}, TryLater),
        ({"end": "452 disk full"}, TryLater),
        ({"end": "421 closing"}, TryLater),
        ({"end": "550 looks like spam"}, Refused),
        ({"end": DROP}, Unclear),
        ({"end": HANG}, Unclear),
    ],
)
def test_every_answer_of_the_server_has_one_meaning(
    settings: LazySettings, script: dict[str, str], outcome: type[Exception]
) -> None:
    with ScriptedServer(**script) as server:
        settings.SMTP = server.config
        with pytest.raises(Exception) as raised:
            deliver(make.mail())
    assert raised.type is outcome


def test_a_line_that_breaks_before_the_final_dot_is_tried_again(settings: LazySettings) -> None:
    with ScriptedServer(end="drop in the middle") as server:
        settings.SMTP = server.config
        with pytest.raises((TryLater, Unclear)) as raised:
            deliver(make.mail(text="x" * 60 + "\n" + ("y" * 70 + "\n") * 300_000))
    assert raised.type is TryLater


def test_a_machine_that_does_not_answer_is_tried_again(settings: LazySettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    settings.SMTP = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}
    with pytest.raises(ServerAway):
        deliver(make.mail())


def test_without_a_mail_server_in_the_settings_mails_wait(settings: LazySettings) -> None:
    settings.SMTP = {"EMAIL_HOST": ""}
    with pytest.raises(ServerAway, match="EMAIL_URL"):
        deliver(make.mail())


def test_an_address_that_would_smuggle_a_header_is_refused(settings: LazySettings) -> None:
    settings.SMTP = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
    with pytest.raises(Refused):
        deliver(make.mail("a@example.org\nBcc: b@example.org"))


def test_in_the_demo_nothing_leaves(settings: LazySettings) -> None:
    settings.MAIL_LEAVES = False
    settings.SMTP = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
    deliver(make.mail())
