"""Reads the indicators that ship with the portal into plain rows."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "indicators.csv"


def indicator_rows() -> Iterator[dict[str, Any]]:
    """The columns of each indicator in the order in which they are offered, with its name in the three languages."""
    with DATA.open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file), start=1):
            yield {
                "code": row["code"],
                "unit": row["unit"],
                "decimals": int(row["decimals"]),
                "lowest": Decimal(row["lowest"]),
                "highest": Decimal(row["highest"]) if row["highest"] else None,
                "evidence_needed": row["evidence_needed"] == "1",
                "adds_up": row["adds_up"] == "1",
                "position": position,
                "name_it": row["name_it"],
                "name_ro": row["name_ro"],
                "name_en": row["name_en"],
            }
