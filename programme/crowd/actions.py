"""Writes what became of one company among many: a story turned into rows."""

import datetime as dt
import random
import uuid
from typing import Any

from allauth.account.models import EmailAddress

from companies.directory.rules import parse_number
from companies.journal.states import EventKind
from companies.models import Company, Event, Identifier, Membership, RoleGrant, SizeDeclaration, User
from companies.people.states import Role
from companies.reference.rules import fold
from programme.cast.actions import legal_form_of
from programme.crowd.gateway import Ledger
from programme.crowd.queries import Place, Stock
from programme.crowd.rules import WITHOUT_CONTENT, Step, Story, Taking
from programme.editions.models import Participation, Programme
from programme.evidence.models import EvidenceFile
from programme.milestones.models import DueMove, Milestone
from programme.onboarding.models import Application, ApplicationStep
from programme.reports.models import Decision, DraftFigure, ProgressReport, Sending, SentFigure
from programme.scenes.rules import RETURNS, STORIES
from programme.tutors.models import Assignment

TABLES = (
    *(User, EmailAddress, Company, Identifier, SizeDeclaration, Membership, Application, ApplicationStep),
    *(Participation, Assignment, RoleGrant, Milestone, DueMove, ProgressReport, DraftFigure, EvidenceFile),
    *(ProgressReport.evidence.through, Sending, SentFigure, Sending.evidence.through, Decision, Event),
)


class Teller:
    """One company and its story on their way into the ledger."""

    def __init__(self, ledger: Ledger, stock: Stock, n: int, place: Place, story: Story) -> None:
        """`n` is the id of the company, which the ledger keeps free for it."""
        self.ledger, self.stock, self.company, self.place, self.story = ledger, stock, n, place, story
        self.chance = random.Random(n)  # noqa: S311
        self.owner, self.reviewer = 0, place.facilitator

    def add(self, table: Any, **columns: Any) -> int:
        return self.ledger.add(table, **columns)

    def at(self, day: dt.date, hour: int) -> dt.datetime:
        return self.place.at(day, hour, not_after=self.stock.now)

    def event(self, kind: EventKind, at: dt.datetime, by: int, subject: Any, pk: int, title: str) -> None:
        """Told already: nobody is told today what happened then."""
        columns = {"subject_kind": subject._meta.model_name, "subject_id": pk, "title": title[:200]}
        where = {"company_id": self.company, "territory_id": self.place.territory.pk}
        self.add(Event, kind=kind.value, at=at, by_id=by, told_at=at, counted_at=at, **where, **columns)

    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def tell(self) -> None:
        self.be_known()
        if self.story.answers:
            self.ask(self.story.answers[0], self.stock.frame.today - dt.timedelta(days=self.chance.randint(1, 20)))
        if self.story.earlier:
            self.take_part(self.story.earlier, self.stock.earlier)
        if self.story.now:
            if self.story.now.applied:
                self.ask("admitted", self.story.now.admitted_on)
            self.take_part(self.story.now, self.stock.running)

    def be_known(self) -> None:
        """The company with its number and its size, and the person who speaks for it."""
        firm, place, long_ago = self.story.firm, self.place, self.stock.now - dt.timedelta(days=1400)
        number = parse_number(firm.country, firm.number)
        self.add(
            Company,
            id=self.company,
            name=firm.name,
            territory_id=place.territory.pk,
            municipality_id=place.towns[firm.town],
            sector_id=self.stock.sectors.get(firm.sector),
            legal_form_id=self.form(),
            source=Company.Source.APPLICATION if self.story.now else Company.Source.IMPORT,
            search=f"{fold(firm.name)} {number.normalised}",
            shown_publicly=self.company % 6 == 0,
            created_at=long_ago,
        )
        columns = {"country": number.country, "scheme": number.scheme, "value": number.value}
        self.add(Identifier, company_id=self.company, normalised=number.normalised, **columns)
        size = {"people": firm.people, "turnover_eur": firm.turnover, "balance_sheet_eur": firm.balance}
        self.add(SizeDeclaration, company_id=self.company, declared_at=long_ago, **size)
        email, there = f"owner{self.company}@demo.example", place.territory
        who = {"email": email, "name": firm.owner, "language": there.language, "zone_name": there.zone_name}
        self.owner = self.add(User, password="!", date_joined=long_ago, is_active=self.story.reachable, **who)  # noqa: S106
        self.add(EmailAddress, user_id=self.owner, email=email, verified=True, primary=True)
        self.add(Membership, company_id=self.company, user_id=self.owner, role="owner", since_at=long_ago)

    def form(self) -> int:
        return legal_form_of(self.story.firm, self.place.legal_forms).pk

    def ask(self, state: str, answered_on: dt.date) -> None:
        """The application of the company, sent four days before it was answered."""
        firm, sent = self.story.firm, self.at(answered_on - dt.timedelta(days=4), 9)
        application = self.add(
            Application,
            applicant_id=self.owner,
            one_time_key=self.key(),
            state=state,
            started_at=sent,
            saved_at=sent,
            saved_by_id=self.owner,
            sent_at=sent,
            country=firm.country,
            tax_number=firm.number,
            name=firm.name,
            people=firm.people,
            privacy_accepted=True,
            company_id=self.company,
            programme_id=self.stock.running.pk,
            territory_id=self.place.territory.pk,
        )
        steps = [("sent", sent, self.owner, "")]
        if state != "sent":
            note = RETURNS[self.place.territory.language] if state == "returned" else ""
            steps.append((state, self.at(answered_on, 8), self.place.facilitator, note))
        for became, at, by, note in steps:
            self.add(ApplicationStep, application_id=application, state=became, at=at, by_id=by, note=note)

    def take_part(self, taking: Taking, programme: Programme) -> None:
        at, by = self.at(taking.admitted_on, 8), self.place.facilitator
        ended = self.at(taking.ended_on, 18) if taking.ended_on else None
        end = {"ended_at": ended, "ended_by_id": ended and by}
        part = self.add(
            Participation,
            programme_id=programme.pk,
            company_id=self.company,
            territory_id=self.place.territory.pk,
            admitted_at=at,
            admitted_by_id=by,
            **end,
        )
        self.event(EventKind.APPLICATION_ADMITTED, at, by, Participation, part, self.story.firm.name)
        self.reviewer = self.be_helped(part, taking, end) if taking.tutored else by
        for step in taking.steps:
            self.plan(part, step)

    def be_helped(self, part: int, taking: Taking, end: dict[str, Any]) -> int:
        """Give the company a tutor, who reviews from now on; answers the tutor's user."""
        tutor, user = self.chance.choice(self.place.tutors)
        at, by = self.at(taking.admitted_on + dt.timedelta(days=5), 9), self.place.facilitator
        row = self.add(Assignment, participation_id=part, tutor_id=tutor, assigned_at=at, assigned_by_id=by, **end)
        held = {"user_id": user, "role": Role.TUTOR.value, "company_id": self.company, "granted_at": at}
        self.add(RoleGrant, **held, granted_by_id=by, ends_at=end["ended_at"])
        self.event(EventKind.TUTOR_ASSIGNED, at, by, Assignment, row, self.story.firm.name)
        return user

    def plan(self, part: int, step: Step) -> None:
        template, indicator = self.stock.templates.get(step.template), self.stock.indicators.get(step.measured_by)
        title = self.place.titles[step.template or "act"]
        planned, now = self.at(step.planned_on, 11), self.stock.now
        milestone = self.add(
            Milestone,
            participation_id=part,
            template_id=template and template.pk,
            one_time_key=self.key(),
            title=title,
            indicator_id=indicator and indicator.pk,
            target=step.amount if indicator else None,
            due_on=step.due_on,
            original_due_on=step.moved_from or step.due_on,
            planned_at=planned,
            planned_by_id=self.reviewer,
            achieved_at=self.at(step.decided_on, 16) if step.achieves and step.decided_on else None,
            dropped_at=now if step.dropped else None,
            dropped_by_id=self.reviewer if step.dropped else None,
        )
        if step.moved_from:
            moved = {"former_due_on": step.moved_from, "moved_at": planned, "moved_by_id": self.reviewer}
            self.add(DueMove, milestone_id=milestone, reason=RETURNS[self.place.territory.language], **moved)
        self.event(EventKind.MILESTONE_PLANNED, planned, self.reviewer, Milestone, milestone, title)
        if step.state:
            self.report(milestone, step, title)

    def report(self, milestone: int, step: Step, title: str) -> None:
        text = STORIES[self.place.territory.language][step.template or "act"].format(owner=self.story.firm.owner)
        first = self.at(step.sent_on[0] if step.sent_on else self.stock.frame.today, 12)
        saved = self.at(step.decided_on, 16) if step.decided_on else first
        written = {"text": text, "completes": step.completes}
        report = self.add(
            ProgressReport,
            milestone_id=milestone,
            state=step.state,
            started_at=first,
            started_by_id=self.owner,
            saved_at=saved,
            **written,
        )
        indicator = self.stock.indicators.get(step.measured_by)
        if indicator:
            self.add(DraftFigure, report_id=report, indicator_id=indicator.pk, value=step.amount)
        file = self.file(step, first) if step.has_file else None
        if file:
            self.add(ProgressReport.evidence.through, progressreport_id=report, evidencefile_id=file)
        for number, day in enumerate(step.sent_on, start=1):
            at, sent_by = self.at(day, 12), {"sent_by_id": self.owner, **written}
            sending = self.add(Sending, report_id=report, number=number, sent_at=at, **sent_by)
            self.event(EventKind.REPORT_SENT, at, self.owner, ProgressReport, report, title)
            if indicator:
                figure = {"indicator_id": indicator.pk, "value": step.amount, "unit": indicator.unit}
                self.add(SentFigure, sending_id=sending, **figure)
            if file:
                self.add(Sending.evidence.through, sending_id=sending, evidencefile_id=file)
            if number < len(step.sent_on):
                self.decide(sending, "returned", self.at(day, 14), report, title)
            elif step.decided_on:
                self.decide(sending, step.state, saved, report, title)

    def file(self, step: Step, at: dt.datetime) -> int:
        """A record of a proof whose name says that nothing lies behind it."""
        name = f"{step.template or 'step'} {at:%Y-%m} ({WITHOUT_CONTENT}).pdf"
        pk = next(self.ledger.ids[EvidenceFile])
        stored = {"stored_as": f"volume/{pk}", "size_bytes": 1, "sha256": f"{pk:064x}"}
        row = {"company_id": self.company, "kind": "pdf", "name": name, "search": fold(name), **stored}
        stands = {"stands_for_on": at.date(), "uploaded_at": at, "uploaded_by_id": self.owner}
        return self.add(EvidenceFile, id=pk, **row, **stands)

    def decide(self, sending: int, verdict: str, at: dt.datetime, report: int, title: str) -> None:
        note = RETURNS[self.place.territory.language] if verdict == "returned" else ""
        by = {"decided_at": at, "decided_by_id": self.reviewer}
        self.add(Decision, sending_id=sending, verdict=verdict, note=note, **by)
        kind = EventKind.REPORT_ACCEPTED if verdict == "accepted" else EventKind.REPORT_RETURNED
        self.event(kind, at, self.reviewer, ProgressReport, report, title)
