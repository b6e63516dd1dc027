"""From an account to what the model scores: the same in training and at run time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from fingerpost.knowledge.phrases import Hit
from fingerpost.model import LinearModel
from fingerpost.terms import Span
from fingerpost.text import Folded

WEIGHTS: Final = Path(__file__).parent / "weights.fplm"
DANGER_WEIGHTS: Final = Path(__file__).parent / "danger.fplm"
LONGEST_PIECE: Final = 30  # words of one piece of a sentence
WINDOW: Final = 70  # words
STRIDE: Final = 35


@cache
def model() -> LinearModel:
    """Load the model that ships with the package."""
    return LinearModel.load(WEIGHTS)


@cache
def danger_model() -> LinearModel:
    """Load the small model that reads danger, sentence by sentence."""
    return LinearModel.load(DANGER_WEIGHTS)


Words = list[tuple[str, Span]]  # as `tokens` gives them


def sentences(folded: Folded, words: Words) -> list[Words]:
    """Cut an account into sentences, each alone and each with the next: danger is often said in one, in passing."""
    pieces: list[Words] = [[]]
    last = 0
    for word, span in words:
        between = folded.text[last : span[0]]
        if pieces[-1] and (any(mark in between for mark in ".!?\n") or len(pieces[-1]) >= LONGEST_PIECE):
            pieces.append([])
        pieces[-1].append((word, span))
        last = span[1]
    pairs = [[*one, *other] for one, other in pairwise(pieces)]
    return [*pieces, *pairs]


def windows(words: Words) -> list[Words]:
    """Cut an account into overlapping runs of words, so that one sentence in four pages still counts."""
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
