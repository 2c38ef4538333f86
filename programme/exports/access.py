"""Who may take which list or report as a file, and on which rights a file rests."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from companies.directory.access import companies_of
from companies.models import User
from companies.people.access import grants_of
from programme.dashboards.access import may_see_dashboard, may_see_figures
from programme.dashboards.rules import Scope
from programme.exports.models import Export
from programme.exports.states import ExportState, Format, Sight, What
from programme.onboarding.access import reads_queue
from programme.workbook.queries import may_have_workbook


def exports_asked_by(user: User) -> QuerySet[Export]:
    """Lists and reports that the person asked for, whatever became of them."""
    return Export.objects.filter(asked_by_id=user.pk)


def exports_visible_to(user: User) -> QuerySet[Export]:
    """A list is for the person who asked for it; a report that is ready, for all who may see what stands in it."""
    return Export.objects.filter(Q(asked_by_id=user.pk) | _open_to(user))


def _open_to(user: User) -> Q:
    """Reports that tell this person nothing that the dashboard would not.

    Those of whom every territory is seen with its figures; and, of territories that the person sees without, those
    made for somebody who saw none of the figures either. Between the two each sees other sums, which put beside each
    other would tell what is protected.
    """
    grants = grants_of(user)
    ready = Q(what=What.PROGRAMME, state=ExportState.READY)
    if grants.reads_everything:
        return ready
    closed = grants.official_of - grants.facilitates
    return ready & (_within(grants.facilitates) | _within(closed) & Q(sight=Sight.NONE))


def _within(territories: set[int] | frozenset[int]) -> Q:
    """Reports of these territories and of no other."""
    others = Export.territories.through.objects.filter(export=OuterRef("pk")).exclude(territory__in=territories)
    return Q(~Exists(others))


def sight_of(scope: Scope) -> Sight:
    told = [may_see_figures(scope.user, place.pk) for place in scope.chosen]
    return Sight.ALL if all(told) else Sight.SOME if any(told) else Sight.NONE


def may_have(scope: Scope | None, format: Format) -> bool:  # noqa: A002 as people say it
    """The document, whoever sees the dashboard; the workbook tells of single companies."""
    return scope is not None and (format == Format.PDF or may_have_workbook(scope))


def may_export(user: User, what: What) -> bool:
    """Whoever sees a list may take it as a file; the rows are those that the person sees."""
    if what == What.PROGRAMME:
        return may_see_dashboard(user)
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
    """For who asked, nothing that the file rests on has ended since; what was granted meanwhile does not matter.

    For anybody, a report that says no more than the dashboard.
    """
    asked = export.asked_by_id == user.pk
    if asked and may_export(user, What(export.what)) and set(export.rights) <= set(rights_of(user)):
        return True
    return export.is_report and Export.objects.filter(_open_to(user), pk=export.pk).exists()
