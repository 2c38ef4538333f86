"""`python -m sme4green.alive`: asks the web process of this container whether it serves; silent when it does.

The question comes without the proxy, but must name the host that the portal answers to.
"""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit


def status(port: int, *, site_url: str) -> int:
    """The status of /healthz on this machine, asked under the portal's own name."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/healthz", headers={"Host": urlsplit(site_url).netloc or "localhost"})
    return connection.getresponse().status


if __name__ == "__main__":
    try:
        answered = status(int(os.environ.get("PORT", "8000")), site_url=os.environ.get("SITE_URL", ""))
    except OSError as error:
        sys.exit(str(error))
    sys.exit(None if answered == 200 else f"/healthz answered {answered}")
