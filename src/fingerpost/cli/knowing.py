"""`fingerpost knowledge`: the knowledge is checked like code."""

from __future__ import annotations

import click

from fingerpost.cli.common import day, with_json, with_today, write_json


@click.group(epilog="Example: fingerpost knowledge lint")
def knowledge() -> None:
    """Check the knowledge, count it, or list what is past its review date."""


@knowledge.command(epilog="Example: fingerpost knowledge lint --today 2027-06-01")
@with_today
@with_json
def lint(today: str | None, as_json: bool) -> int:
    """List what is wrong with the knowledge, with a stable code, a place and a hint."""
    from fingerpost.knowledge.lint import lint_country

    issues = lint_country("uk", day(today))
    if as_json:
        write_json({"issues": [issue.as_json() for issue in issues]})
    else:
        for issue in issues:
            click.echo(issue.line())
        errors = sum(issue.level == "error" for issue in issues)
        click.echo(f"{errors} errors, {len(issues) - errors} notices")
    return 1 if any(issue.level == "error" for issue in issues) else 0


@knowledge.command(epilog="Example: fingerpost knowledge stats")
@with_json
def stats(as_json: bool) -> int:
    """Count what the knowledge holds and how much of it was seen in a source."""
    from fingerpost.knowledge.lint import stats_of

    counts = stats_of("uk")
    if as_json:
        write_json(counts)
    else:
        for name, value in counts.items():
            click.echo(f"{name}: {value}")
    return 0


@knowledge.command(epilog="Example: fingerpost knowledge expired --today 2028-11-23")
@with_today
@with_json
def expired(today: str | None, as_json: bool) -> int:
    """List every fact past its review date."""
    from fingerpost.knowledge.lint import expired_entries

    rows = expired_entries("uk", day(today))
    if as_json:
        write_json({"expired": rows})
    else:
        for row in rows:
            click.echo(f"{row['file']}: {row['id']} was due for review on {row['review_by']}")
        click.echo(f"{len(rows)} past their review date")
    return 1 if rows else 0


@knowledge.command("compile", epilog="Example: fingerpost knowledge compile")
def compile_() -> int:
    """Pack the YAML into the file that loads fast, and write the JSON Schemas. Run after every edit."""
    from fingerpost.knowledge.compiling import compile_all

    for path in compile_all("uk"):
        click.echo(path)
    return 0
