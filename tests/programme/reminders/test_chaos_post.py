"""A mail server at its worst while 500 people are told: each mail is sent once, given up with a reason, or marked."""

import datetime as dt
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from programme.letters.actions import remind
from programme.models import Mail
from programme.notices import actions, gateway
from programme.notices.states import MailState
from tests.programme.reminders.chaos import accounts, crowd

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)
PATIENCE = 3  # seconds, instead of the twenty

# What happens to every fiftieth person: the last figures of the number in the address. All the others have no trouble.
TROUBLES = {
    0: "421 at the address",
    1: "450 at the address",
    2: "550 at the address",
    3: "451 after the mail",
    4: "552 after the mail",
    5: "drops before the mail",
    6: "drops after the mail",
    7: "drops after the final 250",
    10: "drops in the mail",
}
HANGING = {8: "hangs at the address", 9: "hangs after the mail"}  # once each: nobody likes to wait


def trouble_of(address: str) -> str:
    number = int(address.partition("@")[0].removeprefix("owner"))
    return HANGING.get(number) or TROUBLES.get(number % 50, "")


def having(people: set[str], *words: str) -> set[str]:
    return {address for address in people if trouble_of(address).startswith(words)}


FOREVER, ONCE = ("550", "552"), ("421", "450", "451", "hangs at", "drops before")
# A short mail is handed over in one piece: whether the other side read all of it, it did not say.
TAKEN_IN_SILENCE, CUT = ("hangs after", "drops after the mail"), ("drops in",)


class BadServer:
    """Refuses the first conversations, then gives each address its trouble; it keeps the address of what it took."""

    def __init__(self) -> None:
        self.busy, self.taken, self.met = 5, [], set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rwb", buffering=0) as talk:
                if self.busy:
                    self.busy -= 1
                    talk.write(b"421 too busy\r\n")
                else:
                    talk.write(b"220 ready\r\n")
                    self._listen(talk)

    def _listen(self, talk: Any) -> None:
        """Until somebody ends it."""
        for words in talk:
            verb, answer = words[:4].decode().upper().strip(), "250 fine"
            if verb == "RCPT":
                self.address = words.decode().partition("<")[2].partition(">")[0]
                answer = self._trouble("at the address") or answer
            elif verb == "DATA" and not (answer := self._trouble("before the mail")):
                talk.write(b"354 go on\r\n")
                answer = self._take(talk)
            if verb == "QUIT" or answer.startswith("drops"):
                return
            if answer.startswith("hangs"):
                talk.readline()  # until the other side has enough
                return
            talk.write(f"{answer}\r\n".encode())

    def _take(self, talk: Any) -> str:
        if trouble := self._trouble("in the mail"):
            talk.readline()
            return trouble
        while talk.readline() != b".\r\n":
            pass
        trouble = self._trouble("after the mail")
        if not trouble.startswith(("451", "552")):
            self.taken.append(self.address)
        if trouble := trouble or self._trouble("after the final 250"):
            if "250" in trouble:
                talk.write(b"250 taken\r\n")
            return trouble
        return "250 taken"

    def _trouble(self, where: str) -> str:
        trouble = trouble_of(self.address)
        again = trouble.startswith(ONCE) and self.address in self.met
        if again or not trouble.endswith(where):
            return ""
        self.met.add(self.address)
        return trouble


@pytest.fixture
def server(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[BadServer]:
    server = BadServer()
    settings.MAIL_LEAVES = True
    settings.SMTP = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.listener.getsockname()[1]}
    monkeypatch.setattr(gateway, "TIMEOUT_SECONDS", PATIENCE)
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()


def send_all() -> None:
    """Round after round, a minute apart, while something waits."""
    now = timezone.now()
    remind(now=now)
    for _round in range(30):
        actions.send_due(now=now, limit=1000)
        now += MINUTE
        if not Mail.objects.filter(state=MailState.WAITING).exists():
            return
    raise AssertionError("Some mails wait for ever.")


def test_every_mail_has_its_end_and_only_what_nobody_knows_is_uncertain(server: BadServer) -> None:
    people = crowd()
    send_all()
    found = accounts(people, server.taken)
    assert found["dead"] == having(people, *FOREVER)
    assert found["uncertain"] == having(people, *TAKEN_IN_SILENCE, *CUT)
    assert found["sent"] == people - found["dead"] - found["uncertain"]
    assert set(server.taken) == people - found["dead"] - having(people, *CUT)
    assert server.busy == 0
    reasons = Mail.objects.filter(state=MailState.DEAD).values_list("error", flat=True)
    assert {reason[:3] for reason in reasons} == {"550", "552"}


# --- the controls: the same server with one protection off ---------------------------------------


def test_taking_an_unclear_end_for_a_failure_would_tell_people_twice(
    server: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, server.busy = crowd(50), 0
    monkeypatch.setattr(gateway, "Unclear", gateway.TryLater)
    monkeypatch.setattr(actions, "TRIED_FOR", 3 * MINUTE)
    send_all()
    twice = {address for address, times in Counter(server.taken).items() if times > 1}
    assert twice == having(people, *TAKEN_IN_SILENCE)


def test_without_another_try_people_would_be_forgotten(server: BadServer, monkeypatch: pytest.MonkeyPatch) -> None:
    people, server.busy = crowd(50), 0

    def give_up(mail: Mail, *, now: dt.datetime, error: str) -> None:
        actions.finish(mail, MailState.DEAD, now=now, error=error)

    monkeypatch.setattr(actions, "put_off", give_up)
    send_all()
    assert people - set(server.taken) == having(people, *FOREVER, *ONCE, *CUT)
