"""How well accounts are read: the labelled accounts and the danger sayings, beside a keyword peer, in one run.

Prints one JSON object. `--half dev` or `--half test`; `--errors NAME` also lists what went wrong for one measure.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from machine import machine

from fingerpost.journeys.happened import Account, Outcome, assess
from fingerpost.knowledge.load import Knowledge, load
from fingerpost.text import fold
from fingerpost.triage.questions import CRIME_KEY, NONE_OF_THESE

ACCOUNTS = Path(__file__).parents[1] / "tests" / "accounts"
BARS = {
    "first": 0.92, "first_two": 0.97, "category": 0.97, "urgency": 0.95, "route": 0.97, "emergency_found": 1.0,
    "false_emergency": 0.02, "harm_not_advised": 1.0,
}  # fmt: skip
MOST_QUESTIONS = 20

Row = dict[str, Any]


def rows(half: str) -> list[Row]:
    """Give the labelled accounts of a half: even first byte of the id's SHA-256 is development, odd is test."""
    found = [json.loads(line) for line in (ACCOUNTS / "accounts.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = {"dev": (0,), "test": (1,), "all": (0, 1)}[half]
    return [row for row in found if hashlib.sha256(row["id"].encode()).digest()[0] % 2 in wanted]


def account_of(row: Row, answers: dict[str, str] | None = None) -> Account:
    """Give a labelled account as a person would."""
    age = None if row["adult"] is None else ("adult" if row["adult"] else "under-18")
    return Account(text=row["text"], who=row["who"], nation=row["nation"], age=age, answers=answers or {})


def marks(row: Row, outcome: Outcome) -> dict[str, bool]:
    """Give each measure that applies to an account, and whether it was met."""
    label = row["label"]
    crimes = [guess.id for guess in outcome.crimes]
    urgency = outcome.plan.urgency
    routes = [route.service for route in outcome.plan.routes if route.service != "emergency_999"][:2]
    doing = {word for action in outcome.plan.actions for word in action.action.does}
    found: dict[str, bool] = {}
    if label["crimes"]:
        found["first"] = bool(crimes) and crimes[0] in label["first_ok"]
        found["first_two"] = bool(set(crimes[:2]) & set(label["first_ok"]))
        found["crime_seen"] = bool(crimes)
    else:
        found["no_crime_named"] = not crimes
    found["category"] = outcome.category == label["category"]
    found["urgency"] = urgency == label["urgency"]
    if label["routes"]:
        found["route"] = bool(set(routes) & set(label["routes"]))
    if label["urgency"] == "emergency":
        found["emergency_found"] = urgency == "emergency"
    else:
        found["false_emergency"] = urgency == "emergency"
    found["harm_not_advised"] = not doing & set(label["withhold"])
    return found


def peer(text: str, known: Knowledge) -> str | None:
    """Name a crime as a keyword list does: the one whose own words, as victims use them, are found most."""
    folded = fold(text).text
    counts = {crime.id: sum(word in folded for word in crime.words) for crime in known.country.crimes}
    best = max(counts, key=lambda crime: counts[crime])
    return best if counts[best] else None


def questions(row: Row, known: Knowledge) -> int:
    """Count the questions asked until none is left, answered by the label where it tells, else by a fixed hash."""
    answers: dict[str, str] = {}
    while len(answers) < MOST_QUESTIONS:
        question = assess(account_of(row, answers), known).question
        if question is None:
            break
        offered = [value for value in question.values if value not in {"not-sure", "rather-not-say"}]
        if question.key == CRIME_KEY:
            right = [value for value in offered if value in row["label"]["first_ok"]]
            answers[question.key] = right[0] if right else NONE_OF_THESE
        elif question.key in {"danger", "crisis"}:
            answers[question.key] = "yes" if row["label"]["urgency"] == "emergency" else "no"
        else:
            place = hashlib.sha256((row["id"] + question.key).encode()).digest()[0] % len(offered)
            answers[question.key] = offered[place]
    return len(answers)


def measure(half: str, errors: str = "") -> dict[str, Any]:
    """Measure a half of the accounts."""
    known = load()
    met: Counter[str] = Counter()
    total: Counter[str] = Counter()
    groups: dict[str, Counter[str]] = {}
    peer_first = 0
    asked = []
    for row in rows(half):
        outcome = assess(account_of(row), known)
        kept_marks = marks(row, outcome)
        for group in (f"{key}: {row[key]}" for key in ("who", "nation", "adult")):
            tally = groups.setdefault(group, Counter())
            for name in ("first", "urgency"):
                tally[f"{name} of"] += name in kept_marks
                tally[name] += kept_marks.get(name, False)
        for name, kept in kept_marks.items():
            total[name] += 1
            met[name] += kept
            if name == errors and kept == (name == "false_emergency"):
                print(row["id"], [g.id for g in outcome.crimes], outcome.plan.urgency, row["label"], row["text"][:300])
        if row["label"]["crimes"]:
            peer_first += peer(row["text"], known) in row["label"]["first_ok"]
        asked.append(questions(row, known))
    figures = {name: {"share": round(met[name] / total[name], 3), "of": total[name]} for name in sorted(total)}
    for name, bar in BARS.items():
        figures[name]["bar"] = bar
    figures["peer_keywords_first"] = {"share": round(peer_first / total["first"], 3), "of": total["first"]}
    asked.sort()
    return {
        "half": half, "accounts": len(asked), "figures": figures,
        "groups": {
            group: {name: round(tally[name] / max(tally[f"{name} of"], 1), 2) for name in ("first", "urgency")}
            | {"of": tally["urgency of"]}
            for group, tally in sorted(groups.items())
        },
        "questions": {"median": statistics.median(asked), "p95": asked[int(len(asked) * 0.95)], "bars": [3, 7]},
    }  # fmt: skip


def danger_sayings() -> dict[str, Any]:
    """Measure the danger sayings and their look-alikes."""
    known = load()
    found: dict[str, Any] = {}
    for name in ("yes", "no"):
        lines = (ACCOUNTS / f"danger-{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        hit = sum(assess(Account(text=text), known).values.get("danger") == "yes" for text in texts)
        found["sayings_found" if name == "yes" else "look_alikes_taken_for_danger"] = {"n": hit, "of": len(texts)}
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["dev", "test", "all"], default="test")
    parser.add_argument("--errors", default="")
    options = parser.parse_args()
    result = {
        "benchmark": "accounts", "date": date.today().isoformat(), **machine(),  # noqa: DTZ011  the day it was run
        **measure(options.half, options.errors), "danger": danger_sayings(),
    }  # fmt: skip
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
