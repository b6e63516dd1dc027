"""Which language a page is in: chosen once, kept in a cookie, and the same for everything one request says."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from fingerpost.knowledge.load import Knowledge, load
from fingerpost.web.access import cookie_name

LANGUAGES: Final = {"en": "en-GB", "cy": "cy"}  # what we call it, and what browsers and screen readers call it
_CHOSEN: ContextVar[str] = ContextVar("language", default="en")
_COOKIE: Final = "notes_language"


def known() -> Knowledge:
    """Give the knowledge in the language of this request; what has no words in it yet is in English."""
    return load("uk", _CHOSEN.get())


def chosen() -> str:
    """Give the language of this request."""
    return _CHOSEN.get()


def speak(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let everything that answers a request say it in the language its cookie names."""

    def answer(request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(cookie_name(request, _COOKIE), "en")
        token = _CHOSEN.set(wanted if wanted in LANGUAGES else "en")
        try:
            return get_response(request)
        finally:
            _CHOSEN.reset(token)

    return answer


@require_safe
def choose(request: HttpRequest, language: str) -> HttpResponse:
    """Choose a language and go to the start."""
    if language not in LANGUAGES:
        raise Http404
    response = HttpResponseRedirect(reverse("start"))
    response.set_cookie(cookie_name(request, _COOKIE), language, httponly=True, samesite="Strict")
    return response
