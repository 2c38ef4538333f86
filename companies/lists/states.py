"""What a column of a list may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    NAME = "name", _("Name")
    NUMBER = "number", _("Tax number")
    LEGAL_FORM = "legal_form", _("Legal form")
    MUNICIPALITY = "municipality", _("Municipality")
    ADDRESS = "address", _("Address")
    PEOPLE = "people", _("People at work")
    TURNOVER = "turnover", _("Turnover in EUR")
    SECTOR = "sector", _("Sector code, any edition")
    SECTOR_NEW = "sector_new", _("Sector code of today: ATECO 2025, NACE 2.1")
    SECTOR_OLD = "sector_old", _("Former sector code: ATECO 2007 or 2022, NACE 2")


NEEDED = (Field.NAME, Field.NUMBER)
SECTORS = (Field.SECTOR_NEW, Field.SECTOR_OLD, Field.SECTOR)
