"""The pages of the company that asks in."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from companies.models import Company, Membership
from programme.models import Application
from tests import make
from tests.programme.onboarding.scene import Scene

START = "/applications/start/"


def url(name: str, pk: int) -> str:
    return reverse(f"onboarding:{name}", args=[pk])


def begin(client: Any, tax_number: str, key: str = "", country: str = "IT") -> Any:
    said = {"country": country, "tax_number": tax_number, "one_time_key": key or str(uuid.uuid4())}
    return client.post(START, said)


@pytest.fixture
def anna(client: Any, scene: Scene) -> Any:
    client.force_login(scene.anna)
    return client


def test_a_double_click_starts_one_draft(anna: Any, scene: Scene) -> None:
    key = str(uuid.uuid4())
    first, second = begin(anna, make.it_vat(6_000_005), key), begin(anna, make.it_vat(6_000_005), key)
    assert first.headers["Location"] == second.headers["Location"] == url("edit", Application.objects.get().pk)


def test_the_same_number_by_another_form_leads_to_the_draft_that_is_there(anna: Any, scene: Scene) -> None:
    begin(anna, make.it_vat(6_000_005))
    again = begin(anna, f"IT{make.it_vat(6_000_005)}")
    assert again.headers["Location"] == url("detail", Application.objects.get().pk)


def test_a_wrong_number_says_so_and_keeps_what_was_typed(anna: Any) -> None:
    answer = begin(anna, "123 456 789 01")
    assert answer.status_code == 200
    assert 'value="123 456 789 01"' in answer.content.decode()
    assert not Application.objects.exists()


@pytest.mark.parametrize(("spoken_for", "sentence"), [(True, "Ask its owner"), (False, "Nobody speaks for it yet")])
def test_a_known_company_is_offered_to_be_joined_and_not_named(
    anna: Any, scene: Scene, spoken_for: bool, sentence: str
) -> None:
    company = make.company("Secret Bakery", territory=scene.torino, owner=make.user() if spoken_for else None)
    number = company.identifiers.get().normalised
    text = begin(anna, number).content.decode()
    assert sentence in text
    assert f"{reverse('directory:join', args=[company.pk])}?number={number}" in text
    assert "Secret" not in text
    assert not Application.objects.exists()


def test_a_company_that_comes_back_finds_its_data(anna: Any, scene: Scene) -> None:
    company = make.company("Alfa", territory=scene.torino, owner=scene.anna, municipality=scene.place)
    number = company.identifiers.get().normalised
    assert number in anna.get(f"{START}?company={company.pk}").content.decode()
    page = anna.get(begin(anna, number).headers["Location"]).content.decode()
    assert 'value="Alfa"' in page
    assert "belongs to the territory Torino" in page
    assert begin(anna, number).headers["Location"] == url("detail", Application.objects.get().pk)
    assert number not in anna.get(f"{START}?company=x").content.decode()


def test_a_half_filled_page_saves_and_opens_again(anna: Any, scene: Scene) -> None:
    draft = make.application(scene.anna, tax_number=make.it_vat(6_000_003))
    said = {"version": 1, "country": "IT", "tax_number": make.it_vat(6_000_003), "people": "1,234.5", "then": "stay"}
    assert anna.post(url("edit", draft.pk), said).headers["Location"] == url("edit", draft.pk)
    assert 'value="1,234.5"' in anna.get(url("edit", draft.pk)).content.decode()
    said = {**said, "version": 2, "then": "check"}
    assert anna.post(url("edit", draft.pk), said).headers["Location"] == url("detail", draft.pk)


def test_what_is_right_is_saved_and_what_is_wrong_stays_in_its_box(anna: Any, scene: Scene) -> None:
    draft = scene.ready()
    answer = anna.post(url("edit", draft.pk), scene.posted(draft, people="a dozen", name="New name"))
    text = answer.content.decode()
    assert 'value="a dozen"' in text
    assert "Everything else is saved" in text
    draft.refresh_from_db()
    assert (draft.name, draft.people, draft.version) == ("New name", 9, 2)
    answer = anna.post(url("edit", draft.pk), scene.posted(draft, people="12"))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.people == 12


def test_the_loser_of_two_edits_sees_both_texts_and_may_save_again(anna: Any, scene: Scene) -> None:
    draft = scene.ready()
    old = scene.posted(draft, name="From the desk", people="9")
    assert anna.post(url("edit", draft.pk), scene.posted(draft, name="From the phone")).status_code == 302
    answer = anna.post(url("edit", draft.pk), old)
    text = answer.content.decode()
    assert 'value="From the desk"' in text
    assert "From the phone" in text
    assert "What was saved meanwhile" in text
    assert 'name="version" value="2"' in text
    assert Application.objects.get().name == "From the phone"
    anna.post(url("edit", draft.pk), {**old, "version": 2})
    assert Application.objects.get().name == "From the desk"


def test_what_is_missing_is_a_list_with_links_to_the_fields(anna: Any, scene: Scene) -> None:
    draft = scene.ready(hopes="", sector=None)
    text = anna.get(url("detail", draft.pk)).content.decode()
    for field in ("hopes", "sector"):
        assert f'href="{url("edit", draft.pk)}#id_{field}"' in text
        assert f'id="id_{field}"' in anna.get(url("edit", draft.pk)).content.decode()
    assert url("send", draft.pk) not in text
    assert "groups not checked: <strong>micro</strong>" in text


def test_a_place_outside_every_territory_is_said_on_the_page(anna: Any, scene: Scene) -> None:
    draft = scene.ready(municipality=make.municipality("Milano"))
    assert "lies outside every territory" in anna.get(url("edit", draft.pk)).content.decode()


def test_a_complete_application_is_sent_by_one_button(anna: Any, scene: Scene) -> None:
    draft = scene.ready()
    assert url("send", draft.pk) in anna.get(url("detail", draft.pk)).content.decode()
    text = anna.post(url("send", draft.pk), follow=True).content.decode()
    assert "Waiting for an answer" in text
    assert "Office of Torino" in text
    assert Company.objects.get().name == draft.name
    assert anna.get(url("edit", draft.pk)).headers["Location"] == url("detail", draft.pk)


def test_whoever_sends_a_known_number_is_offered_to_join(anna: Any, scene: Scene) -> None:
    number = scene.sent(make.user()).tax_number
    draft = scene.ready(tax_number=number)
    text = anna.post(url("send", draft.pk), follow=True).content.decode()
    assert "already known to the portal" in text
    assert f"?number={number}" in text
    assert Application.objects.get(pk=draft.pk).state == "draft"


def test_a_contributor_sees_what_is_missing_but_only_an_owner_sends(client: Any, scene: Scene) -> None:
    company = make.company(territory=scene.torino, owner=scene.anna)
    draft = scene.ready(company=company, tax_number=company.identifiers.get().value)
    helper = make.user()
    make.membership(helper, company, role=Membership.Role.CONSULTANT)
    client.force_login(helper)
    assert "An owner of the company can send it now" in client.get(url("detail", draft.pk)).content.decode()
    assert client.post(url("send", draft.pk)).status_code == 403
    assert client.post(url("withdraw", draft.pk)).status_code == 403
    assert client.get(url("edit", draft.pk)).status_code == 200


def test_an_application_is_withdrawn_while_it_is_open(anna: Any, scene: Scene) -> None:
    sent = scene.sent()
    text = anna.post(url("withdraw", sent.pk), follow=True).content.decode()
    assert "Withdrawn" in text
    assert "already withdrawn" in anna.post(url("withdraw", sent.pk), follow=True).content.decode()


@pytest.mark.parametrize("name", ["detail", "edit"])
def test_the_draft_of_somebody_else_does_not_exist(client: Any, scene: Scene, name: str) -> None:
    draft = scene.ready()
    client.force_login(scene.fabio)
    assert client.get(url(name, draft.pk)).status_code == 404
    for verb in ("send", "withdraw", "answer"):
        assert client.post(url(verb, draft.pk)).status_code == 404


def test_a_person_without_an_application_is_told_what_to_do(anna: Any) -> None:
    text = anna.get("/applications/").content.decode()
    assert "You have no application yet" in text
    assert START in text
