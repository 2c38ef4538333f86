"""The settings of the portal, with one empty page more and the number of queries in each answer."""

from sme4green.settings import *  # noqa: F403
from sme4green.settings import MIDDLEWARE as OURS

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.empty.CountQueries", *OURS]
