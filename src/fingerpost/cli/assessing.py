"""`fingerpost assess`: a small organisation's answers, and its next three steps."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from fingerpost.cli.common import day, knowledge, with_json, with_language, with_today, write_json
from fingerpost.errors import BadRequest
from fingerpost.knowledge.load import Knowledge

WIDTH = 88


@click.command(epilog="Example: fingerpost assess --as charity --answers our-answers.json")
@click.option("--as", "as_", metavar="KIND", help="business, charity, or board for the questions of a board.")
@click.option("--answers", "file", metavar="FILE", help="Your progress. In a terminal it is asked for and written here.")
@with_today
@with_language
@with_json
def assess(as_: str | None, file: str | None, today: str | None, lang: str, as_json: bool) -> int:
    """Make us harder to hit: five questions for a first answer, then as many as you like.

    Ends in the next three steps: why, how, how long, who, and how to check. It is not a certificate.
    """
    from fingerpost.journeys import assessing

    known, when = knowledge(lang), day(today)
    progress = assessing.starting(as_)
    asked = not as_json and sys.stdin.isatty() and sys.stdout.isatty()
    if file is not None and (Path(file).exists() or not asked):
        progress = assessing.from_file(_bytes(file), known)
        progress = assessing.with_kind(progress, as_)
    if asked:
        progress = _interview(progress, known)
        if file is not None:
            _write(Path(file), assessing.to_file(progress, known, when))
    result = assessing.as_json(progress, known, as_)
    if as_json:
        write_json(result)
    else:
        click.echo("\n".join(_lines(result, as_)))
    return 0


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise BadRequest(f'"{Path(name).name}" cannot be read ({reason})', hint="Check the name of the file.") from None


def _write(path: Path, content: bytes) -> None:
    """Write beside and put in place, so that a full disk never costs the progress there was."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = (error.strerror or "unknown reason").lower()
        raise BadRequest(f'"{path.name}" cannot be written ({reason})', hint="What was there is unchanged.") from None


def _interview(progress: Any, known: Knowledge) -> Any:
    """Ask who they are, then the controls worth most; Enter stops."""
    from fingerpost.assess.score import ANSWERS, weigh
    from fingerpost.journeys import assessing

    profile, answers = dict(progress.profile), dict(progress.answers)
    for spec in known.country.profile:
        if spec.id not in profile:
            options = [(value, known.say(f"profile.{spec.id}.{value}")) for value in spec.values]
            chosen = _choose(known.say(f"profile.{spec.id}"), options)
            if chosen is None:
                break
            profile[spec.id] = chosen
    result = weigh(known, profile, answers)
    order = [*result.first, *(f.control.id for f in result.findings if f.standing == "open")]
    for control in dict.fromkeys(id_ for id_ in order if id_ not in answers):
        options = [(value, known.say(f"assess.answer.{value}")) for value in ANSWERS]
        chosen = _choose(known.say(f"control.{control}.question"), options)
        if chosen is None:
            break
        answers[control] = chosen
    return assessing.checked(known, profile, answers, before=progress.before)


def _choose(question: str, options: list[tuple[str, str]]) -> str | None:
    click.echo("\n" + question)
    for number, (_, words) in enumerate(options, 1):
        click.echo(f"  {number}. {words}")
    while True:
        given = click.prompt("Number, or Enter for the result", default="", show_default=False).strip()
        if not given:
            return None
        if given.isdigit() and 1 <= int(given) <= len(options):
            return options[int(given) - 1][0]
        click.echo(f"Please type a number from 1 to {len(options)}.")


def _lines(result: dict[str, Any], as_: str | None) -> Iterator[str]:
    score = result["score"]
    yield f"Done {score['met']}, missing {score['gap']}, to find out {score['unknown']}, not answered {result['open']}."
    yield result["certificate"]
    if not result["next_three"]:
        yield ""
        yield "Nothing missing so far." if score["met"] else "Answer a few questions first."
    for number, step in enumerate(result["next_three"], 1):
        cost = f"about £{step['pounds']} a year" if step["pounds"] else "free"
        yield ""
        yield f"{number}. {step['text']} (about {step['minutes']} minutes, {cost}; {step['who']})"
        yield from _wrapped(step["why"])
        for way in step["how"]:
            yield from _wrapped(f"{way['system']}: " + " ".join(way["steps"]))
        yield from _wrapped("How to check: " + step["check"])
    if as_ == "board":
        for principle in result["board"]:
            yield ""
            yield f"{principle['title']}: {principle['met']} of {principle['of']} in place"
            for row in principle["asks"]:
                yield from _wrapped("Ask: " + row["ask"])
                yield from _wrapped("A good answer: " + row["good"])
    if result["dropped"]:
        yield ""
        yield "Left out, because Fingerpost no longer asks it: " + ", ".join(result["dropped"])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="   ", subsequent_indent="   ")
