"""Workers that die, rights that end, files whose last day comes."""

import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from companies.people.states import Role
from programme.exports import actions, gateway
from programme.exports.forms import wanted_of
from programme.exports.states import ExportState, Format, What
from sme4green.errors import RuleBroken
from tests import make
from tests.make import NOW
from tests.programme.exports.stage import afresh, ask, kinds, left_over, names, tick

pytestmark = pytest.mark.django_db


# --- whose worker died -------------------------------------------------------------------------


def test_of_two_workers_one_claims_an_export(facilitator):
    export = ask(facilitator)
    assert actions.claim(now=NOW).pk == export.pk
    assert actions.claim(now=NOW) is None


def test_an_export_whose_worker_was_killed_is_made_again_after_its_lease(torino, facilitator):
    make.company("Alfa", territory=torino)
    export = ask(facilitator)
    killed = actions.claim(now=NOW)
    default_storage.save(killed.stored_as, io.BytesIO(b"half"))
    assert tick(now=NOW + actions.LEASE - dt.timedelta(seconds=1)) == 0
    assert tick(now=NOW + actions.LEASE + dt.timedelta(seconds=1)) == 1
    assert names(export) == ["Alfa"]
    assert (export.attempts, export.stored_as != killed.stored_as) == (2, True)
    assert not default_storage.exists(killed.stored_as)


def test_a_worker_that_comes_back_after_its_lease_changes_nothing(torino, facilitator):
    make.company("Alfa", territory=torino)
    export = ask(facilitator)
    slow = actions.claim(now=NOW)
    later = NOW + actions.LEASE * 2
    tick(now=later)
    assert actions._try(slow, lambda: later, wanted_of) is False
    export.refresh_from_db()
    assert (export.state, export.attempts) == (ExportState.READY, 2)
    assert default_storage.exists(export.stored_as)


def test_after_three_killed_workers_it_is_given_up_with_a_sentence(facilitator):
    export, now = ask(facilitator), NOW
    for _n in range(actions.MOST_ATTEMPTS):
        assert actions.claim(now=now)
        now += actions.LEASE * 2
        actions.recover_lost(now=now)
    export.refresh_from_db()
    assert (export.state, export.stored_as) == (ExportState.FAILED, "")
    assert "Ask again" in export.error
    assert kinds() == ["export_asked", "export_failed"]
    assert tick(now=now) == 0
    assert not left_over()


@pytest.mark.usefixtures("caplog")
def test_what_cannot_be_made_is_tried_three_times_and_does_not_hold_up_the_others(torino, facilitator, monkeypatch):
    make.company("Alfa", territory=torino)
    bad, good = ask(facilitator, format=Format.XLSX), ask(facilitator)

    def broken(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(gateway, "write_xlsx", broken)
    assert tick() == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (good.state, bad.state, bad.attempts) == (ExportState.READY, ExportState.FAILED, 3)


# --- rights ------------------------------------------------------------------------------------


def test_a_right_that_ended_before_the_file_was_made_gives_nothing(torino, facilitator):
    make.company("Alfa", territory=torino)
    export = ask(facilitator)
    facilitator.grants.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    tick()
    export.refresh_from_db()
    assert (export.state, export.stored_as) == (ExportState.FAILED, "")
    assert "has ended" in export.error


def test_a_right_that_ended_before_the_download_gives_nothing(torino, facilitator):
    export = ask(facilitator)
    tick()
    assert actions.take_export(export.pk, by=facilitator, now=NOW) == export
    assert kinds()[-1] == "export_taken"
    facilitator.grants.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="has ended"):
        actions.take_export(export.pk, by=afresh(facilitator), now=NOW)


def test_a_right_that_was_granted_meanwhile_and_ended_counts_too(torino, facilitator):
    export = ask(facilitator)
    granted = make.grant(facilitator, Role.FACILITATOR, territory=make.territory("ilfov"))
    tick()
    granted.ends_at = timezone.now() - dt.timedelta(seconds=1)
    granted.save(update_fields=["ends_at"])
    with pytest.raises(RuleBroken, match="has ended"):
        actions.take_export(export.pk, by=afresh(facilitator), now=NOW)


# --- the end -----------------------------------------------------------------------------------


def test_a_file_that_is_not_ready_is_not_taken(facilitator):
    export = ask(facilitator)
    with pytest.raises(RuleBroken, match="not ready"):
        actions.take_export(export.pk, by=facilitator, now=NOW)


def test_after_seven_days_the_file_goes_and_its_row_stays(facilitator):
    export = ask(facilitator, What.REPORTS)
    tick()
    export.refresh_from_db()
    stored_as = export.stored_as
    assert actions.remove_old(now=export.expires_at - dt.timedelta(seconds=1)) == 0
    with pytest.raises(RuleBroken, match="removed"):
        actions.take_export(export.pk, by=facilitator, now=export.expires_at)
    assert actions.remove_old(now=export.expires_at) == 1
    assert actions.remove_old(now=export.expires_at) == 0
    assert not default_storage.exists(stored_as)
    export.refresh_from_db()
    assert (export.state, export.stored_as, export.sha256 != "") == (ExportState.READY, "", True)
    with pytest.raises(RuleBroken, match="removed"):
        actions.take_export(export.pk, by=facilitator, now=NOW)
