"""Who may read, add and remove evidence of a company. Officials see its standing only, and none of its files."""

from django.db.models import Q, QuerySet

from companies.directory.access import companies_of, facilitates, is_member, is_tutor_of
from companies.models import Company, Membership, User
from companies.people.access import grants_of
from programme.evidence.models import EvidenceFile


def _looked_after_by(user: User) -> Q:
    """Files of the companies whose tutor or facilitator the person is."""
    grants = grants_of(user)
    return Q(company__territory_id__in=grants.facilitates) | Q(company_id__in=grants.tutors)


def evidence_visible_to(user: User) -> QuerySet[EvidenceFile]:
    """Members read what is for the company; tutor, facilitator, managers and auditors all. Nobody what was removed."""
    files = EvidenceFile.objects.filter(removed_at=None)
    if grants_of(user).reads_everything:
        return files
    as_member = Q(company_id__in=companies_of(user), audience=EvidenceFile.Audience.COMPANY)
    return files.filter(_looked_after_by(user) | as_member)


def _answered_for_by(user: User) -> QuerySet[EvidenceFile]:
    """The files that a person uploaded, or that lie in the box of a company of which the person is an owner."""
    owned = Membership.objects.filter(user_id=user.pk, ended_at=None, role=Membership.Role.OWNER).values("company_id")
    at_work = _looked_after_by(user) | Q(company_id__in=companies_of(user))
    own = Q(uploaded_by_id=user.pk) | Q(company_id__in=owned)
    return evidence_visible_to(user).filter(at_work, own)


def evidence_removable_by(user: User) -> QuerySet[EvidenceFile]:
    """What the person may take out now: nothing that was sent with a report."""
    return _answered_for_by(user).filter(sendings=None)


def may_add_evidence(user: User, company: Company) -> bool:
    return is_member(user, company) or may_keep_from_company(user, company)


def may_keep_from_company(user: User, company: Company) -> bool:
    """Tutor and facilitator may add a file that only staff and tutor read; not for a company they act for."""
    return (is_tutor_of(user, company) or facilitates(user, company)) and not is_member(user, company)


def may_remove(user: User, file: EvidenceFile) -> bool:
    """Is it the right person? Whether the moment is right too (the file was not sent) is for the action to say."""
    return _answered_for_by(user).filter(pk=file.pk).exists()
