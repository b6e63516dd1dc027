"""The steps of the journey: read what was sent, keep it, go on. They decide nothing about crime."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fingerpost.journeys.happened import answer_keys
from fingerpost.web import faults, forms, language, pages, shapes
from fingerpost.web.notes import Notes
from fingerpost.web.pages import next_page, turn_to
from fingerpost.web.state import arrive

View = Callable[..., HttpResponse]


def with_notes(view: View) -> View:
    """Give a step the notes so far; say so plainly where they are gone, and start where there are none yet."""

    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def step(request: HttpRequest, **parts: str) -> HttpResponse:
        notes, lost = arrive(request)
        if lost:
            return faults.gone(request)
        if notes is None:
            return HttpResponseRedirect(reverse("start"))
        return view(request, notes, **parts)

    return step


def only_looking(request: HttpRequest) -> bool:
    """Say whether a request asks for a page and sends no answer."""
    return request.method == "GET" or "go" in request.POST


def look(request: HttpRequest, name: str, notes: Notes, key: str = "") -> HttpResponse:
    """Show a page; a POST in local mode becomes a GET first, so that the back button works."""
    if request.method == "POST":
        return turn_to(request, name, notes, key)
    return pages.PAGES[name](request, notes, key) if key else pages.PAGES[name](request, notes)


@require_http_methods(["GET", "POST"])
def before(request: HttpRequest) -> HttpResponse:
    """Can someone see this device? The one step that needs no notes yet."""
    notes, _ = arrive(request)
    if only_looking(request):
        return look(request, "before", notes or Notes())
    notes = (notes or Notes()).change(ready=True)
    return turn_to(request, next_page(notes), notes)


@with_notes
def danger(request: HttpRequest, notes: Notes) -> HttpResponse:
    """Is anyone in danger? Every answer but a clear no leads to 999 first."""
    if only_looking(request):
        return look(request, "now", notes)
    value = forms.read_answer(request.POST, "danger")
    if value is None:
        return pages.danger(request, notes, {"answer": "web.question.error"})
    notes = notes.answer("danger", value)
    return turn_to(request, next_page(notes) if value == "no" else "call", notes)


@with_notes
def call(request: HttpRequest, notes: Notes) -> HttpResponse:
    """How to call 999."""
    return look(request, "call", notes)


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """What happened? What was written is kept even where everything else is gone."""
    notes, lost = arrive(request)
    if only_looking(request):
        if notes is not None:
            return look(request, "words", notes)
        return faults.gone(request) if lost else HttpResponseRedirect(reverse("start"))
    given = forms.read_words(request.POST)
    if notes is None:
        notes = Notes(ready=True, notice="web.notice.lost" if lost else "")
    elif _stale(request, notes) and given.text != notes.text:
        return pages.words(request, notes, given, notice="web.notice.changed")
    if given.errors:
        return pages.words(request, notes, given)
    notes = _with_words(notes, given)
    return turn_to(request, next_page(notes), notes)


def _stale(request: HttpRequest, notes: Notes) -> bool:
    return request.POST.get("turn", "") != str(notes.turn)


def _with_words(notes: Notes, given: forms.Words) -> Notes:
    """Take in a person's words; an earlier "no danger" does not outlast words that say otherwise."""
    picked = [key for key in shapes.PICKS if getattr(given, key) is not None]
    changed = notes.change(
        text=given.text, who=given.who, nation=given.nation, age=given.age, written=True, confirmed=False,
        turn=notes.turn + (given.text != notes.text),
    ).unanswer(*picked)  # fmt: skip
    if changed.answers.get("danger", "yes") != "yes" and changed.text != notes.text:
        bare = changed.unanswer("danger")
        if shapes.in_danger(shapes.outcome_of(bare)):
            return bare
    return changed


@with_notes
def understood(request: HttpRequest, notes: Notes) -> HttpResponse:
    """What we understood: take in what was corrected."""
    if not notes.written:
        return look(request, next_page(notes), notes)
    if only_looking(request):
        return look(request, "understood", notes)
    if _stale(request, notes):
        return turn_to(request, "understood", notes.change(notice="web.notice.moved"))
    if forms.nothing_picked(request.POST):
        return pages.understood(request, notes, {"other": "web.understood.error"})
    outcome = shapes.outcome_of(notes)
    for key, value in forms.read_corrections(request.POST, outcome.reading).items():
        same = key == "crime" and _is_read(value, notes)
        notes = notes.unanswer(key) if value is None or same else notes.answer(key, value)
    notes = notes.change(confirmed=True)
    return turn_to(request, _then(request, notes), notes)


def _is_read(crime: str | None, notes: Notes) -> bool:
    """Say whether a chosen crime is what was read anyway and is not in question."""
    plain = shapes.outcome_of(notes.unanswer("crime"))
    in_question = plain.question is not None and plain.question.key == "crime"
    return not in_question and bool(plain.crimes) and plain.crimes[0].id == crime


def _then(request: HttpRequest, notes: Notes) -> str:
    """Give the page a person asked for next, else the one that comes next."""
    wanted = request.POST.get("then", "")
    return wanted if wanted in {"plan", "check", "words"} else next_page(notes)


@with_notes
def question(request: HttpRequest, notes: Notes, key: str = "") -> HttpResponse:
    """One question: the next one, or the one that is to be changed."""
    if key and key not in answer_keys(language.known()):
        raise Http404
    if not notes.written:
        return look(request, next_page(notes), notes)
    if only_looking(request):
        return look(request, "one" if key else "question", notes, key)
    return _take_answer(request, notes)


def _take_answer(request: HttpRequest, notes: Notes) -> HttpResponse:
    key = request.POST.get("key", "")
    if key not in answer_keys(language.known()):
        raise Http404
    if _stale(request, notes):
        return turn_to(request, "question", notes.change(notice="web.notice.moved"))
    value = forms.read_answer(request.POST, key)
    stopping = request.POST.get("then") in {"plan", "check"}
    if value is None and not stopping:
        return pages.one(request, notes, key, errors={"answer": "web.question.error"})
    notes = notes.change(confirmed=True)
    if value is not None:
        notes = notes.answer(key, value)
    return turn_to(request, _then(request, notes), notes)


@with_notes
def check(request: HttpRequest, notes: Notes) -> HttpResponse:
    """Check your answers."""
    return look(request, "check" if notes.written else next_page(notes), notes)


@with_notes
def plan(request: HttpRequest, notes: Notes) -> HttpResponse:
    """The plan."""
    return look(request, "plan" if notes.written else next_page(notes), notes)
