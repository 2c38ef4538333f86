import datetime as dt

import pytest

from companies.journal.states import EventKind
from companies.models import Event
from companies.people.access import grants_of
from companies.people.actions import end_role, grant_role
from companies.people.models import User
from companies.people.states import Role
from sme4green.errors import RuleBroken
from tests import make

pytestmark = pytest.mark.django_db
LONG_AGO = make.NOW - dt.timedelta(days=900)


def test_a_role_that_is_taken_away_is_gone_at_the_next_request() -> None:
    person, torino = make.user(), make.territory("torino")
    grant = grant_role(person.pk, role=Role.FACILITATOR, territory=torino, by=make.user(), now=LONG_AGO)
    assert grants_of(User.objects.get(pk=person.pk)).facilitates == {torino.pk}
    end_role(grant.pk, by=make.user(), now=LONG_AGO + dt.timedelta(days=1))
    assert not grants_of(User.objects.get(pk=person.pk)).any
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [EventKind.ROLE_GRANTED, EventKind.ROLE_ENDED]


def test_a_role_ends_once() -> None:
    grant = grant_role(make.user().pk, role=Role.MANAGER, by=make.user(), now=LONG_AGO)
    end_role(grant.pk, by=make.user(), now=LONG_AGO + dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="already ended"):
        end_role(grant.pk, by=make.user(), now=LONG_AGO + dt.timedelta(days=2))
