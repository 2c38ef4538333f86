"""The form on accessibility that everybody may send, and the pages on which staff answer."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programme.feedback.access import feedback_visible_to, may_read_feedback
from programme.feedback.actions import answer_feedback, send_feedback
from programme.feedback.forms import AnswerForm, FeedbackForm
from sme4green.errors import RuleBroken
from sme4green.paging import page_by_key


@login_not_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Kept before anything else; too many from one address are refused with what was typed still in the form."""
    form = FeedbackForm(request.POST or None, initial={"page_address": request.GET.get("page", "")[:300]})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        robot = said.pop("website")
        if not robot and not ratelimit.consume(request, action="feedback"):
            form.add_error(None, _("Many messages came from your network within the hour. Please try again later."))
            return render(request, "programme/feedback/write.html", {"form": form}, status=429)
        if not robot:
            send_feedback(language=(get_language() or "it")[:2], now=timezone.now(), **said)
        messages.success(request, _("Thank you. Your message is kept, and the people who run the portal read it."))
        return redirect("public:accessibility")
    return render(request, "programme/feedback/write.html", {"form": form})


@require_safe
def feedback_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, or all of it."""
    if not may_read_feedback(request.user):
        raise PermissionDenied
    rows = feedback_visible_to(request.user).select_related("answered_by")
    everything = request.GET.get("show") == "all"
    if not everything:
        rows = rows.filter(answered_at=None)
    page = page_by_key(rows, keys=("-sent_at", "-pk"), request=request)
    return render(request, "programme/feedback/list.html", {"page": page, "everything": everything})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(feedback_visible_to(request.user).select_related("answered_by"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_feedback(pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except RuleBroken as no:
            messages.error(request, str(no))
            return redirect("feedback:answer", pk)
        messages.success(request, _("Marked as answered."))
        return redirect("feedback:list")
    return render(request, "programme/feedback/answer.html", {"page": {"feedback": row, "form": form}})
