"""From the first key stroke to the sending, and every way it ends."""

import datetime as dt
import uuid
from typing import Any

import pytest

from companies.models import Company, Event, Membership, SizeDeclaration, User
from programme.models import Application
from programme.onboarding import actions
from programme.onboarding.states import ApplicationState
from sme4green.errors import RuleBroken
from tests import make
from tests.programme.onboarding.scene import Scene

LATER = make.NOW + dt.timedelta(hours=1)


def begin(by: User, key: uuid.UUID | None = None, **columns: Any) -> Application:
    said = {"country": "IT", "tax_number": make.it_vat(6_000_007), **columns}
    return actions.start_application(by=by, now=make.NOW, one_time_key=key or uuid.uuid4(), **said)


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_a_form_sent_twice_starts_one_draft(scene: Scene) -> None:
    key = uuid.uuid4()
    assert begin(scene.anna, key) == begin(scene.anna, key)
    assert begin(make.user(), key) != begin(scene.anna, key)
    assert kinds() == ["application_started", "application_started"]


def test_a_draft_of_a_returning_company_begins_with_what_is_known(scene: Scene) -> None:
    company = make.company("Alfa", territory=scene.torino, owner=scene.anna, sector=scene.sector, address="Via Po 1")
    make.size(company, people=9, turnover_eur=5)
    draft = begin(scene.anna, company=company)
    assert (draft.company, draft.name, draft.sector, draft.address) == (company, "Alfa", scene.sector, "Via Po 1")
    assert (draft.people, draft.turnover_eur, draft.hopes) == (9, 5, "")


def test_an_incomplete_draft_saves_and_keeps_what_is_not_named(scene: Scene) -> None:
    draft = scene.ready()
    saved = actions.save_application(draft.pk, by=scene.anna, now=LATER, version=1, name="", people=None)
    saved.refresh_from_db()
    assert (saved.name, saved.people, saved.hopes) == ("", None, "Lower bills")
    assert (saved.version, saved.saved_at, saved.saved_by) == (2, LATER, scene.anna)


def test_a_stale_edit_is_refused_and_names_who_saved(scene: Scene) -> None:
    draft = scene.ready()
    actions.save_application(draft.pk, by=scene.anna, now=LATER, version=1, name="From the phone")
    with pytest.raises(RuleBroken, match="Anna Applicant saved this application meanwhile"):
        actions.save_application(draft.pk, by=scene.anna, now=LATER, version=1, name="From the desk")
    draft.refresh_from_db()
    assert (draft.name, draft.version) == ("From the phone", 2)


def test_only_what_the_applicant_says_is_saved(scene: Scene) -> None:
    with pytest.raises(ValueError, match="state"):
        actions.save_application(scene.ready().pk, by=scene.anna, now=LATER, version=1, state="admitted")


def test_a_sent_application_makes_company_number_owner_and_size(scene: Scene) -> None:
    sent = scene.sent()
    company = sent.company
    assert (sent.state, sent.sent_at, sent.programme, sent.territory) == (
        ApplicationState.SENT,
        make.NOW,
        scene.edition,
        scene.torino,
    )
    assert (company.name, company.source, company.territory) == (sent.name, "application", scene.torino)
    assert company.search == f"panificio aurora s.r.l. {sent.tax_number}"
    assert company.identifiers.get().normalised == sent.tax_number
    assert (company.memberships.get().user, company.memberships.get().role) == (scene.anna, "owner")
    assert SizeDeclaration.objects.get(company=company).people == 9
    assert sent.steps.get().facts["name"] == sent.name
    event = Event.objects.get()
    assert (event.kind, event.company, event.person) == ("application_sent", company, scene.anna)


def test_an_incomplete_application_is_not_sent(scene: Scene) -> None:
    draft = scene.ready(hopes="")
    with pytest.raises(RuleBroken, match="Say what you hope for"):
        actions.send_application(draft.pk, by=scene.anna, now=LATER)
    assert not Company.objects.exists()


def test_sending_twice_says_who_has_sent_it(scene: Scene) -> None:
    sent = scene.sent()
    with pytest.raises(RuleBroken, match=r"Anna Applicant has already sent .* 11:30"):
        actions.send_application(sent.pk, by=scene.anna, now=LATER)
    with pytest.raises(RuleBroken, match="already sent"):
        actions.save_application(sent.pk, by=scene.anna, now=LATER, version=2, name="Other")
    assert sent.steps.count() == 1


def test_a_number_of_a_known_company_is_joined_not_made_twice(scene: Scene) -> None:
    first = scene.sent()
    piero = make.user("Piero")
    for written in (first.tax_number, f"IT {first.tax_number[:5]} {first.tax_number[5:]}"):
        second = scene.ready(piero, tax_number=written)
        with pytest.raises(RuleBroken, match="Ask to join"):
            actions.send_application(second.pk, by=piero, now=LATER)
    assert Company.objects.count() == 1


@pytest.mark.parametrize("written", ["14399840", "RO14399840", "ro 14399840"])
def test_a_romanian_number_is_the_same_with_and_without_its_prefix(scene: Scene, written: str) -> None:
    known = make.company(territory=scene.torino)
    known.identifiers.update(country="RO", scheme="ro-cui", normalised="14399840")
    draft = scene.ready(country="RO", tax_number=written, legal_form=None)
    with pytest.raises(RuleBroken, match="Ask to join"):
        actions.send_application(draft.pk, by=scene.anna, now=LATER)


def test_whoever_was_let_in_as_owner_sends_the_draft_for_the_known_company(scene: Scene) -> None:
    company = make.company("From a list", territory=scene.torino)
    draft = scene.ready(tax_number=company.identifiers.get().value)
    row = make.membership(scene.anna, company)
    with pytest.raises(RuleBroken, match="Ask to join"):
        actions.send_application(draft.pk, by=scene.anna, now=LATER)
    Membership.objects.filter(pk=row.pk).update(role=Membership.Role.OWNER)
    sent = actions.send_application(draft.pk, by=scene.anna, now=LATER)
    assert sent.company == company
    company.refresh_from_db()
    assert (company.name, company.version) == ("Panificio Aurora S.r.l.", 2)
    assert company.memberships.count() == company.identifiers.count() == 1


def test_a_company_that_takes_part_cannot_ask_in_again(scene: Scene) -> None:
    company = make.company(territory=scene.torino, owner=scene.anna)
    make.participation(company, scene.edition, by=scene.fabio)
    draft = scene.ready(tax_number=company.identifiers.get().value, company=company)
    with pytest.raises(RuleBroken, match="already takes part in Second"):
        actions.send_application(draft.pk, by=scene.anna, now=LATER)


def test_a_company_has_one_open_application_also_when_two_owners_write_one(scene: Scene) -> None:
    first = scene.sent()
    second = scene.ready(company=first.company, tax_number=first.tax_number)
    with pytest.raises(RuleBroken, match="already has an open application"):
        actions.send_application(second.pk, by=scene.anna, now=LATER)


def test_a_wrong_number_is_mended_after_a_return_and_the_company_stays_one(scene: Scene) -> None:
    sent = scene.sent()
    actions.return_application(sent.pk, by=scene.fabio, now=LATER, note="Wrong number")
    right = make.it_vat(6_004_242)
    version = Application.objects.get().version
    actions.save_application(sent.pk, by=scene.anna, now=LATER, version=version, tax_number=right, people=12)
    actions.send_application(sent.pk, by=scene.anna, now=LATER)
    company = Company.objects.get()
    assert company.identifiers.get().normalised == right
    assert right in company.search
    assert [row.people for row in company.size_declarations.all()] == [12, 9]


def test_a_mended_number_cannot_be_the_one_of_another_company(scene: Scene) -> None:
    sent, other = scene.sent(), make.company(territory=scene.torino, owner=scene.anna)
    actions.return_application(sent.pk, by=scene.fabio, now=LATER, note="Wrong number")
    Application.objects.update(tax_number=other.identifiers.get().value)
    with pytest.raises(RuleBroken, match="Ask to join"):
        actions.send_application(sent.pk, by=scene.anna, now=LATER)


def test_a_bound_number_does_not_change_by_saving(scene: Scene) -> None:
    company = make.company(territory=scene.torino, owner=scene.anna)
    draft = scene.ready(company=company)
    saved = actions.save_application(
        draft.pk, by=scene.anna, now=LATER, version=1, country="RO", tax_number="1", name="New name"
    )
    assert (saved.country, saved.tax_number, saved.name) == ("IT", draft.tax_number, "New name")


def test_a_draft_and_a_sent_application_may_be_withdrawn_once(scene: Scene) -> None:
    for application in (scene.ready(), scene.sent()):
        withdrawn = actions.withdraw_application(application.pk, by=scene.anna, now=LATER)
        assert withdrawn.state == ApplicationState.WITHDRAWN
        for act in (actions.withdraw_application, actions.send_application):
            with pytest.raises(RuleBroken, match="already withdrawn"):
                act(application.pk, by=scene.anna, now=LATER)


@pytest.mark.parametrize("act", [actions.admit_application, actions.return_application, actions.refuse_application])
def test_what_came_back_and_was_sent_again_is_not_answered_by_an_old_page(scene: Scene, act: Any) -> None:
    read = scene.sent()
    actions.return_application(read.pk, by=scene.fabio, now=LATER, note="Look again", version=read.version)
    actions.send_application(read.pk, by=scene.anna, now=LATER)
    other = scene.facilitator("Other")
    with pytest.raises(RuleBroken, match="Anna Applicant has already sent"):
        act(read.pk, by=other, now=LATER, note="x", version=read.version)
    act(read.pk, by=other, now=LATER, note="x", version=Application.objects.get().version)
