"""Shapes of the pages: an outcome as the rows a template walks through. Nothing about crime is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from fingerpost.journeys.find_help import service_json
from fingerpost.journeys.happened import (
    Outcome,
    answer_keys,
    as_json,
    assess,
    option_text,
    question_text,
)
from fingerpost.knowledge.hours import UK
from fingerpost.knowledge.load import Knowledge
from fingerpost.terms import NOT_SURE, RATHER_NOT_SAY, WHENS, Fact, Reason
from fingerpost.web import language
from fingerpost.web.notes import Notes

ROUTES_IN_FULL: Final = 6
OTHER: Final = "other"
PICKS: Final = ("who", "nation", "age")
OPEN_ENDS: Final = (NOT_SURE, RATHER_NOT_SAY)

Row = dict[str, Any]


def now() -> datetime:
    """Give the moment it is, in the UK."""
    return datetime.now(UK)


def today() -> date:
    """Give the day it is, in the UK."""
    return now().date()


def outcome_of(notes: Notes) -> Outcome:
    """Assess what a person has told us so far."""
    return assess(notes.account(), language.known())


def in_danger(outcome: Outcome) -> bool:
    """Say whether danger is there or was left open."""
    return outcome.values.get("danger") in {"yes", "unclear"}


def options(key: str, values: Iterable[str], known: Knowledge, chosen: str | None = None) -> list[Row]:
    """Give answers with their words, and which one is chosen."""
    return [{"value": v, "text": option_text(key, v, known), "chosen": v == chosen} for v in values]


def question_rows(key: str, values: Iterable[str], notes: Notes) -> Row:
    """Give one question for its page."""
    known = language.known()
    help_id = f"ask.{key}.help"
    return {
        "key": key,
        "text": question_text(key, known),
        "help": known.say(help_id) if known.has_text(help_id) else "",
        "options": options(key, values, known, notes.answers.get(key)),
        "guards": key in known.facts and known.facts[key].guards,
    }


# ---- what we understood ---------------------------------------------------------------------------------------------


def understood_rows(outcome: Outcome, notes: Notes) -> Row:
    """Give every crime and fact understood, the words that gave it, and how to correct it."""
    facts = [_fact_row(fact, notes) for fact in outcome.reading.facts]
    return {"crimes": _crime_rows(outcome, notes), "facts": [row for row in facts if row]}


def _fact_row(fact: Fact, notes: Notes) -> Row | None:
    known, key, value = language.known(), fact.id, fact.value
    if not known.has_text(f"fact.{key}.{value}"):
        return None
    row = {"key": key, "value": value, "text": known.say(f"fact.{key}.{value}"), "quotes": quotes(fact.why)}
    row["picked"] = key in PICKS and getattr(notes, key) is not None and not fact.why
    values = [v for v in answer_keys(known).get(key, ()) if v != value]
    row["options"] = options(key, values, known, notes.answers.get(key))
    row["changed"] = notes.answers.get(key) in values
    return row


def _crime_rows(outcome: Outcome, notes: Notes) -> Row:
    """Give the kinds of crime read, and the choices to correct them."""
    known, reading = language.known(), outcome.reading
    read = list(reading.crimes)
    likely = [*read, *([reading.runner_up] if reading.runner_up else [])]
    open_question = outcome.question is not None and outcome.question.key == "crime"
    chosen = notes.answers.get("crime") or (read[0].id if read and not open_question else None)
    in_list = {guess.id for guess in likely}
    rest = sorted((c for c in known.crimes if c not in in_list), key=lambda c: known.say(known.crimes[c].name))
    return {
        "read": [{"name": known.say(known.crimes[g.id].name), "quotes": quotes(g.why)} for g in read],
        "next": reading.runner_up.id if reading.runner_up else "",
        "options": options("crime", (guess.id for guess in likely), known, chosen),
        "rest": options("crime", rest, known, chosen),
        "other": chosen in rest,
        "ends": options("crime", ("none-of-these", *OPEN_ENDS), known, chosen),
    }


def quotes(why: Iterable[Reason]) -> list[str]:
    """Give the words of the account, each once, in the order they stand."""
    ordered = sorted(why, key=lambda reason: reason.span)
    return list(dict.fromkeys(reason.words.strip()[:160] for reason in ordered if reason.words.strip()))


# ---- check your answers ---------------------------------------------------------------------------------------------


def answer_rows(outcome: Outcome, notes: Notes) -> list[Row]:
    """Give every answer given and every fact read, each with the key that changes it."""
    known = language.known()
    given = [
        {"key": key, "label": _label(key, known), "text": option_text(key, value, known), "read": False}
        for key, value in notes.answers.items()
    ]
    read = [
        {
            "key": fact.id, "label": _label(fact.id, known),
            "text": known.say(f"fact.{fact.id}.{fact.value}"), "read": bool(fact.why),
        }
        for fact in outcome.reading.facts
        if fact.id not in notes.answers and fact.id in answer_keys(known)
        and known.has_text(f"fact.{fact.id}.{fact.value}")
    ]  # fmt: skip
    return [*given, *read]


def _label(key: str, known: Knowledge) -> str:
    return known.say("web.words.who") if key == "who" else question_text(key, known)


# ---- the plan -------------------------------------------------------------------------------------------------------


def plan_rows(outcome: Outcome, *, whole_sources: bool = False) -> Row:
    """Give the plan as the page shows it."""
    known, at = language.known(), now()
    whole = as_json(outcome, known, at.date())
    plan, assessment = whole["plan"], whole["assessment"]
    organisation = outcome.values.get("who") in {"business", "charity"}
    routes = [_route_row(route, known, at, organisation=organisation) for route in plan["routes"]]
    return {
        "json": whole,
        "urgency": assessment["urgency"],
        "danger": assessment["danger"] in {"yes", "unclear"},
        "danger_unclear": assessment["danger"] == "unclear",
        "note": whole["note"],
        "crimes": assessment["crimes"],
        "sure": _sureness(assessment["crimes"]),
        "runner_up": assessment["runner_up"],
        "category": assessment["category"],
        "whens": [
            {"when": when, "actions": rows}
            for when in WHENS
            if (rows := [_action_row(action, known) for action in plan["actions"] if action["when"] == when])
        ],
        "routes": routes[:ROUTES_IN_FULL],
        "more_routes": routes[ROUTES_IN_FULL:],
        "withheld": _withheld_rows(held for held in plan["withheld"] if held["by"] in outcome.plan.fired),
        "withheld_in_doubt": _withheld_rows(held for held in plan["withheld"] if held["by"] not in outcome.plan.fired),
        "keep": plan["keep"],
        "offences": _offence_rows(assessment["offences"]),
        "sources": _source_rows(plan, assessment, routes, whole=whole_sources),
        "question": whole["next_question"],
        "saved_on": at.date(),
    }


def _sureness(crimes: list[Row]) -> str:
    """Give how sure, as the text id of a few words: people are never shown a decimal."""
    confidence = crimes[0]["confidence"] if crimes else 0
    return "sure" if confidence >= 0.8 else "likely" if confidence >= 0.5 else "maybe"


def _action_row(action: Row, known: Knowledge) -> Row:
    """Give an action with whether its rule has a page."""
    return action | {"rule": action["by"] if has_page(action["by"], known) else ""}


def _route_row(route: Row, known: Knowledge, at: datetime, *, organisation: bool) -> Row:
    """Give a body to tell, with whether it is open now and the doubt on the doubtful field only."""
    service = known.services.get(route["service"])
    none = {"open": None, "danger_note": "", "doubt": [], "live": ""}
    shape = service_json(service, known, at) if service else none
    ways = [way for way in route["contact"] if way["kind"] != "web"]
    return route | {
        "phones": [way for way in ways if way["kind"] == "phone"],
        "ways": [way for way in ways if way["kind"] != "phone"],
        "sites": [way for way in route["contact"] if way["kind"] == "web"],
        "open": shape["open"],
        "live": shape["live"] if organisation else "",
        "hours_doubt": "hours" in shape["doubt"],
        "details_doubt": "details" in shape["doubt"],
        "danger_note": shape["danger_note"],
        "everywhere": len(route["nations"]) == 4,
        "undoubted": bool(service and service.undoubted),
    }


def _withheld_rows(withheld: Iterable[Row]) -> list[Row]:
    """Give each sentence once, with the rule that says it.

    While danger is open, what any rule holds back is held back. What a rule that does not fit this account says stands
    apart, so that nobody reads of a tracker or an ex as if we knew of one.
    """
    rows: dict[str, Row] = {}
    for held in withheld:
        rows.setdefault(held["why"], {"why": held["why"], "by": held["by"], "does": []})["does"].append(held["does"])
    return list(rows.values())


def _offence_rows(offences: list[Row]) -> list[Row]:
    """Give each law once, with its nations."""
    rows: dict[str, Row] = {}
    for law in offences:
        rows.setdefault(law["law"], law | {"nations": []})["nations"].append(law["nation"])
    return list(rows.values())


def _source_rows(plan: Mapping[str, Any], assessment: Mapping[str, Any], routes: list[Row], *, whole: bool) -> list[Row]:
    """Give where things were read, each address once; those of the steps too, where their rules cannot be opened."""
    seen: set[str] = set()
    rows = [(route["name"], route["sources"], route["checked"], route["expired"]) for route in routes]
    rows += [(law["act"], law["sources"], law["checked"], law["expired"]) for law in assessment["offences"]]
    rows += [("", [s for action in plan["actions"] for s in action["sources"]], "", False)] if whole else []
    found = []
    for name, sources, checked, expired in rows:
        fresh = [source for source in dict.fromkeys(sources) if source not in seen]
        seen.update(fresh)
        if fresh:
            found.append({"name": name, "sources": fresh, "checked": checked, "expired": expired})
    return found


# ---- rules ----------------------------------------------------------------------------------------------------------


def has_page(rule: str, known: Knowledge) -> bool:
    """Say whether a rule has a page of its own."""
    return rule in known.conflicts or rule in known.situations
