"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme.home.queries import home_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/home/home.html", {"page": home_for(request.user, now=timezone.now())})
