"""The invented world of the demo: names, numbers and figures, the same at every run."""

import random
from dataclasses import dataclass
from decimal import Decimal

ITALIAN_TRADES = (
    ("Panificio", "10.71"),
    ("Pastificio", "10.73"),
    ("Caseificio", "10.51"),
    ("Birrificio", "11.05"),
    ("Torrefazione", "10.83"),
    ("Cioccolateria", "10.82"),
    ("Gastronomia", "56.11"),
    ("Frantoio", "10.41"),
    ("Orto urbano", "01.13"),
    ("Conserve", "10.39"),
    ("Gelateria", "10.52"),
    ("Salumificio", "10.13"),
)
ITALIAN_PLACES = (
    "Valdora",
    "Rivafiorita",
    "Montechiaro Alto",
    "Lungopò",
    "del Ponte Vecchio",
    "San Salvario 12",
    "delle Tre Fontane",
    "Borgo Nuovo",
    "della Dora Piccola",
    "Quattro Stagioni",
    "del Mulino Alto e della Roggia di Sotto",
    "Cascina Aurora",
)
ROMANIAN_TRADES = (
    ("Croitoria", "14.21"),
    ("Țesătoria", "13.20"),
    ("Tricotaje", "14.10"),
    ("Reparații electronice", "95.10"),
    ("Reciclare electrocasnice", "38.21"),
    ("Atelierul textil", "13.92"),
    ("Confecții", "14.29"),
    ("Service IT", "95.10"),
)
ROMANIAN_PLACES = (
    "Lacul Verde",
    "Codrii Snagovului",
    "Podul de Piatră",
    "Câmpia Mare",
    "Steaua Nordului",
    "Valea Teiului",
    "Aurora Nouă",
)
ITALIAN_TOWNS = (
    "Torino",
    "Moncalieri",
    "Collegno",
    "Rivoli",
    "Settimo Torinese",
    "Grugliasco",
    "Chieri",
    "Ivrea",
    "Pinerolo",
)
ROMANIAN_TOWNS = ("Voluntari", "Măgurele", "Bragadiru", "Otopeni", "Buftea", "Pantelimon", "Chitila")
ITALIAN_PEOPLE = ("Marta", "Luca", "Giulia", "Paolo", "Chiara", "Andrea", "Elena", "Davide", "Sara", "Franco")
ITALIAN_FAMILIES = ("Ferrero", "Gallo", "Bruno", "Costa", "Fontana", "Barbero", "Giraudo", "Marino", "Rossi", "Negro")
ROMANIAN_PEOPLE = ("Ioana", "Andrei", "Elena", "Mihai", "Ana", "Radu", "Cristina", "Vlad")
ROMANIAN_FAMILIES = ("Popescu", "Ionescu", "Dumitru", "Stan", "Marin", "Georgescu", "Ilie", "Tudor")


@dataclass(frozen=True)
class Invented:
    """One company that does not exist."""

    name: str
    country: str
    number: str
    town: str
    sector: str
    owner: str
    people: Decimal
    turnover: Decimal
    balance: Decimal


def italian_number(n: int) -> str:
    """A partita IVA that passes the check, from a block (office 888) that no office hands out in sequence."""
    body = f"{n:07}888"
    odd = sum(int(digit) for digit in body[0::2])
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in body[1::2])
    return f"{body}{(10 - (odd + even) % 10) % 10}"


def romanian_number(n: int) -> str:
    """A CUI that passes the check, far above the numbers given out so far."""
    body = f"{900_000_000 + n}"
    total = sum(int(digit) * weight for digit, weight in zip(body, (7, 5, 3, 2, 1, 7, 5, 3, 2), strict=True))
    return f"{body}{total * 10 % 11 % 10}"


def invented_companies(*, italian: int, romanian: int) -> list[Invented]:
    """So many companies, always the same ones, no two with the same name or number."""
    chance = random.Random(2024)  # noqa: S311 - a demo needs no secrecy
    return [_italian(n, chance) for n in range(1, italian + 1)] + [_romanian(n, chance) for n in range(1, romanian + 1)]


def _size(chance: random.Random) -> tuple[Decimal, Decimal, Decimal]:
    people = chance.choice([2, 3, 4, 6, 9, 9, 12, 15, 22, 38, 60])
    turnover = people * chance.randint(60, 180) * 1000
    return Decimal(people), Decimal(turnover), Decimal(turnover * chance.randint(40, 90) // 100)


def _italian(n: int, chance: random.Random) -> Invented:
    trade, sector = ITALIAN_TRADES[n % len(ITALIAN_TRADES)]
    place = ITALIAN_PLACES[(n // len(ITALIAN_TRADES)) % len(ITALIAN_PLACES)]
    owner = f"{chance.choice(ITALIAN_PEOPLE)} {chance.choice(ITALIAN_FAMILIES)}"
    form = chance.choice(["S.r.l.", "S.n.c.", "S.r.l.", "società cooperativa"])
    return Invented(
        f"{trade} {place} {form}", "IT", italian_number(n), chance.choice(ITALIAN_TOWNS), sector, owner, *_size(chance)
    )


def _romanian(n: int, chance: random.Random) -> Invented:
    trade, sector = ROMANIAN_TRADES[n % len(ROMANIAN_TRADES)]
    place = ROMANIAN_PLACES[(n // len(ROMANIAN_TRADES)) % len(ROMANIAN_PLACES)]
    owner = f"{chance.choice(ROMANIAN_PEOPLE)} {chance.choice(ROMANIAN_FAMILIES)}"
    return Invented(
        f"{trade} {place} SRL", "RO", romanian_number(n), chance.choice(ROMANIAN_TOWNS), sector, owner, *_size(chance)
    )


@dataclass(frozen=True)
class SignIn:
    """One person who can sign in to the demo."""

    email: str
    name: str
    phone: str
    language: str
    role: str
    territory: str = ""
    company: int | None = None
    password: str = "demo-sme4green"  # noqa: S105 - printed on purpose; only the demo has it


# The company that `company` names is the one at that place in its territory's list.
SIGN_INS = (
    SignIn("marta@demo.example", "Marta Valdora", "+39 011 000 0101", "it", "owner", "torino", 0),
    SignIn("luca@demo.example", "Luca Valdora", "+39 011 000 0102", "it", "contributor", "torino", 0),
    SignIn("ioana@demo.example", "Ioana Popescu", "+40 21 000 0101", "ro", "owner", "ilfov", 0),
    SignIn("anna@demo.example", "Anna Riva", "+39 011 000 0201", "it", "tutor", "torino"),
    SignIn("pietro@demo.example", "Pietro Sala", "+39 011 000 0202", "it", "tutor", "torino"),
    SignIn("mihai@demo.example", "Mihai Dobre", "+40 21 000 0201", "ro", "tutor", "ilfov"),
    SignIn("giulia@demo.example", "Giulia Conti", "+39 011 000 0301", "it", "facilitator", "torino"),
    SignIn("andrei@demo.example", "Andrei Munteanu", "+40 21 000 0301", "ro", "facilitator", "ilfov"),
    SignIn("carla@demo.example", "Carla Assessore", "+39 011 000 0401", "it", "official", "torino"),
    SignIn("radu@demo.example", "Radu Primăria", "+40 21 000 0401", "ro", "official", "ilfov"),
    SignIn("sofia@demo.example", "Sofia Manager", "+40 21 000 0501", "en", "manager"),
    SignIn("karel@demo.example", "Karel Auditor", "", "en", "auditor"),
    SignIn("admin@demo.example", "Admin", "", "en", "admin"),
)
EXPERTISE = {
    "anna@demo.example": ("Environment Park", "energia, forni, imballaggi", 8),
    "pietro@demo.example": ("Environment Park", "rifiuti alimentari, digitale", 4),
    "mihai@demo.example": ("Asociația Măgurele Science Park", "textile, reparații, digitalizare", 6),
}
