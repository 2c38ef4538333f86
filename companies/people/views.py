"""Pages about oneself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from companies.people.access import needs_second_factor
from companies.people.actions import choose_language, revise_profile
from companies.people.forms import ProfileForm


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(
        request.POST or None, initial={name: getattr(user, name) for name in ("name", "phone", "language", "zone_name")}
    )
    if request.method == "POST" and form.is_valid():
        person = revise_profile(user.pk, **form.cleaned_data)
        translation.activate(person.language)
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    return render(request, "companies/people/profile.html", {"form": form})


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tells staff and tutors why a second factor is needed, and leads them there."""
    return render(request, "companies/people/second_factor.html", {"needed": needs_second_factor(request.user)})


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and on the person where one is signed in."""
    user, language = request.user, request.POST.get("language", "")
    if user.is_authenticated and language in dict(settings.LANGUAGES):
        choose_language(user.pk, language=language)
    return django_set_language(request)
