"""Which pages of the demo each role meets on the path."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from companies.models import Company, User
from programme.models import Application, Export, Mail, Milestone, Programme, ProgressReport

MARTA, ANNA, GIULIA, CARLA = (f"{name}@demo.example" for name in ("marta", "anna", "giulia", "carla"))


@dataclass(frozen=True)
class Tour:
    """Who goes ("" is a visitor), and where to."""

    email: Callable[[], str]
    paths: Callable[[], Iterator[str]]


def to(route: str, *args: object) -> str:
    return reverse(route, args=args)


def _visitor() -> Iterator[str]:
    for name in ("front", "sources", "accessibility", "privacy", "open_source"):
        yield to(f"public:{name}")
    yield from (
        to("account_login"),
        to("account_signup"),
        to("account_reset_password"),
        to("account_request_login_code"),
        to("feedback:write"),
    )
    yield from (to("demo:mailbox"), to("demo:mail", Mail.objects.latest("pk").pk))


def _draft() -> Application:
    return Application.objects.filter(state="draft", country="IT").select_related("applicant").latest("pk")


def _applicant() -> Iterator[str]:
    draft = _draft()
    yield from (
        to("home:home"),
        to("onboarding:list"),
        to("onboarding:start"),
        to("people:profile"),
        to("notices:list"),
    )
    yield from (to("onboarding:detail", draft.pk), to("onboarding:edit", draft.pk))


def _asked_again() -> Iterator[str]:
    returned = Application.objects.filter(state="returned", country="IT").latest("pk")
    yield from (to("home:home"), to("onboarding:detail", returned.pk), to("onboarding:edit", returned.pk))


def _company() -> Company:
    return Company.objects.get(memberships__user__email=MARTA, memberships__ended_at=None)


def _member() -> Iterator[str]:
    company = _company()
    step = Milestone.objects.filter(participation__company=company, participation__programme__code="demo")
    open_step = step.exclude(reports__state__in=["sent", "accepted"]).latest("pk")
    sent = ProgressReport.objects.filter(milestone__participation__company=company).exclude(state="draft").latest("pk")
    yield to("home:home")
    yield from (to("companyfile:file", company.pk), to("companyfile:timeline", company.pk))
    yield from (to("reports:of_company", company.pk), to("milestones:plan", company.pk))
    yield from (to("reports:milestone", open_step.pk), to("reports:write", open_step.pk), to("reports:detail", sent.pk))
    yield to("milestones:revise", open_step.pk)
    yield from (to("evidence:of_company", company.pk), to("directory:people", company.pk))
    yield from (to("directory:invite", company.pk), to("notices:list"), to("preferences:choose"))


def _tutor() -> Iterator[str]:
    company = Company.objects.filter(grants__user__email=ANNA).earliest("pk")
    yield from (to("home:home"), to("companyfile:list"), to("companyfile:file", company.pk))
    yield from (to("reports:of_company", company.pk), to("evidence:of_company", company.pk))
    waiting = ProgressReport.objects.filter(state="sent", milestone__participation__company__grants__user__email=ANNA)
    yield from (to("reports:detail", report.pk) for report in waiting[:1])
    yield from (to("people:second_factor"), to("mfa_activate_totp"), to("reports:milestones"))
    yield to("mfa_index")
    yield from (to("mfa_list_webauthn"), to("mfa_add_webauthn"), to("people:sessions"), to("account_reauthenticate"))


def _facilitator() -> Iterator[str]:
    application = Application.objects.filter(state="sent", territory__code="torino").latest("pk")
    report = ProgressReport.objects.filter(state="sent", milestone__participation__territory__code="torino").latest(
        "pk"
    )
    free = Company.objects.filter(participations__programme__code="demo", participations__assignments=None)
    company = free.filter(territory__code="torino").latest("pk")
    yield from (to("imports:list"), to("imports:upload"))
    for route in ("home:home", "onboarding:list", "companyfile:list", "reports:list", "tutors:list", "notices:list"):
        yield to(route)
    yield from (to("onboarding:detail", application.pk), to("reports:detail", report.pk))
    yield from (to("mailroom:tonight"), to("mailroom:undelivered"))
    yield from (to("companyfile:file", company.pk), to("tutors:assign", company.pk), to("tutors:assign", _company().pk))
    yield to("exports:download", Export.objects.get(asked_by__email=GIULIA).pk)
    yield from (to("reports:milestones"), f"{to('reports:milestones')}?q=nobody&standing=overdue&silent=many")
    yield from (f"{to('onboarding:list')}?state=&sort=name", f"{to('companyfile:list')}?standing=overdue&silent=1")
    yield from (to("reports:milestone", report.milestone_id), f"{to('companyfile:list')}?q=nobody+is+called+so")


def _official() -> Iterator[str]:
    yield from (to("home:home"), f"{to('companyfile:list')}?q=valdora", to("companyfile:file", _company().pk))
    yield to("dashboards:dashboard", "demo")
    yield to("dashboards:behind", "demo", "smes_supported", "accepted")
    yield f"{to('reports:milestones')}?edition=demo&standing=overdue"
    yield from (to("dashboards:picture", "demo"), to("dashboards:group", "demo", "size", "micro"))
    yield to("exports:reports", "demo")


def _manager() -> Iterator[str]:
    mine = Export.objects.filter(asked_by__email="sofia@demo.example")
    yield from (to("exports:list"), *(to("exports:detail", export.pk) for export in mine))
    yield to("exports:reports", "demo")
    yield from (to("home:home"), to("onboarding:list"), to("dashboards:behind", "demo", "smes_supported", "proved"))
    for page in ("dashboards:dashboard", "dashboards:picture"):
        yield from (to(page, programme.code) for programme in Programme.objects.all())
    giulia = User.objects.get(email=GIULIA)
    yield from (to("people:register"), to("people:person", giulia.pk), to("people:grant"))
    yield from (
        to("people:close", giulia.pk),
        to("people:end_role", giulia.grants.latest("pk").pk),
        to("feedback:list"),
    )
    yield to("notices:held")


def _auditor() -> Iterator[str]:
    company = _company()
    yield from (to("home:home"), to("companyfile:file", company.pk), to("companyfile:timeline", company.pk))
    yield from (to("evidence:of_company", company.pk), to("dashboards:dashboard", "demo"))


TOURS = {
    "visitor": Tour(lambda: "", _visitor),
    "applicant": Tour(lambda: _draft().applicant.email, _applicant),
    "applicant who was asked again": Tour(
        lambda: Application.objects.filter(state="returned", country="IT").latest("pk").applicant.email, _asked_again
    ),
    "member": Tour(lambda: MARTA, _member),
    "tutor": Tour(lambda: ANNA, _tutor),
    "facilitator": Tour(lambda: GIULIA, _facilitator),
    "official": Tour(lambda: CARLA, _official),
    "manager": Tour(lambda: "sofia@demo.example", _manager),
    "auditor": Tour(lambda: "karel@demo.example", _auditor),
}
