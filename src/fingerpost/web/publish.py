"""All public knowledge as files: no server, no JavaScript, relative links; made with the application's own pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from fingerpost.errors import BadRequest
from fingerpost.journeys import flow_pages
from fingerpost.journeys.find_help import find, needs
from fingerpost.journeys.library import Library
from fingerpost.knowledge.load import Knowledge, load
from fingerpost.terms import NATIONS

MARK: Final = "made-by-fingerpost.txt"  # stands in a folder we made, and lets us make it again
ASSETS: Final = ("style.css", "icon.svg", "hand.svg", "blank.svg")
WORDS: Final = {"about": "web.about", "privacy": "web.privacy.files", "accessibility": "web.accessibility"}


def publish(out: Path, nation: str | None, at: datetime) -> dict[str, int]:
    """Write the site into a folder and give how many files it has and how large it is.

    Args:
        out: A folder that is not there, is empty, or was made by this.
        nation: Only what holds in one nation, or None for all four.
        at: The moment it is made.

    Raises:
        BadRequest: There is no such nation, or the folder holds something else.
    """
    if nation is not None and nation not in NATIONS:
        raise BadRequest(f'there is no nation "{nation[:40]}"', hint="Known: " + ", ".join(NATIONS))
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).exists())):
        raise BadRequest(f'"{out.name}" is there already and holds something else', hint="Name a new folder.")
    beside = out.with_name(out.name + ".new")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        size = count = 0
        for name, content in files(load(), nation, at):
            (beside / name).write_bytes(content)
            size, count = size + len(content), count + 1
        shutil.rmtree(out, ignore_errors=True)
        beside.rename(out)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        reason = (error.strerror or "unknown reason").lower()
        raise BadRequest(f'"{out.name}" cannot be written ({reason})', hint="What was there is unchanged.") from None
    return {"files": count, "bytes": size}


def files(known: Knowledge, nation: str | None, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site: its name and what it holds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.site.settings")
    import django

    django.setup()
    library = Library(known, nation)
    yield MARK, f"Made by Fingerpost on {at.date().isoformat()}. This folder is replaced when it is made again.\n".encode()
    static = Path(__file__).parent / "static" / "web"
    for name in ASSETS:
        yield name, (static / name).read_bytes()
    plain = {"nation": nation, "made": at.date().isoformat()}
    for name in ("start", "before", "now", "call", "what"):
        yield _named(name), _render(f"site_{name}", **plain, shelves=library.shelves())
    yield _named("exit"), _render("exit")
    yield _named("read"), _render("read", shelves=library.shelves())
    yield _named("help"), _render("site_help", needs=list(_help(known, nation, at)), library=library)
    for name, page in WORDS.items():
        yield _named(name), _render("words_page", page=page)
    for code, (kind, id_) in library.pages.items():
        page = library.page(code, at)
        asked = flow_pages.asked(library, id_) if kind == "crime" else None
        guide = known.guides.get(id_) if kind == "guide" else None
        if page is not None and page.service is not None:
            page = msgspec.structs.replace(page, service=service_row(dict(page.service)))
        yield f"{code}.html", _render("read_page", page=page, asked=asked, address=guide.url if guide else None)
    for crime in known.crimes:
        for step in flow_pages.steps(library, crime):
            yield f"{step.code}.html", _render("read_page", page=flow_pages.page(library, step, at))


def _named(name: str) -> str:
    return "index.html" if name == "start" else f"{name}.html"


def _render(template: str, **context: Any) -> bytes:
    from django.template.loader import render_to_string

    return render_to_string(f"web/{template}.html", {"files": True, **context}).encode()


def _help(known: Knowledge, nation: str | None, at: datetime) -> Iterator[dict[str, Any]]:
    """Yield the services by what they are for; each is under all it helps with."""
    for need in needs(known):
        rows = find(known, nation=nation, need=need, at=at)
        if rows:
            yield {"need": need, "services": [service_row(row) for row in rows]}


def service_row(service: dict[str, Any]) -> dict[str, Any]:
    """Give a service as the pages show it: its ways apart, and its doubts."""
    ways = service["contact"]
    return service | {
        "phones": [way for way in ways if way["kind"] == "phone"],
        "ways": [way for way in ways if way["kind"] not in {"phone", "web"}],
        "sites": [way for way in ways if way["kind"] == "web"],
        "hours_doubt": "hours" in service["doubt"],
        "details_doubt": "details" in service["doubt"] or service["status"] != "checked",
        "everywhere": len(service["nations"]) == len(NATIONS),
    }
