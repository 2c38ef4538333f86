"""Index of the admin pages of this app; Django looks for them here."""

from companies.directory.admin import CompanyAdmin
from companies.journal.admin import EventAdmin
from companies.people.admin import PersonAdmin, RoleGrantAdmin
from companies.reference.admin import LegalFormAdmin, MunicipalityAdmin, NutsRegionAdmin, SectorAdmin
from companies.territories.admin import TerritoryAdmin, TerritoryMunicipalityAdmin

__all__ = [
    "CompanyAdmin",
    "EventAdmin",
    "LegalFormAdmin",
    "MunicipalityAdmin",
    "NutsRegionAdmin",
    "PersonAdmin",
    "RoleGrantAdmin",
    "SectorAdmin",
    "TerritoryAdmin",
    "TerritoryMunicipalityAdmin",
]
