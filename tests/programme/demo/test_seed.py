"""The demo is believable, and made of records only."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import override_settings

from companies.models import Company, Event, Identifier, User
from companies.reference.actions import load_reference
from companies.territories.actions import make_first_territories
from programme.cast.rules import SIGN_INS, italian_number, romanian_number
from programme.demo.actions import seed_demo
from programme.models import Decision, EvidenceFile, Export, Milestone, ProgressReport, Sending
from programme.reports.queries import with_standing
from programme.reports.states import Standing
from programme.scenes.rules import small_pdf

NOW = dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Seeded once for all tests of this file, and rolled back after them."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with override_settings(STORAGES=storages), django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        make_first_territories(now=NOW)
        seed_demo(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded, db):
    """The demo, with what a test writes undone after it."""


def test_the_clock_has_spoken_and_one_person_reads_it_weekly(demo):
    assert User.objects.filter(notices__reminder__isnull=False).distinct().count() > 10
    assert User.objects.get(digests__isnull=False).notices.exclude(mail__digest=None).exists()


def test_a_second_run_writes_nothing(demo):
    counts = [model.objects.count() for model in (User, Company, Event, Milestone, EvidenceFile)]
    assert seed_demo(now=NOW + dt.timedelta(days=1)) == SIGN_INS
    assert [model.objects.count() for model in (User, Company, Event, Milestone, EvidenceFile)] == counts


def test_about_150_companies_with_numbers_that_pass_the_check(demo):
    assert Company.objects.count() >= 150
    schemes = set(Identifier.objects.values_list("scheme", flat=True))
    assert schemes == {"it-vat", "ro-cui"}


def test_every_standing_and_every_report_state_is_there_today(demo):
    rows = with_standing(Milestone.objects.all(), today=NOW.date())
    assert set(rows.values_list("standing", flat=True)) == set(Standing.values)
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"draft", "sent", "returned", "accepted"}


def test_nobody_decided_what_one_sent_oneself_and_nothing_is_in_the_future(demo):
    for decision in Decision.objects.select_related("sending"):
        assert decision.decided_by_id != decision.sending.sent_by_id
        assert decision.sending.sent_at <= decision.decided_at <= NOW
    assert not Event.objects.filter(at__gt=NOW).exists()


def test_a_figure_that_needs_a_proof_has_a_file_that_can_be_opened(demo):
    for sending in Sending.objects.filter(figures__indicator__evidence_needed=True).distinct():
        assert sending.evidence.exists()
    file = EvidenceFile.objects.first()
    with default_storage.open(file.stored_as) as content:
        assert len(content.read()) == file.size_bytes


def test_files_that_were_asked_for_are_ready(demo):
    facts = {str(export): (export.asked_by.email, export.state) for export in Export.objects.all()}
    assert facts == {
        "Companies (XLSX)": ("sofia@demo.example", "ready"),
        "Reports (CSV)": ("giulia@demo.example", "ready"),
        "Report of the programme (PDF)": ("sofia@demo.example", "ready"),
    }
    for export in Export.objects.all():
        assert default_storage.exists(export.stored_as)
        assert export.done_rows > 50 or not export.has_rows


def test_the_small_pdf_is_a_pdf():
    assert small_pdf(["One (line)", "Two"]).startswith(b"%PDF-1.4")


def test_invented_numbers_differ():
    assert len({italian_number(n) for n in range(500)} | {romanian_number(n) for n in range(500)}) == 1000
