import pytest

from tests.programme.reminders.stage import Stage


@pytest.fixture
def stage(db: None) -> Stage:
    return Stage()
