"""`fingerpost prove`: walk every situation the rules tell apart."""

from __future__ import annotations

import time

import click

from fingerpost.cli.common import knowledge, with_json, with_language, write_json


@click.command(epilog="Example: fingerpost prove")
@with_language
@with_json
def prove(lang: str, as_json: bool) -> int:
    """Walk every combination of facts the rules can tell apart, and check the promises in each."""
    from fingerpost.journeys.prove import proof

    start = time.perf_counter()
    result = proof(knowledge(lang))
    seconds = round(time.perf_counter() - start, 1)
    if as_json:
        write_json({**result.as_json(), "seconds": seconds})
    else:
        click.echo(result.as_text())
        click.echo(f"\n{seconds} seconds")
    return 0 if result.holds else 1
