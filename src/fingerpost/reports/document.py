"""A document to keep: what stands on it, apart from how it looks. One shape for a plan, an assessment and a card."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from typing import Final

import msgspec

WIDTH: Final = 78  # characters of a line of text


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a document: a heading, then lines, then points."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    numbered: bool = False


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document to keep.

    Attributes:
        made: The ISO day it was made.
        language: A language tag of two letters.
    """

    title: str
    lead: str
    blocks: tuple[Block, ...]
    made: str
    language: str = "en"


def as_text(document: Document) -> str:
    """Write a document as plain text, for reading anywhere."""
    return "\n".join(_lines(document)) + "\n"


STYLE: Final = (
    "body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif;color:#1c2b30;background:#fff}"
    "h1,h2{line-height:1.2}li{margin:.3rem 0}"
)


def as_html(document: Document) -> str:
    """Write a document as one page of HTML with nothing outside itself."""
    parts = [
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">',
        f"<title>{escape(document.title)}</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(document.title)}</h1>",
        *([f"<p>{escape(document.lead)}</p>"] if document.lead else []),
    ]
    for block in document.blocks:
        parts += [f"<h2>{escape(block.heading)}</h2>"] if block.heading else []
        parts += [f"<p>{escape(line)}</p>" for line in block.lines]
        if block.points:
            kind = "ol" if block.numbered else "ul"
            parts += [f"<{kind}>", *(f"<li>{escape(point)}</li>" for point in block.points), f"</{kind}>"]
    parts.append(f"<p>Made on {escape(document.made)} with Fingerpost.</p>\n</main>\n</body>\n</html>")
    return "\n".join(parts) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield from _wrap(document.title)
    yield "=" * min(len(document.title), WIDTH)
    if document.lead:
        yield ""
        yield from _wrap(document.lead)
    for block in document.blocks:
        if block.heading:
            yield ""
            yield from _wrap(block.heading)
            yield "-" * min(len(block.heading), WIDTH)
        for line in block.lines:
            yield ""
            yield from _wrap(line)
        if block.points:
            yield ""
        for number, point in enumerate(block.points, 1):
            lead = f"{number}. " if block.numbered else "- "
            yield from _wrap(point, lead)
    yield ""
    yield f"Made on {document.made} with Fingerpost."


def _wrap(words: str, lead: str = "") -> list[str]:
    """Break words into lines; an address is never broken, so that it can be followed."""
    return textwrap.wrap(
        words, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False, break_long_words=False
    )  # fmt: skip
