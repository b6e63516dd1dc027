"""From an account to what the model scores: the same in training and at run time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from fingerpost.model import LinearModel, tokens
from fingerpost.terms import Span
from fingerpost.text import Folded
from fingerpost.knowledge.phrases import Hit

WEIGHTS: Final = Path(__file__).parent / "weights.fplm"
WINDOW: Final = 70  # words
STRIDE: Final = 35


@cache
def model() -> LinearModel:
    """Load the model that ships with the package."""
    return LinearModel.load(WEIGHTS)


def windows(folded: Folded) -> list[list[tuple[str, Span]]]:
    """Cut an account into overlapping runs of words, so that one sentence in four pages still counts."""
    words = tokens(folded.text)
    if len(words) <= WINDOW + STRIDE:
        return [words]
    return [words[at : at + WINDOW] for at in range(0, len(words) - STRIDE, STRIDE)]


def phrase_features(found: Sequence[Hit], words: Sequence[tuple[str, Span]], folded: Folded) -> list[str]:
    """Give the phrases found within a run of words, as extra features; a cancelled one is another feature."""
    if not words:
        return []
    start, end = folded.original(words[0][1][0], words[-1][1][1])
    return sorted(
        {
            ("cancelled " if hit.cancelled else "phrase ") + hit.phrase.id
            for hit in found
            if start <= hit.reason.span[0] < end
        }
    )

