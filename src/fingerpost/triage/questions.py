"""Ask from the rules backwards: only a question some answer to which would change what the person is told first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from fingerpost.conditions import holds
from fingerpost.knowledge.entries import FactSpec
from fingerpost.knowledge.load import Knowledge, whole_facts
from fingerpost.rules import Plan, make_plan
from fingerpost.terms import NOT_SURE, RATHER_NOT_SAY, CrimeGuess

FIRST_ACTIONS: Final = 3
FIRST_ROUTES: Final = 2
CRIME_KEY: Final = "crime"
NONE_OF_THESE: Final = "none-of-these"
DOUBTFUL: Final = 0.62  # a first crime surer than this is not asked about
RIVAL: Final = 0.3  # a runner-up less likely than this is not asked about


class Question(msgspec.Struct, frozen=True):
    """A question and its answers, as values; the words are the knowledge's."""

    key: str
    values: tuple[str, ...]


def answer_values(spec: FactSpec) -> tuple[str, ...]:
    """Give the answers a question offers, before "not sure" and "rather not say"."""
    offered = spec.values if spec.id == "who" else spec.values[1:]
    return tuple(value for value in offered if value != "unclear")


def plan_for(known: Knowledge, values: Mapping[str, str], crimes: Sequence[str]) -> Plan:
    """Make the plan for what is known."""
    ready = known.plan_rules
    return make_plan(ready.rules, ready.actions, ready.urgency, whole_facts(known, dict(values), tuple(crimes)))


def signature(plan: Plan) -> tuple[object, ...]:
    """Give what a person is told first: the urgency, the first actions, the first bodies to tell."""
    return (
        plan.urgency,
        tuple(action.action.id for action in plan.actions[:FIRST_ACTIONS]),
        tuple(route.service for route in plan.routes[:FIRST_ROUTES]),
    )


def next_question(
    known: Knowledge,
    values: Mapping[str, str],
    crimes: Sequence[CrimeGuess],
    runner_up: CrimeGuess | None,
    asked: frozenset[str],
) -> Question | None:
    """Give the next question worth asking, or None when no open one could change what comes first.

    Args:
        values: Facts known so far.
        crimes: The crimes named, in order.
        runner_up: The likeliest crime that was not named.
        asked: Keys already answered, whatever the answer.
    """
    return next(open_questions(known, values, crimes, runner_up, asked), None)


def open_questions(
    known: Knowledge,
    values: Mapping[str, str],
    crimes: Sequence[CrimeGuess],
    runner_up: CrimeGuess | None,
    asked: frozenset[str],
) -> Iterator[Question]:
    """Yield every question worth asking now, in order: danger, the likely crimes, then the facts."""
    ids = tuple(guess.id for guess in crimes)
    if values.get("crisis") == "yes":  # the suicide rule: stop the questions until the person chooses to go on
        return
    now = signature(plan_for(known, values, ids))
    facts = whole_facts(known, dict(values), ids)
    guards = [spec for spec in known.country.facts if spec.guards]
    others = [spec for spec in known.country.facts if not spec.guards]
    yield from _worth(known, guards, values, facts, ids, now, asked)
    crime = _crime_question(crimes, runner_up, asked)
    if crime is not None:
        yield crime
    yield from _worth(known, others, values, facts, ids, now, asked)


def still_open(
    known: Knowledge, values: Mapping[str, str], crimes: Sequence[CrimeGuess], asked: frozenset[str]
) -> list[str]:
    """Give the facts that bear on this account and are not known, in the order of their questions."""
    facts = whole_facts(known, dict(values), tuple(guess.id for guess in crimes))
    return [spec.id for spec in known.country.facts if _bears(known, spec, values, facts, asked)]


def _bears(
    known: Knowledge, spec: FactSpec, values: Mapping[str, str], facts: Mapping[str, str], asked: frozenset[str]
) -> bool:
    when = known.ask_conditions.get(spec.id)
    return when is not None and spec.id not in asked and spec.id not in values and holds(when, facts)


def _worth(
    known: Knowledge, specs: Sequence[FactSpec], values: Mapping[str, str], facts: dict[str, str],
    ids: tuple[str, ...], now: tuple[object, ...], asked: frozenset[str],
) -> Iterator[Question]:  # fmt: skip
    for spec in specs:
        if not _bears(known, spec, values, facts, asked):
            continue
        offered = answer_values(spec)
        if any(signature(plan_for(known, {**values, spec.id: value}, ids)) != now for value in offered):
            yield Question(spec.id, (*offered, NOT_SURE, RATHER_NOT_SAY))


def _crime_question(crimes: Sequence[CrimeGuess], runner_up: CrimeGuess | None, asked: frozenset[str]) -> Question | None:
    if CRIME_KEY in asked:
        return None
    if not crimes:
        likely = [runner_up] if runner_up and runner_up.confidence >= RIVAL / 2 else []
        if not likely:
            return None
    else:
        if runner_up is None or runner_up.confidence < RIVAL or crimes[0].confidence > DOUBTFUL:
            return None
        likely = [crimes[0], runner_up]
    return Question(CRIME_KEY, (*(guess.id for guess in likely), NONE_OF_THESE, NOT_SURE, RATHER_NOT_SAY))
