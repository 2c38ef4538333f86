from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def own_store(settings: LazySettings, tmp_path: Path) -> Path:
    """Files of these tests lie in a folder of their own: a backup takes all that is there."""
    folder = tmp_path / "files"
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder
