"""Who opens a dashboard, and what of it."""

import pytest

from programme.dashboards.access import (
    may_open_file,
    may_open_reports,
    may_see_dashboard,
    may_see_figures,
    may_see_territory,
    territories_seen_by,
)
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.mark.parametrize(
    ("name", "torino", "ilfov", "figures"),
    [
        ("owner_a", False, False, False),
        ("member_b", False, False, False),
        ("tutor_a", False, False, False),
        ("stranger", False, False, False),
        ("disabled", False, False, False),
        ("official", True, False, False),
        ("facilitator", True, False, True),
        ("facilitator_ilfov", False, True, False),
        ("manager", True, True, True),
        ("auditor", True, True, True),
    ],
)
def test_what_each_person_sees(cast: Cast, name: str, torino: bool, ilfov: bool, figures: bool) -> None:
    user = cast.people[name]
    assert may_see_dashboard(user) == (torino or ilfov)
    codes = {territory.code for territory in territories_seen_by(user)}
    assert codes == {code for code, sees in (("torino", torino), ("ilfov", ilfov)) if sees}
    assert may_see_territory(user, cast.torino.pk) == torino
    assert may_see_figures(user, cast.torino.pk) == figures
    assert may_open_file(user, cast.company_a) == torino
    assert may_open_reports(user, cast.company_a) == figures
