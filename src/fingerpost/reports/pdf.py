"""A document as a tagged PDF, by Typst, in memory: nothing is written to disk, and nothing is fetched.

What people wrote is given as data and never stands in Typst source. One letter that no font holds would stop the whole
document, so each is looked at first and written as its number where it may be missing.
"""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec

from fingerpost.errors import BadRequest
from fingerpost.reports.document import Block, Document

TEMPLATE: Final = Path(__file__).parent / "document.typ"
STANDARD: Final = "ua-1"
# Letters of the fonts that Typst carries: Latin with its accents, Greek, Cyrillic, the common marks and currencies.
_MISSING: Final = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u02c6\u02dc\u0386-\u03ce\u0400-\u045f\u1e80-\u1e85\u1ef2\u1ef3"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212]"
)


def as_pdf(document: Document) -> bytes:
    """Write a document as a PDF with headings, lists, language and title marked for screen readers.

    Raises:
        BadRequest: The program that sets type is not installed; says which to install.
    """
    try:
        typst: Any = import_module("typst")  # heavy, and an extra
    except ImportError:
        raise BadRequest("a PDF needs the report extra", hint='Install it: pip install "fingerpost[report]".') from None
    shown = _shown(document)
    year, month, day = map(int, document.made.split("-"))
    data = {**msgspec.to_builtins(shown), "year": year, "month": month, "day": day}
    made: bytes = typst.compile(
        TEMPLATE.read_bytes(), format="pdf", pdf_standards=[STANDARD], sys_inputs={"data": json.dumps(data)}
    )
    return made


def _shown(document: Document) -> Document:
    """Give a document whose every letter a font holds."""
    return Document(
        title=legible(document.title), lead=legible(document.lead), made=document.made, language=document.language,
        blocks=tuple(
            Block(
                heading=legible(block.heading), lines=tuple(map(legible, block.lines)),
                points=tuple(map(legible, block.points)), numbered=block.numbered,
            )
            for block in document.blocks
        ),
    )  # fmt: skip


def legible(text: str) -> str:
    """Write each letter that may be missing from the fonts as its number: U+1F600."""
    return _MISSING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
