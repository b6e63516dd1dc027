"""What stands before every page: size, host and token; what goes with every answer: the security headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware

from fingerpost.web import faults
from fingerpost.web.access import GATE, cookie_name
from fingerpost.web.limits import LARGEST_BODY
from fingerpost.web.state import hosted

Next = Callable[[HttpRequest], HttpResponse]

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers(get_response: Next) -> Next:
    """Put the security headers on every answer, files and faults too."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        if settings.CSRF_COOKIE_SECURE:
            response["Strict-Transport-Security"] = "max-age=31536000"
        return response

    return answer


def door(get_response: Next) -> Next:
    """Let in what is not too large, asks for a host that is ours and, on a person's own computer, has the key."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises on a host that is not ours
        if _size(request) > LARGEST_BODY:
            return faults.too_large(request)
        if hosted() or request.path.startswith(settings.STATIC_URL):
            return get_response(request)
        return _with_key(request) or (get_response(request) if _has_key(request) else faults.no_key(request))

    return answer


def _size(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else LARGEST_BODY + 1


def _has_key(request: HttpRequest) -> bool:
    return GATE.admits(request.COOKIES.get(cookie_name(request, "notes_key"), ""))


def _with_key(request: HttpRequest) -> HttpResponse | None:
    """Swap a one-time token for a key and lead to the clean address; None where there is no token to swap."""
    token = request.GET.get("t") if request.method == "GET" else None
    if token is None:
        return None
    clean = HttpResponseRedirect(request.path if request.path.startswith("/") else "/")
    if _has_key(request):
        return clean
    key = GATE.redeem(token)
    if key is None:
        return faults.no_key(request)
    clean.set_cookie(cookie_name(request, "notes_key"), key, httponly=True, samesite="Strict")
    return clean


class Csrf(CsrfViewMiddleware):
    """Django's check, fit for a page that tells no one where a request came from.

    With ``Referrer-Policy: no-referrer`` a browser sends ``Origin: null`` even to the page's own site. The form's token
    is still compared with the cookie (SameSite=Strict); where the browser says which site asked, it must be this one.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))
