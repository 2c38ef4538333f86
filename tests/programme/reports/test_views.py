from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.models import DraftFigure, EvidenceFile, ProgressReport
from programme.scenes.rules import small_pdf
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def files_elsewhere(settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = storages


def pdf(name="bill.pdf"):
    return SimpleUploadedFile(name, small_pdf(["A bill"]), content_type="application/pdf")


def write_url(cast):
    return reverse("reports:write", args=[cast.milestone.pk])


def test_a_half_filled_draft_is_saved_and_opens_again(client, cast):
    client.force_login(cast.member_a)
    client.post(write_url(cast), {"text": "Half a sen", "version": 1, "then": "stay"})
    assert "Half a sen" in client.get(write_url(cast)).content.decode()


def test_looking_at_the_form_begins_no_report(client, cast):
    client.force_login(cast.member_a)
    assert client.get(write_url(cast)).status_code == 200
    assert not ProgressReport.objects.exists()


def test_figures_are_read_as_the_reader_writes_them(client, cast):
    cast.milestone.indicator = make.indicator("gas", unit="Smc")
    cast.milestone.save()
    cast.member_a.language = "it"
    cast.member_a.save()
    client.force_login(cast.member_a)
    client.post(write_url(cast), {"text": "x", "value": "1.234,5", "version": 1})
    assert DraftFigure.objects.get().value == Decimal("1234.5")


def test_a_wrong_figure_keeps_the_text_and_the_file(client, cast, files_elsewhere):
    cast.milestone.indicator = make.indicator("gas", unit="Smc")
    cast.milestone.save()
    client.force_login(cast.member_a)
    page = client.post(write_url(cast), {"text": "Kept", "value": "many", "version": 1, "files": [pdf()]})
    assert page.status_code == 200 and "Kept" in page.content.decode() and "many" in page.content.decode()
    report = ProgressReport.objects.get()
    assert report.text == "Kept"
    assert [file.name for file in report.evidence.all()] == ["bill.pdf"]


def test_a_refused_file_does_not_lose_the_good_one(client, cast, files_elsewhere):
    client.force_login(cast.member_a)
    wrong = SimpleUploadedFile("photo.png", b"this is no picture", content_type="image/png")
    page = client.post(write_url(cast), {"text": "Kept", "version": 1, "files": [pdf(), wrong]})
    assert "photo.png" in page.content.decode()
    assert list(EvidenceFile.objects.values_list("name", flat=True)) == ["bill.pdf"]
    again = client.post(write_url(cast), {"text": "Kept", "version": page.context["page"]["report"].version})
    assert again.status_code == 302


def test_both_texts_are_shown_to_the_one_who_was_late_and_the_next_save_wins(client, cast):
    client.force_login(cast.member_a)
    client.post(write_url(cast), {"text": "Mine, first", "version": 1})
    client.force_login(cast.owner_a)
    page = client.post(write_url(cast), {"text": "Mine, late", "version": 1})
    shown = page.content.decode()
    assert "Mine, first" in shown and "Mine, late" in shown
    version = ProgressReport.objects.get().version
    assert f'value="{version}"' in shown
    client.post(write_url(cast), {"text": "Mine, late", "version": version})
    assert ProgressReport.objects.get().text == "Mine, late"


def test_what_is_missing_is_a_list_of_links_to_the_fields(client, cast):
    client.force_login(cast.member_a)
    client.post(write_url(cast), {"text": "", "version": 1})
    page = client.get(reverse("reports:detail", args=[ProgressReport.objects.get().pk])).content.decode()
    assert f'href="{write_url(cast)}#id_text"' in page
    assert reverse("reports:send", args=[ProgressReport.objects.get().pk]) not in page


def test_sent_twice_by_two_people_says_so_in_a_sentence(client, cast):
    client.force_login(cast.member_a)
    client.post(write_url(cast), {"text": "Done", "version": 1})
    report = ProgressReport.objects.get()
    client.post(reverse("reports:send", args=[report.pk]))
    client.force_login(cast.owner_a)
    page = client.post(reverse("reports:send", args=[report.pk]), follow=True)
    assert "Already sent by Member A on" in page.content.decode()


def test_the_second_reviewer_is_told_and_nothing_changes(client, cast):
    client.force_login(cast.member_a)
    client.post(write_url(cast), {"text": "Done", "version": 1})
    report = ProgressReport.objects.get()
    client.post(reverse("reports:send", args=[report.pk]))
    decide = reverse("reports:decide", args=[report.pk])
    client.force_login(cast.tutor_a)
    client.post(decide, {"verdict": "accepted", "note": ""})
    client.force_login(cast.facilitator)
    page = client.post(decide, {"verdict": "returned", "note": "Why?"}, follow=True)
    assert "Already accepted by Tutor A on" in page.content.decode()
    assert ProgressReport.objects.get().state == "accepted"


def test_a_return_without_a_note_stays_on_the_page_with_the_error_at_the_field(client, cast):
    report = make.report(cast.milestone, by=cast.member_a, state="sent")
    report.sendings.create(number=1, text="x", completes=False, sent_at=make.NOW, sent_by=cast.member_a)
    client.force_login(cast.tutor_a)
    page = client.post(reverse("reports:decide", args=[report.pk]), {"verdict": "returned", "note": " "})
    assert page.status_code == 200 and "#id_note" in page.content.decode()


def test_an_empty_list_names_the_filter_that_empties_it(client, cast):
    client.force_login(cast.facilitator)
    page = client.get(reverse("reports:list"), {"q": "zzz", "state": "sent"}).content.decode()
    assert "zzz" in page and reverse("reports:list") in page


def test_the_list_finds_a_company_whatever_its_case(client, cast):
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    client.force_login(cast.facilitator)
    assert "Alpha Bakery" in client.get(reverse("reports:list"), {"q": "ALPHA"}).content.decode()


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def three_more(cast, state="sent"):
    for _n in range(3):
        milestone = make.milestone(cast.participation_a, by=cast.tutor_a)
        report = make.report(milestone, by=cast.owner_a, state=state)
        sending = report.sendings.create(number=1, text="x", completes=True, sent_at=make.NOW, sent_by=cast.owner_a)
        sending.evidence.add(make.evidence(cast.company_a, by=cast.owner_a))


@pytest.mark.parametrize(("route", "most"), [("reports:list", 8), ("reports:of_company", 10)])
def test_a_list_costs_the_same_with_one_row_and_with_more(client, cast, route, most):
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    client.force_login(cast.facilitator)
    url = reverse(route, args=[cast.company_a.pk] if route.endswith("company") else [])
    first = queries(client, url)
    three_more(cast)
    assert queries(client, url) == first <= most


def test_pages_follow_one_another_by_key(client, cast):
    for n in range(52):
        milestone = make.milestone(cast.participation_a, by=cast.tutor_a, title=f"Step {n:02}")
        make.report(milestone, by=cast.owner_a, state="sent")
    client.force_login(cast.facilitator)
    first = client.get(reverse("reports:list")).context["page"]
    second = client.get(first.next_url).context["page"]
    titles = [row.milestone.title for row in [*first.rows, *second.rows]]
    assert len(first.rows) == 50 and len(set(titles)) == 52 and not second.next_url


def test_the_page_names_the_sending_that_is_decided(client, cast):
    report = make.report(cast.milestone, by=cast.member_a, state="sent")
    report.sendings.create(number=3, text="x", completes=False, sent_at=make.NOW, sent_by=cast.member_a)
    client.force_login(cast.tutor_a)
    page = client.get(reverse("reports:detail", args=[report.pk])).content.decode()
    assert '<input type="hidden" name="seen" value="3" id="id_seen">' in page


@pytest.mark.parametrize("typed", ["1" * 40, "0," + "1" * 30, "1e999", "NaN", "-Infinity", "\x00"])
def test_a_figure_that_no_column_holds_is_an_error_at_the_field(client, cast, typed):
    cast.milestone.indicator = make.indicator("kwh")
    cast.milestone.save()
    client.force_login(cast.member_a)
    page = client.post(write_url(cast), {"text": "Done", "value": typed, "version": 1})
    assert "value" in page.context["page"]["form"].errors
    assert ProgressReport.objects.get().text == "Done"


def test_a_file_that_is_not_there_is_not_taken_out_and_nothing_fails(client, cast):
    report = make.report(cast.milestone, by=cast.member_a)
    foreign = make.evidence(cast.company_b, by=cast.member_b)
    client.force_login(cast.member_a)
    for key in (foreign.pk, 10**19, 10**40):
        answer = client.post(reverse("reports:detach", args=[report.pk, key]))
        assert answer.headers["Location"] == write_url(cast)
