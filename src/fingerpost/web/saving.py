"""Save and open: files with neutral names, made only when the person asks, read back strictly."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fingerpost.errors import BadRequest
from fingerpost.journeys.happened import as_json, assess
from fingerpost.journeys.printing import plan_document
from fingerpost.reports.document import Document, as_html, as_text
from fingerpost.reports.pdf import as_pdf
from fingerpost.web import language, shapes
from fingerpost.web.notes import Notes, from_file, to_file
from fingerpost.web.pages import next_page, turn_to
from fingerpost.web.state import arrive, show
from fingerpost.web.views import with_notes


@with_notes
def save_html(request: HttpRequest, notes: Notes) -> HttpResponse:
    """Give the plan as one page to keep, with nothing in it that needs us."""
    plan = shapes.plan_rows(shapes.outcome_of(notes), whole_sources=True)
    return download(render(request, "web/saved.html", {"plan": plan, "notes": notes}).content, "notes", "html")


@with_notes
def save_json(request: HttpRequest, notes: Notes) -> HttpResponse:  # noqa: ARG001  as every view
    """Give the answers as a file that can be opened again."""
    plan = shapes.plan_rows(shapes.outcome_of(notes))["json"]
    return download(to_file(notes, shapes.today().isoformat(), plan), "notes", "json")


@with_notes
def save_pdf(request: HttpRequest, notes: Notes) -> HttpResponse:  # noqa: ARG001  as every view
    """Give the plan as a PDF, to print or to hand over."""
    return keep(_plan_document(notes), "notes", "pdf")


@with_notes
def save_text(request: HttpRequest, notes: Notes) -> HttpResponse:  # noqa: ARG001  as every view
    """Give the plan as plain text."""
    return keep(_plan_document(notes), "notes", "txt")


def _plan_document(notes: Notes) -> Document:
    known, day = language.known(), shapes.today()
    return plan_document(as_json(shapes.outcome_of(notes), known, day), known, day.isoformat())


CONTENT_TYPES: Final = {
    "pdf": "application/pdf", "txt": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
}  # fmt: skip
DOCUMENTS: Final = ("pdf", "html", "txt")  # the kinds a document can be kept as


def keep(document: Document, name: str, kind: str) -> HttpResponse:
    """Give a document as a file to keep: `pdf`, `html` or `txt`."""
    if kind == "pdf":
        return download(as_pdf(document), name, kind)
    return download((as_html(document) if kind == "html" else as_text(document)).encode(), name, kind)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Give a file to keep."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@require_http_methods(["GET", "POST"])
def open_notes(request: HttpRequest) -> HttpResponse:
    """Open a saved file and go on with it; what is open now is replaced only by a file that can be read."""
    current, _ = arrive(request)
    if request.method == "GET" or "go" in request.POST:
        return show(request, "open.html", current, errors={})
    upload = request.FILES.get("file")
    if upload is None:
        return show(request, "open.html", current, errors={"file": "web.open.error.none"}, status=400)
    content = upload.read()
    try:
        notes = from_file(content)
        assess(notes.account(), language.known())  # refuses answers that do not exist
    except BadRequest:
        wrong = "web.open.error.assessment" if b'"assessment"' in content[:200] else "web.open.error.unknown"
        return show(request, "open.html", current, errors={"file": wrong}, status=400)
    notes = notes.change(turn=current.turn + 1 if current else 0, notice="web.notice.opened")
    return turn_to(request, next_page(notes), notes)
