"""Make us harder to hit: an organisation's answers, the next three steps, and a page for its board.

Progress is a file the organisation owns. Nothing is kept here; what a file holds that we do not know (a control that has
gone, from an older version) is left out and named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from fingerpost.assess.score import ANSWERS, Assessment, Finding, weigh
from fingerpost.errors import BadRequest
from fingerpost.journeys.happened import numbered
from fingerpost.journeys.library import code_of
from fingerpost.knowledge.entries import Control
from fingerpost.knowledge.load import Knowledge

AS: Final = ("business", "charity", "board")
OFFICE_SYSTEMS: Final = frozenset(["microsoft365", "google_workspace"])  # nobody with a free address has them
_KINDS: Final = {"business": "firm", "charity": "charity"}
VERSION: Final = 1
LARGEST_FILE: Final = 200_000  # bytes
MOST_BEFORE: Final = 24  # earlier results kept in a file


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation stood on an earlier day."""

    on: str
    met: int
    gap: int
    unknown: int


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation has told us.

    Attributes:
        profile: Fact to value. answers: Control to answer.
        before: Earlier results, oldest first.
        dropped: Ids a file held that there are no longer.
    """

    profile: Mapping[str, str] = {}
    answers: Mapping[str, str] = {}
    before: tuple[Before, ...] = ()
    dropped: tuple[str, ...] = ()


def starting(as_: str | None) -> Progress:
    """Give the progress of somebody who has only said what they are.

    Raises:
        BadRequest: There is no such kind of organisation.
    """
    if as_ is not None and as_ not in AS:
        raise BadRequest(f'there is no assessment as "{as_[:40]}"', hint="Known: " + ", ".join(AS))
    return Progress(profile={"kind": _KINDS[as_]} if as_ in _KINDS else {})


def with_kind(progress: Progress, as_: str | None) -> Progress:
    """Give progress with what kind of organisation it is, where it does not say so itself."""
    return msgspec.structs.replace(progress, profile={**starting(as_).profile, **progress.profile})


def checked(
    known: Knowledge, profile: Mapping[str, Any], answers: Mapping[str, Any], before: tuple[Before, ...] = ()
) -> Progress:
    """Take in a profile and answers from outside; what does not exist any more is dropped and named.

    Raises:
        BadRequest: A value that is not one of those offered; names them.
    """
    specs = {spec.id: spec.values for spec in known.country.profile}
    controls = {control.id for control in known.country.controls}
    for key, value in profile.items():
        if key in specs and value not in specs[key]:
            raise BadRequest(f'"{str(value)[:40]}" is not an answer to "{key}"', hint="Answers: " + ", ".join(specs[key]))
    for key, value in answers.items():
        if key in controls and value not in ANSWERS:
            raise BadRequest(f'"{str(value)[:40]}" is not an answer to "{key[:40]}"', hint="Answers: " + ", ".join(ANSWERS))
    return Progress(
        profile={key: value for key, value in profile.items() if key in specs},
        answers={key: value for key, value in answers.items() if key in controls},
        before=before[-MOST_BEFORE:],
        dropped=tuple(sorted(str(key)[:60] for key in (*profile, *answers) if key not in specs and key not in controls)),
    )


def from_file(content: bytes, known: Knowledge) -> Progress:
    """Read a progress file.

    Raises:
        BadRequest: It is not one, or of a newer version; nothing is changed.
    """
    again = "Choose the file that was saved from this page, or start anew."
    if len(content) > LARGEST_FILE:
        raise BadRequest("that file is too large to be a saved assessment", hint=again)
    try:
        held = json.loads(content.decode("utf-8-sig"))
        ours = held["fingerpost"] == "assessment"
        version = int(held["version"])
        profile, answers = dict(held.get("profile", {})), dict(held.get("answers", {}))
        before = msgspec.convert(held.get("before", []), tuple[Before, ...])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, msgspec.ValidationError):
        raise BadRequest("that is not a saved assessment", hint=again) from None
    if not ours:
        raise BadRequest("that is not a saved assessment", hint=again)
    if version > VERSION:
        raise BadRequest("that file was saved by a newer Fingerpost", hint="Bring this one up to date, then open it again.")
    return checked(known, profile, answers, before)


def to_file(progress: Progress, known: Knowledge, today: date) -> bytes:
    """Write a progress file, with today's result at its end so that the next time can be compared."""
    now = weigh(known, progress.profile, progress.answers)
    standing = Before(on=today.isoformat(), met=now.count("met"), gap=now.count("gap"), unknown=now.count("unknown"))
    before = [row for row in progress.before if row.on != standing.on]
    kept = msgspec.structs.replace(progress, before=tuple([*before, standing][-MOST_BEFORE:]))
    return (json.dumps(as_held(kept, saved=today.isoformat()), indent=1, ensure_ascii=False) + "\n").encode()


def as_held(progress: Progress, **more: str) -> dict[str, Any]:
    """Give progress in the shape `from_file` reads: what a file holds, and what a form carries from page to page."""
    return {
        "fingerpost": "assessment", "version": VERSION, **more, "profile": dict(progress.profile),
        "answers": dict(progress.answers), "before": msgspec.to_builtins(progress.before),
    }  # fmt: skip


# ---- in words ---------------------------------------------------------------------------------------------------------


def as_json(progress: Progress, known: Knowledge, as_: str | None = None) -> dict[str, Any]:
    """Give the result in the shape of `interfaces.md`, assess; for a board, the controls the governance code asks for."""
    result = weigh(known, progress.profile, progress.answers)
    findings = [f for f in result.findings if as_ != "board" or f.control.principle]
    steps = {finding.control.id: finding for finding in result.findings}
    return {
        "controls": [
            {
                "id": finding.control.id, "question": known.say(f"control.{finding.control.id}.question"),
                "answer": progress.answers.get(finding.control.id), "standing": finding.standing,
                "next": next_of(finding, known),
            }
            for finding in findings
        ],
        "next_three": [step_json(steps[id_], known, progress.profile) for id_ in result.next_three],
        "month": list(result.month),
        "year": list(result.year),
        "score": {
            "met": result.count("met"), "gap": result.count("gap"), "unknown": result.count("unknown"),
            "not_applicable": result.count("not_applicable"),
        },
        "open": result.count("open"),
        "ask_first": list(result.first),
        "essentials": [{"theme": row.id, "met": row.met, "of": row.of} for row in result.essentials],
        "certificate": known.say("assess.not_certificate"),
        "before": msgspec.to_builtins(progress.before),
        "dropped": list(progress.dropped),
        "board": board_json(known, result),
    }  # fmt: skip


def next_of(finding: Finding, known: Knowledge) -> str:
    """Give what comes next for a control: nothing where it is met, finding out where nobody knows, else the first step."""
    control = finding.control
    if finding.standing in {"met", "not_applicable"}:
        return ""
    if finding.standing == "unknown":
        return known.say("assess.find_out") + " " + known.say(f"control.{control.id}.check")
    steps = how(control, known)
    return steps[0]["steps"][0] if steps else known.say(f"control.{control.id}.check")


def how(control: Control, known: Knowledge, profile: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Give how a control is done, for each system it is told for that an organisation may have."""
    free_address = (profile or {}).get("own_domain") == "no"
    fitting = [system for system in control.systems if not (free_address and system in OFFICE_SYSTEMS)]
    found = []
    for system in fitting or control.systems:
        steps = numbered(known, f"control.{control.id}.how.{system}")
        found.append({"system": known.say(f"assess.system.{system}"), "steps": steps})
    return [row for row in found if row["steps"]]


def step_json(finding: Finding, known: Knowledge, profile: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give a control as a step to take: why, how, how long, what it costs, whose it is, how to see that it is done."""
    control = finding.control
    say = known.say
    return {
        "id": control.id,
        "text": say(f"control.{control.id}.short"),
        "question": say(f"control.{control.id}.question"),
        "standing": finding.standing,
        "why": say(f"control.{control.id}.why"),
        "example": say(f"control.{control.id}.example"),
        "stops": [
            {"id": crime, "name": say(known.crimes[crime].name), "code": code_of("crime", crime)} for crime in control.stops
        ],
        "how": how(control, known, profile),
        "minutes": control.minutes,
        "pounds": control.pounds,
        "who": say(f"control.{control.id}.who"),
        "check": say(f"control.{control.id}.check"),
        "weight": finding.weight,
        "guides": guides_of(control, known),
    }


def guides_of(control: Control, known: Knowledge) -> list[dict[str, str]]:
    """Give the guides whose clauses a control answers, each with its clauses in words."""
    rows: dict[str, list[str]] = {}
    for clause in control.clauses:
        rows.setdefault(known.guide_of_clause[clause], []).append(known.say(f"clause.{clause}"))
    return [
        {"id": guide, "name": known.guides[guide].name, "code": code_of("guide", guide), "asks": " ".join(asks)}
        for guide, asks in rows.items()
    ]


def board_json(known: Knowledge, result: Assessment) -> list[dict[str, Any]]:
    """Give the board's page: for each principle what to ask, what good and weak answers sound like, and where it stands."""
    rows = []
    for principle in known.country.principles:
        mine = [f for f in result.findings if f.control.principle == principle.id and f.standing != "not_applicable"]
        rows.append(
            {
                "id": principle.id,
                "title": known.say(f"board.{principle.id}.title"),
                "asks": [
                    {part: known.say(f"board.{principle.id}.{part}.{at}") for part in ("ask", "good", "worry")}
                    for at in range(1, principle.asks + 1)
                ],
                "met": sum(f.standing == "met" for f in mine),
                "of": len(mine),
                "missing": [known.say(f"control.{f.control.id}.short") for f in mine if f.standing in {"gap", "unknown"}],
            }
        )  # fmt: skip
    return rows
