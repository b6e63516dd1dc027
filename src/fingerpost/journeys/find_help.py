"""Find help: every service, filtered by nation, need, for whom and who is open now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fingerpost.errors import BadRequest
from fingerpost.journeys.happened import contact_of, is_expired, status_word
from fingerpost.knowledge.entries import Service
from fingerpost.knowledge.hours import hours_lines, open_state
from fingerpost.knowledge.load import Knowledge
from fingerpost.terms import NATIONS

AUDIENCES = ("person", "business", "charity", "child", "professional")


def needs(known: Knowledge) -> tuple[str, ...]:
    """Give every need services are filed under, in alphabetical order."""
    return tuple(sorted({need for service in known.country.services for need in service.needs}))


def find(
    known: Knowledge,
    *,
    nation: str | None = None,
    need: str | None = None,
    audience: str | None = None,
    open_only: bool = False,
    at: datetime,
) -> list[dict[str, Any]]:
    """Give the services that fit, those for emergencies first, then by how narrowly they fit.

    Args:
        nation: A nation of `terms.NATIONS`, or None for all.
        need: A need of `needs`, or None.
        audience: One of `AUDIENCES`, or None.
        open_only: Leave out what is closed, and what has hours that are not known.
        at: The moment "now" is, aware.

    Raises:
        BadRequest: A filter that does not exist; names those there are.
    """
    _check("nation", nation, NATIONS)
    _check("need", need, needs(known))
    _check("for", audience, AUDIENCES)
    audiences = {audience} if audience else None
    if audience == "child" and not any(_serves(service, nation, need, audiences) for service in known.country.services):
        audiences = {"child", "person"}  # a child who finds nothing of their own is shown what is there for everybody
    found = []
    for service in known.country.services:
        if not _serves(service, nation, need, audiences):
            continue
        state = open_state(service, at)
        if open_only and state.now is not True:
            continue
        found.append((_place(service, nation), service_json(service, known, at)))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _serves(service: Service, nation: str | None, need: str | None, audiences: set[str] | None) -> bool:
    """Say whether a service fits a nation, a need and one of some audiences; None fits all."""
    fits = (not nation or nation in service.nations) and (not need or need in service.needs)
    return fits and (audiences is None or not audiences.isdisjoint(service.audience))


def _check(name: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise BadRequest(f'there is no {name} "{value[:40]}"', hint="Known: " + ", ".join(known))


def _place(service: Service, nation: str | None) -> tuple[int, int, int, str]:
    """Order: emergency, then what people in danger use, then what serves just this nation, then by id."""
    return (
        service.kind != "emergency",
        not service.used_in_danger,
        len(service.nations) if nation else 0,
        service.id,
    )


def service_json(service: Service, known: Knowledge, at: datetime) -> dict[str, Any]:
    """Give a service for reading, with whether it is open and doubt marks on the doubtful fields only."""
    state = open_state(service, at)
    today: date = at.date()
    hours = hours_lines(service)
    doubt = [field for field in service.doubt if not (field == "hours" and service.hours == "unknown")]
    return {
        "id": service.id,
        "name": known.say(service.name),
        "kind": service.kind,
        "for": [known.say(text) for text in service.helps_with],
        "open": {"now": bool(state.now), "known": state.now is not None, "next": state.next, "holiday": state.holiday},
        "live": _live_note(service, known),
        "hours": hours if isinstance(hours, str) else [list(line) for line in hours],
        "contact": contact_of(service, known, today),
        "doubt": doubt,
        "danger_note": _danger_note(service, known)
        if service.used_in_danger and (doubt or is_expired(service, today)) else "",
        "nations": list(service.nations),
        "audience": list(service.audience),
        "needs": list(service.needs),
        "will": [known.say(text) for text in service.will],
        "wont": [known.say(text) for text in service.wont],
        "how": [known.say(text) for text in (*service.how, *service.how_to_reach)],
        "warnings": [known.say(text) for text in service.warnings],
        "not_seen": [known.say(text) for text in service.not_seen],
        "languages": [known.say(text) for text in service.languages],
        "sources": list(service.sources),
        "checked": service.read[:7],
        "status": status_word(service.status),
        "expired": is_expired(service, today),
    }  # fmt: skip


def _danger_note(service: Service, known: Knowledge) -> str:
    """Say when it was last checked and whom else to call, so that nobody is put off calling."""
    kind = "crisis" if "crisis" in service.needs else "police"
    return known.say(f"note.if_nobody.{kind}").replace("{month}", month_in_words(service.read, known))


def _live_note(service: Service, known: Knowledge) -> str:
    """Say that an organisation under attack is answered at any hour, where it is."""
    attack = service.live_attack
    return f"{known.say('note.live_attack')} {known.say(attack.menu)}" if attack and attack.always else ""


def month_in_words(day: str, known: Knowledge) -> str:
    """Write the month of an ISO day: November 2026."""
    return f"{known.say(f'web.month.{int(day[5:7])}')} {day[:4]}"
