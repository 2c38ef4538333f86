"""A mail server that follows a script: what it answers, and where it breaks off."""

import socket
import threading
from types import TracebackType
from typing import Any

DROP, HANG = "drop", "hang"


class ScriptedServer:
    """Answers each step (connect, EHLO, MAIL, RCPT, DATA, end) with a line, or drops the line, or says nothing more."""

    def __init__(self, **script: str) -> None:
        self.script = {
            "connect": "220 ready",
            "EHLO": "250 hello",
            "MAIL": "250 ok",
            "RCPT": "250 ok",
            "DATA": "354 go on",
            "end": "250 taken",
            **script,
        }
        self.taken: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def config(self) -> dict[str, Any]:
        """As django-environ reads it from EMAIL_URL."""
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": self.listener.getsockname()[1]}

    def __enter__(self) -> "ScriptedServer":
        self.thread.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                line, _address = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                self._talk(line, heard)

    def _talk(self, line: socket.socket, heard: Any) -> None:
        if not self._answer(line, "connect"):
            return
        for words in heard:
            verb = words[:4].decode().upper().strip()
            if verb == "QUIT":
                line.sendall(b"221 bye\r\n")
                return
            if not self._answer(line, verb):
                return
            if verb == "DATA" and self.script["DATA"].startswith("354"):
                if self.script["end"] == "drop in the middle":
                    heard.readline()
                    return
                content = b"".join(iter(heard.readline, b".\r\n"))
                self.taken.append(content)
                if not self._answer(line, "end"):
                    return

    def _answer(self, line: socket.socket, step: str) -> bool:
        said = self.script[step]
        if said == HANG:
            self.over.wait(10)
        if said in (DROP, HANG):
            return False
        line.sendall(said.encode() + b"\r\n")
        return True
