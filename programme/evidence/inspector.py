"""Looks into uploaded files, in a process of its own with little memory and time.

Called as `inspector.py kind path [kind path ...]`.

Prints one word per file, in order: "ok", or the name of a problem that readers.py puts into a sentence. A file that
brings the process down has no word. Stands alone: neither settings nor secrets nor the database are within reach.
"""

import contextlib
import importlib
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any
from xml.parsers import expat

try:
    import resource
except ImportError:  # Windows has no such limits; there the caller's timeout and the sums below must do
    resource = None  # type: ignore[assignment]

MEMORY = 768 * 1024 * 1024
SECONDS_PER_FILE = 15
PIXELS = 60_000_000
PDF_OBJECTS = 200_000
ZIP_ENTRIES = 5_000
ZIP_BYTES = 200 * 1024 * 1024
ZIP_RATIO = 200
ZIP_SMALL = 8 * 1024 * 1024  # below this a high ratio is only a very regular sheet
CHUNK = 64 * 1024

SCRIPTS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"}
ENCLOSED = {"/EmbeddedFile", "/FileAttachment", "/RichMedia"}

MAIN_TYPE = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
}
MACRO_TYPE = re.compile(r"macro|vbaproject", re.IGNORECASE)
MACRO_PART = re.compile(r"(^|/)(vbaProject|vbaData|macrosheets/|dialogsheets/)", re.IGNORECASE)
ENCLOSED_PART = re.compile(r"(^|/)(embeddings|activeX|oleObject|customUI)", re.IGNORECASE)
ELSEWHERE_PART = re.compile(r"(^|/)externalLinks/", re.IGNORECASE)
# Word notes on which template of one's own disk a text was written; fetched over a network it could carry macros.
OWN_TEMPLATE = re.compile(r"file:///[A-Za-z]:", re.IGNORECASE)
BAD_PATH = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")


class Refused(Exception):
    """Carries the name of the problem."""


def limit(files: int) -> None:
    """Nothing is written, little is opened, memory and processor time end. What a system does not know is left out."""
    seconds = SECONDS_PER_FILE * files
    limits = {"AS": MEMORY, "CPU": seconds, "FSIZE": 0, "NOFILE": 64, "CORE": 0}
    for name, most in limits.items():
        if hasattr(resource, f"RLIMIT_{name}"):
            with contextlib.suppress(ValueError, OSError):  # macOS knows RLIMIT_AS and does not let it be set
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


# --- PDF ---------------------------------------------------------------------------------------


def pdf(path: str) -> None:
    if b"%%EOF" not in Path(path).read_bytes()[-2048:]:
        raise Refused("cut_off")
    pypdf: Any = importlib.import_module("pypdf")
    reader = pypdf.PdfReader(path, strict=False)
    # With the empty password a file opens for everybody: only printing or changing is restricted.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("locked")
    if not len(reader.pages):
        raise Refused("broken")
    _ = reader.pages[0].mediabox
    for found in _objects(reader, pypdf.generic):
        _look_at(found, pypdf.generic)


def spare_cryptography(paths: Sequence[str]) -> None:
    """Files without a password need none, and pypdf would load it for longer than all the rest takes."""
    if not any(b"/Encrypt" in Path(path).read_bytes() for path in paths):
        sys.modules["cryptography"] = None  # type: ignore[assignment]


def _objects(reader: Any, generic: Any) -> Iterator[Any]:
    """Every object that the file declares, also the ones inside compressed streams of objects."""
    named = {(number, generation) for generation, table in reader.xref.items() for number in table}
    named |= {(number, 0) for number in reader.xref_objStm}
    if len(named) > PDF_OBJECTS:
        raise Refused("too_much_inside")
    for number, generation in sorted(named):
        if number:
            yield reader.get_object(generic.IndirectObject(number, generation, reader))
    yield reader.trailer


def _look_at(found: Any, generic: Any) -> None:
    """Refuse what acts by itself or carries another file; dictionaries within dictionaries included."""
    waiting = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, generic.DictionaryObject):
            values = (item[key] for key in ("/S", "/Type", "/Subtype") if key in item)
            said = {str(value) for value in values if isinstance(value, generic.NameObject)}
            if said & SCRIPTS or "/JS" in item or "/XFA" in item:
                raise Refused("script")
            if said & ENCLOSED or "/EF" in item:
                raise Refused("file_inside")
            waiting += dict.values(item)
        elif isinstance(item, generic.ArrayObject):
            waiting += list.__iter__(item)


# --- pictures ----------------------------------------------------------------------------------


def picture(path: str, kind: str) -> None:
    image: Any = importlib.import_module("PIL.Image")
    image.MAX_IMAGE_PIXELS = None  # the sum is done here, before a single point is unpacked
    with image.open(path, formats=[kind]) as opened:
        width, height = opened.size
        if width * height > PIXELS:
            raise Refused("too_many_pixels")
        opened.verify()
    with image.open(path, formats=[kind]) as opened:
        opened.draft("RGB", (width // 8, height // 8))  # a photo is read whole, but unpacked small
        opened.load()


# --- XLSX and DOCX -----------------------------------------------------------------------------


def office(path: str, kind: str) -> None:
    parse = importlib.import_module("defusedxml.ElementTree").iterparse
    with zipfile.ZipFile(path) as parcel:
        entries = parcel.infolist()
        _weigh(entries)
        names = {entry.filename for entry in entries}
        if not {"[Content_Types].xml", "_rels/.rels"} <= names:
            raise Refused("plain_zip")
        _look_at_names(names)
        for entry in entries:
            with parcel.open(entry) as part:
                if entry.filename == "[Content_Types].xml":
                    _look_at_types(parse(part, forbid_dtd=True), kind)
                elif entry.filename.endswith(".rels"):
                    _look_at_links(parse(part, forbid_dtd=True), entry.filename, names)
                elif entry.filename.endswith(".xml"):
                    _read_xml(part)
                while part.read(CHUNK):  # to the end, where the checksum is compared
                    pass


def _weigh(entries: list[zipfile.ZipInfo]) -> None:
    """By what the parcel declares; zipfile unpacks no more of a part than was declared for it."""
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > ZIP_ENTRIES or unpacked > ZIP_BYTES:
        raise Refused("too_much_inside")
    if unpacked > ZIP_SMALL and unpacked > ZIP_RATIO * max(packed, 1):
        raise Refused("too_much_inside")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("locked")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise Refused("broken")


def _read_xml(part: IO[bytes]) -> None:
    """Well formed, and without the declarations that entities need. Ten times quicker than to build the tree."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := part.read(CHUNK):
        parser.Parse(chunk)
    parser.Parse(b"", True)


def _refuse_doctype(*_declared: object) -> None:
    raise Refused("broken")


def _look_at_names(names: set[str]) -> None:
    for problem, pattern in {
        "bad_path": BAD_PATH,
        "macro": MACRO_PART,
        "file_inside": ENCLOSED_PART,
        "elsewhere": ELSEWHERE_PART,
    }.items():
        if any(pattern.search(name) for name in names):
            raise Refused(problem)


def _look_at_types(events: Any, kind: str) -> None:
    declared = {element.get("ContentType", "") for _event, element in events}
    if any(MACRO_TYPE.search(name) for name in declared):
        raise Refused("macro")
    if MAIN_TYPE[kind] not in declared:
        raise Refused("other_office" if set(MAIN_TYPE.values()) & declared else "plain_zip")


def _look_at_links(events: Any, name: str, names: set[str]) -> None:
    """Web addresses that a reader may click are fine; parts fetched from elsewhere on opening are not."""
    links = [element for _event, element in events if element.get("Target") is not None]
    for link in links:
        use, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
        harmless = use == "hyperlink" or (use == "attachedTemplate" and OWN_TEMPLATE.match(target))
        if link.get("TargetMode") == "External" and not harmless:
            raise Refused("elsewhere")
    if name == "_rels/.rels":
        main = [link.get("Target") for link in links if link.get("Type", "").endswith("/officeDocument")]
        if len(main) != 1 or str(PurePosixPath("/", main[0])).lstrip("/") not in names:
            raise Refused("plain_zip")


def look(kind: str, path: str) -> str:
    try:
        if kind == "pdf":
            pdf(path)
        elif kind in ("jpeg", "png"):
            picture(path, kind.upper())
        else:
            office(path, kind)
    except Refused as no:
        return str(no)
    except MemoryError:
        return "too_much_inside"
    except Exception:  # whatever a library stumbles over, the file is not as it should be
        return "broken"
    return "ok"


if __name__ == "__main__":
    asked = sys.argv[1:]
    files = list(zip(asked[::2], asked[1::2], strict=True))
    limit(len(files))
    spare_cryptography([path for kind, path in files if kind == "pdf"])
    for kind, path in files:
        sys.stdout.write(look(kind, path) + "\n")
        sys.stdout.flush()
