import pytest

from companies.models import Territory, User
from companies.people.states import Role
from tests import make


@pytest.fixture
def torino() -> Territory:
    return make.territory("torino")


@pytest.fixture
def facilitator(torino: Territory) -> User:
    person = make.user("Marta", from_demo=True)
    make.grant(person, Role.FACILITATOR, territory=torino)
    return person
