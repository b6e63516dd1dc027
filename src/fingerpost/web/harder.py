"""Make us harder to hit: who you are, the questions, the result, the board's page, and the file that is yours.

Nothing is kept here, in either mode: the answers travel from page to page in the form itself, and leave in the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from fingerpost.assess.score import ANSWERS, Assessment, weigh
from fingerpost.errors import BadRequest
from fingerpost.journeys.assessing import Progress, as_held, as_json, checked, from_file, how, to_file
from fingerpost.journeys.printing import assessment_document, board_document
from fingerpost.knowledge.load import Knowledge
from fingerpost.web import language
from fingerpost.web.saving import DOCUMENTS, download, keep
from fingerpost.web.shapes import Row, today
from fingerpost.web.state import arrive, show

SAVED: Final = ("save", *(f"{part}:{kind}" for part in ("steps", "board") for kind in DOCUMENTS))
FIRST: Final = "first"
REST: Final = "rest"
AT_ONCE: Final = 10  # questions on a page, where the rest are asked by worth
OPEN_ERROR: Final = "web.harder.error.file"
NO_FILE: Final = "web.harder.error.none"


@require_http_methods(["GET", "HEAD", "POST"])
def harder(request: HttpRequest) -> HttpResponse:
    """Every step of the assessment: the button that was pressed says which page comes next."""
    known = language.known()
    if request.method != "POST":
        return _page(request, "harder.html", Progress(), known)
    if "file" in request.POST or ("held" not in request.POST and "file" not in request.FILES):
        return _page(request, "harder.html", Progress(), known, error=NO_FILE, status=400)
    try:
        progress = _progress(request, known)
    except BadRequest:
        return _page(request, "harder.html", Progress(), known, error=OPEN_ERROR, status=400)
    go = request.POST.get("go", "")
    if go in SAVED:
        return _document(go, progress, known)
    if go == "board":
        return _page(request, "harder_board.html", progress, known, result=as_json(progress, known, "board"))
    if go.startswith("ask:"):
        asked = _asked(go.removeprefix("ask:"), known, progress)
        if asked:
            return _page(request, "harder_ask.html", progress, known, questions=asked, answers=ANSWERS)
    if go == "who":
        return _page(request, "harder.html", progress, known)
    result = as_json(progress, known)
    later = {
        "month": [
            {
                "text": known.say(f"control.{id_}.short"),
                "why": known.say(f"control.{id_}.why"),
                "how": how(known.controls[id_], known, progress.profile),
            }
            for id_ in result["month"]
        ],
        "year": [known.say(f"control.{id_}.short") for id_ in result["year"]],
    }
    return _page(request, "harder_result.html", progress, known, result=result, **later)


def _progress(request: HttpRequest, known: Knowledge) -> Progress:
    """Take in what the form holds and what was answered on this page, or the file that was opened.

    Raises:
        BadRequest: It is not ours.
    """
    upload = request.FILES.get("file")
    if upload is not None:
        return from_file(upload.read(), known)
    held = request.POST.get("held", "")
    before = from_file(held.encode(), known) if held else Progress()
    given = {name: value for name, value in request.POST.items() if value}
    profile = {name[2:]: value for name, value in given.items() if name.startswith("p.")}
    answers = {name[2:]: value for name, value in given.items() if name.startswith("c.")}
    return checked(known, {**before.profile, **profile}, {**before.answers, **answers}, before.before)


def _asked(which: str, known: Knowledge, progress: Progress) -> list[Row]:
    """Give the questions of a page: the first five, those of a theme, or the next ten by worth."""
    result = weigh(known, progress.profile, progress.answers)
    if which == FIRST:
        ids = list(result.first)
    elif which == REST:
        ids = [finding.control.id for finding in result.findings if finding.standing == "open"][:AT_ONCE]
    else:
        ids = [f.control.id for f in result.findings if f.control.theme == which and f.standing != "not_applicable"]
        ids += [
            f.control.id for f in result.findings
            if f.control.theme == which and f.standing == "not_applicable" and f.control.id in progress.answers
        ]  # fmt: skip
    return [
        {
            "name": f"c.{id_}", "text": known.say(f"control.{id_}.question"),
            "chosen": progress.answers.get(id_, ""), "why": known.say(f"control.{id_}.why"),
        }
        for id_ in dict.fromkeys(ids)
    ]  # fmt: skip


def _document(go: str, progress: Progress, known: Knowledge) -> HttpResponse:
    """Give what is to be kept: the progress itself, or a document of the steps or of the board's page."""
    if go == "save":
        return download(to_file(progress, known, today()), f"assessment-{today().isoformat()}", "json")
    part, kind = go.split(":")
    make = board_document if part == "board" else assessment_document
    document = make(as_json(progress, known), known, today().isoformat())
    return keep(document, part, kind)


def _page(
    request: HttpRequest, template: str, progress: Progress, known: Knowledge, *, status: int = 200, **context: Any
) -> HttpResponse:
    notes, _ = arrive(request) if request.method != "POST" else (None, False)
    result = weigh(known, progress.profile, progress.answers)
    return show(
        request, template, notes, held=json.dumps(as_held(progress)), profile=_profile(known, progress.profile),
        themes=_themes(known, result), begun=bool(progress.answers), open_count=result.count("open"),
        essentials=_essentials(known, result), status=status, **context,
    )  # fmt: skip


def _profile(known: Knowledge, said: Mapping[str, str]) -> list[Row]:
    return [
        {
            "name": f"p.{spec.id}", "text": f"profile.{spec.id}",
            "options": [
                {"value": value, "text": f"profile.{spec.id}.{value}", "chosen": said.get(spec.id) == value}
                for value in spec.values
            ],
        }
        for spec in known.country.profile
    ]  # fmt: skip


def _themes(known: Knowledge, result: Assessment) -> list[Row]:
    rows: dict[str, Row] = {}
    for control in known.country.controls:
        rows.setdefault(control.theme, {"id": control.theme, "text": f"assess.theme.{control.theme}", "of": 0, "met": 0})
    for finding in result.findings:
        if finding.standing != "not_applicable":
            row = rows[finding.control.theme]
            row["of"] += 1
            row["met"] += finding.standing == "met"
    return [row for row in rows.values() if row["of"]]


def _essentials(known: Knowledge, result: Assessment) -> list[Row]:
    return [{"text": known.say(f"assess.essentials.{row.id}"), "met": row.met, "of": row.of} for row in result.essentials]
