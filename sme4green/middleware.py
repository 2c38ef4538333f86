"""The gates that every request passes."""

import logging
import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from companies.people.access import needs_second_factor
from companies.people.rules import SEEN_AT
from sme4green.logs import id_for, request_id

log = logging.getLogger("sme4green.requests")
GetResponse = Callable[[HttpRequest], HttpResponse]
LANGUAGES = {code for code, _name in settings.LANGUAGES}


class RequestId:
    """Gives every request an id, which stands in its log lines and in its answer; writes one line per request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = id_for(request.headers.get("X-Request-ID", ""))
        token, began = request_id.set(request.id), time.monotonic()
        try:
            response = self.get_response(request)
            milliseconds = round((time.monotonic() - began) * 1000)
            # The path alone: what stands behind the question mark may be the name of a person.
            seen = {"method": request.method, "path": request.path, "status_code": response.status_code}
            log.info("answered", extra={**seen, "milliseconds": milliseconds})
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = request.id
        return response


class LanguageOfThePerson:
    """The person's choice, else the cookie, else the browser, else Italian; and moments in the person's zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        translation.activate(language if language in LANGUAGES else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        # Only now is the person known; the choice of the person goes before cookie and browser.
        if request.user.is_authenticated and request.user.language in LANGUAGES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
            timezone.activate(request.user.zone_name)


class LastSeen:
    """Notes in the session, four times an hour at most, that its person is still there; the page of sessions says it.

    The moment is put there by signing in. A session belongs to no record, so a GET may write it.
    """

    every = 15 * 60

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen_at, now = request.session.get(SEEN_AT), time.time()
        if seen_at is not None and now - seen_at > self.every:
            request.session[SEEN_AT] = now
        return self.get_response(request)


class PrivatePages:
    """What a signed-in person reads is kept by no browser and no proxy; no address holds a null character.

    A null character finds nothing: PostgreSQL keeps none, and refuses to be asked for one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A null character in the address.")
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        return response


class SecondFactorGate:
    """Staff and tutors set up a second factor before they reach any page of theirs."""

    # The pages that lead there, and those that everybody may see.
    open_to_all = {"public", "i18n"}
    open_names = {"people:second_factor", "people:set_language", "people:profile"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_rest: object) -> HttpResponse | None:
        match = request.resolver_match
        if (
            not request.user.is_authenticated
            or not getattr(view, "login_required", True)
            or match.view_name in self.open_names
            or match.view_name.startswith(("account_", "mfa_"))
            or not needs_second_factor(request.user)
            or is_mfa_enabled(request.user)
        ):
            return None
        return redirect("people:second_factor")
