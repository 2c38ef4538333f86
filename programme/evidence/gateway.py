"""Where files arrive and lie: bounded on arrival, then under a random name outside of what the web server serves."""

import secrets
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

# Beyond this many times the limit it is no mistake: the connection is cut.
PATIENCE = 10


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes no more of a file to disk than the limit, yet counts on, so that the page can say how big it was."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.seen > PATIENCE * settings.EVIDENCE_MAX_BYTES:
            raise StopUpload(connection_reset=True)
        if self.seen <= settings.EVIDENCE_MAX_BYTES:
            super().receive_data_chunk(raw_data, start)


def keep(upload: File) -> str:
    """Store the content, and answer the name it is stored as, which says nothing about it."""
    token = secrets.token_hex(16)
    upload.seek(0)
    return str(default_storage.save(f"evidence/{token[:2]}/{token}", upload))


def forget(stored_as: str) -> None:
    default_storage.delete(stored_as)
