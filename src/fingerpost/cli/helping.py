"""`fingerpost help-near`: every service, filtered."""

from __future__ import annotations

from typing import Any

import click

from fingerpost.cli.common import knowledge, moment, with_json, with_language, with_today, write_json


@click.command("help-near", epilog="Example: fingerpost help-near --nation wales --need stalking --open-now")
@click.option("--nation", help="england, wales, scotland or northern-ireland.")
@click.option("--need", help="What for: stalking, fraud, intimate-images, crisis, …")
@click.option("--for", "audience", help="person, business, charity, child or professional.")
@click.option("--open-now", is_flag=True, help="Only those known to be open now.")
@with_today
@with_language
@with_json
def help_near(
    nation: str | None, need: str | None, audience: str | None, open_now: bool, today: str | None, lang: str,
    as_json: bool,
) -> int:  # fmt: skip
    """Find help: who can, how to reach them, and who is open now."""
    from fingerpost.journeys.find_help import find

    found = find(knowledge(lang), nation=nation, need=need, audience=audience, open_only=open_now, at=moment(today))
    if as_json:
        write_json({"services": found})
    else:
        for service in found:
            click.echo(_lines(service))
        if not found:
            click.echo("No service we know of fits all of that. Take one filter away.")
    return 0


def _lines(service: dict[str, Any]) -> str:
    state = service["open"]
    opening = ("open now, " if state["now"] else "closed now, ") + state["next"] if state["known"] else "hours not known"
    if "hours" in service["doubt"]:
        opening += " (we have not been able to check these hours)"
    ways = [f"    {way['label']}: {way['value']}" for way in service["contact"]]
    note = [f"    {service['danger_note']}"] if service["danger_note"] else []
    return "\n".join([service["name"], f"    for {'; '.join(service['for'])}", f"    {opening}", *ways, *note, ""])
