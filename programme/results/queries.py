"""The document of an edition as one person may see it, on a day."""

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.dashboards.queries import Scope, dashboard_of, picture_of
from programme.results.rules import Data, document_of
from sme4green.words import in_the_sentence, number


def report_on(scope: Scope, *, now: dt.datetime) -> Data:
    """What the document says, in the active language."""
    made_for = f"{scope.user} · {settings.SITE_URL}"
    data = document_of(dashboard_of(scope), picture_of(scope), made_at=now, made_for=made_for)
    return data | {"facts": data["facts"] + [list(fact) for fact in waiting_words(scope)]}


def waiting_words(scope: Scope) -> list[tuple[str, str]]:
    """One fact where the numbers lack something that happened a moment ago; none where nothing is missing."""
    if not scope.waiting_since:
        return []
    since = in_the_sentence(date_format(scope.waiting_since, "j F Y, H:i"))
    words = {"companies": number(scope.waiting), "since": since}
    return [(_("Not counted yet"), _("what happened since %(since)s; companies: %(companies)s") % words)]
