"""What the database refuses about applications."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from programme.models import Application, ApplicationStep
from programme.onboarding.states import MOVES, OPEN, TURN, ApplicationState
from tests import make
from tests.programme.onboarding.scene import Scene

ON_BOTH = "both name the check constraint"


def refused(constraint: str, columns: str, write: Callable[[], object]) -> None:
    """SQLite names the columns of a unique constraint, PostgreSQL the constraint."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    assert constraint in str(error.value) or columns in str(error.value)


def test_one_form_starts_one_application(scene: Scene) -> None:
    first = make.application(scene.anna)
    key = first.one_time_key
    refused(
        "application_made_once_per_form",
        "programme_application.applicant_id",
        lambda: make.application(scene.anna, one_time_key=key),
    )
    make.application(make.user(), one_time_key=key)


@pytest.mark.parametrize("state", [ApplicationState.SENT, ApplicationState.RETURNED])
def test_a_company_has_one_open_application_per_edition(scene: Scene, state: ApplicationState) -> None:
    sent = scene.sent()
    columns = {"company": sent.company, "programme": sent.programme, "territory": sent.territory}
    make.application(scene.anna, state=ApplicationState.REFUSED, **columns)
    refused(
        "application_one_open_per_company",
        "programme_application.programme_id",
        lambda: make.application(scene.anna, state=state, **columns),
    )


@pytest.mark.parametrize("column", ["company", "programme", "territory"])
def test_a_sent_application_has_company_edition_and_territory(scene: Scene, column: str) -> None:
    sent = scene.sent()
    mine = Application.objects.filter(pk=sent.pk)
    refused("application_once_sent_has_its_company", ON_BOTH, lambda: mine.update(**{column: None}))


def test_a_sent_application_has_its_moment_and_a_draft_has_none(scene: Scene) -> None:
    sent, draft = scene.sent(), scene.ready()
    for pk, moment in ((sent.pk, None), (draft.pk, make.NOW)):
        mine = Application.objects.filter(pk=pk)
        refused("application_once_sent_has_its_moment", ON_BOTH, lambda row=mine, at=moment: row.update(sent_at=at))


@pytest.mark.parametrize("state", [ApplicationState.RETURNED, ApplicationState.REFUSED])
def test_a_no_has_a_reason(scene: Scene, state: ApplicationState) -> None:
    sent = scene.sent()
    columns = {"application": sent, "state": state, "at": make.NOW, "by": scene.fabio}
    refused("applicationstep_no_without_a_reason", ON_BOTH, lambda: ApplicationStep.objects.create(**columns))


def test_every_state_says_whose_turn_it_is_and_the_last_ones_lead_nowhere() -> None:
    assert set(MOVES) == set(TURN) == set(ApplicationState)
    assert all(bool(MOVES[state]) == (TURN[state] is not None) for state in ApplicationState)
    assert {ApplicationState.DRAFT, ApplicationState.SENT, ApplicationState.RETURNED} == OPEN


def test_an_application_without_a_name_is_called_by_its_number(scene: Scene) -> None:
    assert str(make.application(scene.anna, tax_number="123")) == "123"
    assert str(make.application(scene.anna)).startswith("#")
