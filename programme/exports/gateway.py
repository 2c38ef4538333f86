"""Where files are made, and where they lie: under a random name outside of what the web server serves."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage


@dataclass(frozen=True)
class Kept:
    """What is known of a file that was stored."""

    size_bytes: int
    sha256: str


def new_name(ending: str) -> str:
    """A name that says nothing about the content."""
    token = secrets.token_hex(16)
    return f"exports/{token[:2]}/{token}.{ending}"


@contextmanager
def workplace(stored_as: str) -> Iterator[Path]:
    """The path where the file of this name is made; gone afterwards with everything beside it."""
    folder = _folder(stored_as)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder / "file"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(stored_as: str) -> Path:
    return Path(settings.DATA_DIR) / "making" / Path(stored_as).stem


def keep(path: Path, stored_as: str) -> Kept:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        default_storage.save(stored_as, File(content))
    return Kept(path.stat().st_size, digest)


def forget(stored_as: str) -> None:
    """The file and what a worker that was killed left of it; harmless where neither is there."""
    default_storage.delete(stored_as)
    shutil.rmtree(_folder(stored_as), ignore_errors=True)
