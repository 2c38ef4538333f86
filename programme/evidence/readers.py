"""The one reader of uploads: is a file what it says, of a bearable size, and free of what acts by itself?

Extension, size while reading and first bytes are looked at here; the structure in a process of its own (inspector.py).
"""

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from programme.evidence.rules import clean_name
from sme4green.errors import RuleBroken

log = logging.getLogger(__name__)
INSPECTOR = Path(__file__).with_name("inspector.py")
SECONDS_PER_FILE = 20
# Nothing else of our environment goes to the inspector: it holds the passwords of the portal.
NEEDED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")

KINDS = {".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".xlsx": "xlsx", ".docx": "docx"}
ACCEPT = ",".join(KINDS)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also the shell around a modern file with a password
MAGIC = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "zip": b"PK\x03\x04"}
SHELL = {"xlsx": "zip", "docx": "zip"}

# What to do with the commonest other files.
ADVICE = {
    ".xls": _("“%(name)s” is an old Excel file: save it as XLSX or PDF, and upload that."),
    ".doc": _("“%(name)s” is an old Word file: save it as DOCX or PDF, and upload that."),
    ".heic": _("“%(name)s” is a photo in Apple's own format: save it as JPEG, and upload that."),
    ".zip": _("“%(name)s” is a ZIP archive: unpack it, and upload the files one by one."),
    ".xlsm": _("“%(name)s” may hold macros: save it as XLSX without macros, and upload that."),
    ".docm": _("“%(name)s” may hold macros: save it as DOCX without macros, and upload that."),
}
SENTENCES = {
    "other_kind": _("“%(name)s” cannot be taken: only PDF, JPEG, PNG, XLSX and DOCX files can."),
    "empty": _("“%(name)s” is empty: choose the file again."),
    "too_big": _("“%(name)s” is larger than %(limit)s: save it smaller, or split it."),
    "not_what_it_says": _("“%(name)s” is not %(kind)s inside, whatever its name says: save it as %(kind)s again."),
    "cut_off": _("“%(name)s” ends too early: part of the file is missing. Copy or download it again."),
    "broken": _("“%(name)s” cannot be read: it is damaged. Open it, save it again, and upload the new file."),
    "locked": _("“%(name)s” is protected by a password: save it without one, and upload that."),
    "script": _("“%(name)s” contains a program that starts by itself: print it to a new PDF, and upload that."),
    "macro": _("“%(name)s” contains macros: save it without macros or as PDF, and upload that."),
    "file_inside": _("“%(name)s” has another file inside it: save it as a plain PDF, or upload that file by itself."),
    "elsewhere": _("“%(name)s” fetches content from somewhere else: save it as PDF, and upload that."),
    "bad_path": _("“%(name)s” contains parts with forbidden names: open it, save it again, and upload the new file."),
    "plain_zip": _("“%(name)s” is a ZIP archive and not %(kind)s: unpack it, and upload the files one by one."),
    "other_office": _("“%(name)s” is an Office file of another kind than its name says: save it as %(kind)s again."),
    "too_many_pixels": _("“%(name)s” has more than 60 million points: save the picture smaller, and upload that."),
    "too_much_inside": _("“%(name)s” unpacks to far more than such a file needs: save it as PDF, and upload that."),
    "too_heavy": _("“%(name)s” takes too long to check: save it simpler or as PDF, and upload that."),
}


@dataclass(frozen=True)
class Checked:
    """What is known of a file that may be kept."""

    kind: str
    size_bytes: int
    sha256: str


class UploadRefused(RuleBroken):
    """Why a file was not taken: a sentence that names the file and says what to do."""


def check_upload(upload: File) -> Checked:
    """What the file is, or UploadRefused. A file that was checked before is not read again."""
    (found,) = check_uploads([upload])
    if isinstance(found, UploadRefused):
        raise found
    return found


def check_uploads(uploads: Sequence[File]) -> list[Checked | UploadRefused]:
    """One answer for each file, in order; all of them share one inspection."""
    found: dict[int, Checked | UploadRefused] = {}
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        waiting: list[tuple[int, Path, Checked]] = []
        for place, upload in enumerate(uploads):
            known: Checked | None = getattr(upload, "_checked", None)
            path = Path(folder, str(place))
            try:
                if known:
                    found[place] = known
                else:
                    waiting.append((place, path, _read(upload, path)))
            except UploadRefused as no:
                found[place] = no
        words = _inspect([(path, checked.kind) for _place, path, checked in waiting])
        for (place, _path, checked), word in zip(waiting, words, strict=True):
            if word != "ok":
                found[place] = _refusal(word, uploads[place], kind=checked.kind)
            else:
                found[place] = uploads[place]._checked = checked  # type: ignore[attr-defined]
    return [found[place] for place in range(len(uploads))]


def _refusal(problem: str, upload: File, *, kind: str = "") -> UploadRefused:
    facts = {"limit": filesizeformat(settings.EVIDENCE_MAX_BYTES), "kind": kind.upper()}
    return UploadRefused(str(SENTENCES[problem]) % {**facts, "name": clean_name(upload.name or "")})


def _read(upload: File, path: Path) -> Checked:
    """Count, hash and copy to `path`, up to the limit; extension and first bytes must agree."""
    suffix = PurePosixPath(clean_name(upload.name or "")).suffix.lower()
    if suffix in ADVICE:
        raise UploadRefused(str(ADVICE[suffix]) % {"name": clean_name(upload.name or "")})
    if suffix not in KINDS:
        raise _refusal("other_kind", upload)
    kind = KINDS[suffix]
    if (upload.size or 0) > settings.EVIDENCE_MAX_BYTES:
        raise _refusal("too_big", upload)
    size, digest = 0, hashlib.sha256()
    upload.seek(0)
    with path.open("wb") as copy:
        for chunk in upload.chunks():
            if chunk and not size:
                _compare(upload, kind, chunk)
            size += len(chunk)
            if size > settings.EVIDENCE_MAX_BYTES:
                raise _refusal("too_big", upload)
            digest.update(chunk)
            copy.write(chunk)
    if not size:
        raise _refusal("empty", upload)
    return Checked(kind, size, digest.hexdigest())


def _compare(upload: File, kind: str, beginning: bytes) -> None:
    # Some programs put a byte order mark or an empty line before a PDF.
    head = beginning[:64].lstrip(b"\xef\xbb\xbf\r\n\t ") if kind == "pdf" else beginning
    if head.startswith(MAGIC[SHELL.get(kind, kind)]):
        return
    old = kind in SHELL and head.startswith(OLD_OFFICE)
    raise _refusal("locked" if old else "not_what_it_says", upload, kind=kind)


def _inspect(files: Sequence[tuple[Path, str]]) -> list[str]:
    """One word for each (path, kind). After a file that ended the process, the rest gets a new one."""
    words: list[str] = []
    while len(words) < len(files):
        words += _run_inspector(files[len(words) :])
    return words


def _run_inspector(files: Sequence[tuple[Path, str]]) -> list[str]:
    """At least one word; the last is "too_heavy" when the process came to an end over that file."""
    asked = [text for path, kind in files for text in (kind, str(path))]
    try:
        done = subprocess.run(  # noqa: S603  no shell, and nothing here was typed by a person
            [sys.executable, "-I", "-B", str(INSPECTOR), *asked],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_PER_FILE * len(files),
            env={name: os.environ[name] for name in NEEDED if name in os.environ},
            cwd=tempfile.gettempdir(),
            check=False,
        )
        output, end = done.stdout, str(done.returncode)
    except subprocess.TimeoutExpired as late:
        output, end = late.output or b"", "timeout"
    words = output.decode().split()
    if len(words) == len(files):
        return words
    log.warning("The inspector of uploads ended (%s) over a file of kind %s.", end, files[len(words)][1])
    return [*words, "too_heavy"]
