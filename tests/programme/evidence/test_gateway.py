from pathlib import Path

import pytest
from django.core.files.uploadhandler import StopUpload

from programme.evidence.gateway import PATIENCE, BoundedUploadHandler


@pytest.fixture
def handler(settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    handler = BoundedUploadHandler()
    handler.new_file("files", "bill.pdf", "application/pdf", None)
    yield handler
    handler.file.close()


def test_what_is_too_big_is_counted_and_not_written(handler) -> None:
    for start in range(0, 5000, 500):
        handler.receive_data_chunk(b"0" * 500, start)
    upload = handler.file_complete(5000)
    assert upload.size == 5000
    assert Path(upload.temporary_file_path()).stat().st_size <= 1000


def test_what_fits_is_written_whole(handler) -> None:
    handler.receive_data_chunk(b"0" * 1000, 0)
    upload = handler.file_complete(1000)
    assert len(upload.read()) == 1000


def test_what_never_ends_is_cut_off(handler) -> None:
    with pytest.raises(StopUpload):
        for start in range(PATIENCE + 1):
            handler.receive_data_chunk(b"0" * 1000, start)
