"""When something is wrong: one plain sentence and a way on, never a traceback, never the person's own words."""

from __future__ import annotations

import sys
import traceback
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fingerpost.errors import BadRequest, FingerpostError


def page(request: HttpRequest, fault: str, status: int, **context: Any) -> HttpResponse:
    """Render a fault's page; its words are `web.fault.<fault>` and its way on `web.fault.<fault>.next`."""
    return render(request, "web/fault.html", {"fault": f"web.fault.{fault}", **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django passes it
    """The request makes no sense, or came by a name that is not ours."""
    return page(request, "bad", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django passes it
    """The request may not be made."""
    return page(request, "stale", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django passes it
    """A form came from another site, or from a page that is too old."""
    return page(request, "stale", 403)


def no_key(request: HttpRequest) -> HttpResponse:
    """Somebody without the token wants in."""
    return page(request, "key", 403, closed=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django passes it
    """There is no such page."""
    return page(request, "missing", 404)


def gone(request: HttpRequest) -> HttpResponse:
    """The answers this page was about are not there any more."""
    return page(request, "gone", 410)


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than is read."""
    return page(request, "large", 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own mistake."""
    return page(request, "ours", 500)


class Faults:
    """Turn our own errors into a sentence; note any other by its kind and place only, never by what was typed."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request; a wrong method gets a sentence too."""
        response: HttpResponse = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return page(request, "bad", 405)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Catch the root of our errors in one place."""
        if isinstance(error, BadRequest):
            return page(request, "bad", 400, message=error.message, hint=error.hint)
        last = traceback.extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        print(f"fault: {kind} at {last.filename.rpartition('/')[2]}:{last.lineno}", file=sys.stderr)
        return page(request, "ours", 500) if isinstance(error, FingerpostError) else None
