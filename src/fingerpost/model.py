"""A small hashed linear model: load weights, score text, say which words moved a score.

Features are words, pairs of neighbouring words and pieces of words of three to five letters, hashed with CRC-32 into a
fixed number of buckets. Each *head* (a crime, a value of a fact) has a weight of eight bits for every bucket. Sums are whole
numbers, so every machine gives the same answer; only the last steps are floats.

The file (`docs/adr/0004-model-file.md`): magic, version, SHA-256 of the rest, then a JSON header and two
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
VERSION: Final = 2
NOUGHT: Final = 128  # a stored byte of 128 is a weight of nought
AT_ONCE: Final = 256  # bytes that can be added up in a lane of 16 bits
_WORD: Final = re.compile(r"[a-z0-9£$€@#']+")
_DIGITS: Final = re.compile(r"[0-9]+")
LONGEST_WORD: Final = 24
SHORTEST_TELLING: Final = 4  # letters; shorter words, alone or together, explain nothing


Seen = dict[str, tuple[int, ...]]  # a word, and the buckets of its own features


def tokens(text: str) -> list[tuple[str, Span]]:
    """Give the words of folded text with their spans; a run of digits reads as 0, so amounts and dates generalise."""
    return [(_DIGITS.sub("0", found.group()), found.span()) for found in _WORD.finditer(text)]


def features_of(words: Sequence[str], extra: Iterable[str] = ()) -> Iterator[str]:
    """Yield the features of a run of words; `extra` are features found by other means."""
    for word in words:
        yield from _features_of_word(word)
    yield from _features_between(words, extra)


def _features_of_word(word: str) -> Iterator[str]:
    yield "w " + word
    if len(word) > 3:
        edged = "<" + word[:LONGEST_WORD] + ">"
        for size in (3, 4, 5):
            for at in range(len(edged) - size + 1):
                yield edged[at : at + size]


def _features_between(words: Sequence[str], extra: Iterable[str]) -> Iterator[str]:
    last = "^"
    for word in words:
        yield "b " + last + " " + word
        last = word
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
        self, heads: Sequence[str], buckets: int, table: bytes, bias: Sequence[float], rarity: array[int],
        scale: Sequence[float], card: Mapping[str, object],
    ) -> None:  # fmt: skip
        self.heads = tuple(heads)
        self.card = card
        self._buckets = buckets
        self._table = table
        self._bias = tuple(bias)
        self._squares = [value * value for value in rarity]
        self._scale = tuple(scale)
        self._lanes = int.from_bytes(b"\xff\x00" * ((len(heads) + 1) // 2), "little")

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
        entries = header["buckets"] * len(header["heads"])
        rarity = array("H")
        rarity.frombytes(body[at + entries :])
        if sys.byteorder == "big":
            rarity.byteswap()
        return cls(
            header["heads"], header["buckets"], body[at : at + entries], header["bias"], rarity, header["scale"],
            header["card"],
        )  # fmt: skip

    @staticmethod
    def save(
        path: Path, heads: Sequence[str], table: bytes, bias: Sequence[float], rarity: Sequence[int],
        scale: Sequence[float], card: Mapping[str, object],
    ) -> None:  # fmt: skip
        """Write a model file.

        Args:
            path: Where to.
            heads: The names, any number.
            table: A weight of one byte, 128 added, for each bucket and head: the first bucket's heads, then the second's.
            bias: Each head's constant, a logit.
            rarity: Each bucket's rarity in thousandths, below 65,536; the rarer a feature, the more it counts.
            scale: What one unit of a head's weight is worth, for a text of length one.
            card: What the file says of itself.
        """
        rare = array("H", rarity)
        if sys.byteorder == "big":
            rare.byteswap()
        header = json.dumps(
            {"heads": list(heads), "buckets": len(rarity), "bias": list(bias), "scale": list(scale), "card": dict(card)},
            sort_keys=True,
        ).encode()
        body = struct.pack("<I", len(header)) + header + table + rare.tobytes()
        path.write_bytes(MAGIC + bytes([VERSION]) + hashlib.sha256(body).digest() + body)

    def scores(self, words: Sequence[str], extra: Iterable[str] = (), seen: Seen | None = None) -> list[float]:
        """Score every head: a logit, above nought where the head is likelier there than not.

        Args:
            words: The words of a run, as `tokens` gives them.
            extra: Features found by other means.
            seen: What words were already worked out for this account; it is filled, and is not to outlive the account.
        """
        places = self._places(words, extra, {} if seen is None else seen)
        sums = self._sums(places)
        # Whole numbers up to here; the length is that of the text's features weighted by how rare they are.
        length = sqrt(sum(map(self._squares.__getitem__, places))) / 1000 if places else 1.0
        return [total * scale / length + bias for total, scale, bias in zip(sums, self._scale, self._bias, strict=True)]

    def _places(self, words: Sequence[str], extra: Iterable[str], seen: Seen) -> list[int]:
        """Give the buckets of a run of words; each word's own features are worked out once."""
        buckets = self._buckets
        found = {zlib.crc32(feature.encode()) % buckets for feature in _features_between(words, extra)}
        for word in words:
            known = seen.get(word)
            if known is None:
                known = seen[word] = tuple(zlib.crc32(f.encode()) % buckets for f in _features_of_word(word))
            found.update(known)
        return list(found)

    def _sums(self, places: Sequence[int]) -> list[int]:
        """Add up the rows of some buckets.

        A row is read as one large number whose bytes are the heads' weights. Every other byte is masked out, so that each
        of the rest has 16 bits to grow into, and whole rows are added at once.
        """
        width, table, lanes = len(self.heads), self._table, self._lanes
        sums = [-NOUGHT * len(places)] * width
        size = 2 * ((width + 1) // 2)
        for first in range(0, len(places), AT_ONCE):
            even = odd = 0
            for place in places[first : first + AT_ONCE]:
                row = int.from_bytes(table[place * width : (place + 1) * width], "little")
                even += row & lanes
                odd += (row >> 8) & lanes
            for start, number in ((0, even), (1, odd)):
                lane = array("H", number.to_bytes(size, sys.byteorder))
                if sys.byteorder == "big":
                    lane.reverse()
                for column, total in zip(range(start, width, 2), lane, strict=False):
                    sums[column] += total
        return sums

    def moved_by(self, words: Sequence[tuple[str, Span]], head: str, most: int = 3) -> list[Span]:
        """Give the spans of the words, and pairs of words, that raised a head's score most, strongest first."""
        column = self.heads.index(head)
        raised: list[tuple[int, Span]] = []
        last: tuple[str, Span, int] | None = None
        for word, span in words:
            alone = self._weight("w " + word, column)
            if len(word) >= SHORTEST_TELLING:
                raised.append((alone, span))
            if last is not None and max(len(word), len(last[0])) >= SHORTEST_TELLING:
                pair = self._weight("b " + last[0] + " " + word, column) + last[2]
                raised.append((alone + pair, (last[1][0], span[1])))
            last = (word, span, alone)
        chosen: list[Span] = []
        for total, span in sorted(raised, key=lambda item: (-item[0], item[1])):
            if len(chosen) == most or total <= 0:
                break
            if all(span[1] <= other[0] or span[0] >= other[1] for other in chosen):
                chosen.append(span)
        return chosen

    def _weight(self, feature: str, column: int) -> int:
        return self._table[bucket(feature, self._buckets) * len(self.heads) + column] - NOUGHT
