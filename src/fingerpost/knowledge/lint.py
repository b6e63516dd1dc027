"""Check the knowledge like code: stable codes, the file and line, and a hint.

Errors must be mended before a release; notices are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from fingerpost.conditions import atoms, parse, reads
from fingerpost.knowledge.entries import Country, NotEntry, Service, Situation, Sourced, StepEntry
from fingerpost.knowledge.load import DATA, Knowledge, PlanRules, load, whole_facts, yaml_files
from fingerpost.knowledge.phrases import hits
from fingerpost.rules import make_plan
from fingerpost.terms import DOES, NATIONS
from fingerpost.text import fold

CODES: Final = {
    "K001": "a fact has no source",
    "K002": "a fact's source was not read: the page says so",
    "K003": "overdue for review",
    "K004": "an id that does not exist",
    "K005": "not a valid UK number of its kind",
    "K006": "advised and held back in one plan",
    "K007": "a crime with nowhere to turn",
    "K008": "a phrase whose own examples fail",
    "K009": "words missing in the language file",
    "K010": "a sentence over 25 words",
    "K011": "words nobody uses",
    "K012": "a word that is not in the vocabulary",
}
LONGEST_SENTENCE: Final = 25
SHORT_NUMBERS: Final = frozenset(["999", "112", "101", "111", "159", "7726", "60599", "61016", "85258", "116123"])
# The last way to turn, in every plan; a crime that has only this has no route of its own.
LAST_RESORT: Final = frozenset(["gov_where_to_report", "victim_support", "victim_support_scotland", "victim_support_ni"])
_WEB_WORDS: Final = ("web.", "assess.", "note.", "ask.", "fact.", "say.", "ready.", "asked.", "refused.", "why.", "url.")


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """A defect in our knowledge."""

    code: str
    level: Literal["error", "notice"]
    where: str
    problem: str
    hint: str

    def line(self) -> str:
        """Give it as one line."""
        return f"{self.where}: {self.code} {self.problem}; {self.hint}"

    def as_json(self) -> dict[str, str]:
        """Give it for machines."""
        return {
            "code": self.code, "level": self.level, "where": self.where, "problem": self.problem, "hint": self.hint,
        }  # fmt: skip


class Places:
    """Where each id stands in the YAML: file and line."""

    def __init__(self, folder: Path) -> None:
        self._lines: dict[tuple[str, str], str] = {}
        for path in yaml_files(folder):
            name = path.relative_to(folder).as_posix()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                found = re.match(r"\s*-?\s*\{?\s*id:\s*'?([\w-]+)", line) or re.match(r"([\w.-]+):\s", line)
                if found:
                    self._lines.setdefault((name, found[1]), f"{name}:{number}")

    def of(self, file: str, id_: str) -> str:
        """Give file:line of an id."""
        return self._lines.get((file, id_), file)


def lint_country(country: str, today: date) -> list[Issue]:
    """Give every issue, errors first."""
    known = load(country)
    places = Places(DATA / country)
    issues = [
        *_sources(known.country, places),
        *overdue(known.country, places, today),
        *_dangling(known, places),
        *_phones(known.country.services, places),
        *_contradictions(known),
        *_routes(known, places),
        *_phrases(known, places),
        *_texts(known),
    ]
    return sorted(issues, key=lambda issue: (issue.level, issue.code, issue.where))


def sourced_entries(country: Country) -> Iterator[tuple[str, Sourced]]:
    """Yield every entry that states facts of the world, with its file."""
    for file, rows in (
        ("services.yaml", country.services), ("crimes.yaml", country.crimes), ("offences.yaml", country.offences),
        ("conflicts.yaml", country.conflicts), ("rights.yaml", country.rights), ("keep.yaml", country.keep),
        ("topics.yaml", country.topics), ("guides.yaml", country.guides), ("cards.yaml", country.cards),
    ):  # fmt: skip
        for row in rows:
            yield file, row


def _sources(country: Country, places: Places) -> Iterator[Issue]:
    for file, entry in sourced_entries(country):
        where = places.of(file, entry.id)
        if not entry.sources and entry.status == "confirmed":
            yield Issue(
                code="K001", level="error", where=where, problem=f'"{entry.id}" has no source',
                hint="add sources with the address read, or status: unconfirmed",
            )  # fmt: skip
        if entry.status == "unconfirmed":
            yield Issue(
                code="K002", level="notice", where=where, problem=f'"{entry.id}" was not seen in a source',
                hint="read a source, then set status: confirmed",
            )  # fmt: skip
    for situation in country.situations:
        rows: list[StepEntry | NotEntry] = [*situation.steps, *situation.nots]
        for step in rows:
            if step.status == "unconfirmed" or not step.sources:
                level: Literal["error", "notice"] = "notice" if step.status == "unconfirmed" else "error"
                yield Issue(
                    code="K002" if level == "notice" else "K001", level=level,
                    where=places.of("situations.yaml", situation.id),
                    problem=f'step "{step.text_id}" was not seen in a source', hint="read a source, then add it",
                )  # fmt: skip


def overdue(country: Country, places: Places, today: date) -> Iterator[Issue]:
    """Yield an issue for each entry past its review date."""
    for file, entry in reviewed_entries(country):
        if entry.review_by < today.isoformat():
            yield Issue(
                code="K003", level="notice", where=places.of(file, entry.id),
                problem=f'"{entry.id}" was due for review on {entry.review_by}',
                hint="read the source again, then move review_by",
            )  # fmt: skip


def reviewed_entries(country: Country) -> Iterator[tuple[str, Sourced | Situation]]:
    """Yield every entry that has a review date, with its file."""
    yield from sourced_entries(country)
    for situation in country.situations:
        yield "situations.yaml", situation


def _dangling(known: Knowledge, places: Places) -> Iterator[Issue]:
    country, ready = known.country, known.plan_rules

    def missing(file: str, owner: str, kind: str, id_: str) -> Issue:
        return Issue(
            code="K004", level="error", where=places.of(file, owner), problem=f'"{owner}" names {kind} "{id_}"',
            hint="write it as it stands in its own file, or add it there",
        )  # fmt: skip

    services = {*known.services, *known.generic}
    for rule in ready.rules:
        file = "conflicts.yaml" if rule.id in known.conflicts else "situations.yaml"
        file = "routes.yaml" if rule.id.startswith("route_") else file
        named = [("action", step.action, ready.actions) for step in rule.steps]
        named += [("service", route.service, services) for route in rule.routes]  # type: ignore[misc]
        named += [("action", a, ready.actions) for held in rule.held for a in held.actions]
        named += [("service", s, services) for held in rule.held for s in held.services]  # type: ignore[misc]
        yield from (missing(file, rule.id, kind, id_) for kind, id_, there in named if id_ not in there)
        conditions = [rule.when, *rule.narrowings]
        facts = set().union(*(reads(condition) for condition in conditions))
        yield from (missing(file, rule.id, "fact", fact) for fact in sorted(facts - set(ready.defaults)))
    yield from _dangling_entries(known, missing)
    words = [(a.id, w) for a in ready.actions.values() for w in a.does]
    words += [(rule.id, w) for rule in ready.rules for held in rule.held for w in held.does]
    for owner, word in words:
        if word not in DOES:
            yield Issue(
                code="K012", level="error", where=places.of("actions.yaml", owner), problem=f'"{owner}" does "{word}"',
                hint="use a word of terms.DOES",
            )  # fmt: skip
    ranked = {crime for tier in country.order for crime in tier}
    yield from (missing("families.yaml", "order", "not the crime", crime) for crime in sorted(set(known.crimes) - ranked))
    shelved = {crime for crimes in country.shelves.values() for crime in crimes}
    left = sorted(set(known.crimes) - shelved)
    yield from (missing("families.yaml", "shelves", "not the crime", crime) for crime in left)


def _dangling_entries(known: Knowledge, missing: Any) -> Iterator[Issue]:
    country = known.country
    for crime in country.crimes:
        for nation, laws in crime.offences.items():
            for law in laws:
                if law not in known.offences:
                    yield missing("crimes.yaml", crime.id, "offence", law)
                elif nation not in known.offences[law].nations:
                    yield missing("crimes.yaml", crime.id, f"an offence that does not reach {nation}", law)
    groups: Iterable[tuple[str, str, tuple[str, ...]]] = [
        *(("families.yaml", family.id, family.crimes) for family in country.families),
        *(("families.yaml", "order", tier) for tier in country.order),
        ("families.yaml", "breaks_in", country.breaks_in),
        *(("families.yaml", shelf, crimes) for shelf, crimes in country.shelves.items()),
        *(("situations.yaml", situation.id, situation.applies_to) for situation in country.situations),
    ]
    for file, owner, crimes in groups:
        yield from (missing(file, owner, "crime", crime) for crime in crimes if crime not in known.crimes)
    for situation in country.situations:
        yield from (
            missing("situations.yaml", situation.id, "rule", rule)
            for rule in situation.conflicts if rule not in known.conflicts
        )  # fmt: skip
    yield from _dangling_pages(known, missing)
    yield from _dangling_controls(known, missing)
    for phrase in country.phrases:
        name, _, value = phrase.means.partition("=")
        if name in known.facts and value not in known.facts[name].values:
            yield missing("phrases", phrase.id, f"a value of {name}", value)
        elif name not in known.facts and name.removeprefix("crime:") not in known.crimes:
            yield missing("phrases", phrase.id, "a fact or crime", name)


def _dangling_pages(known: Knowledge, missing: Any) -> Iterator[Issue]:
    shelves: dict[str, Mapping[str, object]] = {
        "crime": known.crimes, "service": known.services, "topic": known.topics, "guide": known.guides,
        "rule": known.conflicts,
    }  # fmt: skip
    for topic in known.country.topics:
        for kind, ids in (
            ("crime", topic.crimes), ("service", topic.services), ("topic", topic.topics), ("guide", topic.guides),
            ("rule", topic.rules),
        ):  # fmt: skip
            yield from (missing("topics.yaml", topic.id, kind, id_) for id_ in ids if id_ not in shelves[kind])
    for guide in known.country.guides:
        gone = [id_ for id_ in guide.replaced_by if id_ not in known.guides]
        yield from (missing("guides.yaml", guide.id, "guide", id_) for id_ in gone)
    for term in known.country.terms:
        for page in term.see:
            kind, _, id_ = page.partition(":")
            if id_ not in shelves.get(kind, {}):
                yield missing("glossary.yaml", term.id, "the page", page)


def _dangling_controls(known: Knowledge, missing: Any) -> Iterator[Issue]:
    country, clauses = known.country, known.guide_of_clause
    facts = {spec.id: spec.values for spec in country.profile}
    for control in country.controls:
        yield from (missing("controls.yaml", control.id, "crime", id_) for id_ in control.stops if id_ not in known.crimes)
        yield from (missing("controls.yaml", control.id, "clause", id_) for id_ in control.clauses if id_ not in clauses)
        for atom in atoms(parse(control.applies)) if control.applies else ():
            wrong = atom.fact not in facts or not set(atom.values) <= set(facts[atom.fact])
            if wrong:
                yield missing("controls.yaml", control.id, "of the profile", f"{atom.fact} in {atom.values}")
    answered = {clause for control in country.controls for clause in control.clauses} | set(country.elsewhere)
    if country.controls:
        yield from (missing("controls.yaml", "controls", "no answer to", id_) for id_ in sorted(set(clauses) - answered))
    pages: dict[str, Mapping[str, object]] = {"topic": known.topics, "card": known.cards}
    for clause, page in country.elsewhere.items():
        kind, _, id_ = page.partition(":")
        if clause not in clauses or id_ not in pages.get(kind, {}):
            yield missing("controls.yaml", clause, "the page", page)
    for principle in country.principles:
        gone = [id_ for id_ in principle.clauses if id_ not in clauses]
        yield from (missing("board.yaml", principle.id, "clause", id_) for id_ in gone)
    for card in country.cards:
        yield from (missing("cards.yaml", card.id, "crime", id_) for id_ in card.crimes if id_ not in known.crimes)
        services = [clock.service for clock in card.clocks if clock.service]
        yield from (missing("cards.yaml", card.id, "service", id_) for id_ in services if id_ not in known.services)


def _phones(services: Iterable[Service], places: Places) -> Iterator[Issue]:
    for service in services:
        numbers = [phone.number for phone in service.phones]
        numbers += [service.live_attack.number] if service.live_attack else []
        numbers += [service.also.number] if service.also else []
        for number in numbers:
            if not is_uk_number(number):
                yield Issue(
                    code="K005", level="error", where=places.of("services.yaml", service.id),
                    problem=f'"{service.id}" has the number {number}', hint="compare it with the source",
                )  # fmt: skip


def is_uk_number(written: str) -> bool:
    """Say whether a number as written for people is a valid UK number: short code, text relay, or full number."""
    import phonenumbers  # a table of every country's numbers; only lint needs it

    plain = re.sub(r" then option \d+$", "", written).removeprefix("18001 ")
    digits = re.sub(r"\D", "", plain)
    if digits in SHORT_NUMBERS:
        return True
    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(plain, "GB"), "GB")
    except phonenumbers.NumberParseException:
        return False


def _contradictions(known: Knowledge) -> Iterator[Issue]:
    for crime in known.crimes:
        for nation in ("unknown", *NATIONS):
            plan = _plan(known.plan_rules, known, {"nation": nation}, crime)
            doing = {word for action in plan.actions for word in action.action.does}
            for word in sorted(doing & {held.does for held in plan.withheld}):
                yield Issue(
                    code="K006", level="error", where="conflicts.yaml", problem=f'{crime}: "{word}" is both',
                    hint='run "fingerpost prove"',
                )  # fmt: skip


def _plan(ready: PlanRules, known: Knowledge, values: Mapping[str, str], crime: str) -> Any:
    facts = whole_facts(known, dict(values), (crime,))
    return make_plan(ready.rules, ready.actions, ready.urgency, facts)


def _routes(known: Knowledge, places: Places) -> Iterator[Issue]:
    for crime in known.country.crimes:
        for nation in NATIONS:
            for who in crime.audience:
                if who not in known.facts["who"].values:
                    continue
                plan = _plan(known.plan_rules, known, {"nation": nation, "who": who}, crime.id)
                if not {route.service for route in plan.routes} - LAST_RESORT:
                    yield Issue(
                        code="K007", level="error", where=places.of("crimes.yaml", crime.id),
                        problem=f'"{crime.id}" has no route for a {who} in {nation}', hint="add one to routes.yaml",
                    )  # fmt: skip


def _phrases(known: Knowledge, places: Places) -> Iterator[Issue]:
    for phrase in known.country.phrases:
        try:
            re.compile(phrase.pattern)
        except re.error as error:
            yield Issue(
                code="K008", level="error", where=places.of("phrases", phrase.id), problem=f'"{phrase.id}": {error}',
                hint="mend the pattern",
            )  # fmt: skip
            continue
        for example, wanted in (*((e, True) for e in phrase.hits), *((e, False) for e in phrase.misses)):
            found = any(not hit.cancelled for hit in hits(fold(example), example, [phrase]))
            if found != wanted:
                yield Issue(
                    code="K008", level="error", where=places.of("phrases", phrase.id),
                    problem=f'"{phrase.id}" {"misses" if wanted else "finds"} "{example}"', hint="mend the pattern",
                )  # fmt: skip


def text_ids(value: Any) -> Iterator[str]:
    """Yield every string of an entry that may be a text id."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from text_ids(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from text_ids(item)


_TEXT_FIELDS: Final = re.compile(
    r"^(service|crime|offence|rule|step|situation|right|keep|action|generic|topic|guide|term)\.[\w.-]+$"
)


def _texts(known: Knowledge) -> Iterator[Issue]:
    country = known.country
    used = {
        found
        for found in text_ids(msgspec.to_builtins(msgspec.structs.replace(country, texts={})))
        if _TEXT_FIELDS.match(found)
    }
    used |= {f"ask.{spec.id}" for spec in country.facts if spec.ask}
    used |= {f"why.{rule.id}" for rule in known.plan_rules.rules if rule.routes}
    used |= {f"clause.{clause}" for guide in country.guides for area in guide.areas for clause in area.clauses}
    used |= set(_assess_texts(known))
    used |= {f"{stem}.{talk.id}" for talk in country.talk for stem in ("say", "refused")}
    english = country.texts["en"]
    for text_id in sorted(used - set(english)):
        yield Issue(
            code="K009", level="error", where="text/en", problem=f'no words for "{text_id}"', hint="add them",
        )  # fmt: skip
    for text_id, words in english.items():
        if text_id not in used and not text_id.startswith(_WEB_WORDS):
            yield Issue(
                code="K011", level="notice", where=f"text/en: {text_id}", problem="nobody uses these words",
                hint="take them out",
            )  # fmt: skip
        for sentence in sentences(words):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield Issue(
                    code="K010", level="error", where=f"text/en: {text_id}",
                    problem=f"{len(sentence.split())} words in one sentence", hint="make two of it",
                )  # fmt: skip


def _assess_texts(known: Knowledge) -> Iterator[str]:
    """Yield the texts that controls, board questions and incident cards name by their ids alone."""
    country, english = known.country, known.country.texts["en"]
    for spec in country.profile:
        yield f"profile.{spec.id}"
        yield from (f"profile.{spec.id}.{value}" for value in spec.values)
    for control in country.controls:
        yield from (f"control.{control.id}.{part}" for part in ("question", "short", "why", "example", "check", "who"))
        for system in control.systems:
            stem = f"control.{control.id}.how.{system}."
            yield stem + "1"
            yield from (text_id for text_id in english if text_id.startswith(stem))
    for principle in country.principles:
        yield f"board.{principle.id}.title"
        for at in range(1, principle.asks + 1):
            yield from (f"board.{principle.id}.{part}.{at}" for part in ("ask", "good", "worry"))
    for card in country.cards:
        stem = f"card.{card.id}."
        yield from (stem + part for part in ("title", "lead"))
        yield from (f"{stem}step.{step.id}" for step in card.steps)
        yield from (f"{stem}not.{id_}" for id_ in card.nots)
        yield from (f"{stem}clock.{clock.id}" for clock in card.clocks)
        yield from (f"{stem}keep.{id_}" for id_ in card.keep)
        yield from (f"{stem}after.{id_}" for id_ in card.after)
        for scene in card.drill.scenes:
            yield from (f"{stem}drill.{scene}{part}" for part in ("", ".good", ".ask.1"))
            yield from (text_id for text_id in english if text_id.startswith(f"{stem}drill.{scene}.ask."))
        yield from (f"call.{role}{part}" for role in card.calls for part in ("", ".label"))
        yield from (own for role in card.calls if (own := f"{stem}call.{role}") in english)


def sentences(words: str) -> list[str]:
    """Cut a text into sentences; a dot inside a name or number does not end one."""
    return [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z\"'“‘])", words) if part]


def stats_of(country: str) -> dict[str, int]:
    """Count what the knowledge holds."""
    known = load(country)
    whole = known.country
    entries = [entry for _, entry in sourced_entries(whole)]
    steps: list[StepEntry | NotEntry] = []
    for situation in whole.situations:
        steps += [*situation.steps, *situation.nots]
    return {
        "services": len(whole.services),
        "crimes": len(whole.crimes),
        "offences": len(whole.offences),
        "offences in force": sum(offence.in_force for offence in whole.offences),
        "conflict rules": len(whole.conflicts),
        "situations": len(whole.situations),
        "steps": len(steps),
        "steps unconfirmed": sum(step.status == "unconfirmed" for step in steps),
        "actions": len(whole.actions),
        "facts": len(whole.facts),
        "questions": sum(fact.ask is not None for fact in whole.facts),
        "phrases": len(whole.phrases),
        "texts in English": len(whole.texts["en"]),
        "entries": len(entries),
        "entries unconfirmed": sum(entry.status == "unconfirmed" for entry in entries),
        "sources": len({source for entry in entries for source in entry.sources}),
    }


UNDOUBTED_NUMBERS: Final = frozenset(["999", "112", "101", "116 123"])


def expired_entries(country: str, today: date) -> list[dict[str, str]]:
    """List what is past its review date: every entry, and every phone number but the four that are never in doubt."""
    known = load(country)
    rows = [
        {"file": file, "id": entry.id, "review_by": entry.review_by}
        for file, entry in reviewed_entries(known.country)
        if entry.review_by < today.isoformat()
    ]
    rows += [
        {"file": "services.yaml", "id": f"{service.id}: {phone.number}", "review_by": service.review_by}
        for service in known.country.services
        for phone in service.phones
        if service.review_by < today.isoformat() and phone.number not in UNDOUBTED_NUMBERS
    ]
    return rows
