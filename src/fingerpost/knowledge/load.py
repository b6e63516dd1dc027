"""Load the knowledge of a country: the only reader of our YAML.

The data folder is written by people and read by machines many times, so it is compiled once into one packed file beside
it. The packed file carries a digest of the YAML it came from; where the two differ (somebody edited a file and has not
yet compiled) the YAML is read instead, so a stale file is never used.
"""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from fingerpost import rules as planning
from fingerpost.conditions import All, Always, AnyOf, Condition, Is, Not, parse
from fingerpost.errors import KnowledgeError
from fingerpost.knowledge import entries
from fingerpost.knowledge.entries import Country

DATA: Final = Path(__file__).parent / "data"
PACKED: Final = "compiled.msgpack"
ALWAYS_YES: Final = "has_crime"


class PlanRules(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `rules.make_plan` needs."""

    rules: tuple[planning.Rule, ...]
    actions: dict[str, planning.Action]
    urgency: tuple[planning.UrgencyRule, ...]
    defaults: dict[str, str]  # every fact any condition may read, with the value it has while nothing is known


class Knowledge:
    """A country's knowledge, indexed. Values only; nothing here changes after loading."""

    def __init__(self, country: Country, language: str = "en") -> None:
        self.country = country
        self.language = language
        self.services = {service.id: service for service in country.services}
        self.generic = {service.id: service for service in country.generic}
        self.crimes = {crime.id: crime for crime in country.crimes}
        self.offences = {offence.id: offence for offence in country.offences}
        self.facts = {fact.id: fact for fact in country.facts}
        self.conflicts = {conflict.id: conflict for conflict in country.conflicts}
        self.topics = {topic.id: topic for topic in country.topics}
        self.guides = {guide.id: guide for guide in country.guides}
        self.controls = {control.id: control for control in country.controls}
        self.cards = {card.id: card for card in country.cards}
        self.situations = {situation.id: situation for situation in country.situations}
        self.rank = {crime: (tier, at) for tier, ids in enumerate(country.order) for at, crime in enumerate(ids)}
        self.talk = {service: talk.id for talk in country.talk for service in talk.services}
        self._texts = country.texts[language] if language in country.texts else country.texts["en"]
        self._english = country.texts["en"]

    @cached_property
    def guide_of_clause(self) -> dict[str, str]:
        """The guide each clause stands in."""
        return {clause: guide.id for guide in self.country.guides for area in guide.areas for clause in area.clauses}

    def say(self, text_id: str) -> str:
        """Give the words of a text, in English where the language has none yet.

        Raises:
            KnowledgeError: No language has the text.
        """
        words = self._texts.get(text_id) or self._english.get(text_id)
        if words is None:
            raise KnowledgeError(f'no words for "{text_id}"', hint="Add the text to the language file.")
        return words

    def has_text(self, text_id: str) -> bool:
        """Say whether there are words for a text id."""
        return text_id in self._texts or text_id in self._english

    @cached_property
    def ask_conditions(self) -> dict[str, Condition]:
        """When each question is worth asking at all, by fact."""
        return {
            fact.id: condition(self.country, fact.ask_when)
            for fact in self.country.facts
            if fact.ask is not None and fact.ask_when is not None
        }

    @cached_property
    def plan_rules(self) -> PlanRules:
        """The rules of this country, ready to be weighed."""
        return _make_plan_rules(self.country)


@cache
def load(country: str = "uk", language: str = "en") -> Knowledge:
    """Load a country's knowledge.

    Raises:
        KnowledgeError: The folder is missing, or what it holds is malformed.
    """
    folder = DATA / country
    if not folder.is_dir():
        raise KnowledgeError(f'there is no knowledge of a country "{country}"', hint="Known: uk.")
    return Knowledge(_country(folder), language)


@cache
def _country(folder: Path) -> Country:
    packed = folder / PACKED
    if packed.is_file():
        blob = packed.read_bytes()
        if blob[:32] == digest(folder):
            return msgspec.msgpack.decode(blob[32:], type=Country)
    return read_yaml(folder)


def yaml_files(folder: Path) -> list[Path]:
    """Give the YAML files of a country's folder, in a fixed order."""
    return sorted(folder.rglob("*.yaml"))


def digest(folder: Path) -> bytes:
    """Give the SHA-256 of all YAML of a folder and of the shapes it is read into."""
    total = hashlib.sha256(Path(entries.__file__).read_bytes())
    for path in yaml_files(folder):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.digest()


def compile_country(folder: Path) -> Path:
    """Write the packed file of a country's folder and give its path."""
    packed = folder / PACKED
    packed.write_bytes(digest(folder) + msgspec.msgpack.encode(read_yaml(folder)))
    return packed


def read_yaml(folder: Path) -> Country:
    """Read a country from its YAML.

    Raises:
        KnowledgeError: A file is missing or malformed; says which and where.
    """
    sections: dict[str, Any] = {}
    for file in entries.FILES:
        content = _yaml(folder / file.path)
        for section in file.sections:
            if section not in content:
                raise KnowledgeError(f'{file.path}: the section "{section}" is missing')
            sections[section] = content[section]
        if extra := set(content) - set(file.sections):
            raise KnowledgeError(f"{file.path}: unknown section {min(extra)!r}")
    sections["phrases"] = [
        phrase for path in sorted((folder / "phrases").glob("*.yaml")) for phrase in _yaml(path)["phrases"]
    ]
    sections["texts"] = {
        language.name: {
            key: str(words) for path in sorted(language.glob("*.yaml")) for key, words in (_yaml(path) or {}).items()
        }
        for language in sorted((folder / "text").iterdir())
        if language.is_dir()
    }
    try:
        return msgspec.convert(sections, Country, strict=True)
    except msgspec.ValidationError as error:
        raise KnowledgeError(f"{folder.name}: {error}", hint="Compare the entry with its JSON Schema.") from None


def _yaml(path: Path) -> Any:
    import yaml  # heavy, and not needed once the knowledge is compiled

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  a safe loader, in C where it is built
    except OSError as error:
        raise KnowledgeError(f"{path.name}: cannot be read ({error.strerror})") from None
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path.name}: {error}") from None


def condition(country: Country, text: str) -> Condition:
    """Read a condition, with this country's shorthands written out."""
    return _expand(parse(text), country.shorthands, ())


def _expand(part: Condition, shorthands: dict[str, str], inside: tuple[str, ...]) -> Condition:
    match part:
        case Is(fact, ("yes",)) if fact in shorthands:
            if fact in inside:
                raise KnowledgeError(f'the shorthand "{fact}" refers to itself')
            return _expand(parse(shorthands[fact]), shorthands, (*inside, fact))
        case Is() | Always():
            return part
        case Not(of):
            return Not(_expand(of, shorthands, inside))
        case All(of):
            return All(tuple(_expand(p, shorthands, inside) for p in of))
        case AnyOf(of):
            return AnyOf(tuple(_expand(p, shorthands, inside) for p in of))


def _make_plan_rules(country: Country) -> PlanRules:
    actions = {a.id: planning.Action(id=a.id, does=a.does, text_id=a.text_id) for a in country.actions}

    def cond(text: str) -> Condition:
        return condition(country, text)

    def maybe(text: str | None) -> Condition | None:
        return None if text is None else cond(text)

    def steps(written: tuple[entries.StepEntry, ...]) -> tuple[planning.Step, ...]:
        return tuple(
            planning.Step(
                action=s.action, when=s.when, text_id=s.text_id or actions[s.action].text_id,
                if_=maybe(s.if_), status=s.status, sources=s.sources,
            )
            for s in written
        )  # fmt: skip

    def routes(owner: str, written: tuple[entries.RouteEntry, ...]) -> tuple[planning.RouteStep, ...]:
        found = []
        for route in written:
            for member in country.groups.get(route.service, (entries.RouteEntry(service=route.service),)):
                parts = [cond(text) for text in (route.if_, member.if_) if text is not None]
                if_ = None if not parts else parts[0] if len(parts) == 1 else All(tuple(parts))
                found.append(planning.RouteStep(service=member.service, rank=route.rank, why=f"why.{owner}", if_=if_))
        return tuple(found)

    made: list[planning.Rule] = []
    for c in country.conflicts:
        held = tuple(
            planning.Held(does=h.does, actions=h.actions, services=h.services, text_id=h.text_id, if_=maybe(h.if_))
            for h in c.held
        )
        made.append(
            planning.Rule(
                id=c.id, tier=planning.TIERS.index(c.tier), rank=c.rank, when=cond(c.when), held=held,
                steps=steps(c.steps), routes=routes(c.id, c.routes),
            )
        )  # fmt: skip
    for rank, s in enumerate(country.situations):
        when = cond(s.when) if s.when else Is(f"situation_{s.id}", ("yes",))
        held = tuple(planning.Held(does=(n.does,), text_id=n.text_id, if_=maybe(n.if_)) for n in s.nots)
        made.append(planning.Rule(id=s.id, tier=planning.SITUATION, rank=rank, when=when, held=held, steps=steps(s.steps)))
    made.extend(
        planning.Rule(id=r.id, tier=planning.DEFAULT, rank=rank, when=cond(r.when), routes=routes(r.id, r.routes))
        for rank, r in enumerate(country.routes)
    )
    defaults = {fact.id: fact.values[0] for fact in country.facts}
    defaults |= {f"crime_{crime.id}": "no" for crime in country.crimes}
    defaults |= {family.id: "no" for family in country.families}
    defaults |= {f"situation_{situation.id}": "no" for situation in country.situations}
    defaults[ALWAYS_YES] = "no"
    urgency = tuple(planning.UrgencyRule(urgency=u.urgency, when=cond(u.when)) for u in country.urgency)
    return PlanRules(rules=tuple(made), actions=actions, urgency=urgency, defaults=defaults)


def whole_facts(known: Knowledge, values: dict[str, str], crimes: tuple[str, ...]) -> dict[str, str]:
    """Give a value for every fact rules may read, from the facts and crimes that are known."""
    facts = dict(known.plan_rules.defaults)
    facts.update(values)
    there = set(crimes)
    for crime in crimes:
        facts[f"crime_{crime}"] = "yes"
    for family in known.country.families:
        if there.intersection(family.crimes):
            facts[family.id] = "yes"
    for situation in known.country.situations:
        if there.intersection(situation.applies_to):
            facts[f"situation_{situation.id}"] = "yes"
    if crimes:
        facts[ALWAYS_YES] = "yes"
    return facts
