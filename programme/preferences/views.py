"""The page on which a person chooses how news come."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.preferences.access import topics_of
from programme.preferences.actions import choose
from programme.preferences.forms import PreferencesForm
from programme.preferences.queries import choices_of, delivery_for


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user = request.user
    topics, chosen = topics_of(user), choices_of([user.pk])
    now = {topic.value: delivery_for(user.pk, topic, chosen) for topic in topics}
    form = PreferencesForm(request.POST if request.method == "POST" else None, topics=topics, initial=now)
    if request.method == "POST" and form.is_valid():
        choose(user.pk, deliveries=form.deliveries())
        messages.success(request, _("Saved. What comes from now on follows your choice."))
        return redirect("preferences:choose")
    return render(request, "programme/preferences/choose.html", {"form": form})
