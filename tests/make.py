"""One maker per table: the smallest true row, every column open to the test."""

import datetime as dt
import itertools
import uuid
from decimal import Decimal
from typing import Any

from companies.models import (
    Company,
    Identifier,
    Invitation,
    JoinRequest,
    LegalForm,
    Membership,
    Municipality,
    RoleGrant,
    Sector,
    SizeDeclaration,
    Territory,
    TerritoryMunicipality,
    User,
)
from companies.people.states import Role
from companies.reference.rules import fold
from programme.milestones.rules import searched_text
from programme.models import (
    Application,
    Assignment,
    EvidenceFile,
    Feedback,
    Indicator,
    Mail,
    Milestone,
    MilestoneTemplate,
    Participation,
    Programme,
    ProgressReport,
    Reminder,
    Target,
    Tutor,
)

NOW = dt.datetime(2026, 10, 14, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
PASSWORD = "correct horse battery"
_counter = itertools.count(1)


def _next() -> int:
    return next(_counter)


def user(name: str = "", **columns: Any) -> User:
    n = _next()
    columns = {"email": f"person{n}@example.org", "name": name or f"Person {n}", "language": "en", **columns}
    return User.objects.create_user(**columns)


def territory(code: str = "", **columns: Any) -> Territory:
    code = code or f"territory-{_next()}"
    defaults = {
        "name": code.title(),
        "country": "IT",
        "zone_name": "Europe/Rome",
        "language": "it",
        "currency": "EUR",
        "office_name": f"Office of {code.title()}",
    }
    return Territory.objects.create(code=code, **{**defaults, **columns})


def municipality(name: str = "Torino", *, territory: Territory | None = None, **columns: Any) -> Municipality:
    defaults = {"country": "IT", "code": f"{_next():06}", "province": "Torino", "search": fold(name)}
    row = Municipality.objects.create(name=name, **{**defaults, **columns})
    if territory:
        TerritoryMunicipality.objects.create(territory=territory, municipality=row)
    return row


def sector(code: str = "", **columns: Any) -> Sector:
    code = code or f"10.{_next()}"
    titles = {"title_it": "Produzione di pane", "search": f"{code} pane"}
    defaults = {"scheme": Sector.Scheme.ATECO_2025, "level": 6, **titles}
    return Sector.objects.create(code=code, **{**defaults, **columns})


def legal_form(title: str = "S.r.l.", **columns: Any) -> LegalForm:
    return LegalForm.objects.create(title=title, **{"country": "IT", "code": f"1.{_next()}", **columns})


def grant(
    user: User, role: Role, *, territory: Territory | None = None, company: Company | None = None, **columns: Any
) -> RoleGrant:
    defaults = {"granted_at": NOW - dt.timedelta(days=30)}
    if role == Role.AUDITOR:
        defaults["ends_at"] = NOW + dt.timedelta(days=3650)
    return RoleGrant.objects.create(
        user=user, role=role, territory=territory, company=company, **{**defaults, **columns}
    )


def it_vat(n: int) -> str:
    """A partita IVA that passes the check, different for each n."""
    body = f"{n % 10_000_000:07}".replace("0000000", "0000001") + "001"
    odd = sum(int(d) for d in body[0::2])
    even = sum(sum(divmod(2 * int(d), 10)) for d in body[1::2])
    return body + str((10 - (odd + even) % 10) % 10)


def company(name: str = "", *, territory: Territory, owner: User | None = None, **columns: Any) -> Company:
    n = _next()
    name = name or f"Company {n}"
    number = it_vat(n)
    row = Company.objects.create(
        name=name, territory=territory, **{"created_at": NOW, "search": f"{fold(name)} {number}", **columns}
    )
    Identifier.objects.create(
        company=row, country="IT", scheme=Identifier.Scheme.IT_VAT, value=number, normalised=number
    )
    if owner:
        membership(owner, row, role=Membership.Role.OWNER)
    return row


def membership(user: User, company: Company, **columns: Any) -> Membership:
    defaults = {"role": Membership.Role.CONTRIBUTOR, "since_at": NOW - dt.timedelta(days=20)}
    return Membership.objects.create(user=user, company=company, **{**defaults, **columns})


def invitation(company: Company, *, by: User, email: str = "", **columns: Any) -> Invitation:
    defaults = {"role": Membership.Role.CONTRIBUTOR, "invited_at": NOW}
    return Invitation.objects.create(
        company=company, invited_by=by, email=email or f"invited{_next()}@example.org", **{**defaults, **columns}
    )


def join_request(user: User, company: Company, **columns: Any) -> JoinRequest:
    return JoinRequest.objects.create(user=user, company=company, **{"asked_at": NOW, **columns})


def size(company: Company, people: Decimal | int = 9, **columns: Any) -> SizeDeclaration:
    return SizeDeclaration.objects.create(company=company, people=people, **{"declared_at": NOW, **columns})


def programme(code: str = "", *territories: Territory, **columns: Any) -> Programme:
    code = code or f"edition-{_next()}"
    days = {"starts_on": TODAY - dt.timedelta(days=200), "ends_on": TODAY + dt.timedelta(days=400)}
    defaults = {"name": code.title(), **days}
    row = Programme.objects.create(code=code, **{**defaults, **columns})
    row.territories.set(territories)
    return row


def target(programme: Programme, counter: str = "smes_supported", **columns: Any) -> Target:
    return Target.objects.create(programme=programme, counter=counter, **{"title": counter, "value": 10, **columns})


def participation(company: Company, programme: Programme, *, by: User, **columns: Any) -> Participation:
    defaults = {"territory": company.territory, "admitted_at": NOW - dt.timedelta(days=10)}
    return Participation.objects.create(company=company, programme=programme, admitted_by=by, **{**defaults, **columns})


def indicator(code: str = "", **columns: Any) -> Indicator:
    code = code or f"indicator-{_next()}"
    return Indicator.objects.create(code=code, **{"name": code, "unit": "kWh", **columns})


def application(applicant: User, **columns: Any) -> Application:
    defaults = {"one_time_key": uuid.uuid4(), "started_at": NOW, "saved_at": NOW, "country": "IT"}
    if columns.get("state", "draft") != "draft":
        defaults["sent_at"] = NOW
    return Application.objects.create(applicant=applicant, **{**defaults, **columns})


def evidence(company: Company, *, by: User, **columns: Any) -> EvidenceFile:
    defaults = {
        "kind": "pdf",
        "name": "bill.pdf",
        "search": fold(columns.get("name", "bill.pdf")),
        "stored_as": uuid.uuid4().hex,
        "size_bytes": 100,
        "sha256": "0" * 64,
        "uploaded_at": NOW,
    }
    return EvidenceFile.objects.create(company=company, uploaded_by=by, **{**defaults, **columns})


def tutor(user: User, **columns: Any) -> Tutor:
    return Tutor.objects.create(user=user, **columns)


def assignment(participation: Participation, tutor: Tutor, *, by: User, **columns: Any) -> Assignment:
    """With the grant that the action writes, so that the tutor sees the company."""
    grant(tutor.user, Role.TUTOR, company=participation.company)
    defaults = {"assigned_at": NOW - dt.timedelta(days=5)}
    return Assignment.objects.create(
        participation=participation, tutor=tutor, assigned_by=by, **{**defaults, **columns}
    )


def template(code: str = "", **columns: Any) -> MilestoneTemplate:
    code = code or f"template-{_next()}"
    return MilestoneTemplate.objects.create(
        code=code, **{"title": code, "guidance": "Do it.", "due_after_days": 60, **columns}
    )


def milestone(participation: Participation, *, by: User, **columns: Any) -> Milestone:
    due_on = columns.pop("due_on", TODAY + dt.timedelta(days=40))
    columns.setdefault("search", searched_text(columns.setdefault("title", "Change the oven")))
    defaults = {"one_time_key": uuid.uuid4(), "planned_at": NOW, "original_due_on": due_on}
    return Milestone.objects.create(
        participation=participation, planned_by=by, due_on=due_on, **{**defaults, **columns}
    )


def report(milestone: Milestone, *, by: User, **columns: Any) -> ProgressReport:
    defaults = {"started_at": NOW, "saved_at": NOW}
    if columns.get("state") == "accepted" and columns.get("completes"):  # what the action does then
        Milestone.objects.filter(pk=milestone.pk, achieved_at=None).update(achieved_at=NOW)
    return ProgressReport.objects.create(milestone=milestone, started_by=by, **{**defaults, **columns})


def mail(to: str = "somebody@example.org", **columns: Any) -> Mail:
    defaults = {
        "language": "en",
        "subject": "Subject",
        "text": "Text",
        "message_id": f"<{uuid.uuid4()}@example.org>",
        "created_at": NOW,
        "due_at": NOW,
    }
    return Mail.objects.create(to=to, **{**defaults, **columns})


def reminder(person: User, **columns: Any) -> Reminder:
    defaults = {"kind": "milestone_due", "subject_id": 1, "about_on": TODAY, "step": 0, "said_at": NOW}
    return Reminder.objects.create(person=person, **{**defaults, **columns})


def feedback(text: str = "The button says nothing to my screen reader", **columns: Any) -> Feedback:
    defaults = {"language": "en", "one_time_key": uuid.uuid4(), "sent_at": NOW}
    return Feedback.objects.create(text=text, **{**defaults, **columns})
