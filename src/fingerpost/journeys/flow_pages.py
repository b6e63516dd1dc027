"""The question flow as pages that need no program: a kind of crime, the one question that matters most, a plan an answer.

The plans are those of `ask` for the same answers; `tests/test_site.py` compares every one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from fingerpost.journeys.happened import Account, assess, option_text, question_text
from fingerpost.journeys.library import (
    EVERYWHERE,
    Library,
    Link,
    Page,
    Part,
    code_of,
    deeds,
    filled_parts,
    who_of,
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The question on a crime's page, and the page each answer leads to."""

    text: str
    links: tuple[Link, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the flow and the answers that lead to it."""

    code: str
    crime: str
    key: str
    value: str


def answers_to(library: Library, crime: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the answers that stand for having come to a crime's page: nobody is in danger, and this is what happened."""
    nation = {"nation": library.nation} if library.nation else {}
    return {"danger": "no", "crime": crime, **nation, **who_of(library.known.crimes[crime]), **(more or {})}


def steps(library: Library, crime: str) -> Iterator[Step]:
    """Yield the pages one question on from a crime's page."""
    question = assess(Account(answers=answers_to(library, crime)), library.known).question
    for value in question.values if question else ():
        key = question.key if question else ""
        yield Step(code=code_of("plan", f"{crime} {key} {value}"), crime=crime, key=key, value=value)


def asked(library: Library, crime: str) -> Asked | None:
    """Give the question on a crime's page; None where no answer could change what comes first."""
    found = list(steps(library, crime))
    if not found:
        return None
    links = tuple(Link(code=step.code, text=option_text(step.key, step.value, library.known)) for step in found)
    return Asked(text=question_text(found[0].key, library.known), links=links)


def page(library: Library, step: Step, at: datetime) -> Page:
    """Make the plan's page for a step."""
    known, say = library.known, library.known.say
    outcome = assess(Account(answers=answers_to(library, step.crime, {step.key: step.value})), known)
    bodies = []
    generic = []
    for route in outcome.plan.routes:
        if route.service in known.generic:
            generic.append(f"{say(known.generic[route.service].name)}: {say(known.generic[route.service].how)}")
        elif library.has("service", route.service) and route.service not in EVERYWHERE:
            phones = known.services[route.service].phones
            bodies.append(library.link("service", route.service, phones[0].number if phones else ""))
    parts = (
        Part(lines=(f"{question_text(step.key, known)} {option_text(step.key, step.value, known)}.",)),
        Part(lines=(say(f"web.urgency.{outcome.plan.urgency}"),)),
        *deeds(outcome.plan, known),
        Part(heading=say("web.read.tell"), points=tuple(generic), links=tuple(bodies)),
        Part(links=(library.link("crime", step.crime),)),
        Part(small=(say("web.site.more"),)),
    )
    crime = known.crimes[step.crime]
    return Page(
        code=step.code, kind="plan", id=f"{step.crime} {step.key} {step.value}", title=say(crime.name),
        lead=say("web.site.plan"), parts=filled_parts(parts), checked=crime.read,
        expired=at.date().isoformat() > crime.review_by, sources=crime.sources,
    )  # fmt: skip
