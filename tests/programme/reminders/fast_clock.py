"""The portal's own clock and tasks, where what takes minutes takes moments; and one task of another kind of portal.

`celery --app tests.programme.reminders.fast_clock beat`
"""

import os
import smtplib
from urllib.parse import urlsplit

from sme4green.celery import app

FAST = {"remind": 1.0, "send mails": 0.25, "tell events": 2.0, "recover leases": 2.0}
app.conf.beat_schedule = {
    name: {**entry, "schedule": FAST[name], "options": {**entry["options"], "expires": 30}}
    for name, entry in app.conf.beat_schedule.items()
    if name in FAST
}


@app.task(name="message.tell", acks_late=False, ignore_result=True)
def tell(address: str) -> None:
    """What a portal does whose queue is its only memory: one message for each person."""
    post = urlsplit(os.environ["EMAIL_URL"])
    with smtplib.SMTP(post.hostname, post.port, timeout=20) as server:
        server.sendmail("portal@example.org", [address], "Subject: Something is due\r\n\r\nToday.\r\n")
