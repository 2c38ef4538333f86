"""Of which topics a person hears at all; everybody chooses for oneself only."""

from companies.people.access import grants_of
from companies.people.models import User
from programme.preferences.states import Topic


def topics_of(user: User) -> list[Topic]:
    """Everybody may come to act for a company; answering is for tutors and facilitators."""
    grants = grants_of(user)
    closed = set()
    if not grants.facilitates:
        closed.add(Topic.ADMISSIONS)
    if not (grants.facilitates or grants.tutors or grants.tutors_in):
        closed.add(Topic.REVIEWS)
    return [topic for topic in Topic if topic not in closed]
