"""Adding and removing evidence."""

import datetime as dt

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, User
from companies.reference.rules import fold
from programme.evidence.gateway import forget, keep
from programme.evidence.models import EvidenceFile
from programme.evidence.readers import Checked, check_upload
from programme.evidence.rules import clean_name
from sme4green.errors import RuleBroken


def add_evidence(
    company_id: int,
    *,
    upload: File,
    by: User,
    now: dt.datetime,
    audience: str = EvidenceFile.Audience.COMPANY,
    stands_for_on: dt.date | None = None,
) -> EvidenceFile:
    """Check and keep a file. UploadRefused (a RuleBroken) says why it is not taken.

    The same content again, for the same readers, answers the file that is there already (its `uploaded_at` is not
    `now`) and changes nothing; a file that was removed does not count as being there.
    """
    checked = check_upload(upload)
    stored_as = keep(upload)
    try:
        file = _write_down(company_id, upload, checked, stored_as, by, now, audience, stands_for_on)
    except BaseException:
        forget(stored_as)
        raise
    if file.stored_as != stored_as:
        forget(stored_as)
    return file


@transaction.atomic
def _write_down(
    company_id: int,
    upload: File,
    checked: Checked,
    stored_as: str,
    by: User,
    now: dt.datetime,
    audience: str,
    stands_for_on: dt.date | None,
) -> EvidenceFile:
    # The lock on the company lets one of two equal uploads wait for the other.
    (company,) = Company.objects.select_for_update(of=("self",)).select_related("territory").filter(pk=company_id)
    present = EvidenceFile.objects.filter(
        company=company, audience=audience, sha256=checked.sha256, removed_at=None
    ).first()
    if present:
        return present
    name = clean_name(upload.name or "")
    file = EvidenceFile.objects.create(
        company=company,
        audience=audience,
        kind=checked.kind,
        name=name,
        search=fold(name)[:200],
        stored_as=stored_as,
        size_bytes=checked.size_bytes,
        sha256=checked.sha256,
        stands_for_on=stands_for_on,
        uploaded_at=now,
        uploaded_by=by,
    )
    _tell(EventKind.EVIDENCE_ADDED, file, by=by, now=now)
    return file


@transaction.atomic
def remove_evidence(evidence_id: int, *, by: User, now: dt.datetime) -> EvidenceFile:
    """Take a file out of the box. Its content stays in the store; a file that was sent stays with its report."""
    file = EvidenceFile.objects.select_for_update(of=("self",)).select_related("company__territory").get(pk=evidence_id)
    if file.removed_at:
        raise RuleBroken(_("“%(name)s” was already removed.") % {"name": file.name})
    if file.sendings.exists():
        raise RuleBroken(_("“%(name)s” was sent with a report and stays with it.") % {"name": file.name})
    file.removed_at, file.removed_by = now, by
    file.save(update_fields=["removed_at", "removed_by"])
    _tell(EventKind.EVIDENCE_REMOVED, file, by=by, now=now)
    return file


def _tell(kind: EventKind, file: EvidenceFile, *, by: User, now: dt.datetime) -> None:
    # The timeline of a company is read by its members, who do not see the names of files that are not for them.
    open_to_company = file.audience == EvidenceFile.Audience.COMPANY
    company = file.company if open_to_company else None
    record(kind, by=by, now=now, subject=file, company=company, territory=file.company.territory)
