"""Pages of the imports: who may, what they show, and that nothing is written before it is confirmed."""

import csv
import io

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.urls import reverse

from companies.imports import actions
from companies.imports.states import ImportState
from companies.models import Company, Event, ImportRun
from companies.people.states import Role
from tests import make
from tests.companies.imports.lists import brought, import_row, import_run, looked_at, table

pytestmark = pytest.mark.django_db
HEADER = ["nome", "partita iva", "ateco 2022"]


@pytest.fixture
def torino():
    return make.territory("torino")


def somebody(client, role, territory=None, **columns):
    user = make.user(from_demo=True, **columns)
    make.grant(user, role, territory=territory)
    client.force_login(user)
    return user


@pytest.fixture
def facilitator(client, torino):
    return somebody(client, Role.FACILITATOR, torino)


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(f"imports:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def sent(client, name, *args, **data):
    return client.post(reverse(f"imports:{name}", args=args), data)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_first_list_is_asked_for_and_a_template_is_at_hand(client, facilitator):
    text = page(client, "list")
    assert "No list yet" in text
    assert reverse("imports:upload") in text
    assert reverse("imports:template") in text


@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_the_template_is_a_list_that_is_understood(client, torino, language):
    user = somebody(client, Role.FACILITATOR, torino, language=language)
    response = client.get(reverse("imports:template"))
    content = b"".join(response.streaming_content)
    country = {"country": "RO", "currency": "RON"} if language == "ro" else {}
    run = looked_at(make.territory(**country), upload=ContentFile(content, name="companies.csv"), by=user)
    assert (run.state, run.created) == (ImportState.PREVIEWED, 1)
    assert all(run.columns), "every header of the template is known"


def test_a_list_goes_from_upload_to_report(client, facilitator, torino):
    upload = table(["Forno Rossi", "1374990552", ""], ["Nessuno", "", ""], header=HEADER, name="elenco.csv")
    response = sent(client, "upload", territory=torino.pk, file=upload)
    run = ImportRun.objects.get()
    assert response.url == reverse("imports:preview", args=[run.pk])
    text = page(client, "preview", run.pk)
    for words in ("One company is new", "One row is refused", "Import one row", "were put back: 01374990552"):
        assert words in text
    assert not Company.objects.exists()

    response = sent(client, "confirm", run.pk)
    assert response.url == reverse("imports:report", args=[run.pk])
    assert "You may leave this page" in page(client, "report", run.pk)
    actions.run_imports(now=make.NOW)
    text = page(client, "report", run.pk)
    assert reverse("companyfile:file", args=[Company.objects.get().pk]) in text
    assert "You may leave this page" not in text


def test_the_progress_asks_for_itself_until_the_import_has_ended(client, facilitator, torino):
    run = import_run(torino, state="confirmed", total=10, done=3)
    url = reverse("imports:report", args=[run.pk])
    part = client.get(url, HTTP_HX_REQUEST="true")
    assert b"every 2s" in part.content
    assert b"<html" not in part.content
    ImportRun.objects.update(state="done")
    assert client.get(url, HTTP_HX_REQUEST="true").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.pdf", b"%PDF-1.7", "Only CSV and XLSX files can be read"),
        ("list.csv", b"%PDF-1.7\n1 0 obj", "neither a CSV text nor an XLSX"),
        ("list.csv", b"", "The file is empty"),
        ("list.csv", b"nome;partita iva\n", "no row below its headers"),
        ("list.xlsx", b"PK\x03\x04rest", "The workbook cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_at_the_field(client, facilitator, torino, name, content, sentence):
    response = sent(client, "upload", territory=torino.pk, file=ContentFile(content, name=name))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_is_said_at_the_field(client, facilitator, torino):
    assert "This field is required" in sent(client, "upload", territory=torino.pk).content.decode()


def test_the_same_file_sent_twice_is_one_import(client, facilitator, torino):
    for _time in range(2):
        response = sent(client, "upload", territory=torino.pk, file=table(["A", "01374990552", ""], header=HEADER))
    assert "already being imported" in response.content.decode()
    assert ImportRun.objects.count() == 1


def test_unknown_headers_are_matched_by_a_person(client, facilitator, torino):
    run = looked_at(torino, ["Forno Rossi", "01374990552"], header=["Chi", "Cosa"])
    text = page(client, "preview", run.pk)
    assert "do not say which column holds the name" in text
    assert reverse("imports:confirm", args=[run.pk]) not in text
    response = sent(client, "preview", run.pk, column_0="name", column_1="")
    assert "Say which column holds this: Tax number." in response.content.decode()
    sent(client, "preview", run.pk, column_0="name", column_1="number")
    run.refresh_from_db()
    assert (run.state, run.columns, run.created) == (ImportState.PREVIEWED, ["name", "number"], 1)
    assert Event.objects.filter(kind="import_matched").count() == 1


def test_words_of_a_list_are_never_markup(client, facilitator, torino):
    cells = ["<script>alert(1)</script>", "01374990552"]
    run = looked_at(torino, cells, header=["nome", "cf<img src=x>"], name="<b>list</b>.csv")
    for _time in range(2):
        text = page(client, "preview", run.pk)
        assert "<script>alert" not in text and "<img" not in text and "<b>list" not in text
        assert "&lt;script&gt;alert" in text and "cf&lt;img" in text
        actions.match_columns(run.pk, columns=["name", "number"], by=facilitator, now=make.NOW)


def test_a_confirmed_import_is_no_longer_matched_nor_confirmed(client, facilitator, torino):
    run = looked_at(torino, ["Forno Rossi", "01374990552"], header=["nome", "cf"])
    sent(client, "confirm", run.pk)
    assert "has moved on" in said(sent(client, "confirm", run.pk))[-1]
    assert sent(client, "preview", run.pk, column_0="name", column_1="number").url.endswith("/report/")
    assert client.get(reverse("imports:preview", args=[run.pk])).url.endswith("/report/")


def test_an_import_that_waits_is_cancelled(client, facilitator, torino):
    run = looked_at(torino, ["Forno Rossi", "01374990552"], header=["nome", "cf"])
    sent(client, "cancel", run.pk)
    assert actions.run_imports(now=make.NOW) == 0
    text = page(client, "report", run.pk)
    assert "Cancelled" in text and "Not imported" in text
    assert not Company.objects.exists()


def test_refused_rows_go_back_to_a_spreadsheet_and_can_be_uploaded_again(client, facilitator, torino):
    rows = [["=HYPERLINK(1)", "01374990553"], ["Buona", "01374990552"]]
    run = brought(torino, *rows, header=["nome", "cf"])
    response = client.get(reverse("imports:refused", args=[run.pk]))
    content = b"".join(response.streaming_content)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["row", "reason", "nome", "cf"]
    assert lines[1][0] == "2" and lines[1][2:] == ["'=HYPERLINK(1)", "01374990553"]
    mended = content.replace(b"01374990553", b"07025291001")
    again = looked_at(torino, upload=ContentFile(mended, name="mended.csv"))
    assert (again.state, again.created) == (ImportState.PREVIEWED, 1)
    assert again.rows.get().cells[2] == "=HYPERLINK(1)"


def test_the_list_as_it_came_can_be_saved_and_not_shown(client, facilitator, torino):
    run = looked_at(torino, ["Forno Rossi", "01374990552"], header=["nome", "cf"], name="elenco.csv")
    response = client.get(reverse("imports:original", args=[run.pk]))
    assert b"".join(response.streaming_content).startswith(b"nome,cf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="elenco.csv"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_question_is_answered_with_one_of_the_successors(client, facilitator, torino):
    for code in ("01.13.11", "01.13.20"):
        make.sector(code)
    run = brought(torino, ["Orto", "01374990552", "01.13.10"], header=HEADER)
    row = run.rows.get()
    text = page(client, "report", run.pk, tab="questions")
    assert "One company waits for its sector" in text and "01.13.10 became" in text
    assert "Choose one of the successors" in said(sent(client, "answer", row.pk, code="10.71.10"))[-1]
    assert "has its sector: 01.13.20" in said(sent(client, "answer", row.pk, code="01.13.20"))[-1]
    company = Company.objects.get()
    assert (company.sector.code, company.version) == ("01.13.20", 2)
    assert Event.objects.filter(kind="company_updated", by=facilitator).count() == 1
    assert "No company of this list waits" in page(client, "report", run.pk, tab="questions")
    assert "has a sector by now" in said(sent(client, "answer", row.pk, code="01.13.11"))[-1]


def test_rows_are_shown_by_what_became_of_them(client, facilitator, torino):
    known = make.company("Già nota", territory=torino)
    number = known.identifiers.get().normalised
    run = looked_at(torino, ["Nuova", "01374990552"], ["Altra", number], ["Senza", ""], header=["nome", "cf"])
    expected = {"new": "Nuova", "known": "Già nota", "refused": "Senza"}
    for tab, name in expected.items():
        text = page(client, "preview", run.pk, tab=tab)
        assert name in text
        assert not [other for other in set(expected.values()) - {name} if other in text.partition('id="rows"')[2]]
    assert "Nuova" in page(client, "preview", run.pk, tab="no such tab")


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_the_same_for_one_row_as_for_three(
    client, facilitator, torino, django_assert_num_queries, number
):
    run = looked_at(torino, *[[f"C{n}", make.it_vat(50 + n)] for n in range(number)], header=["nome", "cf"])
    for n in range(number):
        import_row(brought(torino, [f"D{n}", make.it_vat(70 + n)], header=["nome", "cf"]), number=9)
    done = ImportRun.objects.filter(state="done").first()
    with django_assert_num_queries(7):
        page(client, "list")
    with django_assert_num_queries(8):
        page(client, "preview", run.pk)
    with django_assert_num_queries(7):
        page(client, "report", done.pk)
