"""The pages of the journey: each takes the notes so far and gives the page. The order they come in stands here once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fingerpost.journeys.happened import answer_keys, note_for
from fingerpost.terms import NATIONS
from fingerpost.web import forms, language, shapes
from fingerpost.web.notes import Notes
from fingerpost.web.state import hold, hosted, show

Errors = Mapping[str, str]
NONE_WRONG: Final[Errors] = {}


def next_page(notes: Notes) -> str:
    """Give the name of the page that comes next."""
    if not notes.ready:
        return "before"
    if "danger" not in notes.answers and not notes.written:
        return "now"
    if not notes.written:
        return "words"
    if not notes.confirmed:
        return "understood"
    return "question" if shapes.outcome_of(notes).question is not None else "check"


def turn_to(request: HttpRequest, name: str, notes: Notes, key: str = "") -> HttpResponse:
    """Go to a page: by a redirect where answers are in memory, by showing it where they travel in the form."""
    if hosted():
        return PAGES[name](request, notes, key) if name == "one" else PAGES[name](request, notes)
    address = reverse(name, args=[key] if key else [])
    return hold(request, _see_other(address), notes)


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303  # fetch the next page with GET, so that going back never sends a form again
    return response


def before(request: HttpRequest, notes: Notes) -> HttpResponse:
    """Can someone see this device?"""
    return show(request, "before.html", notes, here="before")


def danger(request: HttpRequest, notes: Notes, errors: Errors = NONE_WRONG) -> HttpResponse:
    """Is anyone in danger right now?"""
    row = shapes.question_rows("danger", answer_keys(language.known())["danger"], notes)
    return show(request, "danger.html", notes, question=row, errors=errors, here="now", status=_status(errors))


def call(request: HttpRequest, notes: Notes) -> HttpResponse:
    """Lead with 999 and how to call in silence."""
    return show(request, "call.html", notes, sure=notes.answers.get("danger") == "yes", here="words")


def words(request: HttpRequest, notes: Notes, given: forms.Words | None = None, notice: str = "") -> HttpResponse:
    """What happened, in the person's own words."""
    errors = given.errors if given else NONE_WRONG
    fields: Any = given or notes
    return show(
        request, "words.html", notes, given=fields, errors=errors, here="words", notice=notice,
        who=forms.WHO, nations=NATIONS, ages=forms.AGE, length=len(fields.text), status=_status(errors),
    )  # fmt: skip


def understood(request: HttpRequest, notes: Notes, errors: Errors = NONE_WRONG) -> HttpResponse:
    """What we understood, with the words that gave it."""
    outcome = shapes.outcome_of(notes)
    rows = shapes.understood_rows(outcome, notes)
    return show(
        request, "understood.html", notes, here="understood", note=note_for(outcome, language.known()),
        danger=shapes.in_danger(outcome), errors=errors, status=_status(errors), **rows,
    )  # fmt: skip


def question(request: HttpRequest, notes: Notes) -> HttpResponse:
    """The next question worth asking; the answers to check when there is none."""
    asked = shapes.outcome_of(notes).question
    if asked is None:
        return turn_to(request, "check", notes)
    return one(request, notes, asked.key, asked.values)


def one(
    request: HttpRequest, notes: Notes, key: str, values: tuple[str, ...] = (), errors: Errors = NONE_WRONG
) -> HttpResponse:
    """One question."""
    row = shapes.question_rows(key, values or _values(notes, key), notes)
    danger_now = shapes.in_danger(shapes.outcome_of(notes))
    return show(
        request, "question.html", notes, question=row, errors=errors, here="question", danger=danger_now,
        status=_status(errors),
    )  # fmt: skip


def _values(notes: Notes, key: str) -> tuple[str, ...]:
    asked = shapes.outcome_of(notes).question
    return asked.values if asked is not None and asked.key == key else answer_keys(language.known())[key]


def check(request: HttpRequest, notes: Notes) -> HttpResponse:
    """Check your answers."""
    outcome = shapes.outcome_of(notes)
    return show(request, "check.html", notes, here="plan", rows=shapes.answer_rows(outcome, notes))


def plan(request: HttpRequest, notes: Notes) -> HttpResponse:
    """The plan."""
    return show(request, "plan.html", notes, here="plan", plan=shapes.plan_rows(shapes.outcome_of(notes)))


def _status(errors: Errors) -> int:
    return 400 if errors else 200


PAGES: Final[dict[str, Callable[..., HttpResponse]]] = {
    "before": before, "now": danger, "call": call, "words": words, "understood": understood, "question": question,
    "one": one, "check": check, "plan": plan,
}  # fmt: skip
