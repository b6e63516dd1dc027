"""Facts in, plan out; safety outranks all.

Everything here takes values and gives values. Which rules there are is knowledge; this module only knows how rules are
weighed against each other:

* Every rule whose condition holds *fires*. A rule may ask for steps, ask for routes, and hold things back.
* Rules stand in order: first by tier (safety, then conflict rules, then the money path, then the situation, then the
  default), then by rank within the tier.
* A step is left out when a rule that stands before the one asking for it holds back the step's action or a word the
  action does. A step asked for by an earlier rule than the one holding it back stays.
* Where danger was asked about and left open, every rule that holds words back counts as fired for what it holds back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from fingerpost.conditions import Condition, Facts, holds
from fingerpost.terms import WHENS, Urgency

SAFETY, CONFLICT, MONEY, SITUATION, DEFAULT = range(5)
TIERS: Final = ("safety", "conflict", "money", "situation", "default")


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """A thing a plan can tell a person to do: a stable id and the words that say what kind of thing it is."""

    id: str
    does: tuple[str, ...]
    text_id: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """An action asked for by a rule, with when it is due and the words that fit this situation."""

    action: str
    when: str
    text_id: str
    if_: Condition | None = None
    status: str = "confirmed"
    sources: tuple[str, ...] = ()


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule holds back: words of `does`, single actions, or services."""

    does: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    text_id: str = ""
    if_: Condition | None = None


class RouteStep(msgspec.Struct, frozen=True, kw_only=True):
    """A body to tell, asked for by a rule; `rank` orders routes across rules, lowest first."""

    service: str
    rank: int
    why: str
    say: str = ""
    if_: Condition | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """When its condition holds it asks for steps and routes, and holds others back."""

    id: str
    tier: int
    rank: int
    when: Condition
    steps: tuple[Step, ...] = ()
    routes: tuple[RouteStep, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def place(self) -> tuple[int, int, str]:
        """Where the rule stands among all rules; the lowest comes first."""
        return self.tier, self.rank, self.id

    @property
    def narrowings(self) -> list[Condition]:
        """The conditions of its single steps, routes and held rows."""
        parts: list[Step | RouteStep | Held] = [*self.steps, *self.routes, *self.held]
        return [part.if_ for part in parts if part.if_ is not None]


class UrgencyRule(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the urgency table."""

    urgency: Urgency
    when: Condition


class PlannedAction(msgspec.Struct, frozen=True, kw_only=True):
    """An action in a plan: the step that leads, the rule that asked, and the further steps of the same action."""

    action: Action
    when: str
    rule: str
    steps: tuple[Step, ...]


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """A word that must not be done, the rule that says so, and the sentence why."""

    does: str
    by: str
    text_id: str


class PlannedRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A body to tell, in order from 1."""

    service: str
    order: int
    rule: str
    why: str
    say: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to do, whom to tell, what not to do; each in order."""

    urgency: Urgency
    actions: tuple[PlannedAction, ...]
    routes: tuple[PlannedRoute, ...]
    withheld: tuple[Withheld, ...]
    fired: tuple[str, ...]


Place = tuple[int, int, str]


def urgency_of(table: Sequence[UrgencyRule], facts: Facts) -> Urgency:
    """Give the first urgency whose condition holds; the table's last line always does."""
    return next(line.urgency for line in table if holds(line.when, facts))


def _applies(if_: Condition | None, facts: Facts) -> bool:
    return if_ is None or holds(if_, facts)


def held_back(rules: Iterable[Rule], facts: Facts) -> list[tuple[Place, Held]]:
    """Give what is held back, with the place of the rule that holds it, in order.

    Words are held back by every rule when danger was asked about and left open; single actions and services are about
    where to turn, not about danger, and stay with their own condition.
    """
    open_danger = facts["danger"] == "unclear"
    found: list[tuple[Place, Held]] = []
    for rule in rules:
        if not rule.held:
            continue
        fires = holds(rule.when, facts)
        for held in rule.held:
            if fires and _applies(held.if_, facts):
                found.append((rule.place, held))
            elif open_danger and held.does:
                found.append((rule.place, Held(does=held.does, text_id=held.text_id)))
    return sorted(found, key=lambda pair: pair[0])


def make_plan(rules: Sequence[Rule], actions: dict[str, Action], urgency: Sequence[UrgencyRule], facts: Facts) -> Plan:
    """Make the plan for a whole set of facts.

    Args:
        rules: In any order; the order in a file does not change a plan.
        actions: By id; holds every action a step names.
        urgency: The table, first match wins.
        facts: A value for every fact any condition reads.
    """
    fired = sorted((rule for rule in rules if holds(rule.when, facts)), key=lambda rule: rule.place)
    held = held_back(rules, facts)
    words: dict[str, tuple[Place, Held]] = {}
    single: dict[str, Place] = {}
    services: dict[str, Place] = {}
    for place, what in held:
        for word in what.does:
            words.setdefault(word, (place, what))
        for action_id in what.actions:
            single.setdefault(action_id, place)
        for service in what.services:
            services.setdefault(service, place)

    kept: dict[str, tuple[tuple[int, Place, int], Rule, list[Step]]] = {}
    for rule in fired:
        for at, step in enumerate(rule.steps):
            action = actions[step.action]
            bars = [words[word][0] for word in action.does if word in words]
            if action.id in single:
                bars.append(single[action.id])
            if any(bar <= rule.place for bar in bars) or not _applies(step.if_, facts):
                continue
            key = (WHENS.index(step.when), rule.place, at)
            if action.id not in kept:
                kept[action.id] = (key, rule, [step])
            else:
                first, owner, steps = kept[action.id]
                steps.append(step)
                kept[action.id] = (min(first, key), owner if first <= key else rule, steps)

    doing = {word for id_ in kept for word in actions[id_].does}
    return Plan(
        urgency=urgency_of(urgency, facts),
        actions=tuple(
            PlannedAction(action=actions[id_], when=WHENS[key[0]], rule=rule.id, steps=tuple(steps))
            for id_, (key, rule, steps) in sorted(kept.items(), key=lambda item: item[1][0])
        ),
        routes=_routes(fired, services, facts),
        # A word some earlier rule asks for is not held back from this person.
        withheld=tuple(
            Withheld(does=word, by=place[2], text_id=what.text_id)
            for word, (place, what) in words.items()
            if word not in doing
        ),
        fired=tuple(rule.id for rule in fired),
    )


def _routes(fired: Sequence[Rule], services: dict[str, Place], facts: Facts) -> tuple[PlannedRoute, ...]:
    """Order the routes asked for, each service once, leaving out what an earlier rule holds back."""
    wanted: dict[str, tuple[tuple[int, Place, int], Rule, RouteStep]] = {}
    for rule in fired:
        for at, route in enumerate(rule.routes):
            bar = services.get(route.service)
            if (bar is not None and bar <= rule.place) or not _applies(route.if_, facts):
                continue
            key = (route.rank, rule.place, at)
            if route.service not in wanted or key < wanted[route.service][0]:
                wanted[route.service] = (key, rule, route)
    ordered = sorted(wanted.values(), key=lambda entry: entry[0])
    return tuple(
        PlannedRoute(service=route.service, order=n, rule=rule.id, why=route.why, say=route.say)
        for n, (_, rule, route) in enumerate(ordered, 1)
    )
