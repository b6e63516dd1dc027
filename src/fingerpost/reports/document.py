"""A document to keep: what stands on it, apart from how it looks. One shape for a plan, an assessment and a card."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
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
