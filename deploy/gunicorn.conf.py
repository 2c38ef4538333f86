"""The web server of production. Pages are short and bound to the processor: plain workers, about one per core."""

import os

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"  # a container has no other door
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
worker_class = "sync"
worker_tmp_dir = "/dev/shm"  # noqa: S108  the heartbeat must not wait for a disk
timeout = 60  # the inspector of an upload may take up to 15 s per file
max_requests, max_requests_jitter = 2000, 200
control_socket_disable = True
# Its own lines as JSON too; requests are logged by the portal, with their ids.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "sme4green.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
