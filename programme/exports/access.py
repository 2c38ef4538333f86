"""Who may take which list as a file, and on which rights a file rests."""

from django.db.models import QuerySet

from companies.directory.access import companies_of
from companies.models import User
from companies.people.access import grants_of
from programme.exports.models import Export
from programme.exports.states import What
from programme.onboarding.access import reads_queue


def exports_visible_to(user: User) -> QuerySet[Export]:
    """A file is for the person who asked for it."""
    return Export.objects.filter(asked_by_id=user.pk)


def may_export(user: User, what: What) -> bool:
    """Whoever sees a list may take it as a file; the rows are those that the person sees."""
    return reads_queue(user) if what == What.APPLICATIONS else bool(user.is_authenticated and user.is_active)


def rights_of(user: User) -> list[str]:
    """Everything that lets this person see rows, each as one word: "facilitates 3", "acts for 17", "manager"."""
    grants = grants_of(user)
    bound = {
        "facilitates": grants.facilitates,
        "official of": grants.official_of,
        "tutors": grants.tutors,
        "acts for": companies_of(user),
    }
    words = [f"{how} {place}" for how, places in bound.items() for place in places]
    return sorted(words + ["manager"] * grants.manager + ["auditor"] * grants.auditor)


def still_may(user: User, export: Export) -> bool:
    """Nothing that the file rests on has ended since; what was granted meanwhile does not matter."""
    return may_export(user, What(export.what)) and set(export.rights) <= set(rights_of(user))
