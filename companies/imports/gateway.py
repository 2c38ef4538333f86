"""Where uploaded lists lie: under a random name, outside of what the web server serves."""

import secrets

from django.core.files import File
from django.core.files.storage import default_storage


def keep(upload: File) -> str:
    """Store the content, and answer the name it is stored as, which says nothing about it."""
    token = secrets.token_hex(16)
    upload.seek(0)
    return str(default_storage.save(f"imports/{token[:2]}/{token}", upload))


def forget(stored_as: str) -> None:
    default_storage.delete(stored_as)
