"""Pages that need no notes: start, find help, the rules, about, privacy, accessibility, and the way out."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fingerpost.journeys.find_help import AUDIENCES, find, needs
from fingerpost.journeys.library import Filled, Library
from fingerpost.journeys.printing import page_document
from fingerpost.journeys.search import Index
from fingerpost.knowledge.hours import UK
from fingerpost.terms import NATIONS
from fingerpost.web import language, shapes
from fingerpost.web.publish import service_row
from fingerpost.web.saving import DOCUMENTS, keep
from fingerpost.web.state import arrive, forget, hosted, show

ON_A_PAGE = 12
EARLIEST, LATEST = 2000, 2100  # years in which an organisation may have known
LONGEST_NAME = 120  # characters of a name and number on an incident card


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The front door."""
    notes, _ = arrive(request)
    return show(request, "start.html", notes)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Clear the answers and begin anew."""
    response = HttpResponseRedirect(reverse("start"))
    response.status_code = 303
    return forget(request, response)


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Exit: forget the answers and give a blank page, or lead to where the host chose."""
    if settings.FP_EXIT_URL:
        return forget(request, HttpResponseRedirect(settings.FP_EXIT_URL))
    return forget(request, render(request, "web/exit.html"))


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Everything there is to read, and looking something up. What is looked up comes by POST, and so leaves no trace."""
    notes, _ = arrive(request)
    question = request.POST.get("q", "").strip()
    return show(
        request, "read.html", notes, shelves=_index().library.shelves(), asked=request.method == "POST",
        empty=not question, found=_index().search(question) if question else [],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def read_page(request: HttpRequest, code: str) -> HttpResponse:
    """A page of the library. By POST it keeps hold of the notes in a hosted form."""
    page = _index().library.page(code, shapes.now(), _filled(request))
    if page is None:
        raise Http404
    if request.POST.get("go") in DOCUMENTS:
        return keep(page_document(page, shapes.today().isoformat()), "page", request.POST["go"])
    notes, _ = arrive(request)
    if page.service is not None:
        page = msgspec.structs.replace(page, service=service_row(dict(page.service)))
    guide = language.known().guides.get(page.id) if page.kind == "guide" else None
    card = language.known().cards.get(page.id) if page.kind == "card" else None
    return show(
        request, "read_page.html", notes, page=page, open=True, address=guide.url if guide else None,
        calls=[{"role": role, "text": f"call.{role}.label", "said": request.POST.get(f"name.{role}", "")[:LONGEST_NAME]}
               for role in card.calls] if card else [],
        knew=request.POST.get("knew", "")[:16],
    )  # fmt: skip


def _filled(request: HttpRequest) -> Filled:
    """Take what is written on an incident card: shown, and not kept."""
    try:
        knew = datetime.fromisoformat(request.POST.get("knew", "")).replace(tzinfo=UK)
    except ValueError:
        knew = None
    if knew is not None and not EARLIEST <= knew.year <= LATEST:
        knew = None
    names = {
        name.removeprefix("name."): said.strip()[:LONGEST_NAME]
        for name, said in request.POST.items()
        if name.startswith("name.") and said.strip()
    }
    return Filled(knew=knew, names=names)


def _index() -> Index:
    return _index_in(language.chosen())


@cache
def _index_in(_language: str) -> Index:
    return Index(Library(language.known()))


@require_safe
def find_help(request: HttpRequest) -> HttpResponse:
    """Every service, filtered."""
    known = language.known()
    chosen = {name: request.GET.get(name) or None for name in ("nation", "need", "for")}
    open_now = request.GET.get("open") == "1"
    found = find(
        known, nation=chosen["nation"], need=chosen["need"], audience=chosen["for"], open_only=open_now,
        at=shapes.now(),
    )  # fmt: skip
    page = request.GET.get("page", "1")
    at = int(page) or 1 if page.isascii() and page.isdecimal() and len(page) <= 2 else 1
    filters = {"nation": NATIONS, "need": needs(known), "for": AUDIENCES}
    query = request.GET.copy()
    query.pop("page", None)
    return show(
        request, "help.html", services=[service_row(row) for row in found[(at - 1) * ON_A_PAGE : at * ON_A_PAGE]],
        count=len(found), page=at, pages=max(1, -(-len(found) // ON_A_PAGE)), query=query.urlencode(),
        filters=[_filter(name, values, chosen[name]) for name, values in filters.items()],
        open_now=open_now,
    )  # fmt: skip


def _filter(name: str, values: tuple[str, ...], chosen: str | None) -> shapes.Row:
    return {
        "name": name,
        "options": [{"value": v, "text": f"web.{name}.{v}", "chosen": v == chosen} for v in values],
    }


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is and is not."""
    return show(request, "words_page.html", page="web.about")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, where and for how long."""
    return show(request, "words_page.html", page="web.privacy.hosted" if hosted() else "web.privacy.local")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return show(request, "words_page.html", page="web.accessibility")
