"""How a file may be called."""

import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 150
LONGEST_SUFFIX = 10


def clean_name(name: str) -> str:
    """The name without folders, control signs and marks that turn the direction of reading; cut before the suffix."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last)
    tidy = " ".join(seen.split()).strip(". ") or "file"
    suffix = PurePosixPath(tidy).suffix
    if not 1 < len(suffix) <= LONGEST_SUFFIX:
        suffix = ""
    return tidy.removesuffix(suffix)[: LONGEST_NAME - len(suffix)].rstrip() + suffix
