"""Turns a GeoJSON file of municipalities into the outlines that the maps draw.

    python scripts/outlines.py torino.geojson com_istat_code IT companies/reference/data/geo/torino.json

Projects with longitudes shortened by the cosine of the middle latitude, fits the whole into a box 1,000 units wide,
rounds to whole units (about 100 m in Torino), and writes every border as steps from point to point.
"""

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

WIDTH = 1000
Point = tuple[float, float]


def rings(geometry: dict[str, Any]) -> list[list[Point]]:
    parts = geometry["coordinates"]
    return list(parts) if geometry["type"] == "Polygon" else [ring for part in parts for ring in part]


def steps(ring: list[Point], place: Any) -> str:
    """The path of one ring; points that fall together are one. Empty where nothing is left of it."""
    points = [place(point) for point in ring[:-1]]
    points = [point for n, point in enumerate(points) if point != points[n - 1]]
    if len(points) < 3:
        return ""
    text = f"M{points[0][0]} {points[0][1]}l"
    moves = [(x - a, y - b) for (a, b), (x, y) in pairwise(points)]
    for n, (x, y) in enumerate(moves):
        text += f"{' ' if n and x >= 0 else ''}{x}{'' if y < 0 else ' '}{y}"
    return f"{text}z"


def outlines(features: list[dict[str, Any]], code: str, country: str) -> dict[str, Any]:
    points = [point for one in features for ring in rings(one["geometry"]) for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)

    def place(point: Point) -> tuple[int, int]:
        return round((point[0] - west) * shrink * scale), round((north - point[1]) * scale)

    paths = {
        one["properties"][code]: [one["properties"]["name"], "".join(steps(r, place) for r in rings(one["geometry"]))]
        for one in features
    }
    return {"country": country, "width": WIDTH, "height": round((north - south) * scale), "paths": paths}


if __name__ == "__main__":
    source, code, country, goal = sys.argv[1:]
    found = outlines(json.loads(Path(source).read_text(encoding="utf-8"))["features"], code, country)
    lines = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n")
    Path(goal).write_text(lines + "\n", encoding="utf-8")
