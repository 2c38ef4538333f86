"""A facilitator brings in a list as somebody sent it: matches a column, confirms, follows, answers, mends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from companies.imports.actions import run_imports
from companies.imports.states import ImportState
from companies.models import Company, ImportRun, User
from companies.people.states import Role
from programme.models import Notice, Programme
from programme.notices.actions import tell
from tests import make
from tests.browser.person import Person
from tests.browser.test_accessibility import Inspector

pytestmark = pytest.mark.browser
LANGUAGES = ("it", "ro", "en")


def messy_list(folder: Path) -> Path:
    """Windows-1252, semicolons, a title, headers of two lines, decimal commas, numbers without their zeros."""
    number = make.it_vat
    rows = [
        "Elenco inviato dall'associazione;;;;",
        '"Soggetto\r\n(come risulta)";"Partita\r\nIVA";Comune;Addetti;ATECO 2007',
        f"Caffè Aurora S.r.l.;{int(number(471012))};Moncalieri;12,5;10.73.00",
        f"Tessitura Po S.p.A.;{number(471013)};Città che non c'è;40;13.10.00",
        f"Caffè Aurora bis;{number(471012)};Torino;3;",
        "Senza numero S.r.l.;;Torino;3;",
    ]
    path = folder / "elenco associazione.csv"
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    return path


def uploads_and_matches(facilitator: Person, path: Path) -> ImportRun:
    facilitator.opens("home:home")
    facilitator.presses(facilitator.page.locator(f'header a[href="{reverse("imports:list")}"]'))
    facilitator.follows("imports:upload")
    facilitator.presses('main form button[type="submit"]')
    expect(facilitator.page.locator(".errors")).to_be_focused()  # no file was chosen
    facilitator.main.locator('[name="file"]').set_input_files(path)
    facilitator.presses('main form button[type="submit"]')
    run = ImportRun.objects.get()
    assert facilitator.is_at("imports:preview", run.pk)
    assert (run.state, run.total) == (ImportState.UPLOADED, 4)
    expect(facilitator.main.locator(f'form[action="{reverse("imports:confirm", args=[run.pk])}"]')).to_have_count(0)
    facilitator.fills(column_0="name")
    facilitator.presses("form#columns button >> nth=0")
    run.refresh_from_db()
    assert (run.state, run.created, run.refused, run.questions) == (ImportState.PREVIEWED, 2, 2, 1)
    facilitator.sees("Caffè Aurora S.r.l.", make.it_vat(471012))
    return run


def confirms_and_follows(facilitator: Person, run: ImportRun) -> None:
    """The page of the progress comes to its end by itself, once the worker has been there."""
    facilitator.sends("imports:confirm", run.pk)
    assert facilitator.is_at("imports:report", run.pk)
    assert not Company.objects.exists()
    expect(facilitator.page.locator("#progress")).to_be_visible()
    run_imports(now=timezone.now())
    expect(facilitator.page.locator("#progress")).to_have_count(0)
    facilitator.follows("companyfile:file", Company.objects.get(name="Caffè Aurora S.r.l.").pk)
    facilitator.sees("Moncalieri")


def answers_the_question(facilitator: Person, run: ImportRun) -> None:
    row = run.rows.get(asks=True)
    facilitator.opens("imports:report", run.pk)
    facilitator.presses(facilitator.main.locator('.tabs a[href*="tab=questions"]'))
    facilitator.fills(code="10.73.02")
    facilitator.sends("imports:answer", row.pk)
    row.company.refresh_from_db()
    assert row.company.sector.code == "10.73.02"
    facilitator.sees("10.73.02")


def takes_the_refused_rows_and_mends_them(facilitator: Person, run: ImportRun, folder: Path) -> None:
    facilitator.opens("imports:report", run.pk)
    with facilitator.page.expect_download() as download:
        facilitator.main.locator(f'a[href="{reverse("imports:refused", args=[run.pk])}"]').first.click()
    path = folder / "mended.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 3
    path.write_text(
        text.replace("Senza numero S.r.l.;", f"Senza numero S.r.l.;{make.it_vat(471014)}"), encoding="utf-8"
    )
    facilitator.opens("imports:upload")
    facilitator.main.locator('[name="file"]').set_input_files(path)
    facilitator.presses('main form button[type="submit"]')
    facilitator.fills(column_2="name")
    facilitator.presses("form#columns button >> nth=0")
    again = ImportRun.objects.latest("pk")
    assert (again.created, again.unchanged, again.refused) == (1, 1, 0)


def everybody_can_read_the_pages(facilitator: Person, run: ImportRun) -> None:
    waiting = ImportRun.objects.latest("pk")
    paths = [reverse(f"imports:{name}") for name in ("list", "upload")]
    paths += [reverse("imports:preview", args=[waiting.pk]), reverse("imports:report", args=[run.pk])]
    paths += [f"{paths[-1]}?tab={tab}" for tab in ("refused", "questions")]
    inspector = Inspector(facilitator.page, facilitator.url)
    for language in LANGUAGES:
        User.objects.filter(email=facilitator.email).update(language=language)
        for path in paths:
            inspector.looks_at(path)
            facilitator.speaks(language)
    assert not inspector.problems, "\n".join(inspector.problems)


def test_a_facilitator_imports_a_messy_list(
    portal: Programme, somebody: Callable[..., Person], staff: Callable[..., User], tmp_path: Path
) -> None:
    staff("giulia@example.org", "Giulia Conti", Role.FACILITATOR, "torino")
    giulia = somebody("giulia@example.org")
    giulia.signs_in()
    giulia.sets_up_second_factor()
    run = uploads_and_matches(giulia, messy_list(tmp_path))
    confirms_and_follows(giulia, run)
    tell(now=timezone.now())
    assert Notice.objects.get(event__kind="import_done").person.email == giulia.email
    answers_the_question(giulia, run)
    takes_the_refused_rows_and_mends_them(giulia, run, tmp_path)
    everybody_can_read_the_pages(giulia, run)
    assert not giulia.complaints, giulia.complaints
