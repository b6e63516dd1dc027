"""Prove the promises: walk every situation the rules can tell apart.

A plan is made of parts: each action and each service is in it or not, whatever else is. Whether a part is there depends
only on the rules that ask for it and the rules that hold it back, and those read only a few facts. So for each part:

1. the facts its rules and the promises about it read are collected;
2. the values of each fact are put into classes no condition among them can tell apart;
3. every combination of classes is made, and the plan's own `make_plan` decides the part on exactly those rules.

That nothing else matters is checked, not assumed: the facts handed over raise an error when any other fact is read, and
the parts are compared with whole plans for every pair of facts. Families of crimes are walked as if independent, so more
combinations are walked than can happen, never fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any, Final

import msgspec

from fingerpost.conditions import Always, Condition, atoms, holds, reads
from fingerpost.knowledge.entries import NotEntry, StepEntry
from fingerpost.knowledge.load import Knowledge, condition, whole_facts
from fingerpost.rules import CONFLICT, Action, Plan, Rule, make_plan
from fingerpost.terms import WHENS

NEVER_WHEN_STALKED: Final = frozenset(["block", "delete", "change-number", "unfollow", "confront"])
NEVER_WHEN_WATCHED: Final = frozenset(
    ["remove-app", "reset", "scan", "change-password", "wipe", "power-off", "move-tracker"]
)
NEVER_WITH_CHILD_IMAGE: Final = frozenset(["copy-image", "send-image"])
ADULT_IMAGE_ACTIONS: Final = frozenset(["hash-images", "use-stopncii", "call-image-helpline"])
ADULT_IMAGE_SERVICES: Final = frozenset(["stopncii", "revenge_porn_helpline"])

PROMISES: Final = {
    "plan": "a plan exists and names somewhere to turn",
    "no-contradiction": "nothing is both advised and held back",
    "danger-first": "999 leads when danger is there or was left open, and stands in no other plan (oath 1)",
    "left-open-counts": "danger left open holds back whatever any rule holds back (oath 1)",
    "stalking": "never block, delete, change number, remove the app or reset when stalking or watching is possible (oath 3)",
    "child-image": "a child's image is never copied, sent, hashed or taken to an adult service (oath 4)",
    "sourced": "every service, law and rule shown has a source, a date read and a date to read it again (oath 5)",
    "nation": "no service stands in a plan for a nation it does not serve (oath 5)",
}


class CounterExample(msgspec.Struct, frozen=True):
    """A situation in which a promise breaks."""

    promise: str
    part: str
    facts: dict[str, str]


class Proof(msgspec.Struct, frozen=True):
    """What was walked and what held."""

    situations: int
    represented: int
    parts: int
    checks: dict[str, int]
    counter_example: CounterExample | None
    rule_table: tuple[tuple[str, str, str], ...]

    @property
    def holds(self) -> bool:
        """Whether every promise held in every situation."""
        return self.counter_example is None

    def as_json(self) -> dict[str, Any]:
        """Give it for machines."""
        return {
            "holds": self.holds, "situations": self.situations, "represented": str(self.represented),
            "parts": self.parts,
            "promises": [{"id": key, "promise": PROMISES[key], "checked": n} for key, n in self.checks.items()],
            "counter_example": None if self.counter_example is None else msgspec.to_builtins(self.counter_example),
            "rules": [{"id": a, "tier": b, "holds_back": c} for a, b, c in self.rule_table],
        }  # fmt: skip

    def as_text(self) -> str:
        """Give it for people."""
        lines = ["Rules, in the order that decides:", ""]
        lines += [f"  {tier:<10} {rule:<28} {held}" for rule, tier, held in self.rule_table]
        digits = len(str(self.represented)) - 1
        lines += [
            "",
            f"{self.situations:,} situations walked, for {self.parts} parts of a plan;",
            f"they stand for about 10^{digits} combinations of facts.",
            "",
        ]
        broken = self.counter_example.promise if self.counter_example else ""
        lines += [
            f"  {'BROKEN' if key == broken else 'holds':<7} {self.checks[key]:>9,} checks  {PROMISES[key]}"
            for key in PROMISES
        ]
        if self.counter_example:
            found = self.counter_example
            lines += ["", f"First counter-example, {found.promise}, {found.part}:"]
            lines += [f"  {name} = {value}" for name, value in sorted(found.facts.items())]
        return "\n".join(lines)


class _Broken(Exception):
    def __init__(self, promise: str, part: str, facts: Mapping[str, str]) -> None:
        super().__init__(promise)
        self.found = CounterExample(promise, part, dict(facts))


class _OnlyThese(dict[str, str]):
    """Facts that raise KeyError when a fact outside the walked ones is read."""


def classes(fact: str, values: Sequence[str], conditions: Iterable[Condition]) -> list[str]:
    """Give one value of each class of values no condition can tell apart."""
    tests = [atom.values for c in conditions for atom in atoms(c) if atom.fact == fact]
    seen: dict[tuple[bool, ...], str] = {}
    for value in values:
        seen.setdefault(tuple(value in test for test in tests), value)
    return list(seen.values())


class _Walk:
    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.ready = known.plan_rules
        self.checks = dict.fromkeys(PROMISES, 0)
        self.situations = 0
        self.parts = 0
        self.domains: dict[str, Sequence[str]] = {
            name: known.facts[name].values if name in known.facts else ("no", "yes") for name in self.ready.defaults
        }
        self.stalked = condition(known.country, "stalked")
        self.watched = condition(known.country, "watched_by_known")
        self.child_image = condition(known.country, "child_image")
        self.nation_known = condition(known.country, "nation == unknown")
        self.all_words = {w for rule in self.ready.rules for held in rule.held for w in held.does}

    def promise(self, name: str, kept: bool, part: str, facts: Mapping[str, str]) -> None:  # noqa: FBT001
        self.checks[name] += 1
        if not kept:
            raise _Broken(name, part, facts)

    def combinations(self, conditions: Sequence[Condition]) -> Iterator[_OnlyThese]:
        names = sorted(set().union(*(reads(c) for c in conditions)) | {"danger"})
        choices = [
            list(self.domains[name]) if name in {"danger", "nation"} else classes(name, self.domains[name], conditions)
            for name in names
        ]
        for values in product(*choices):
            self.situations += 1
            yield _OnlyThese(zip(names, values, strict=True))

    # -- parts ---------------------------------------------------------------------------------------------------------

    def walk_action(self, action: Action) -> None:
        """Walk each step that asks for an action on its own.

        The action is in a plan exactly when one of them is let through, so if none ever breaks a promise, no plan does.
        """
        words = set(action.does)
        holding = [
            rule for rule in self.ready.rules if rule.tier <= CONFLICT
            and any(words.intersection(held.does) or action.id in held.actions for held in rule.held)
        ]  # fmt: skip
        premises = self.premises(words, action.id)
        for rule in self.ready.rules:
            for at, step in enumerate(rule.steps):
                if step.action != action.id:
                    continue
                # Held-back words of the situation tier are left out: they could only take more out of a plan.
                shares = {r.id: _only(r, action=action.id, words=words) for r in holding}
                own = shares.get(rule.id, msgspec.structs.replace(rule, held=(), routes=()))
                shares = {id_: msgspec.structs.replace(share, steps=()) for id_, share in shares.items()}
                shares[rule.id] = msgspec.structs.replace(own, steps=(step,))
                part_rules = list(shares.values())
                self.parts += 1
                for facts in self.combinations([*_conditions(part_rules), *premises]):
                    if not _asks(rule, step.if_, facts):
                        continue  # nothing asks for it here, so nothing can break
                    plan = self.part_plan(part_rules, facts)
                    if plan.actions:
                        self.check_action(action, words, plan, facts, f"action {action.id}, rule {rule.id}, step {at + 1}")

    def premises(self, words: set[str], action: str) -> list[Condition]:
        """Give the conditions the promises about an action rest on."""
        found: list[Condition] = []
        if words & NEVER_WHEN_STALKED:
            found.append(self.stalked)
        if words & NEVER_WHEN_WATCHED:
            found.append(self.watched)
        if words & NEVER_WITH_CHILD_IMAGE or action in ADULT_IMAGE_ACTIONS:
            found.append(self.child_image)
        return found

    def check_action(self, action: Action, words: set[str], plan: Plan, facts: Mapping[str, str], part: str) -> None:
        held = {row.does for row in plan.withheld}
        self.promise("no-contradiction", not words & held, part, facts)
        if words & NEVER_WHEN_STALKED:
            self.promise("stalking", not holds(self.stalked, facts), part, facts)
        if words & NEVER_WHEN_WATCHED:
            self.promise("stalking", not holds(self.watched, facts), part, facts)
        if words & NEVER_WITH_CHILD_IMAGE or action.id in ADULT_IMAGE_ACTIONS:
            self.promise("child-image", not holds(self.child_image, facts), part, facts)
        if facts["danger"] == "unclear" and words & self.all_words:
            raise _Broken("left-open-counts", part, facts)
        self.checks["left-open-counts"] += facts["danger"] == "unclear"

    def walk_service(self, service: str) -> None:
        """Walk each rule that asks for a service on its own, as for actions."""
        holding = [rule for rule in self.ready.rules if any(service in held.services for held in rule.held)]
        premises = [self.child_image] if service in ADULT_IMAGE_SERVICES else []
        premises.append(self.nation_known)
        for rule in self.ready.rules:
            for at, route in enumerate(rule.routes):
                if route.service != service:
                    continue
                shares = {r.id: msgspec.structs.replace(_only(r, service=service), routes=()) for r in holding}
                own = shares.get(rule.id, msgspec.structs.replace(rule, held=(), steps=()))
                shares[rule.id] = msgspec.structs.replace(own, routes=(route,))
                part_rules = list(shares.values())
                self.parts += 1
                for facts in self.combinations([*_conditions(part_rules), *premises]):
                    if not _asks(rule, route.if_, facts):
                        continue
                    plan = self.part_plan(part_rules, facts)
                    self.check_service(service, bool(plan.routes), facts, f"service {service}, rule {rule.id}, {at + 1}")

    def check_service(self, service: str, routed: bool, facts: Mapping[str, str], part: str) -> None:  # noqa: FBT001
        if service == "emergency_999":
            leads = facts["danger"] in {"yes", "unclear"} or facts.get("crisis") in {"yes", "unclear"}
            self.promise("danger-first", leads or not routed, part, facts)
        if not routed:
            return
        entry = self.known.services.get(service)
        if entry is not None:
            nation = facts["nation"]
            self.promise("nation", nation == "unknown" or nation in entry.nations, part, facts)
        if service in ADULT_IMAGE_SERVICES:
            self.promise("child-image", not holds(self.child_image, facts), part, facts)

    def walk_turning_somewhere(self) -> None:
        """Whatever the facts, one of the two rules for "not sure where" asks for a body nothing can hold back."""
        sure = [rule for rule in self.ready.rules if any(r.service == "gov_where_to_report" for r in rule.routes)]
        held = any("gov_where_to_report" in h.services for rule in self.ready.rules for h in rule.held)
        self.promise("plan", not held, "service gov_where_to_report is never held back", {})
        for facts in self.combinations(_conditions(sure)):
            self.promise("plan", bool(self.part_plan(sure, facts).routes), "service gov_where_to_report", facts)

    def part_plan(self, part_rules: Sequence[Rule], facts: _OnlyThese) -> Plan:
        """Decide a part by the plan's own function.

        A fact outside the walked ones raises KeyError: the part would depend on more than was walked.
        """
        return make_plan(part_rules, self.ready.actions, (self.ready.urgency[-1],), facts)

    # -- structure -----------------------------------------------------------------------------------------------------

    def check_order(self) -> None:
        """999 stands before every other step any rule can ask for, and first among routes."""
        keys = {
            (WHENS.index(step.when), rule.place, at): step.action
            for rule in self.ready.rules
            for at, step in enumerate(rule.steps)
        }
        self.promise("danger-first", keys[min(keys)] == "call-999", "order of actions", {})
        ranks = {(route.rank, rule.place): route.service for rule in self.ready.rules for route in rule.routes}
        self.promise("danger-first", ranks[min(ranks)] == "emergency_999", "order of routes", {})
        first = self.ready.urgency[0]
        self.promise("danger-first", first.urgency == "emergency", "urgency table", {})
        self.promise("plan", isinstance(self.ready.urgency[-1].when, Always), "urgency table ends with always", {})

    def check_sources(self) -> None:
        country = self.known.country
        for entry in (*country.services, *country.offences, *country.crimes, *country.rights, *country.keep):
            sourced = bool(entry.sources and entry.read and entry.review_by > entry.read)
            self.promise("sourced", sourced or entry.status == "unconfirmed", f"entry {entry.id}", {})
        for conflict in country.conflicts:
            self.promise("sourced", bool(conflict.sources and conflict.review_by > conflict.read), conflict.id, {})
        for situation in country.situations:
            rows: list[StepEntry | NotEntry] = [*situation.steps, *situation.nots]
            for row in rows:
                self.promise("sourced", bool(row.sources) or row.status == "unconfirmed", situation.id, {})

    # -- whole plans ---------------------------------------------------------------------------------------------------

    def whole(self, values: Mapping[str, str], crimes: tuple[str, ...]) -> None:
        facts = whole_facts(self.known, dict(values), crimes)
        plan = make_plan(self.ready.rules, self.ready.actions, self.ready.urgency, facts)
        self.situations += 1
        named = {**values, "crimes": " ".join(crimes)}
        self.promise("plan", bool(plan.routes), "whole plan", named)
        doing = {word for action in plan.actions for word in action.action.does}
        self.promise("no-contradiction", not doing & {row.does for row in plan.withheld}, "whole plan", named)
        leads = facts["danger"] in {"yes", "unclear"} or facts["crisis"] in {"yes", "unclear"}
        first_action = plan.actions[0].action.id if plan.actions else ""
        self.promise("danger-first", (first_action == "call-999") == leads, "whole plan", named)
        self.promise("danger-first", (plan.routes[0].service == "emergency_999") == leads, "whole plan", named)
        if facts["danger"] == "unclear":
            self.promise("left-open-counts", not doing & self.all_words, "whole plan", named)
        if holds(self.stalked, facts):
            self.promise("stalking", not doing & NEVER_WHEN_STALKED, "whole plan", named)
        if holds(self.watched, facts):
            self.promise("stalking", not doing & NEVER_WHEN_WATCHED, "whole plan", named)
        if holds(self.child_image, facts):
            named_here = {action.action.id for action in plan.actions} | {route.service for route in plan.routes}
            bad = named_here & (ADULT_IMAGE_ACTIONS | ADULT_IMAGE_SERVICES) or doing & NEVER_WITH_CHILD_IMAGE
            self.promise("child-image", not bad, "whole plan", named)
        nation = facts["nation"]
        for route in plan.routes:
            entry = self.known.services.get(route.service)
            serves = entry is None or nation == "unknown" or nation in entry.nations
            self.promise("nation", serves, f"whole plan, {route.service}", named)

    def walk_whole_plans(self) -> None:
        """Every crime in every nation, danger, relationship, age and audience; every two crimes; every two facts."""
        domain = {spec.id: spec.values for spec in self.known.country.facts}
        for crime in self.known.crimes:
            for nation, danger, relationship in product(domain["nation"], domain["danger"], domain["relationship"]):
                self.whole({"nation": nation, "danger": danger, "relationship": relationship}, (crime,))
            for nation, who, age in product(domain["nation"], domain["who"], domain["age"]):
                self.whole({"nation": nation, "who": who, "age": age}, (crime,))
        for pair in combinations(self.known.crimes, 2):
            self.whole({}, pair)
        for one, other in combinations(domain, 2):
            for a, b in product(domain[one], domain[other]):
                self.whole({one: a, other: b}, ("cyber_stalking",))
                self.whole({one: a, other: b}, ("impersonation_bank", "app_fraud"))


def _only(rule: Rule, *, action: str = "", words: set[str] | None = None, service: str = "") -> Rule:
    """Give the share of a rule that bears on one action or one service."""
    held = tuple(
        msgspec.structs.replace(
            h,
            does=tuple(w for w in h.does if words and w in words),
            actions=tuple(a for a in h.actions if a == action),
            services=tuple(s for s in h.services if s == service),
        )
        for h in rule.held
    )
    return msgspec.structs.replace(
        rule,
        steps=tuple(step for step in rule.steps if step.action == action),
        routes=tuple(route for route in rule.routes if route.service == service),
        held=tuple(h for h in held if h.does or h.actions or h.services),
    )


def _asks(rule: Rule, if_: Condition | None, facts: Mapping[str, str]) -> bool:
    return holds(rule.when, facts) and (if_ is None or holds(if_, facts))


def _conditions(part_rules: Iterable[Rule]) -> list[Condition]:
    found: list[Condition] = []
    for rule in part_rules:
        found.append(rule.when)
        found.extend(rule.narrowings)
    return found


def proof(known: Knowledge) -> Proof:
    """Walk everything and give the figures, with the first counter-example if there is one."""
    walk = _Walk(known)
    broken: CounterExample | None = None
    try:
        walk.check_order()
        walk.check_sources()
        for action in walk.ready.actions.values():
            walk.walk_action(action)
        for service in sorted({route.service for rule in walk.ready.rules for route in rule.routes}):
            walk.walk_service(service)
        walk.walk_turning_somewhere()
        walk.walk_whole_plans()
    except _Broken as stop:
        broken = stop.found
    represented = 1
    for name, values in walk.domains.items():
        if name in known.facts or name.startswith("crime_"):
            represented *= len(values)
    return Proof(
        situations=walk.situations, represented=represented, parts=walk.parts, checks=walk.checks,
        counter_example=broken, rule_table=tuple(_rule_table(walk.ready.rules)),
    )  # fmt: skip


def _rule_table(rules: Sequence[Rule]) -> Iterator[tuple[str, str, str]]:
    for rule in sorted(rules, key=lambda r: r.place):
        words = dict.fromkeys(word for held in rule.held for word in (*held.does, *held.actions, *held.services))
        if rule.tier <= CONFLICT:
            yield rule.id, ("safety", "conflict")[rule.tier], ", ".join(words)


__all__ = ["PROMISES", "CounterExample", "Proof", "classes", "proof"]
