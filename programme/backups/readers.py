"""Reads the archive of a backup: first all of it, to see that it is whole, then what is asked for."""

import gzip
import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from programme.backups.rules import MANIFEST, SEAL, BackupRefused, Manifest, Part, manifest_from

BLOCK = 1024 * 1024


class Archive:
    """An open archive whose every part was found whole."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.manifest = _verified(tar)

    def part(self, name: str) -> IO[bytes]:
        found = self.tar.extractfile(name)
        if found is None:
            raise BackupRefused(_("The backup is damaged: %(part)s is missing.") % {"part": name})
        return found

    def unpacked(self, name: str) -> IO[bytes]:
        """The content of a part that is kept compressed."""
        return gzip.open(self.part(name), "rb")  # type: ignore[return-value]


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive, once all of it was read and compared; BackupRefused says what is wrong with it."""
    with ExitStack() as closing:
        try:
            archive = Archive(closing.enter_context(tarfile.open(path, "r:")))
        except (tarfile.TarError, EOFError) as error:
            raise BackupRefused(_("The backup is damaged or was cut off: %(error)s.") % {"error": error}) from error
        except OSError as error:
            raise BackupRefused(_("The backup cannot be read: %(error)s.") % {"error": error}) from error
        yield archive


def _verified(tar: tarfile.TarFile) -> Manifest:
    """Read everything once, and compare it with what the manifest says."""
    found: dict[str, Part] = {}
    texts: dict[str, bytes] = {}
    for member in tar:
        content = tar.extractfile(member)
        if content is None or member.name in found:
            raise BackupRefused(_("The backup is damaged: %(part)s is there twice.") % {"part": member.name})
        if member.name in (MANIFEST, SEAL):
            texts[member.name] = content.read()
        else:
            found[member.name] = measured(content)
    if texts.keys() != {MANIFEST, SEAL}:
        raise BackupRefused(_("The backup is not complete: it does not say what is in it."))
    if hashlib.sha256(texts[MANIFEST]).hexdigest().encode() != texts[SEAL]:
        raise BackupRefused(_("The backup is damaged: what it says of itself was changed."))
    manifest = manifest_from(texts[MANIFEST])
    for name in sorted(manifest.parts.keys() | found.keys()):
        if manifest.parts.get(name) != found.get(name):
            raise BackupRefused(_("The backup is damaged: %(part)s is not what was put in.") % {"part": name})
    return manifest


def measured(content: IO[bytes]) -> Part:
    """Size and hash of what is left to read."""
    size, digest = 0, hashlib.sha256()
    while block := content.read(BLOCK):
        size += len(block)
        digest.update(block)
    return Part(size, digest.hexdigest())
