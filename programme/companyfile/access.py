"""Who opens the whole file of a company, and who sees only name, stage and standing."""

from companies.directory.access import facilitates, is_member, is_tutor_of
from companies.models import Company, User
from companies.people.access import grants_of


def may_read_file(user: User, company: Company) -> bool:
    """The same people as in `companies_readable_by`, asked of one company without a query."""
    return works_on(user, company) or is_member(user, company)


def works_on(user: User, company: Company) -> bool:
    """Staff and the tutor read also what was written for them only."""
    return is_tutor_of(user, company) or facilitates(user, company) or grants_of(user).reads_everything
