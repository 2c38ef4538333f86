"""The pages of the facilitator who answers."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.people.states import Role
from programme.models import Application, Participation
from tests import make
from tests.programme.onboarding.scene import Scene

LIST = "/applications/"


def url(name: str, pk: int) -> str:
    return reverse(f"onboarding:{name}", args=[pk])


@pytest.fixture
def fabio(client: Any, scene: Scene) -> Any:
    client.force_login(scene.fabio)
    return client


def test_everything_needed_to_decide_is_on_one_page(fabio: Any, scene: Scene) -> None:
    twin = make.company("Panificio Aurora SRL", territory=scene.torino)
    sent = scene.sent()
    text = fabio.get(url("detail", sent.pk)).content.decode()
    for words in (
        "Rules of the edition",
        "Moncalieri",
        "fewer than 10 people",
        "Companies with the same name",
        twin.identifiers.get().normalised,
        scene.anna.email,
        "Anna Applicant",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"answer": "admit"}, "admitted"),
        ({"answer": "return", "note": "Please mend", "remark_people": "How many?"}, "returned"),
        ({"answer": "refuse", "note": "Too large"}, "refused"),
    ],
)
def test_a_facilitator_answers(fabio: Any, scene: Scene, said: dict[str, str], state: str) -> None:
    sent = scene.sent()
    assert fabio.post(url("answer", sent.pk), said).status_code == 302
    assert Application.objects.get().state == state
    assert Participation.objects.exists() is (state == "admitted")


def test_a_no_without_a_reason_comes_back_with_everything_typed(fabio: Any, scene: Scene) -> None:
    sent = scene.sent()
    text = fabio.post(url("answer", sent.pk), {"answer": "return", "remark_people": "How many?"}).content.decode()
    assert "Say why." in text
    assert 'value="How many?"' in text
    assert Application.objects.get().state == "sent"


def test_the_company_reads_reason_and_remarks_with_links_to_the_fields(client: Any, scene: Scene) -> None:
    sent = scene.sent()
    client.force_login(scene.fabio)
    client.post(url("answer", sent.pk), {"answer": "return", "note": "Please mend", "remark_people": "How many?"})
    client.force_login(scene.anna)
    for page in ("detail", "edit"):
        text = client.get(url(page, sent.pk)).content.decode()
        assert "Please mend" in text
        assert "How many?" in text
        assert "#id_people" in text


def test_the_facilitator_sees_what_changed_since_it_was_sent_before(client: Any, scene: Scene) -> None:
    sent = scene.sent()
    client.force_login(scene.fabio)
    client.post(url("answer", sent.pk), {"answer": "return", "note": "Please mend"})
    client.force_login(scene.anna)
    version = Application.objects.get().version
    client.post(url("edit", sent.pk), scene.posted(sent, version=version, name="Panificio Nuovo"))
    client.post(url("send", sent.pk))
    client.force_login(scene.fabio)
    text = client.get(url("detail", sent.pk)).content.decode()
    assert "Changed since it was sent before" in text
    assert "Panificio Nuovo" in text


def test_the_second_facilitator_is_told_who_was_first(client: Any, scene: Scene) -> None:
    sent = scene.sent()
    client.force_login(scene.fabio)
    client.post(url("answer", sent.pk), {"answer": "admit"})
    client.force_login(scene.facilitator("Gina"))
    text = client.post(url("answer", sent.pk), {"answer": "refuse", "note": "No"}, follow=True).content.decode()
    assert "Fabio Facilitator has already admitted this company" in text


def test_who_may_not_answer(client: Any, scene: Scene) -> None:
    sent = scene.sent()
    far = scene.facilitator("Elsewhere", make.territory("ilfov"))
    official = make.user(from_demo=True)
    make.grant(official, Role.OFFICIAL, territory=scene.torino)
    manager = make.user(from_demo=True)
    make.grant(manager, Role.MANAGER)
    for person, status in ((far, 404), (official, 404), (manager, 403), (scene.anna, 403), (make.user(), 404)):
        client.force_login(person)
        assert client.post(url("answer", sent.pk), {"answer": "admit"}).status_code == status, person
    assert not Participation.objects.exists()


def test_the_oldest_waits_first_and_a_filter_that_empties_the_list_is_named(fabio: Any, scene: Scene) -> None:
    young, old = scene.sent(name="Young bakery"), scene.sent(name="Old bakery")
    Application.objects.filter(pk=old.pk).update(sent_at=make.NOW - dt.timedelta(days=9))
    text = fabio.get(LIST).content.decode()
    assert text.index("Old bakery") < text.index("Young bakery")
    text = fabio.get(LIST, {"q": young.tax_number}).content.decode()
    assert "Young bakery" in text
    assert "Old bakery" not in text
    text = fabio.get(LIST, {"q": "textile", "state": "admitted"}).content.decode()
    assert "textile" in text
    assert "No application matches" in text
    assert "<li>State: Admitted</li>" in text
    assert "No application matches" in fabio.get(LIST, {"state": "nonsense", "q": "x"}).content.decode()


def test_an_empty_queue_says_so(fabio: Any) -> None:
    assert "No application waits for an answer" in fabio.get(LIST).content.decode()


def test_a_facilitator_sees_the_queue_of_the_own_territory_only(client: Any, scene: Scene) -> None:
    scene.sent()
    client.force_login(scene.facilitator("Elsewhere", make.territory("ilfov")))
    assert "Panificio Aurora" not in client.get(LIST).content.decode()


def test_a_long_queue_is_paged_and_no_page_repeats_a_row(fabio: Any, scene: Scene) -> None:
    sent = scene.sent(name="Bakery 00")
    for n in range(1, 53):
        company = make.company(f"Bakery {n:02}", territory=scene.torino)
        columns = {"company": company, "programme": scene.edition, "territory": scene.torino, "sent_at": make.NOW}
        make.application(scene.anna, name=company.name, state="sent", **columns)
    first = fabio.get(LIST).context["page"]["queue"]
    second = fabio.get(first.next_url).context["page"]["queue"]
    names = [row.name for row in [*first.rows, *second.rows]]
    assert len(first.rows) == 50
    assert len(names) == len(set(names)) == 53
    assert sent.name in names


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["anna", "fabio"])
def test_the_list_costs_the_same_however_long(client: Any, scene: Scene, rows: int, who: str) -> None:
    for _n in range(rows):
        scene.sent()
    client.force_login(getattr(scene, who))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).status_code == 200
    assert len(queries) <= 8, "\n".join(query["sql"][:150] for query in queries)


def test_the_page_of_an_application_costs_a_fixed_number_of_queries(fabio: Any, scene: Scene) -> None:
    sent = scene.sent()
    for _n in range(3):
        make.company("Panificio Aurora", territory=scene.torino)
    with CaptureQueriesContext(connection) as queries:
        fabio.get(url("detail", sent.pk))
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)
