"""The document of an edition as one person may see it, on a day."""

import datetime as dt

from django.conf import settings

from programme.dashboards.queries import Scope, dashboard_of, picture_of
from programme.results.rules import Data, document_of


def report_on(scope: Scope, *, now: dt.datetime) -> Data:
    """What the document says, in the active language."""
    made_for = f"{scope.user} · {settings.SITE_URL}"
    return document_of(dashboard_of(scope), picture_of(scope), made_at=now, made_for=made_for)
