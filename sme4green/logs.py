"""Log lines as machines read them: one JSON object per line, with the id of the request it belongs to."""

import datetime as dt
import json
import logging
import re
import uuid
from contextvars import ContextVar

# The request that this thread answers now; empty in workers and between requests.
request_id: ContextVar[str] = ContextVar("request_id", default="")
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
# What a line may carry beside its message, by logger.info("…", extra={…}).
EXTRA = ("method", "path", "status_code", "milliseconds")


def id_for(offered: str) -> str:
    """The id that the proxy gave, when it looks like one, else a new one."""
    return offered if SANE.fullmatch(offered) else uuid.uuid4().hex


class JsonLines(logging.Formatter):
    """Time (UTC), level, logger, message, request; of an exception its traceback. Never an address's query string."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        # Django writes some lines when the request has already left the middleware; they carry it themselves.
        if found := request_id.get() or getattr(getattr(record, "request", None), "id", ""):
            line["request_id"] = found
        line |= {name: getattr(record, name) for name in EXTRA if getattr(record, name, None) is not None}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
