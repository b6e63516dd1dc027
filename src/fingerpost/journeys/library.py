"""Read about it: every crime, service, guide, subject, incident card and rule as a page, leading to each other both ways.

A page is made from knowledge when it is asked for. What a crime's page says to do is the plan the rules make for that
crime while nothing else is known, so that pages and answers never differ.

Pages are addressed by a code, not by name: a browser's history and an address bar are read by other people too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Final, Literal

import msgspec

from fingerpost.journeys.find_help import month_in_words, service_json
from fingerpost.journeys.happened import action_json, numbered, status_word
from fingerpost.knowledge.entries import Card, Conflict, Crime, Guide, Offence, Situation, Sourced, Topic
from fingerpost.knowledge.hours import DAY_NAMES, UK
from fingerpost.knowledge.load import Knowledge
from fingerpost.rules import Plan
from fingerpost.terms import NATIONS, WHENS
from fingerpost.triage.questions import plan_for

Kind = Literal["topic", "crime", "card", "service", "guide", "rule", "words", "plan"]
KINDS: Final[tuple[Kind, ...]] = ("topic", "crime", "card", "service", "guide", "rule")
GLOSSARY: Final = "glossary"
# The last way to turn, in every plan: not what a crime's page is about.
EVERYWHERE: Final = frozenset(["gov_where_to_report"])


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A way to another page: its code, its title, and a few words more."""

    code: str
    text: str
    note: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a page, in the order it is read: lines, then points, then links, then small print."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    small: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page to read.

    Attributes:
        service: For a service, the shape of `find_help.service_json`; else None.
        checked: The ISO day its sources were read; "" where it states nothing of the world.
        doubt: Its main fact was not seen in a source.
    """

    code: str
    kind: Kind
    id: str
    title: str
    lead: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...] = ()
    checked: str = ""
    doubt: bool = False
    expired: bool = False
    service: Mapping[str, Any] | None = None


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation writes on an incident card; it is shown and not kept.

    Attributes:
        knew: When they knew, aware: clocks count from it.
        names: A role of the call list to whom that is and their number.
    """

    knew: datetime | None = None
    names: Mapping[str, str] = {}


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """Pages that stand together in the list of everything."""

    id: str
    links: tuple[Link, ...]


def code_of(kind: str, id_: str) -> str:
    """Give a page's code: eight characters, the same for as long as the page exists."""
    return hashlib.sha256(f"{kind}:{id_}".encode()).hexdigest()[:8]


class Library:
    """Every page of a country's knowledge, for the whole of it or for one nation."""

    def __init__(self, known: Knowledge, nation: str | None = None) -> None:
        self.known = known
        self.nation = nation
        self.nations = (nation,) if nation else NATIONS
        self._services = {id_: service for id_, service in known.services.items() if not nation or nation in service.nations}
        self._rules: dict[str, Conflict | Situation] = {**known.conflicts, **known.situations}
        ids: dict[Kind, Iterable[str]] = {
            "topic": known.topics, "crime": known.crimes, "card": known.cards, "service": self._services,
            "guide": known.guides, "rule": self._rules,
        }  # fmt: skip
        self.pages: dict[str, tuple[Kind, str]] = {code_of(kind, id_): (kind, id_) for kind in KINDS for id_ in ids[kind]}
        self.pages[code_of("words", GLOSSARY)] = ("words", GLOSSARY)

    # ---- who leads to whom --------------------------------------------------------------------------------------------

    @cached_property
    def _plans(self) -> dict[str, dict[str, Plan]]:
        """The plan for each crime in each nation, while nothing else is known."""
        return {
            crime.id: {
                nation: plan_for(self.known, {"nation": nation, **who_of(crime)}, (crime.id,)) for nation in self.nations
            }
            for crime in self.known.country.crimes
        }

    @cached_property
    def _helpers(self) -> dict[str, dict[str, list[str]]]:
        """For each crime, the bodies of its plans in their order, and the nations each is named in."""
        found: dict[str, dict[str, list[str]]] = {}
        for crime, plans in self._plans.items():
            bodies: dict[str, list[str]] = {}
            for nation, plan in plans.items():
                for route in plan.routes:
                    if route.service not in EVERYWHERE:
                        bodies.setdefault(route.service, []).append(nation)
            found[crime] = bodies
        return found

    @cached_property
    def _fired(self) -> dict[str, tuple[str, ...]]:
        """For each crime, the rules that hold for it."""
        return {
            crime: tuple(dict.fromkeys(rule for plan in plans.values() for rule in plan.fired if rule in self._rules))
            for crime, plans in self._plans.items()
        }

    @cached_property
    def _roads(self) -> dict[tuple[str, str], dict[tuple[str, str], None]]:
        """Every link that knowledge writes down or implies, both ways."""
        roads: dict[tuple[str, str], dict[tuple[str, str], None]] = {}

        def join(one: tuple[str, str], other: tuple[str, str]) -> None:
            if self.has(*one) and self.has(*other) and one != other:
                roads.setdefault(one, {})[other] = None
                roads.setdefault(other, {})[one] = None

        for one, other in self._written():
            join(one, other)
        for crime, bodies in self._helpers.items():
            for service in bodies:
                join(("crime", crime), ("service", service))
            for rule in self._fired[crime]:
                join(("crime", crime), ("rule", rule))
        return roads

    def _written(self) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
        """Yield every link that knowledge writes down."""
        for topic in self.known.country.topics:
            for kind, named in (
                ("crime", topic.crimes), ("service", topic.services), ("guide", topic.guides), ("topic", topic.topics),
                ("rule", topic.rules),
            ):  # fmt: skip
                yield from ((("topic", topic.id), (kind, id_)) for id_ in named)
        for guide in self.known.country.guides:
            yield from ((("guide", guide.id), ("guide", id_)) for id_ in guide.replaced_by)
        for card in self.known.country.cards:
            yield from ((("card", card.id), ("crime", id_)) for id_ in card.crimes)
            yield from ((("card", card.id), ("service", clock.service)) for clock in card.clocks if clock.service)
        for term in self.known.country.terms:
            yield from ((("words", GLOSSARY), _split(page)) for page in term.see)

    def has(self, kind: str, id_: str) -> bool:
        """Say whether there is such a page."""
        return code_of(kind, id_) in self.pages

    def link(self, kind: str, id_: str, note: str = "") -> Link:
        """Give the way to a page."""
        if kind == "guide" and self.known.has_text(state := f"web.read.guide.note.{self.known.guides[id_].state}"):
            note = self.known.say(state)
        return Link(code=code_of(kind, id_), text=self.title(kind, id_), note=note)

    def title(self, kind: str, id_: str) -> str:
        """Give a page's title."""
        say = self.known.say
        if kind == "crime":
            return say(self.known.crimes[id_].name)
        if kind == "service":
            return say(self.known.services[id_].name)
        if kind == "topic":
            return say(self.known.topics[id_].title)
        if kind == "guide":
            return self.known.guides[id_].name
        if kind == "card":
            return say(f"card.{id_}.title")
        if kind == "rule":
            rule = self._rules[id_]
            return say(rule.when_text if isinstance(rule, Conflict) else rule.summary)
        return say("web.read.glossary")

    def _near(self, kind: str, id_: str, without: tuple[str, ...] = ()) -> Iterator[Part]:
        """Yield what a page leads to, a part for each kind."""
        near = self._roads.get((kind, id_), {})
        for other in KINDS:
            links = tuple(self.link(*road) for road in near if road[0] == other and other not in without)
            if links:
                yield Part(heading=self.known.say(f"web.read.near.{other}"), links=links)
        if ("words", GLOSSARY) in near and kind != "words":
            yield Part(links=(self.link("words", GLOSSARY),))

    # ---- pages --------------------------------------------------------------------------------------------------------

    def page(self, code: str, at: datetime, filled: Filled | None = None) -> Page | None:
        """Make a page; None where there is no such code.

        Args:
            code: As `code_of` gives it.
            at: The moment "now" is, aware: services say whether they are open.
            filled: What stands on an incident card; other pages take no notice of it.
        """
        kind, id_ = self.pages.get(code, (None, ""))
        match kind:
            case "crime":
                return self._crime(self.known.crimes[id_], at)
            case "service":
                return self._service(id_, at)
            case "topic":
                return self._topic(self.known.topics[id_], at)
            case "guide":
                return self._guide(self.known.guides[id_], at)
            case "card":
                return self._card(self.known.cards[id_], at, filled or Filled())
            case "rule":
                return self._rule(self._rules[id_], at)
            case "words":
                return self._glossary()
            case _:
                return None

    def _page(self, kind: Kind, entry: Sourced | Situation, lead: str, parts: Iterable[Part], at: datetime) -> Page:
        return Page(
            code=code_of(kind, entry.id), kind=kind, id=entry.id, title=self.title(kind, entry.id), lead=lead,
            parts=filled_parts(parts),
            sources=entry.sources, checked=entry.read, expired=at.date().isoformat() > entry.review_by,
            doubt=isinstance(entry, Sourced) and status_word(entry.status) != "checked",
        )  # fmt: skip

    def _said(self, text_ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.known.say(text_id) for text_id in text_ids)

    def _crime(self, crime: Crime, at: datetime) -> Page:
        say = self.known.say
        parts = [
            Part(lines=self._said(filter(None, (crime.warning, crime.note)))),
            Part(heading=say("web.read.how"), points=self._said(crime.how)),
            Part(heading=say("web.read.signs"), points=self._said(crime.signs)),
            *self._what_to_do(crime.id),
            Part(heading=say("web.read.urgent"), lines=(say(crime.urgency_note),)),
            Part(heading=say("web.read.tell"), points=self._said(crime.tell), links=tuple(self._bodies(crime.id))),
            Part(heading=say("web.read.keep"), points=self._said(crime.keep)),
            Part(heading=say("web.read.avoid"), points=self._said(crime.avoid)),
            Part(heading=say("web.read.law"), points=tuple(self._law(crime)), small=(say("web.read.law.may"),)),
            Part(heading=say(f"web.read.category.{crime.category}"), lines=(say(f"web.read.category.{crime.category}.is"),)),
            *self._near("crime", crime.id, without=("service",)),
            Part(small=(say("web.read.ours"),)),
        ]
        return self._page("crime", crime, say(crime.plain), parts, at)

    def _what_to_do(self, crime: str) -> Iterator[Part]:
        """Yield what to do, as the rules say it while nothing else is known."""
        facts = {"nation": self.nation} if self.nation else {}
        plan = plan_for(self.known, facts | who_of(self.known.crimes[crime]), (crime,))
        first, *rest = deeds(plan, self.known)
        own = (self.known.say("web.read.do.own"),) if first.points else ()
        yield msgspec.structs.replace(first, small=own)
        yield from rest

    def _bodies(self, crime: str) -> Iterator[Link]:
        for service, nations in self._helpers[crime].items():
            if self.has("service", service):
                note = "" if len(nations) == len(self.nations) else self._in_words(nations)
                yield self.link("service", service, note)

    def _in_words(self, nations: Iterable[str]) -> str:
        return ", ".join(self.known.say(f"web.nation.{nation}") for nation in nations)

    def _law(self, crime: Crime) -> Iterator[str]:
        """Yield each law in force once, with the nations it reaches."""
        found: dict[str, list[str]] = {}
        for nation in self.nations:
            for id_ in crime.offences.get(nation, ()):  # type: ignore[call-overload]
                if self.known.offences[id_].in_force:
                    found.setdefault(id_, []).append(nation)
        for id_, nations in found.items():
            yield f"{self._in_words(nations)}: {self._law_named(self.known.offences[id_])}"

    def _law_named(self, law: Offence) -> str:
        section = f", {self.known.say('web.plan.section')} {law.section}" if law.section else ""
        doubt = "" if status_word(law.status) == "checked" else " " + self.known.say("web.doubt.details")
        return f"{law.act}{section}: {self.known.say(law.plain)}{doubt}"

    def _service(self, id_: str, at: datetime) -> Page:
        service, say = self.known.services[id_], self.known.say
        shape = service_json(service, self.known, at)
        hours = shape["hours"]
        parts = [
            Part(
                heading=say("web.help.hours"),
                points=() if isinstance(hours, str) else tuple(f"{days}: {times}" for days, times in hours),
                small=self._said(service.hours_note),
            ),
            Part(heading=say("web.help.for_what"), points=tuple(shape["for"])),
            Part(heading=say("web.help.will"), points=tuple(shape["will"])),
            Part(heading=say("web.help.wont"), points=tuple(shape["wont"])),
            Part(heading=say("web.help.rules"), points=self._said(service.rules)),
            Part(heading=say("web.help.asks"), points=self._said(service.asks_for)),
            Part(heading=say("web.help.how"), points=tuple(shape["how"])),
            Part(lines=tuple(shape["warnings"])),
            Part(small=tuple(shape["not_seen"])),
            *self._near("service", id_),
        ]
        page = self._page("service", service, self._in_words(shape["nations"]), parts, at)
        return msgspec.structs.replace(page, service=shape)

    def _topic(self, topic: Topic, at: datetime) -> Page:
        parts = [
            Part(
                heading=self.known.say(section.heading), lines=self._said(section.paragraphs),
                points=self._said(section.points),
            )
            for section in topic.sections
        ]  # fmt: skip
        return self._page("topic", topic, self.known.say(topic.lead), [*parts, *self._near("topic", topic.id)], at)

    def _guide(self, guide: Guide, at: datetime) -> Page:
        say = self.known.say
        facts = [say("web.read.guide.by").replace("{owner}", guide.owner), say(f"web.read.guide.{guide.state}")]
        if guide.published:
            facts.append(say("web.read.guide.published").replace("{when}", guide.published))
        parts = [
            Part(lines=tuple(facts), points=self._said(guide.notes)),
            *(
                Part(heading=say(area.name), points=self._said(f"clause.{clause}" for clause in area.clauses))
                for area in guide.areas
            ),
            *self._near("guide", guide.id),
            Part(small=(*self._said(guide.not_seen), say("web.read.guide.ours"))),
        ]
        return self._page("guide", guide, say(guide.about), parts, at)

    def _card(self, card: Card, at: datetime, filled: Filled) -> Page:
        say, stem = self.known.say, f"card.{card.id}"
        steps: dict[int, list[str]] = {}
        for step in sorted(card.steps, key=lambda step: step.within):
            steps.setdefault(step.within, []).append(f"{say(f'web.card.{step.who}')}: {say(f'{stem}.step.{step.id}')}")
        parts = [
            *(
                Part(heading=say("web.card.within").replace("{minutes}", str(minutes)), points=tuple(points))
                for minutes, points in steps.items()
            ),
            Part(heading=say("web.read.do.not"), points=self._said(f"{stem}.not.{id_}" for id_ in card.nots)),
            Part(heading=say("web.card.clocks"), points=tuple(self._clocks(card, filled.knew))),
            Part(heading=say("web.card.calls"), points=tuple(self._calls(card, filled.names))),
            Part(heading=say("web.read.keep"), points=self._said(f"{stem}.keep.{id_}" for id_ in card.keep)),
            Part(heading=say("web.card.after"), points=self._said(f"{stem}.after.{id_}" for id_ in card.after)),
            *self._near("card", card.id),
            *self._drill(card),
        ]
        return self._page("card", card, say(f"{stem}.lead"), parts, at)

    def _clocks(self, card: Card, knew: datetime | None) -> Iterator[str]:
        """Yield each time limit; with the moment it ends, where they say when they knew."""
        for clock in card.clocks:
            if self.nation and self.nation not in clock.nations:
                continue
            where = "" if len(clock.nations) == len(NATIONS) else f"{self._in_words(clock.nations)}: "
            ends = " " + self.known.say("web.card.hours").replace("{hours}", str(clock.hours))
            if knew is not None:
                end = knew.astimezone(UTC) + timedelta(hours=clock.hours)  # hours that pass, whatever the clocks do
                ends += " " + self.known.say("web.card.by").replace("{when}", in_words(end, self.known))
            yield f"{where}{self.known.say(f'card.{card.id}.clock.{clock.id}')}{ends}"

    def _calls(self, card: Card, names: Mapping[str, str]) -> Iterator[str]:
        for role in card.calls:
            written = names.get(role) or self.known.say("web.card.blank")
            own = f"card.{card.id}.call.{role}"
            said = self.known.say(own if self.known.has_text(own) else f"call.{role}")
            yield f"{self.known.say(f'call.{role}.label')}: {written}. {said}"

    def _drill(self, card: Card) -> Iterator[Part]:
        say, stem = self.known.say, f"card.{card.id}.drill"
        yield Part(
            heading=say("web.card.drill").replace("{minutes}", str(card.drill.minutes)), lines=(say("web.card.drill.how"),)
        )
        for number, scene in enumerate(card.drill.scenes, 1):
            yield Part(
                heading=say("web.card.scene").replace("{number}", str(number)), lines=(say(f"{stem}.{scene}"),),
                points=tuple(numbered(self.known, f"{stem}.{scene}.ask")),
                small=(say("web.card.good") + " " + say(f"{stem}.{scene}.good"),),
            )  # fmt: skip

    def _rule(self, rule: Conflict | Situation, at: datetime) -> Page:
        say = self.known.say
        if isinstance(rule, Conflict):
            parts = [
                Part(heading=say("web.rule.do"), lines=(say(rule.do_text),)),
                Part(heading=say("web.rule.dont"), lines=self._said(filter(None, (rule.dont_text,)))),
                Part(heading=say("web.rule.why"), points=self._said(rule.why_texts)),
                Part(heading=say("web.rule.not_when"), points=self._said((*rule.not_when_texts, *rule.exceptions_texts))),
            ]
        else:
            steps = dict.fromkeys(step.text_id or self.known.plan_rules.actions[step.action].text_id for step in rule.steps)
            parts = [
                Part(heading=say("web.rule.do"), points=self._said(steps)),
                Part(heading=say("web.rule.dont"), points=self._said(dict.fromkeys(held.text_id for held in rule.nots))),
            ]
        return self._page("rule", rule, say("web.read.rule"), [*parts, *self._near("rule", rule.id)], at)

    def _glossary(self) -> Page:
        say = self.known.say
        parts = tuple(
            Part(
                heading=say(term.term), lines=(say(term.means),),
                links=tuple(self.link(*ref) for ref in map(_split, term.see) if self.has(*ref)),
            )
            for term in sorted(self.known.country.terms, key=lambda term: say(term.term).casefold())
        )  # fmt: skip
        return Page(
            code=code_of("words", GLOSSARY), kind="words", id=GLOSSARY, title=say("web.read.glossary"),
            lead=say("web.read.glossary.lead"), parts=parts,
        )  # fmt: skip

    # ---- the list of everything ---------------------------------------------------------------------------------------

    def shelves(self) -> tuple[Shelf, ...]:
        """Give every page but services and rules, on its shelf; services have a finder, rules are reached from plans."""
        made = [Shelf(id="topics", links=tuple(self.link("topic", id_) for id_ in self.known.topics))]
        made += [
            Shelf(id=shelf, links=tuple(self.link("crime", crime) for crime in crimes))
            for shelf, crimes in self.known.country.shelves.items()
        ]
        made.append(Shelf(id="cards", links=tuple(self.link("card", id_) for id_ in self.known.cards)))
        made.append(Shelf(id="guides", links=tuple(self.link("guide", id_) for id_ in self.known.guides)))
        made.append(Shelf(id="words", links=(self.link("words", GLOSSARY),)))
        return tuple(shelf for shelf in made if shelf.links)


def deeds(plan: Plan, known: Knowledge) -> Iterator[Part]:
    """Yield what a plan says to do, a part for each when, and then what not to do."""
    actions = [action_json(action, known) for action in plan.actions]
    for when in WHENS:
        points = tuple(action["text"] for action in actions if action["when"] == when)
        yield Part(heading=known.say(f"web.when.{when}"), points=points)
    held = dict.fromkeys(known.say(held.text_id) for held in plan.withheld)
    yield Part(heading=known.say("web.read.do.not"), points=tuple(held))


def filled_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Leave out the parts with nothing in them but a heading."""
    return tuple(part for part in parts if part.lines or part.points or part.links or part.small)


def who_of(crime: Crime) -> dict[str, str]:
    """Give who it happened to, as a fact, where a crime only happens to organisations."""
    return {} if "person" in crime.audience or "business" not in crime.audience else {"who": "business"}


def in_words(moment: datetime, known: Knowledge) -> str:
    """Write a moment in the UK in words: Tuesday 24 November 2026, 14:05."""
    local = moment.astimezone(UK)
    return f"{DAY_NAMES[local.weekday()]} {local.day} {month_in_words(local.date().isoformat(), known)}, {local:%H:%M}"


def _split(page: str) -> tuple[str, str]:
    kind, _, id_ = page.partition(":")
    return kind, id_
