"""Backups of the tests: what lies in them, and how they are damaged."""

import gzip
import hashlib
import io
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

from programme.backups.queries import SQLITE_COPY
from programme.backups.rules import DATABASE, MANIFEST, SEAL

Parts = dict[str, bytes]


def parts_of(path: Path) -> Parts:
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def rows_of(path: Path, table: str, folder: Path) -> list[str]:
    """The rows of one table as they lie in a backup, sorted."""
    parts = parts_of(path)
    if SQLITE_COPY not in parts:
        return sorted(gzip.decompress(parts[f"{DATABASE}{table}.copy.gz"]).decode().splitlines())
    copy = folder / f"{path.stem}.sqlite3"
    copy.write_bytes(gzip.decompress(parts[SQLITE_COPY]))
    with sqlite3.connect(copy) as database:
        return sorted(map(str, database.execute(f"SELECT * FROM {table}")))  # noqa: S608


def rewritten(path: Path, change: Callable[[Parts], None], *, sealed: bool = False) -> Path:
    """The same archive with other content; `sealed` writes the seal anew, as somebody would who knows how."""
    parts = parts_of(path)
    change(parts)
    if sealed:
        parts[SEAL] = hashlib.sha256(parts[MANIFEST]).hexdigest().encode()
    with tarfile.open(path, "w") as tar:
        for name, content in parts.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))
    return path


def flipped(path: Path, part: str) -> Path:
    """One bit of one part is another."""
    with tarfile.open(path) as tar:
        member = next(one for one in tar if one.name.startswith(part))
        place = member.offset_data + member.size // 2
    return flipped_at(path, place)


def flipped_at(path: Path, place: int) -> Path:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    return path
