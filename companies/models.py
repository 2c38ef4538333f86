"""Index of the tables of this app; Django looks for them here."""

from companies.directory.models import Company, Identifier, Invitation, JoinRequest, Membership
from companies.imports.models import ImportRow, ImportRun
from companies.journal.models import Event
from companies.people.models import RoleGrant, User
from companies.reference.models import LegalForm, Municipality, NutsRegion, Sector
from companies.sizes.models import SizeDeclaration
from companies.territories.models import Territory, TerritoryMunicipality

__all__ = [
    "Company",
    "Event",
    "Identifier",
    "ImportRow",
    "ImportRun",
    "Invitation",
    "JoinRequest",
    "LegalForm",
    "Membership",
    "Municipality",
    "NutsRegion",
    "RoleGrant",
    "Sector",
    "SizeDeclaration",
    "Territory",
    "TerritoryMunicipality",
    "User",
]
