"""The plot of the demo: how far each company came, the same at every run."""

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

# What a company writes, by step and language, and the figure that goes with it (code, lowest, highest).
STORIES = {
    "it": {
        "understand": "Abbiamo raccolto dodici bollette e pesato i rifiuti per una settimana. Risponde {owner}.",
        "plan": "Con il tutor abbiamo scelto tre azioni: forno, imballaggi, invenduto. I costi sono nel file.",
        "act": "Abbiamo sostituito il bruciatore e spostato la cottura. I consumi sono scesi subito.",
        "prove": "Alleghiamo le bollette dei tre mesi dopo l'intervento, accanto a quelle dell'anno prima.",
        "share": "Abbiamo raccontato il percorso ai clienti e al mercato di quartiere. L'impegno è nel patto.",
    },
    "ro": {
        "understand": "Am adunat douăsprezece facturi și am cântărit deșeurile o săptămână. Răspunde {owner}.",
        "plan": "Am ales trei acțiuni: iluminat, resturi de țesături, reparații. Costurile sunt în fișier.",
        "act": "Am schimbat iluminatul și am separat resturile de țesături. Consumul a scăzut imediat.",
        "prove": "Atașăm facturile din cele trei luni de după schimbare, alături de cele din anul trecut.",
        "share": "Am povestit clienților ce am făcut. Angajamentul nostru este scris în acord.",
    },
}
RETURNS = {
    "it": "Manca la bolletta di maggio e la data della foto. Il resto va bene.",
    "ro": "Lipsește factura din mai și data fotografiei. Restul este în regulă.",
}
# What the invented companies measure by step, and between which values.
MEASURED = {
    "understand": (("electricity-bought", 4_000, 60_000),),
    "act": (("energy-saved", 800, 9_000), ("waste-recycled", 200, 2_400), ("food-surplus-recovered", 150, 1_800)),
    "prove": (("co2e-avoided", 300, 3_500), ("packaging-avoided", 40, 600)),
    "share": (("people-trained", 3, 25),),
}
STEPS = ("understand", "plan", "act", "prove", "share")


@dataclass(frozen=True)
class Scene:
    """One milestone of one company: when it is due, and what was reported and answered when."""

    step: str
    due_on: dt.date
    state: str  # "", draft, sent, returned, accepted
    sent_on: dt.date | None = None
    decided_on: dt.date | None = None
    amount: Decimal = Decimal(0)
    measured_by: str = ""  # code of an indicator, where the template names none


def past_scenes(n: int, admitted_on: dt.date, last_day: dt.date) -> list[Scene]:
    """The first edition: nearly all understood, few went all the way, and some fell silent."""
    chance = random.Random(f"past {n}")  # noqa: S311 - a demo needs no secrecy
    depth = 5 if n % 25 == 3 else 4 if n % 16 == 5 else 3 if n % 11 == 1 else 1
    scenes, due = [], admitted_on + dt.timedelta(days=60)
    for step in STEPS[:depth]:
        due = min(due, last_day)
        silent = n % 29 == 7
        sent_on = min(due + dt.timedelta(days=chance.randint(-20, 25)), last_day - dt.timedelta(days=12))
        decided_on = sent_on + dt.timedelta(days=chance.randint(1, 10))
        state = "" if silent else "returned" if n % 31 == 9 else "accepted"
        measured_by, amount = _measured(step, n, chance)
        scenes.append(Scene(step, due, state, sent_on, decided_on if state else None, amount, measured_by))
        due = sent_on + dt.timedelta(days=chance.randint(50, 90))
    return scenes


def _measured(step: str, n: int, chance: random.Random) -> tuple[str, Decimal]:
    """The indicator of the n-th company at that step ("" for none) and the value it reached."""
    choices = MEASURED.get(step)
    if not choices:
        return "", Decimal(0)
    code, lowest, highest = choices[n % len(choices)]
    return code, Decimal(chance.randint(lowest, highest))


# How the running edition looks from today: for each company its steps, as (step, due in days, state, sent days ago).
RUNNING = (
    (("understand", -60, "accepted", 66), ("plan", 9, "", 0), ("act", 95, "", 0)),
    (("understand", -40, "accepted", 45), ("plan", -12, "", 0)),
    (("understand", -5, "sent", 3), ("plan", 60, "", 0)),
    (("understand", 6, "draft", 0), ("plan", 70, "", 0)),
    (
        ("understand", -35, "accepted", 30),
        ("plan", -20, "accepted", 25),
        ("act", -2, "returned", 6),
        ("prove", 80, "", 0),
    ),
    (("understand", 40, "", 0),),
    (("understand", -25, "", 0), ("plan", 30, "", 0)),
    (
        ("understand", -80, "accepted", 84),
        ("plan", -50, "accepted", 52),
        ("act", -15, "accepted", 17),
        ("share", 20, "", 0),
    ),
    (),
    (("understand", 12, "", 0), ("plan", 75, "", 0), ("act", 140, "", 0)),
)


def running_scenes(n: int, today: dt.date, last_day: dt.date) -> list[Scene]:
    """The running edition around today: achieved, with the reviewer, returned, late, due soon, planned, empty."""
    chance = random.Random(f"running {n}")  # noqa: S311
    scenes = []
    for step, due_in, state, ago in RUNNING[n % len(RUNNING)]:
        sent_on = today - dt.timedelta(days=ago) if ago else None
        decided_on = sent_on + dt.timedelta(days=2) if sent_on and state in ("accepted", "returned") else None
        due_on = min(today + dt.timedelta(days=due_in), last_day)
        measured_by, amount = _measured(step, n, chance)
        scenes.append(Scene(step, due_on, state, sent_on, decided_on, amount, measured_by))
    return scenes


def small_pdf(lines: list[str]) -> bytes:
    """A one-page PDF with these lines (Latin letters only), made of nothing but text."""
    shown = " T* ".join("({}) Tj".format(line.replace("\\", "").replace("(", "").replace(")", "")) for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 60 780 Td {shown} ET".encode("latin-1", "replace")
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %b >>" % fonts,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(body),
    )
