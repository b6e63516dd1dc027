"""`fingerpost serve`: the web application."""

from __future__ import annotations

import click


@click.command(epilog="Example: fingerpost serve --port 8300 --no-browser")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; a free one is found if you give none.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--hosted", is_flag=True, help="For a force, council or charity: keeps nothing, needs no token.")
def serve(port: int | None = None, no_browser: bool = False, hosted: bool = False) -> int:
    """Open the web application, on this computer only unless hosted."""
    from fingerpost.web.serve import serve as start

    start(port=port, browser=not no_browser, hosted=hosted)
    return 0
