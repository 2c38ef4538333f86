"""Tax numbers, checked offline by their digits: is this a number, of which register, and how is it stored?"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.it import codicefiscale, iva
from stdnum.ro import cnp, cui

from companies.reference.rules import fold

# Prefixes of VAT numbers in the European Union, by ISO code; Greece writes EL.
PREFIX = {country.upper(): country.upper() for country in eu_vat.MEMBER_STATES if country not in ("gr", "el")} | {
    "GR": "EL"
}
# Prefixes by which a number of another country is recognised.
FOREIGN = frozenset(PREFIX.values()) | {"GR", "GB", "XI", "CH", "CHE", "NO"}
CODICE_FISCALE = re.compile(r"[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]")
SEPARATORS = re.compile(r"[\s.,:'’_\-–/\\]+")


@dataclass(frozen=True)
class TaxNumber:
    """A number that passed the check; `normalised` is how it is stored and compared, `value` is what was typed."""

    country: str
    scheme: str
    value: str
    normalised: str


class NumberProblem(ValueError):
    """Why a number was not taken, as a full sentence in the reader's language."""


def parse_number(country: str, typed: str) -> TaxNumber:
    """The number that a person of `country` (ISO code, EU only) typed, or NumberProblem.

    Spaces, dots, dashes, lower case and the country's prefix are taken off. An Italian code of 11 digits that
    begins with 8 or 9 is a tax code and not a VAT number. Numbers of other countries are kept with their VAT prefix.
    """
    value = " ".join(unicodedata.normalize("NFKC", str(typed or "")).split())
    bare = SEPARATORS.sub("", value).upper()
    if not bare:
        raise NumberProblem(_("Type the tax number."))
    if country not in PREFIX:
        raise NumberProblem(_("Choose a country of the European Union."))
    number = _without_prefix(country, bare)
    if _digits(number) and len(number) > 2 and len(set(number)) == 1:
        raise NumberProblem(_("This is one digit repeated, not a real number."))
    scheme, normalised = {"IT": _italian, "RO": _romanian}.get(country, _european(country))(number)
    return TaxNumber(country=country, scheme=scheme, value=value[:40], normalised=normalised)


def searched_text(name: str, numbers: Iterable[str]) -> str:
    """What `Company.search` holds: the name and every number, without case and accents."""
    return fold(" ".join([name, *numbers]))[:400]


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _without_prefix(country: str, bare: str) -> str:
    """The number after the country's own prefix; refuses the prefix of another country."""
    for own in {PREFIX[country], country}:
        rest = bare.removeprefix(own)
        if rest != bare and rest[:1].isdigit() | (country not in ("IT", "RO")):
            return rest
    foreign = next((prefix for prefix in sorted(FOREIGN, key=len, reverse=True) if bare.startswith(prefix)), "")
    if foreign and not CODICE_FISCALE.fullmatch(bare) and _looks_like_vat(country, foreign, bare):
        raise NumberProblem(
            _("This looks like a number of another country (%(prefix)s): choose that country, or correct the number.")
            % {"prefix": foreign}
        )
    return bare


def _looks_like_vat(country: str, foreign: str, bare: str) -> bool:
    """Two letters are not enough where national numbers begin with letters too (ES, FR, NL, AT)."""
    if country in ("IT", "RO"):
        return sum(sign.isdigit() for sign in bare[len(foreign) :]) >= 5
    return not _is_vat(country, bare) and bool(eu_vat.is_valid(bare))


def _is_vat(country: str, number: str) -> bool:
    return bool(eu_vat.is_valid(PREFIX[country] + number))


def _italian(number: str) -> tuple[str, str]:
    if len(number) == 16:
        return "it-tax", _codice_fiscale(number)
    if not _digits(number):
        raise NumberProblem(_("A partita IVA has 11 digits and a codice fiscale 11 digits or 16 letters and digits."))
    if len(number) != 11:
        raise NumberProblem(_italian_length(len(number)))
    try:
        iva.validate(number)
    except InvalidChecksum:
        raise NumberProblem(_("The last digit does not fit the others: one digit is probably mistyped.")) from None
    except ValidationError:
        raise NumberProblem(_("No Italian office gives out such a number: check its digits.")) from None
    return ("it-tax" if number[0] in "89" else "it-vat"), number


def _italian_length(length: int) -> str:
    if 8 <= length <= 10:
        return _(
            "An Italian number has 11 digits, this one has %(length)d: "
            "a spreadsheet may have dropped the zeros at its beginning."
        ) % {"length": length}
    return _("An Italian number has 11 digits, or 16 letters and digits; this one has %(length)d.") % {"length": length}


def _codice_fiscale(number: str) -> str:
    """The personal code of a sole trader, also with the letters that stand for digits where two people share a code."""
    if not CODICE_FISCALE.fullmatch(number):
        raise NumberProblem(_("A codice fiscale of 16 characters has letters and digits in another order."))
    try:
        return str(codicefiscale.validate(number))
    except InvalidChecksum:
        raise NumberProblem(_("The last letter does not fit the rest: one character is probably mistyped.")) from None
    except ValidationError:
        raise NumberProblem(_("This codice fiscale holds a day of birth that does not exist.")) from None


def _romanian(number: str) -> tuple[str, str]:
    if not _digits(number):
        raise NumberProblem(_("A CUI has 2 to 10 digits, with or without RO before them."))
    if len(number) == 13 and cnp.is_valid(number):
        raise NumberProblem(_("This is a personal code (CNP): type the CUI of the company."))
    if len(number) == 11 and iva.is_valid(number):
        raise NumberProblem(_("This looks like an Italian number: choose Italy as the country, or correct the number."))
    if not 2 <= len(number) <= 10:
        raise NumberProblem(_("A CUI has 2 to 10 digits; this number has %(length)d.") % {"length": len(number)})
    if number[0] == "0":
        raise NumberProblem(_("A CUI does not begin with zero."))
    if not cui.is_valid(number):
        raise NumberProblem(_("The last digit does not fit the others: one digit is probably mistyped."))
    return "ro-cui", number


def _european(country: str) -> Callable[[str], tuple[str, str]]:
    """The check of any other member state; what is kept begins with the prefix (Greece: EL)."""

    def check(number: str) -> tuple[str, str]:
        prefix = PREFIX[country]
        try:
            return "eu-vat", str(eu_vat.validate(prefix + number))
        except InvalidLength:
            raise NumberProblem(
                _("A VAT number that begins with %(prefix)s has another number of characters.") % {"prefix": prefix}
            ) from None
        except InvalidChecksum:
            raise NumberProblem(_("The check digit does not fit the others: one digit is probably mistyped.")) from None
        except ValidationError:
            raise NumberProblem(
                _("This does not have the form of a VAT number that begins with %(prefix)s.") % {"prefix": prefix}
            ) from None

    return check
