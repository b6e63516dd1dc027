"""Keep it: a plan, a page, an assessment or a board's questions as a document, to save as PDF or text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fingerpost.journeys.library import Page
from fingerpost.knowledge.load import Knowledge
from fingerpost.reports.document import Block, Document
from fingerpost.terms import WHENS


def plan_document(result: dict[str, Any], known: Knowledge, made: str) -> Document:
    """Give a plan, from the shape `happened.as_json` gives. What the person wrote does not stand in it."""
    say, assessment, plan = known.say, result["assessment"], result["plan"]
    names = ", ".join(crime["name"] for crime in assessment["crimes"])
    blocks = [
        Block(lines=tuple(filter(None, (say(f"web.urgency.{assessment['urgency']}"), result["note"])))),
        *(
            Block(heading=say(f"web.when.{when}"), numbered=True, points=tuple(_actions(plan["actions"], when)))
            for when in WHENS
        ),
        Block(heading=say("web.plan.not"), points=tuple(dict.fromkeys(row["why"] for row in plan["withheld"]))),
        *_routes(plan["routes"], known),
        Block(heading=say("web.plan.keep"), points=tuple(row["text"] for row in plan["keep"])),
        Block(heading=say("web.plan.law"), lines=(say("web.plan.law.may"),), points=tuple(_laws(assessment["offences"]))),
    ]
    return _document(say("web.plan.title"), names, blocks, made)


def _actions(actions: list[dict[str, Any]], when: str) -> Iterator[str]:
    for action in actions:
        if action["when"] == when:
            yield " ".join((action["text"], *action["detail"]))


def _routes(routes: list[dict[str, Any]], known: Knowledge) -> Iterator[Block]:
    for at, route in enumerate(routes):
        ways = [f"{way['label']}: {way['value']}" if way["label"] else way["value"] for way in route["contact"][:4]]
        yield Block(
            heading=(known.say("web.plan.tell") + ": " if at == 0 else "") + route["name"],
            lines=(route["why"], f"{known.say('web.plan.say')}: {route['say']}"), points=tuple(ways),
        )  # fmt: skip


def _laws(offences: list[dict[str, Any]]) -> Iterator[str]:
    yield from dict.fromkeys(f"{law['act']}: {law['text']}" for law in offences)


def page_document(page: Page, made: str) -> Document:
    """Give a page of the library, with an incident card as it was filled in."""
    blocks = [
        Block(
            heading=part.heading, lines=(*part.lines, *part.small),
            points=(*part.points, *(link.text for link in part.links)),
        )
        for part in page.parts
    ]  # fmt: skip
    return _document(page.title, page.lead, blocks, made)


def assessment_document(result: dict[str, Any], known: Knowledge, made: str) -> Document:
    """Give an assessment, from the shape `assessing.as_json` gives: the next three steps, then the rest by name."""
    say, score = known.say, result["score"]
    stand = say("web.harder.score")
    for name, number in (*score.items(), ("open", result["open"])):
        stand = stand.replace("{" + name + "}", str(number))
    blocks = [
        *(
            Block(
                heading=f"{number}. {step['text']}",
                lines=(step["why"], _effort(step, known), f"{say('web.harder.check')}: {step['check']}"),
                points=tuple(f"{way['system']}: {' '.join(way['steps'])}" for way in step["how"]),
            )
            for number, step in enumerate(result["next_three"], 1)
        ),
        *(
            Block(heading=say(f"web.harder.{when}"), points=tuple(say(f"control.{id_}.short") for id_ in result[when]))
            for when in ("month", "year")
        ),
        Block(heading=say("web.harder.stand"), lines=(stand,)),
        Block(
            heading=say("web.harder.essentials"), lines=(result["certificate"],),
            points=tuple(
                f"{say('assess.essentials.' + row['theme'])}: {row['met']} / {row['of']}" for row in result["essentials"]
            ),
        ),
    ]  # fmt: skip
    return _document(say("web.harder.result.title"), "", blocks, made)


def _effort(step: dict[str, Any], known: Knowledge) -> str:
    minutes = known.say("web.harder.effort").replace("{minutes}", str(step["minutes"]))
    cost = known.say("web.harder.cost").replace("{pounds}", str(step["pounds"]))
    return f"{minutes} {cost if step['pounds'] else known.say('web.harder.free')} {step['who']}"


def board_document(result: dict[str, Any], known: Knowledge, made: str) -> Document:
    """Give the board's page: what to ask, what good and weak answers sound like, and where it stands."""
    say = known.say
    blocks = [
        Block(
            heading=row["title"],
            lines=(say("web.harder.theme").replace("{met}", str(row["met"])).replace("{of}", str(row["of"])),),
            points=tuple(
                f"{ask['ask']} {say('web.harder.board.good')} {ask['good']} {say('web.harder.board.worry')} {ask['worry']}"
                for ask in row["asks"]
            ),
        )
        for row in result["board"]
    ]  # fmt: skip
    return _document(say("web.harder.board.title"), say("web.harder.board.lead"), blocks, made)


def _document(title: str, lead: str, blocks: list[Block], made: str) -> Document:
    return Document(
        title=title, lead=lead, made=made, blocks=tuple(b for b in blocks if b.lines or b.points),
    )  # fmt: skip
