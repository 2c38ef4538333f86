"""What the search fields of forms ask for while somebody types."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.reference.forms import options_for
from companies.reference.models import Country

# What an input may be called: it comes back in the answer.
NAME = re.compile(r"[A-Za-z][\w-]{0,59}")


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    return _options(request, "municipality")


@require_safe
def sectors(request: HttpRequest) -> HttpResponse:
    return _options(request, "sector")


def _options(request: HttpRequest, kind: str) -> HttpResponse:
    """Radio buttons for `q` (or `<field>_words`), named as the field that asks; the present choice stays among them."""
    asked = request.GET.get("field", kind)
    name = asked if NAME.fullmatch(asked) else kind
    words = " ".join(request.GET.get("q", request.GET.get(f"{name}_words", "")).split())[:120]
    country = request.GET.get(request.GET.get("country_field", "country"), "")
    listing = options_for(
        kind, words=words, country=country if country in Country else "", chosen=request.GET.get(name, "")
    )
    pick = {"name": name, "id": f"id_{name}", "words": words, "required": "required" in request.GET, **listing}
    return render(request, "companies/reference/_options.html", {"pick": pick})
