"""The way out of the portal: Django's mails become rows here, and rows become mails over SMTP."""

import datetime as dt
import smtplib
import uuid
from collections.abc import Iterable
from email.message import EmailMessage as Letter
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.utils import timezone, translation

from programme.notices.models import Mail

TIMEOUT_SECONDS = 20


class TryLater(Exception):
    """Surely not delivered; another try may succeed."""


class ServerAway(TryLater):
    """No conversation with the mail server came about: it concerns every mail, not this one."""


class Refused(Exception):
    """Surely not delivered, and it never will be."""


class Unclear(Exception):
    """The whole mail was handed over and no answer came: nobody knows whether it was delivered."""


def new_message_id() -> str:
    """A Message-ID that stays with the row through all its tries."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain or 'localhost'}>"


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend: writes one row per recipient and sends nothing.

    The headers X-Urgent, X-Secret and X-Language of a message become columns. Only the plain text is kept.
    """

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        now, count = timezone.now(), 0
        for message in email_messages:
            rows = [self._row(message, address, now) for address in dict.fromkeys(message.recipients())]
            Mail.objects.bulk_create(rows)
            count += bool(rows)
        return count

    @staticmethod
    def _row(message: EmailMessage, address: str, now: dt.datetime) -> Mail:
        headers = message.extra_headers
        language = headers.get("X-Language") or translation.get_language() or settings.LANGUAGE_CODE
        return Mail(
            to=parseaddr(address)[1],
            language=language[:2],
            subject=" ".join(str(message.subject).split())[:250],
            text=str(message.body),
            message_id=new_message_id(),
            urgent=bool(headers.get("X-Urgent")),
            secret=bool(headers.get("X-Secret")),
            created_at=now,
            due_at=now,
        )


def deliver(mail: Mail) -> None:
    """Hand a mail to the server of EMAIL_URL; returns when it took it, else raises one of the four above.

    With MAIL_LEAVES switched off (the demo) the mail stays in the mailbox page and counts as delivered.
    """
    if not settings.MAIL_LEAVES:
        return
    try:
        content = compose(mail).as_bytes(policy=SMTP)
        sender = sanitize_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], "utf-8")
        recipient = sanitize_address(mail.to, "utf-8")
    except (ValueError, UnicodeError) as error:
        raise Refused(f"The mail cannot be written: {error}") from error
    server = _connect()
    try:
        _hand_over(server, sender, recipient, content)
    finally:
        _leave(server)


def compose(mail: Mail) -> Letter:
    """The mail as it goes over the wire; the same for every try."""
    letter = Letter(policy=SMTP)
    letter["From"] = settings.DEFAULT_FROM_EMAIL
    letter["To"] = sanitize_address(mail.to, "utf-8")
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.created_at)
    letter["Message-ID"] = mail.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = mail.language
    letter.set_content(mail.text)
    return letter


def _connect() -> smtplib.SMTP:
    config = settings.SMTP
    host, port = config.get("EMAIL_HOST"), config.get("EMAIL_PORT") or 25
    if not host:
        raise ServerAway("No mail server is configured (EMAIL_URL).")
    kind = smtplib.SMTP_SSL if config.get("EMAIL_USE_SSL") else smtplib.SMTP
    server = None
    try:
        server = kind(host, port, timeout=TIMEOUT_SECONDS)
        if config.get("EMAIL_USE_TLS"):
            server.starttls()
        if config.get("EMAIL_HOST_USER"):
            server.login(config["EMAIL_HOST_USER"], config["EMAIL_HOST_PASSWORD"])
        server.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:  # also a wrong password: the fault is not the mail's
        if server:
            server.close()
        raise ServerAway(f"{host}:{port}: {error}") from error
    return server


def _hand_over(server: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
    """The steps of one delivery. Until the final dot is on its way nothing can have been delivered."""
    try:
        _expect(server.docmd("MAIL", f"FROM:<{sender}>"))
        _expect(server.docmd("RCPT", f"TO:<{recipient}>"))
        _expect(server.docmd("DATA"), 354)
        server.send(_dotted(content))
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise TryLater(f"The server broke off: {error}") from error
    try:
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear(f"No answer after the end of the mail: {error}") from error
    _expect(answer)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    code, text = answer
    if code in (codes or range(200, 300)):
        return
    said = f"{code} {text.decode(errors='replace')}"
    raise Refused(said) if 500 <= code < 600 else TryLater(said)


def _dotted(content: bytes) -> bytes:
    """As DATA wants it: a line that begins with a dot gets another, and a dot alone ends it (RFC 5321, 4.5.2)."""
    lines = content.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
