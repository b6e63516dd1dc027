"""A small hashed linear model: load weights, score text, say which words moved a score.

Features are words, pairs of neighbouring words and pieces of words of three to five letters, hashed with CRC-32 into a
fixed number of buckets. Each *head* (a crime, a value of a fact) has an integer weight for some buckets. Sums are whole
numbers, so every machine gives the same answer; only the last steps are floats.

The file (`docs/adr/0004-model-file.md`): magic, version, SHA-256 of the rest, then a JSON header and four
arrays. Nothing in it is ever executed.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Final

from fingerpost.errors import ModelError
from fingerpost.terms import Span

MAGIC: Final = b"FPLM"
VERSION: Final = 1
_WORD: Final = re.compile(r"[a-z0-9£$€@#']+")
_DIGITS: Final = re.compile(r"[0-9]+")
LONGEST_WORD: Final = 24
SHORTEST_TELLING: Final = 4  # letters; a shorter word on its own explains nothing


def tokens(text: str) -> list[tuple[str, Span]]:
    """Give the words of folded text with their spans; a run of digits reads as 0, so amounts and dates generalise."""
    return [(_DIGITS.sub("0", found.group()), found.span()) for found in _WORD.finditer(text)]


def features_of(words: Sequence[str], extra: Iterable[str] = ()) -> Iterator[str]:
    """Yield the features of a run of words; `extra` are features found by other means."""
    last = "^"
    for word in words:
        yield "w " + word
        yield "b " + last + " " + word
        last = word
        if len(word) > 3:
            edged = "<" + word[:LONGEST_WORD] + ">"
            for size in (3, 4, 5):
                for at in range(len(edged) - size + 1):
                    yield edged[at : at + size]
    yield "b " + last + " $"
    for name in extra:
        yield "x " + name


def bucket(feature: str, buckets: int) -> int:
    """Give the bucket of a feature: the same everywhere, in training and at run time."""
    return zlib.crc32(feature.encode()) % buckets


class LinearModel:
    """Weights of many heads over one set of hashed features.

    Attributes:
        heads: The names, in the order of scores.
        card: What the file's header says of itself: version of the data, date, counts.
    """

    def __init__(
        self, heads: Sequence[str], buckets: int, starts: array[int], columns: bytes, weights: array[int],
        bias: Sequence[float], rarity: array[int], scale: float, card: Mapping[str, object],
    ) -> None:  # fmt: skip
        self.heads = tuple(heads)
        self.card = card
        self._buckets = buckets
        self._starts = starts
        self._columns = columns
        self._weights = weights
        self._bias = tuple(bias)
        self._squares = [value * value for value in rarity]
        self._scale = scale

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Load a model file.

        Raises:
            ModelError: Missing, damaged or of a version this program does not know.
        """
        try:
            blob = path.read_bytes()
        except OSError as error:
            raise ModelError(f"the model cannot be read ({error.strerror})", hint="Install Fingerpost again.") from None
        if blob[:4] != MAGIC or len(blob) < 42 or blob[4] != VERSION:
            raise ModelError("the model file is not of a version this program knows", hint="Install Fingerpost again.")
        body = blob[37:]
        if hashlib.sha256(body).digest() != blob[5:37]:
            raise ModelError("the model file is damaged", hint="Install Fingerpost again.")
        size = struct.unpack_from("<I", body)[0]
        header = json.loads(body[4 : 4 + size])
        at = 4 + size
        starts = array("I")
        starts.frombytes(body[at : at + 4 * (header["buckets"] + 1)])
        at += 4 * (header["buckets"] + 1)
        columns = body[at : at + header["entries"]]
        at += header["entries"]
        weights = array("h")
        weights.frombytes(body[at : at + 2 * header["entries"]])
        at += 2 * header["entries"]
        rarity = array("H")
        rarity.frombytes(body[at : at + 2 * header["buckets"]])
        if sys.byteorder == "big":
            for part in (starts, weights, rarity):
                part.byteswap()
        return cls(
            header["heads"], header["buckets"], starts, columns, weights, header["bias"], rarity, header["scale"],
            header["card"],
        )  # fmt: skip

    @staticmethod
    def save(
        path: Path, heads: Sequence[str], rows: Mapping[int, Mapping[int, int]], buckets: int, bias: Sequence[float],
        rarity: Sequence[int], scale: float, card: Mapping[str, object],
    ) -> None:  # fmt: skip
        """Write a model file.

        Args:
            path: Where to.
            heads: At most 255 names.
            rows: A bucket to head index to weight, a whole number of 16 bits.
            buckets: How many buckets features are hashed into.
            bias: Each head's constant, a logit.
            rarity: Each bucket's rarity in thousandths, below 65,536; the rarer a feature, the more it counts.
            scale: What one unit of weight is worth, for a text of length one.
            card: What the file says of itself.
        """
        starts, columns, weights = array("I", [0]), bytearray(), array("h")
        for place in range(buckets):
            for head, weight in sorted(rows.get(place, {}).items()):
                columns.append(head)
                weights.append(weight)
            starts.append(len(columns))
        rare = array("H", rarity)
        if sys.byteorder == "big":
            for part in (starts, weights, rare):
                part.byteswap()
        header = json.dumps(
            {"heads": list(heads), "buckets": buckets, "entries": len(columns), "bias": list(bias), "scale": scale,
             "card": dict(card)}, sort_keys=True,
        ).encode()  # fmt: skip
        body = struct.pack("<I", len(header)) + header + starts.tobytes() + bytes(columns)
        body += weights.tobytes() + rare.tobytes()
        path.write_bytes(MAGIC + bytes([VERSION]) + hashlib.sha256(body).digest() + body)

    def scores(self, words: Sequence[str], extra: Iterable[str] = ()) -> list[float]:
        """Score every head: a logit, above nought where the head is likelier there than not."""
        sums = [0] * len(self.heads)
        starts, columns, weights, buckets = self._starts, self._columns, self._weights, self._buckets
        places = {zlib.crc32(feature.encode()) % buckets for feature in features_of(words, extra)}
        for place in places:
            start, end = starts[place], starts[place + 1]
            for column, weight in zip(columns[start:end], weights[start:end], strict=True):
                sums[column] += weight
        # Whole numbers up to here; the length is that of the text's features weighted by how rare they are.
        length = sqrt(sum(self._squares[place] for place in places)) / 1000 if places else 1.0
        unit = self._scale / length
        return [total * unit + bias for total, bias in zip(sums, self._bias, strict=True)]

    def moved_by(self, words: Sequence[tuple[str, Span]], head: str, most: int = 3) -> list[Span]:
        """Give the spans of the words, and pairs of words, that raised a head's score most, strongest first."""
        column = self.heads.index(head)
        raised: list[tuple[int, Span]] = []
        last: tuple[str, Span] | None = None
        for word, span in words:
            alone = self._weight("w " + word, column)
            if len(word) >= SHORTEST_TELLING:
                raised.append((alone, span))
            if last is not None:
                pair = self._weight("b " + last[0] + " " + word, column) + self._weight("w " + last[0], column)
                raised.append((alone + pair, (last[1][0], span[1])))
            last = (word, span)
        chosen: list[Span] = []
        for total, span in sorted(raised, key=lambda item: (-item[0], item[1])):
            if len(chosen) == most or total <= 0:
                break
            if all(span[1] <= other[0] or span[0] >= other[1] for other in chosen):
                chosen.append(span)
        return chosen

    def _weight(self, feature: str, column: int) -> int:
        place = bucket(feature, self._buckets)
        at = self._columns.find(column, self._starts[place], self._starts[place + 1])
        return self._weights[at] if at >= 0 else 0
