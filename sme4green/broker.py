"""Kombu's file-system broker, with messages that appear whole.

The original opens a message under its final name and then writes it: a worker that looks in between takes an empty
file and stops. It also takes messages through the temporary folder of the machine, where a killed worker leaves them.
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:
        folder = Path(self.data_folder_out)
        name = f"{time.monotonic_ns():020}_{uuid.uuid4().hex}.{queue}.msg"
        hidden = folder / f".{name}"
        hidden.write_text(dumps(payload))
        hidden.rename(folder / name)

    def _get(self, queue: str) -> Any:
        """The oldest message of the queue; whoever succeeds in renaming it has it."""
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.startswith(".") or name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f".{name}.taken"
            try:
                (folder / name).rename(taken)
                content = taken.read_text()
                taken.unlink()
            except FileNotFoundError:
                continue
            return loads(content)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
