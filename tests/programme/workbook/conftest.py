"""The cast of the dashboards: the report says what they say."""

from tests.programme.dashboards.conftest import cast, kwh

__all__ = ["cast", "kwh"]
