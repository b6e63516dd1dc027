"""Options every command shares, and how it writes."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time
from typing import Any, TypeVar

import click

from fingerpost.errors import BadRequest
from fingerpost.knowledge.hours import UK
from fingerpost.knowledge.load import Knowledge, load

Command = TypeVar("Command")


def with_json(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")(command)  # type: ignore[type-var]


def with_language(command: Command) -> Command:
    """Add `--lang`."""
    option = click.option(
        "--lang", type=click.Choice(["en", "cy"]), default="en", help="Language; what is not yet in it is in English."
    )
    return option(command)  # type: ignore[type-var]


def with_today(command: Command) -> Command:
    """Add `--today`."""
    option = click.option("--today", metavar="DATE", help="Act as if this were the date (2026-11-23).")
    return option(command)  # type: ignore[type-var]


def knowledge(language: str = "en") -> Knowledge:
    """Load the knowledge."""
    return load("uk", language)


def day(text: str | None) -> date:
    """Read a date, or give today's in the UK.

    Raises:
        BadRequest: It is not a date.
    """
    if text is None:
        return datetime.now(UK).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f'"{text[:20]}" is not a date', hint="Write it as 2026-11-23.") from None


def moment(text: str | None) -> datetime:
    """Give now in the UK, or midday of a given date."""
    return datetime.now(UK) if text is None else datetime.combine(day(text), time(12), UK)


def write_json(value: Any) -> None:
    """Write one JSON object on a line of its own."""
    line = json.dumps(value, ensure_ascii=False)
    if not line.isascii() and any("\ud800" <= letter <= "\udfff" for letter in line):
        line = json.dumps(value)  # half of a pair, which no encoding can write, is written as its number
    sys.stdout.write(line + "\n")
