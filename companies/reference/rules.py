"""How text is folded so that a search is blind to case and accents."""

import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
PLAIN = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "’": "'", "ʼ": "'"})


def fold(text: str) -> str:
    """Lower case, without accents (also ș ț ă, with cedilla or comma), single spaces: "Măgurele  Ș" -> "magurele s"."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\0", " ").casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.translate(PLAIN).split())


def as_key(text: str) -> int | None:
    """The primary key that was typed or posted, or None: "²" and a million digits are none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
