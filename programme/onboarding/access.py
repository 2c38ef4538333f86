"""Who sees an application, and who may work on it. Whether it is the moment is said by the state, under the lock."""

from django.db.models import Q, QuerySet

from companies.directory.access import companies_of
from companies.models import Membership, User
from companies.people.access import grants_of
from programme.onboarding.models import Application


def applications_visible_to(user: User) -> QuerySet[Application]:
    """Drafts: the applicant, and the members once it belongs to a company. Sent ones: also the staff, not officials."""
    grants = grants_of(user)
    mine = Q(applicant=user.pk, company=None) | Q(company__in=companies_of(user))
    if not user.is_authenticated or not user.is_active:
        return Application.objects.none()
    if grants.reads_everything:
        return Application.objects.filter(mine | Q(sent_at__isnull=False))
    return Application.objects.filter(mine | Q(sent_at__isnull=False, territory__in=grants.facilitates))


def queue_visible_to(user: User) -> QuerySet[Application]:
    """The applications that staff work through: sent at least once, in their territories."""
    grants = grants_of(user)
    sent = Application.objects.filter(sent_at__isnull=False)
    return sent if grants.reads_everything else sent.filter(territory__in=grants.facilitates)


def reads_queue(user: User) -> bool:
    grants = grants_of(user)
    return bool(grants.facilitates) or grants.reads_everything


def may_edit(user: User, application: Application) -> bool:
    """The applicant alone, and once it belongs to a company every member of it."""
    if application.company_id is None:
        return bool(application.applicant_id == user.pk)
    return application.company_id in companies_of(user)


def may_send(user: User, application: Application) -> bool:
    """Helpers prepare; for a company that has people, its owners send and withdraw."""
    if application.company_id is None:
        return bool(application.applicant_id == user.pk)
    owners = Membership.objects.filter(company=application.company_id, ended_at=None, role=Membership.Role.OWNER)
    return owners.filter(user=user).exists()


def may_answer(user: User, application: Application) -> bool:
    """A facilitator of its territory who neither wrote it nor acts for the company."""
    return (
        application.sent_at is not None
        and application.territory_id in grants_of(user).facilitates
        and application.applicant_id != user.pk
        and application.company_id not in companies_of(user)
    )
