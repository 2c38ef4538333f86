"""What the browser gets: nothing missing, nothing from elsewhere."""

import json
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

TEMPLATES = Path(settings.BASE_DIR, "templates")
VENDOR = Path(settings.BASE_DIR, "static", "vendor")
FRONT_END = Path(settings.BASE_DIR, "frontend")
# Only {% icon "name" %} by word; names that come from a variable are those of the tones.
ICON = re.compile(r'{% icon "([a-z-]+)" %}')


def sources() -> dict[str, str]:
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*.html"))}


def found(pattern: str) -> list[tuple[str, str]]:
    return [(name, hit) for name, text in sources().items() for hit in re.findall(pattern, text, re.IGNORECASE)]


def test_every_static_file_that_a_template_names_exists():
    named = found(r"""{% static ['"]([^'"]+)['"]""")
    assert named
    assert [(name, path) for name, path in named if finders.find(path) is None] == []


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'id="it-([a-z-]+)"', (VENDOR / "svg/sprites.svg").read_text()))
    named = {icon for text in sources().values() for icon in ICON.findall(text)}
    assert named - drawn == set()


def test_the_style_sheet_asks_only_for_files_that_lie_beside_it():
    css = (VENDOR / "css/sme4green.css").read_text()
    asked = re.findall(r"url\(([^)]+)\)", css)
    assert len(asked) >= 8
    for address in asked:
        assert (VENDOR / "css" / address.strip("\"'")).resolve().is_file(), address


def test_nothing_that_is_served_names_a_source_map_or_another_site():
    for path in [*VENDOR.glob("css/*.css"), *VENDOR.glob("js/*.js")]:
        text = path.read_text()
        assert "sourceMappingURL" not in text, path.name
        assert "@import" not in text, path.name
    assert "://" not in (VENDOR / "css/sme4green.css").read_text()


def test_the_lock_of_the_front_end_names_no_place_to_download_from():
    lock = json.loads((FRONT_END / "package-lock.json").read_text())
    assert not any("resolved" in package for package in lock["packages"].values())
    assert "://" not in (FRONT_END / "package-lock.json").read_text()


def test_every_font_and_library_is_served_with_its_licence():
    assert {path.stem for path in (VENDOR / "licences").iterdir()} == {
        "bootstrap-italia",
        "htmx.org",
        "titillium-web",
        "roboto-mono",
    }
