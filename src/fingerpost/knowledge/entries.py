"""The shapes knowledge is written in. Each file of `data/` is one of these; the JSON Schemas are made from them.

Every entry that states a fact about the world carries where it was read (`sources`), when (`read`), how old the page seen
was (`as_of`), when to read it again (`review_by`) and whether the key fact was seen at all (`status`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Status = Literal["confirmed", "unconfirmed"]
Audience = Literal["person", "business", "charity", "child", "professional"]
NationId = Literal["england", "wales", "scotland", "northern-ireland"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TextId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-zA-Z0-9_.-]*$")]
ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]
IsoDay = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every entry has."""

    id: str


class Sourced(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An entry that states facts of the world."""

    status: Status
    sources: tuple[str, ...]
    read: IsoDay
    as_of: str
    review_by: IsoDay
    not_seen: tuple[TextId, ...] = ()


class Phone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A number as it is written for people, and what it costs."""

    number: str
    label: TextId
    cost: TextId
    note: TextId | None = None


class Opening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours on some days, UK local time; a close earlier than open is on the next day; 24:00 ends the day."""

    days: tuple[Day, ...]
    open: ClockTime
    close: ClockTime


class Access(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another way in: relay, text, BSL, web chat."""

    kind: str
    detail: TextId


class AlsoKnown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second genuine line of the same body, so that nobody takes it for a fake."""

    name: TextId
    number: str
    web: str
    note: TextId


class LiveAttack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The line an organisation rings while it is under attack."""

    number: str
    always: bool
    menu: TextId
    instruction: TextId


class Service(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A body to tell or to ask for help.

    Attributes:
        hours: Opening hours, "always" (24 hours, every day) or "unknown".
        doubt: The fields that are doubtful: `hours`, `details`. Numbers in `undoubted` never carry a doubt mark.
        used_in_danger: People in danger use it; its doubt is worded so that they are not put off calling.
    """

    kind: str
    name: TextId
    nations: tuple[NationId, ...]
    audience: tuple[Audience, ...]
    needs: tuple[str, ...]
    hours: tuple[Opening, ...] | Literal["always", "unknown"]
    helps_with: tuple[TextId, ...]
    doubt: tuple[Literal["hours", "details"], ...] = ()
    undoubted: tuple[str, ...] = ()
    used_in_danger: bool = False
    confirm_before_release: bool = False
    phones: tuple[Phone, ...] = ()
    web: dict[str, str] = {}
    web_notes: tuple[TextId, ...] = ()
    email: str | None = None
    address: str | None = None
    access: tuple[Access, ...] = ()
    languages: tuple[TextId, ...] = ()
    live_attack: LiveAttack | None = None
    online_report: bool = False
    online_hours: Literal["always"] | None = None
    run_by: str | None = None
    former_names: tuple[str, ...] = ()
    changed_on: str | None = None
    launched: str | None = None
    area: TextId | None = None
    age_min: int | None = None
    age_max: int | None = None
    gender: TextId | None = None
    cost: TextId | None = None
    seen_via: TextId | None = None
    will: tuple[TextId, ...] = ()
    wont: tuple[TextId, ...] = ()
    how: tuple[TextId, ...] = ()
    warnings: tuple[TextId, ...] = ()
    facts: tuple[TextId, ...] = ()
    says: tuple[TextId, ...] = ()
    asks_for: tuple[TextId, ...] = ()
    gives: tuple[TextId, ...] = ()
    after_report: tuple[TextId, ...] = ()
    call_for_service_reasons: tuple[TextId, ...] = ()
    rules: tuple[TextId, ...] = ()
    safety: tuple[TextId, ...] = ()
    how_to_reach: tuple[TextId, ...] = ()
    hours_note: tuple[TextId, ...] = ()
    members_seen: tuple[str, ...] = ()
    tools: tuple[TextId, ...] = ()
    also: AlsoKnown | None = None
    phone_menu: TextId | None = None


class GenericService(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body everybody has one of and only they know which: their bank, the platform, the school."""

    id: str
    name: TextId
    how: TextId


class Offence(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A law an act may break, in the nations it reaches. One not in force is never shown as an offence."""

    nations: tuple[NationId, ...]
    act: str
    section: str
    plain: TextId
    in_force: bool
    force_note: TextId | None = None
    note: TextId | None = None


class Nfib(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A police recording code; kept for review and not shown while unconfirmed."""

    code: str
    name: str
    shown: bool


class Crime(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A kind of cyber crime. `category` describes the kind; an account's own category is worked out from what is there."""

    category: Literal["cyber-dependent", "cyber-enabled", "both"]
    name: TextId
    plain: TextId
    audience: tuple[Audience, ...]
    words: tuple[str, ...]
    offences: dict[NationId, tuple[str, ...]]
    tell: tuple[TextId, ...]
    urgency_note: TextId
    keep: tuple[TextId, ...]
    note: TextId | None = None
    warning: TextId | None = None
    nfib: tuple[Nfib, ...] = ()
    how: tuple[TextId, ...] = ()  # how it works, the signs, how to avoid it: our own summary, as its page says
    signs: tuple[TextId, ...] = ()
    avoid: tuple[TextId, ...] = ()


class ActionEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action: its stable id and the `does` words of the interface contract."""

    id: str
    does: tuple[str, ...]
    text_id: TextId


class StepEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename={"if_": "if"}):
    """An action asked for; without a text of its own it reads as the action does."""

    action: str
    when: Literal["now", "today", "later"]
    text_id: TextId | None = None
    if_: str | None = None
    status: Status = "confirmed"
    sources: tuple[str, ...] = ()


class NotEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename={"if_": "if"}):
    """A word not to do in a situation, and the sentence that says so."""

    does: str
    text_id: TextId
    if_: str | None = None
    status: Status = "confirmed"
    sources: tuple[str, ...] = ()


class Situation(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to do when one of some crimes is there."""

    applies_to: tuple[str, ...]
    summary: TextId
    conflicts: tuple[str, ...]
    steps: tuple[StepEntry, ...]
    nots: tuple[NotEntry, ...]
    sources: tuple[str, ...]
    read: IsoDay
    as_of: str
    review_by: IsoDay
    when: str | None = None


class HeldEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename={"if_": "if"}):
    """What a conflict rule holds back."""

    text_id: TextId
    does: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    if_: str | None = None


class RouteEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename={"if_": "if"}):
    """A service, or a group of one a nation, with its rank among all routes."""

    service: str
    rank: int = 0
    if_: str | None = None


class Conflict(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A conflict rule: when it holds, what it holds back, what it asks for, and the same in words."""

    tier: Literal["safety", "conflict", "money"]
    rank: int
    when: str
    when_text: TextId
    do_text: TextId
    held: tuple[HeldEntry, ...] = ()
    steps: tuple[StepEntry, ...] = ()
    routes: tuple[RouteEntry, ...] = ()
    dont_text: TextId | None = None
    why_texts: tuple[TextId, ...] = ()
    not_when_texts: tuple[TextId, ...] = ()
    exceptions_texts: tuple[TextId, ...] = ()
    note: TextId | None = None
    overrides: tuple[str, ...] = ()


class Right(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A right with limits and clocks."""

    kind: Literal["refund", "takedown"]
    name: TextId
    started: IsoDay
    covers: tuple[TextId, ...] = ()
    payments: tuple[TextId, ...] = ()
    cap: TextId | None = None
    excess: TextId | None = None
    minimum: TextId | None = None
    time_limit: TextId | None = None
    deadline: TextId | None = None
    split: TextId | None = None
    standard_of_caution: tuple[TextId, ...] = ()
    standard_rule: TextId | None = None
    not_covered: tuple[TextId, ...] = ()
    if_refused: TextId | None = None
    who: TextId | None = None
    report_must_include: tuple[TextId, ...] = ()
    duty: TextId | None = None
    exceptions: tuple[TextId, ...] = ()
    wont: TextId | None = None


class KeepGuide(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to capture and keep on one channel, or how to write things down."""

    title: TextId
    capture: tuple[TextId, ...] = ()
    keep: TextId | None = None
    export: TextId | None = None
    fields: tuple[TextId, ...] = ()
    tips: tuple[TextId, ...] = ()
    columns: tuple[TextId, ...] = ()
    facts: tuple[TextId, ...] = ()
    letters: dict[str, TextId] = {}
    use: TextId | None = None
    questions: tuple[TextId, ...] = ()
    after_report: tuple[TextId, ...] = ()


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a topic's page."""

    heading: TextId
    paragraphs: tuple[TextId, ...] = ()
    points: tuple[TextId, ...] = ()


class Topic(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A subject people read about, apart from any one crime.

    Attributes:
        words: What people call it when they look for it.
        crimes, services, guides, topics, rules: What its page leads to; those pages lead back.
    """

    title: TextId
    lead: TextId
    words: tuple[str, ...]
    sections: tuple[Section, ...]
    crimes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class GuideArea(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chapter of a guide and what it asks; the words of a clause are the text `clause.<id>`."""

    id: str
    name: TextId
    clauses: tuple[str, ...]


class Guide(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A guide or tool others publish: whose it is, whether it still holds, and what it asks, in our words.

    Attributes:
        state: `named` stands on police pages and asks nothing of its own; `proposed` is not law yet; of one that is
            `unchecked` we do not know whether it still holds.
        replaced_by: Guides that took its place.
    """

    name: str
    owner: str
    audience: tuple[Audience, ...]
    state: Literal["current", "superseded", "companion", "retired", "proposed", "named", "unchecked"]
    about: TextId
    words: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    published: str | None = None
    url: str | None = None
    notes: tuple[TextId, ...] = ()
    areas: tuple[GuideArea, ...] = ()


class Term(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A word of the glossary.

    Attributes:
        see: Pages that say more, as `crime:phishing`, `topic:stalking`, `guide:cyber_essentials`, `service:police_101`.
    """

    term: TextId
    means: TextId
    see: tuple[str, ...] = ()


class ProfileSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something an organisation says of itself, and what is assumed while it says nothing.

    The question is the text `profile.<id>`, an answer `profile.<id>.<value>`.
    """

    id: str
    values: tuple[str, ...]
    assumed: str


Theme = Literal[
    "email", "accounts", "devices", "backup", "money", "people", "website", "suppliers", "data", "incident", "governance"
]
Essential = Literal["scope", "firewalls", "secure_configuration", "updates", "access_control", "malware"]
PrincipleId = Literal["risk_management", "strategy", "people", "incident_planning", "assurance"]
Score = Annotated[int, Meta(ge=1, le=5)]


class Control(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing an organisation does or does not do: a question to which yes is good.

    Its words are the texts `control.<id>.question`, `.short`, `.why`, `.example`, `.check`, `.who` and
    `.how.<system>.<n>`. Minutes, pounds, likelihood and harm are our own estimates for an organisation of ten people.

    Attributes:
        stops: Crimes it makes harder, the one that matters most first.
        systems: The systems it says how for.
        minutes: To do it once. pounds: A year.
        likelihood: How often what it stops happens to small organisations, 1 to 5. harm: How bad it is, 1 to 5.
        applies: A condition over the profile.
        essentials: The Cyber Essentials theme that asks for it. principle: Likewise of the governance code.
        clauses: What it answers in the guides.
    """

    theme: Theme
    stops: tuple[str, ...]
    systems: tuple[str, ...]
    minutes: int
    pounds: int
    likelihood: Score
    harm: Score
    clauses: tuple[str, ...]
    applies: str | None = None
    essentials: Essential | None = None
    principle: PrincipleId | None = None


class Principle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A principle of the governance code as a board's questions: texts `board.<id>.ask.<n>`, `.good.<n>`, `.worry.<n>`."""

    id: PrincipleId
    asks: int
    clauses: tuple[str, ...]


class CardStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step of a first hour: within how many minutes from when they knew, and whose it is."""

    id: str
    within: int
    who: Literal["lead", "it", "money", "voice"]


class Clock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A time limit, counted from when the organisation knew; its words are `card.<card>.clock.<id>`."""

    id: str
    hours: int
    nations: tuple[NationId, ...] = ("england", "wales", "scotland", "northern-ireland")
    kinds: tuple[str, ...] = ("any",)
    service: str | None = None


class Drill(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A short exercise at a table, in scenes."""

    minutes: int
    scenes: tuple[str, ...]


class Card(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The first hour of an incident; its words are `card.<id>.title`, `.lead`, `.step.<step>` and so on."""

    crimes: tuple[str, ...]
    steps: tuple[CardStep, ...]
    nots: tuple[str, ...]
    calls: tuple[str, ...]
    keep: tuple[str, ...]
    after: tuple[str, ...]
    drill: Drill
    clocks: tuple[Clock, ...] = ()


class FactSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A fact rules may read: its values, the first being what is held while nothing is known."""

    id: str
    values: tuple[str, ...]
    ask: TextId | None = None
    guards: bool = False
    ask_when: str | None = None


class Family(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Crimes that rules treat alike."""

    id: str
    crimes: tuple[str, ...]


class UrgencyLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the urgency table."""

    urgency: Literal["emergency", "police-now", "bank-now", "report-now", "report", "advice"]
    when: str


class Talk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Services that are spoken to in the same way; texts are `say.<id>`, `ready.<id>`, `asked.<id>`, `refused.<id>`."""

    id: str
    services: tuple[str, ...]


class RouteRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to tell when a condition holds; the reason is the text `why.<id>`."""

    id: str
    when: str
    routes: tuple[RouteEntry, ...]


class Phrase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A way people say something.

    Attributes:
        pattern: A regular expression over folded text.
        means: What it gives: `fact=value`, `crime:<id>`, or `kind=...`.
        weight: How much a hit counts for a crime; for a fact, hits of more than zero give it.
        needs: Plain strings of which one must stand in the text before the pattern is tried.
        unless: Readings of the hit that cancel it: `negated`, `past`, `fiction`, `hypothetical`.
        hits: Examples it must find. misses: examples it must not.
    """

    id: str
    means: str
    pattern: str
    weight: float = 1.0
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    hits: tuple[str, ...]
    misses: tuple[str, ...] = ()


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names that tell a nation."""

    nation: NationId
    names: tuple[str, ...]


class Country(Struct, frozen=True, kw_only=True):
    """A whole country's knowledge, as the files give it."""

    services: tuple[Service, ...]
    generic: tuple[GenericService, ...]
    crimes: tuple[Crime, ...]
    offences: tuple[Offence, ...]
    conflicts: tuple[Conflict, ...]
    actions: tuple[ActionEntry, ...]
    situations: tuple[Situation, ...]
    rights: tuple[Right, ...]
    keep: tuple[KeepGuide, ...]
    facts: tuple[FactSpec, ...]
    families: tuple[Family, ...]
    shorthands: dict[str, str]
    order: tuple[tuple[str, ...], ...]
    breaks_in: tuple[str, ...]
    shelves: dict[str, tuple[str, ...]]
    urgency: tuple[UrgencyLine, ...]
    groups: dict[str, tuple[RouteEntry, ...]]
    talk: tuple[Talk, ...]
    routes: tuple[RouteRule, ...]
    phrases: tuple[Phrase, ...]
    places: tuple[Place, ...]
    topics: tuple[Topic, ...]
    guides: tuple[Guide, ...]
    terms: tuple[Term, ...]
    profile: tuple[ProfileSpec, ...]
    controls: tuple[Control, ...]
    elsewhere: dict[str, str]  # clauses that no control answers, and the page that does: `topic:stalking`, `card:any`
    principles: tuple[Principle, ...]
    cards: tuple[Card, ...]
    plain_words: tuple[str, ...]
    same_words: dict[str, tuple[str, ...]]
    texts: dict[str, dict[str, str]]  # language to text_id to words


class File(Struct, frozen=True):
    """A file of the data folder: the sections it holds."""

    path: str
    sections: tuple[str, ...]


FILES: tuple[File, ...] = (
    File("services.yaml", ("services",)),
    File("generic.yaml", ("generic",)),
    File("crimes.yaml", ("crimes",)),
    File("offences.yaml", ("offences",)),
    File("conflicts.yaml", ("conflicts",)),
    File("actions.yaml", ("actions",)),
    File("situations.yaml", ("situations",)),
    File("rights.yaml", ("rights",)),
    File("keep.yaml", ("keep",)),
    File("facts.yaml", ("facts",)),
    File("families.yaml", ("families", "shorthands", "order", "breaks_in", "shelves")),
    File("urgency.yaml", ("urgency",)),
    File("routes.yaml", ("groups", "talk", "routes")),
    File("places.yaml", ("places",)),
    File("topics.yaml", ("topics",)),
    File("guides.yaml", ("guides",)),
    File("glossary.yaml", ("terms",)),
    File("controls.yaml", ("profile", "controls", "elsewhere")),
    File("board.yaml", ("principles",)),
    File("cards.yaml", ("cards",)),
    File("search.yaml", ("plain_words", "same_words")),
)


def schema_of(section: str) -> dict[str, Any]:
    """Give the JSON Schema of one section of `Country`."""
    field = next(f for f in msgspec.structs.fields(Country) if f.name == section)
    return msgspec.json.schema(field.type)
