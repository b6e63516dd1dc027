"""`fingerpost ask`: what happened, and the plan."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from fingerpost.cli.common import day, knowledge, with_json, with_language, with_today, write_json
from fingerpost.errors import BadRequest
from fingerpost.knowledge.load import Knowledge
from fingerpost.terms import NATIONS

LARGEST_FILE = 20_000_000  # bytes


@click.command(epilog='Example: fingerpost ask --text "I paid a man £400 by bank transfer an hour ago" --nation england')
@click.argument("file", required=False)
@click.option("--text", help="What happened, in your own words.")
@click.option("--who", type=click.Choice(["person", "business", "charity", "someone-else"]), help="Who it happened to.")
@click.option("--nation", type=click.Choice(NATIONS), help="Where you are in the UK.")
@click.option("--age", type=click.Choice(["adult", "under-18"]), help="Of the person it happened to.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE", help="An answer to a question (see --keys).")
@click.option("--jsonl", metavar="FILE", help="Many accounts, one JSON object a line; one result a line.")
@click.option("--keys", is_flag=True, help="List every question with its answers.")
@with_today
@with_language
@with_json
def ask(
    file: str | None, text: str | None, who: str | None, nation: str | None, age: str | None,
    answers: tuple[str, ...], jsonl: str | None, keys: bool, today: str | None, lang: str, as_json: bool,
) -> int:  # fmt: skip
    """What happened? Gives what it is, how urgent, who to tell, what to do and not do, what to keep.

    Take the words from --text, from FILE, or from standard input with "-". In a terminal it asks the questions itself.
    """
    known, when = knowledge(lang), day(today)
    if keys:
        _print_keys(known, as_json)
        return 0
    if jsonl is not None:
        if file is not None or text is not None or who or nation or age or answers:
            raise BadRequest("--jsonl takes everything from its file", hint="Leave the other options out.")
        return _many(jsonl, known, when)
    if file is not None and text is not None:
        raise BadRequest("there is both a file and --text", hint="Give the words one way.")
    from fingerpost.journeys.happened import Account, assess
    from fingerpost.journeys.happened import as_json as shape

    words = text if text is not None else _read(file)
    account = Account(text=words, who=who, nation=nation, age=age, answers=_answers(answers))
    outcome = assess(account, known)
    if not as_json and sys.stdin.isatty() and sys.stdout.isatty():
        from fingerpost.cli.asking_terminal import interview

        outcome = interview(outcome, known)
    result = shape(outcome, known, when)
    if as_json:
        write_json(result)
    else:
        from fingerpost.cli.plan_text import plan_text

        click.echo(plan_text(result))
    return 0


def _answers(pairs: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise BadRequest(f'"{pair[:40]}" is not KEY=VALUE', hint="For example: --answer nation=wales")
        if found.get(key, value) != value:
            raise BadRequest(f'"{key[:40]}" is answered twice, and not the same', hint="Give one answer to each question.")
        found[key] = value
    return found


def _read(file: str | None) -> str:
    if file == "-" or (file is None and not sys.stdin.isatty()):
        return sys.stdin.buffer.read(LARGEST_FILE).decode("utf-8", "replace")
    if file is None:
        click.echo("What happened? Write it in your own words, then press Enter twice.\n", err=True)
        lines: list[str] = []
        for line in sys.stdin:
            if not line.strip() and lines:
                break
            lines.append(line)
        return "".join(lines)
    return _file_bytes(file).decode("utf-8", "replace")


def _file_bytes(name: str) -> bytes:
    path = Path(name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadRequest(f'"{path.name}" is too large to be an account', hint="Give it as text, up to 20 MB.")
        return path.read_bytes()
    except OSError as error:
        raise BadRequest(
            f'"{path.name}" cannot be read ({(error.strerror or "unknown reason").lower()})',
            hint="Check the name, or give the words with --text.",
        ) from None


def _print_keys(known: Knowledge, as_json: bool) -> None:
    from fingerpost.journeys.happened import answer_keys, option_text, question_text

    rows = [
        {
            "key": key,
            "text": question_text(key, known),
            "values": [{"value": value, "text": option_text(key, value, known)} for value in values],
        }
        for key, values in answer_keys(known).items()
    ]
    if as_json:
        write_json({"keys": rows})
        return
    for row in rows:
        click.echo(f"{row['key']}: {row['text']}")
        for option in row["values"]:
            click.echo(f"    {option['value']}: {option['text']}")  # type: ignore[index]


def _many(name: str, known: Knowledge, today: date) -> int:
    """Assess many accounts; a line that cannot be read gives an error line in its place, and exit code 1."""
    content = sys.stdin.buffer.read() if name == "-" else _file_bytes(name)
    bad = 0
    for result in _results(content.decode("utf-8-sig", "replace").split("\n"), known, today):
        bad += "error" in result
        write_json(result)
    return 1 if bad else 0


def _results(lines: list[str], known: Knowledge, today: date) -> Iterator[dict[str, Any]]:
    from fingerpost.journeys.happened import as_json as shape
    from fingerpost.journeys.happened import assess

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row_id = None
        try:
            row = json.loads(line, parse_constant=_no_number)
            row_id = row.get("id") if isinstance(row, dict) else None
            yield shape(assess(_account(row), known), known, today, account_id=row_id)
        except (ValueError, RecursionError):
            yield {"id": row_id, "error": f"line {number} is not a JSON object"}
        except BadRequest as error:
            yield {"id": row_id, "error": f"line {number}: {error.message}", "hint": error.hint}


def _no_number(name: str) -> None:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(name)


def _account(row: Any) -> Any:
    from fingerpost.journeys.happened import Account

    if not isinstance(row, dict) or not isinstance(row.get("text", ""), str):
        raise BadRequest("an account needs a text", hint='For example: {"id": "a1", "text": "…"}')
    adult = row.get("adult")
    who, nation = row.get("who"), row.get("nation")
    if who not in (None, "person", "business", "charity", "someone-else"):
        raise BadRequest("who is not person, business, charity or someone-else")
    if nation not in (None, *NATIONS):
        raise BadRequest("nation is not one of " + ", ".join(NATIONS))
    if not (adult is None or isinstance(adult, bool)):
        raise BadRequest("adult is not true, false or null")
    answers = row.get("answers") or {}
    if not isinstance(answers, dict) or not all(isinstance(v, str) for v in answers.values()):
        raise BadRequest("answers is not an object of strings")
    age = None if adult is None else ("adult" if adult else "under-18")
    return Account(text=row.get("text", ""), who=who, nation=nation, age=age, answers=answers)
