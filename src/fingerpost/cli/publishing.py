"""`fingerpost site`: the whole public knowledge as files."""

from __future__ import annotations

from pathlib import Path

import click

from fingerpost.cli.common import moment, with_json, with_language, with_today, write_json


@click.command(epilog="Example: fingerpost site --out pages --nation wales")
@click.option("--out", required=True, metavar="DIR", help="The folder to make. One made by this is made again.")
@click.option("--nation", help="Only what holds in england, wales, scotland or northern-ireland.")
@with_today
@with_language
@with_json
def site(out: str, nation: str | None, today: str | None, lang: str, as_json: bool) -> int:  # noqa: ARG001  pages are in English
    """Write the whole public knowledge as pages that need no server and no JavaScript: for a web space or a USB stick."""
    from fingerpost.web.publish import publish

    made = publish(Path(out), nation, moment(today))
    if as_json:
        write_json({"out": out, **made})
    else:
        click.echo(f"{made['files']} files, {made['bytes'] / 1_000_000:.1f} MB. Open index.html in {Path(out).name}.")
    return 0
