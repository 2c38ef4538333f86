"""Somebody at a browser of their own.

Everything is found by names of fields, by addresses and by marks of the kit, never by words: the pages speak three
languages, and a test of the path says once which of them it expects.
"""

import base64
import hashlib
import hmac
import re
import struct
import time
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from programme.models import Mail
from programme.scenes.rules import small_pdf
from tests import make

CODE = re.compile(r"^([A-Z0-9]{2,}(?:-[A-Z0-9]{2,})+|[A-Z0-9]{6,})$", re.MULTILINE)


def one_time_code(secret: str, *, at: float) -> str:
    """The six digits that an authenticator app shows (RFC 6238), worked out without the portal's library."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    mac = hmac.digest(key, struct.pack(">Q", int(at) // 30), hashlib.sha1)
    start = mac[-1] & 0x0F
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Person:
    """Goes to pages, fills in fields and presses buttons; every page on the way must answer well."""

    def __init__(self, page: Page, url: str, email: str) -> None:
        self.page, self.url, self.email = page, url, email
        page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    # --- moving about -------------------------------------------------------------------------

    def opens(self, route: str, *args: object) -> None:
        answer = self.page.goto(self.url + reverse(route, args=args))
        assert answer is not None and answer.status == 200, f"{route}: {answer and answer.status}"

    def presses(self, selector: str | Locator) -> None:
        """One click that leads to another page (or to the same one again)."""
        target = self.page.locator(selector).first if isinstance(selector, str) else selector
        with self.page.expect_navigation() as arrival:
            target.click()
        assert arrival.value is not None and arrival.value.status < 400, f"{self.page.url}: {arrival.value.status}"

    def follows(self, route: str, *args: object, extra: str = "") -> None:
        """A link of the page itself, not of the frame around it."""
        self.presses(self.main.locator(f'a[href="{reverse(route, args=args)}{extra}"]').first)

    def sends(self, route: str, *args: object) -> None:
        """The button of the form that leads to this route."""
        self.presses(self.main.locator(f'form[action="{reverse(route, args=args)}"] button[type="submit"]').first)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.url).partition("?")[0].partition("#")[0]

    def is_at(self, route: str, *args: object) -> bool:
        return self.path == reverse(route, args=args)

    def speaks(self, language: str) -> None:
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    # --- forms --------------------------------------------------------------------------------

    def fills(self, **fields: str) -> None:
        """Text boxes, drop-downs and day fields by the name of the field."""
        for name, text in fields.items():
            field = self.main.locator(f'[name="{name}"]:not([type="hidden"])').first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)

    def ticks(self, name: str, value: str = "") -> None:
        selector = f'input[name="{name}"]' + (f'[value="{value}"]' if value else "")
        self.main.locator(selector).check()

    def saves(self, then: str) -> None:
        self.presses(f'main button[name="then"][value="{then}"]')

    def looks_up(self, name: str, words: str, choice: str) -> None:
        """Types words into a search field and takes one of the rows that come while typing."""
        self.main.locator(f'[name="{name}_words"]').press_sequentially(words)
        self.main.locator(f"#id_{name}_options label", has_text=choice).first.click()

    # --- the way in ---------------------------------------------------------------------------

    def signs_up(self, name: str, language: str) -> None:
        """From the front page, with the code that the mail brings."""
        self.opens("public:front")
        self.presses(f'main a[href^="{reverse("account_signup")}"]')
        self.fills(name=name, email=self.email, password1=make.PASSWORD, language=language)
        self.presses('main form button[type="submit"]')
        mail = Mail.objects.get(to=self.email)
        assert mail.urgent and mail.secret and mail.language == language
        found = CODE.search(mail.text)
        assert found, mail.text
        self.fills(code=found[1])
        self.presses('main form button[type="submit"]')

    def signs_in(self) -> None:
        self.opens("account_login")
        self.fills(login=self.email, password=make.PASSWORD)
        self.presses('main form button[type="submit"]')

    def sets_up_second_factor(self) -> None:
        """From the page that says why, to the recovery codes."""
        assert self.is_at("people:second_factor"), self.path
        self.follows("mfa_activate_totp")
        secret = self.main.locator("#authenticator_secret").inner_text().strip()
        self.fills(code=one_time_code(secret, at=time.time()))
        self.presses(f'form[action="{reverse("mfa_activate_totp")}"] button[type="submit"]')
        expect(self.main.locator("#recovery_codes li")).to_have_count(10)


def bill(folder: Path, name: str = "bolletta.pdf") -> Path:
    """A small true PDF to hand in."""
    path = folder / name
    path.write_bytes(small_pdf(["Bolletta", "1234,5 kg"]))
    return path
