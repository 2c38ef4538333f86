"""Every door of the portal, and the empty page that the others are compared with."""

from django.urls import path

from bench.empty import EMPTY, empty
from sme4green.urls import urlpatterns as ours

urlpatterns = [path(EMPTY.lstrip("/"), empty), *ours]
