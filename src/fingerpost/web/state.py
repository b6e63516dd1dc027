"""Where a person's notes live between two pages: in memory on their own computer, inside the form when hosted."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fingerpost.web.access import cookie_name
from fingerpost.web.language import LANGUAGES, chosen
from fingerpost.web.memory import STORE
from fingerpost.web.notes import Notes, seal, unseal

LONGEST_VISIT: Final = 64  # characters of a visit's name


def hosted() -> bool:
    """Say whether this is hosted advice, which keeps nothing on the server."""
    return bool(settings.FP_HOSTED)


def visit(request: HttpRequest) -> str:
    """Give the name of a hosted visit, which lives in a cookie until Exit or until the browser closes.

    Answers are sealed with it, so that after Exit nobody can bring them back by going back and sending a form again. It
    says nothing of the person, and the server keeps nothing under it.
    """
    held = request.COOKIES.get(cookie_name(request, "notes_visit"), "")
    return held if 0 < len(held) <= LONGEST_VISIT else ""


def sealed_with(request: HttpRequest) -> str:
    """Give what answers are sealed with: the host's key and the visit."""
    return f"{settings.FP_KEY} {visit(request)}"


def arrive(request: HttpRequest) -> tuple[Notes | None, bool]:
    """Give the notes a request brings, and whether it brought some that are gone by now."""
    if hosted():
        sealed = request.POST.get("state", "") if request.method == "POST" else ""
        notes = unseal(sealed, sealed_with(request)) if sealed and visit(request) else None
        return notes, bool(sealed) and notes is None
    name = request.COOKIES.get(cookie_name(request, "notes"), "")
    notes = STORE.get(name) if name else None
    return notes, bool(name) and notes is None


def hold(request: HttpRequest, response: HttpResponse, notes: Notes) -> HttpResponse:
    """Hold notes in memory, and give the browser the name they are held under."""
    cookie = cookie_name(request, "notes")
    name = STORE.put(request.COOKIES.get(cookie), notes)
    response.set_cookie(cookie, name, httponly=True, samesite="Strict")
    return response


def forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Forget the notes of a request, and take the name back from the browser."""
    if hosted():
        response.delete_cookie(cookie_name(request, "notes_visit"), samesite="Strict")
        return response
    cookie = cookie_name(request, "notes")
    STORE.drop(request.COOKIES.get(cookie, ""))
    response.delete_cookie(cookie, samesite="Strict")
    return response


def show(
    request: HttpRequest, template: str, notes: Notes | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page; what it shows once is shown and then put away."""
    notice = notes.notice if notes else ""
    if notes is not None and notice:
        notes = notes.change(notice="")
        if not hosted():
            STORE.put(request.COOKIES.get(cookie_name(request, "notes")), notes)
    fresh = ""
    if hosted() and not visit(request):
        fresh = secrets.token_urlsafe(16)
        request.COOKIES[cookie_name(request, "notes_visit")] = fresh
    context |= {
        "notes": notes,
        "notice": context.get("notice") or notice,
        "state": seal(notes, sealed_with(request)) if notes is not None and hosted() else "",
    }
    response = render(request, f"web/{template}", context, status=status)
    if fresh:
        response.set_cookie(
            cookie_name(request, "notes_visit"), fresh, httponly=True, samesite="Strict",
            secure=settings.CSRF_COOKIE_SECURE,
        )  # fmt: skip
    return response


def common(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  Django passes it
    """Give what every template may need."""
    return {
        "hosted": hosted(), "exit_url": settings.FP_EXIT_URL, "language": chosen(), "spoken": LANGUAGES[chosen()],
    }  # fmt: skip
