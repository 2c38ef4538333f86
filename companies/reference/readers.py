"""Reads the reference files that the product ships into plain rows, ready for the tables."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from companies.reference.rules import fold

DATA = Path(__file__).resolve().parent / "data"
Row = dict[str, Any]


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sectors() -> Iterator[Row]:
    """ATECO 2025 and NACE Rev. 2.1; down to the class the two share codes and therefore titles."""
    files = {"ateco-2025": read("ateco_2025.csv"), "nace-2.1": read("nace_21.csv")}
    italian = {row["code"]: row["title_it"] for row in files["ateco-2025"]}
    english = {row["code"]: row["title_en"] for row in files["nace-2.1"]}
    romanian = {row["code"]: row["title_ro"] for row in read("nace_21_ro.csv")}
    for scheme, rows in files.items():
        for row in rows:
            code = row["code"]
            titles = {
                "title_it": italian.get(code, ""),
                "title_ro": romanian.get(code, ""),
                "title_en": english.get(code, ""),
            }
            # A heading is also found by the words of its class and of its division.
            words = {*titles.values(), english.get(code[:5], ""), romanian.get(code[:2], "")} - {""}
            yield {
                "scheme": scheme,
                "code": code,
                "level": int(row["level"]),
                "parent_code": row["parent"],
                **titles,
                "search": fold(" ".join([code, code.replace(".", ""), *sorted(words)])),
            }


@cache
def successors(scheme: str) -> dict[str, tuple[str, ...]]:
    """What a code of the edition before became in this one, by the code without dots; several where it was split.

    ATECO 2025: codes of ATECO 2022, which those of 2007 equal but for five. NACE Rev. 2.1: classes of NACE Rev. 2.
    """
    before = {"ateco-2025": ("ateco-2007", "ateco-2022"), "nace-2.1": ("nace-2",)}[scheme]
    rows = [row for row in read("former_sectors.csv") if row["edition"] in before]
    return {row["code"].replace(".", ""): tuple(row["successors"].split()) for row in rows}


def municipalities() -> Iterator[Row]:
    for row in read("municipalities_it.csv"):
        names = [row["name"], row["name_it"]] if row["name_it"] else [row["name"]]
        yield _municipality("IT", row, province=row["province"], names=names)
    for row in read("siruta_2025.csv"):
        yield _municipality("RO", row, province=row["county"], names=[row["name"]])


def _municipality(country: str, row: dict[str, str], *, province: str, names: list[str]) -> Row:
    return {
        "country": country,
        "code": row["code"],
        "name": row["name"],
        "province": province,
        "nuts3": row["nuts3"],
        "search": " | ".join(fold(name) for name in names),
    }


def nuts_regions() -> Iterator[Row]:
    for row in read("nuts_2024.csv"):
        yield {"code": row["code"], "country": row["country"], "level": int(row["level"]), "name": row["name"]}


def legal_forms() -> Iterator[Row]:
    for row in read("legal_forms.csv"):
        title = f"{row['title']} ({row['short']})" if row["short"] else row["title"]
        yield {"country": row["country"], "code": row["code"], "title": title, "common": row["common"] == "1"}


@dataclass(frozen=True)
class Outlines:
    """The municipalities of one territory as paths of SVG in a box; the file bears the code of the territory."""

    country: str
    width: int
    height: int
    paths: dict[str, tuple[str, str]]  # code → name and path


@cache
def outlines() -> dict[str, Outlines]:
    """By the code of the territory; a territory without a file has no map."""
    read_once = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "geo").glob("*.json")}
    return {code: Outlines(**content) for code, content in read_once.items()}
