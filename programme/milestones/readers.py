"""Reads the milestone templates that ship with the portal into plain rows."""

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "templates.toml"


def template_rows() -> list[dict[str, Any]]:
    """The columns of each template in their order; `indicator` is the code of an indicator, or None."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["template"]
    return [
        {name: value.strip() if isinstance(value, str) else value for name, value in row.items()}
        | {"indicator": row.get("indicator"), "position": position}
        for position, row in enumerate(rows, start=1)
    ]
