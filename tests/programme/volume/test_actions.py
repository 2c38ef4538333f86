"""Many invented companies are as true as few: their rows fit each other, and the counters count them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Max, Q
from django.test import override_settings

from companies.directory.rules import parse_number
from companies.models import Company, Event, Identifier, Membership, Territory
from companies.reference.actions import load_reference
from companies.territories.actions import make_first_territories
from programme.counters.queries import companies_counted, figures_summed
from programme.counters.rules import Total
from programme.counters.states import Level
from programme.crowd.rules import SHARES, WITHOUT_CONTENT
from programme.demo.actions import seed_demo
from programme.models import Application, Decision, EvidenceFile, Milestone, Programme, ProgressReport, Sending
from programme.reports.actions import mend_last_sent
from programme.reports.states import ReportState
from programme.volume.actions import seed_volume
from tests.programme.counters.recount import Recount, Rows

NOW = dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC)
COMPANIES = 30


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Seeded once for all tests of this file, and rolled back after them; yields the last company of the demo."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with override_settings(STORAGES=storages), django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        make_first_territories(now=NOW)
        seed_demo(now=NOW)
        last = Company.objects.order_by("-pk")[0].pk
        seed_volume(companies=COMPANIES, reports=5, seed=7, now=NOW)
        yield last
        transaction.set_rollback(True)


@pytest.fixture
def last(seeded, db):
    """The id of the last company that was there before; what a test writes is undone after it."""
    return seeded


def test_every_company_says_when_it_last_sent_a_report(last):
    companies = Company.objects.annotate(told=Max("participations__milestones__reports__sendings__sent_at"))
    assert not [row for row in companies if row.last_sent_at != row.told]
    assert Company.objects.filter(pk__lte=last, last_sent_at__isnull=False).exists()
    assert Company.objects.filter(pk__gt=last, last_sent_at__isnull=False).exists()
    assert mend_last_sent() == 0
    Company.objects.filter(pk=last + 1).update(last_sent_at=None)
    assert mend_last_sent() == companies.filter(pk=last + 1, told__isnull=False).count()


def test_so_many_companies_with_a_number_that_passes_the_check(last):
    companies = Company.objects.filter(pk__gt=last)
    assert companies.count() == COMPANIES
    for row in Identifier.objects.filter(company__in=companies).select_related("company"):
        assert parse_number(row.country, row.value).normalised == row.normalised
        assert row.normalised in row.company.search
    assert Membership.objects.filter(company__in=companies, role="owner").count() == COMPANIES
    assert not companies.exclude(municipality__territories=F("territory")).exists()
    assert companies.filter(sector=None).count() == companies.filter(legal_form=None).count() == 0


def test_every_row_points_to_rows_that_are_there(last):
    connection.check_constraints()


def test_about_as_many_reports_as_were_asked_for(last):
    reports = ProgressReport.objects.filter(milestone__participation__company__gt=last)
    assert 4 * COMPANIES < reports.count() < 6 * COMPANIES
    assert set(reports.values_list("state", flat=True)) == set(ReportState.values)
    milestones = Milestone.objects.filter(participation__company__gt=last, dropped_at=None)
    assert milestones.filter(due_on__lt=NOW).exists() and milestones.filter(due_on__gt=NOW).exists()


def test_territories_have_their_staff(last):
    for territory in Territory.objects.filter(code__in=SHARES):
        assert territory.grants.filter(role="facilitator").exists()
        assert territory.grants.filter(role="tutor").count() >= 10
        assert territory.municipalities.exists()


def test_nothing_happens_before_what_it_follows(last):
    sendings = Sending.objects.filter(report__milestone__participation__company__gt=last)
    assert not sendings.filter(sent_at__lt=F("report__milestone__planned_at")).exists()
    assert not sendings.filter(report__milestone__planned_at__lt=F("report__milestone__participation__admitted_at"))
    assert not Decision.objects.filter(sending__in=sendings, decided_at__lt=F("sending__sent_at")).exists()
    assert not Event.objects.filter(Q(at__gt=NOW) | Q(told_at=None), company__gt=last).exists()
    assert not Milestone.objects.filter(due_on__gt=F("participation__programme__ends_on")).exists()


def test_a_report_is_where_its_last_sending_says(last):
    reports = ProgressReport.objects.filter(milestone__participation__company__gt=last)
    for report in reports.select_related("milestone").prefetch_related("sendings__decision"):
        sendings = sorted(report.sendings.all(), key=lambda sending: sending.number)
        answers = [getattr(sending, "decision", None) for sending in sendings]
        expected = answers[-1].verdict if answers and answers[-1] else "sent" if answers else "draft"
        assert report.state == expected
        assert all(answer.verdict == "returned" for answer in answers[:-1])
        assert report.milestone.achieved_at == (
            answers[-1].decided_at if report.state == "accepted" and report.completes else None
        )
    admitted = Application.objects.filter(company__gt=last, state="admitted")
    assert not admitted.exclude(company__participations__programme=F("programme")).exists()


def test_a_file_without_content_says_so_in_its_name(last):
    files = EvidenceFile.objects.filter(company__gt=last)
    assert files.exists()
    assert files.count() == files.filter(name__contains=WITHOUT_CONTENT, stored_as__startswith="volume/").count()


def test_the_counters_agree_with_a_recount(last):
    rows, seen = Rows(), 0
    territories = list(Territory.objects.all())
    for programme in Programme.objects.all():
        for as_of in (programme.starts_on + dt.timedelta(days=days) for days in (90, 200, 240)):
            plain = Recount(rows, programme, as_of, {territory.code for territory in territories})
            companies, figures = plain.companies(), plain.figures()
            counted = companies_counted(programme, as_of=as_of, territories=territories)
            for (code, level), parts in counted.items():
                assert sum(parts.values()) == len(companies[code][level.value]), (code, level, as_of)
                seen += sum(parts.values())
            for one, totals in figures_summed(programme, as_of=as_of, territories=territories):
                total = sum(totals[Level.ACCEPTED].values(), Total())
                expected = figures.get(one.code, {}).get("accepted", (Decimal(0), 0))
                assert (total.value, total.companies) == expected, (one.code, as_of)
    assert seen > 300


def test_a_second_run_adds_further_companies_and_people_go_on_after_them(last):
    seed_volume(companies=3, reports=2, seed=7, now=NOW)
    assert Company.objects.filter(pk__gt=last).count() == COMPANIES + 3
    newest = Company.objects.create(name="Made by hand", territory=Territory.objects.all()[0])
    assert newest.pk == last + COMPANIES + 4


def told(pk: int) -> tuple[object, ...]:
    company = Company.objects.select_related("municipality", "territory").get(pk=pk)
    reports = ProgressReport.objects.filter(milestone__participation__company=company).order_by("pk")
    return company.name, company.municipality, company.territory, list(reports.values_list("state", "saved_at"))


def test_the_same_seed_invents_the_same_companies(last):
    first = [told(last + n) for n in range(1, 6)]
    savepoint = transaction.savepoint()
    before = Company.objects.order_by("-pk")[0].pk
    seed_volume(companies=2, reports=5, seed=7, now=NOW)
    told_once = [told(before + n) for n in (1, 2)]
    transaction.savepoint_rollback(savepoint)
    seed_volume(companies=2, reports=5, seed=7, now=NOW)
    assert [told(before + n) for n in (1, 2)] == told_once
    assert len({name for name, *_rest in first}) > 1


@override_settings(DEMO=False)
def test_real_records_are_not_mixed_with_invented_ones():
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("seed_volume", companies=1)
