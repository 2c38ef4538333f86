import pytest

from tests.programme.onboarding.scene import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()
