"""Fold text for matching, and carry every position back to what was received."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

import msgspec

from fingerpost.terms import Span

# Marks that show nothing but break words apart: soft hyphen, zero-width and direction marks, variation selectors, tags.
_INVISIBLE: Final = frozenset(
    [
        *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0xFEFF, 0x3164, 0xFFA0),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE0080),
        *range(0xE0100, 0xE01F0),
    ]
)

# Letters of other scripts that look like Latin ones (a hand-picked part of Unicode's confusables, TR39): the ones people
# and senders really use to hide a word.
_LOOKALIKE: Final = {
    ord(odd): plain
    for plain, odds in {
        "a": "аαɑаạ", "b": "ЬвβЬ", "c": "сϲс", "d": "ԁɗ", "e": "еєҽεе", "g": "ɡց", "h": "һհ", "i": "іɩıι¡",
        "j": "јʝ", "k": "кκᴋ", "l": "ӏⅼɭ", "m": "мⅿ", "n": "ոɴпη", "o": "оοօσჿ", "p": "рρ", "q": "ԛզ",
        "r": "гᴦ", "s": "ѕꜱ", "t": "тτ", "u": "ուυս", "v": "ѵν", "w": "ԝωա", "x": "хχ", "y": "уүγ", "z": "ᴢ",
    }.items()
    for odd in odds
}  # fmt: skip

_PLAIN: Final = {
    **dict.fromkeys(map(ord, "‘’‛ʼ´`′＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″«»＂"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    0x2026: "...",
}

# Digits and signs that stand for letters, undone only inside a word that has letters too ("k1ll", "p@ssword").
_LEET: Final = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}


class Folded(msgspec.Struct, frozen=True):
    """Text made plain for matching, with the way back.

    Attributes:
        text: Lower case, look-alikes made Latin, one space between words.
        origins: For each character of `text`, its place in what was received.
        ends: For each character of `text`, the place after it in what was received.
    """

    text: str
    origins: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """Give the half-open span in the text as received for a half-open span of the folded text."""
        if start >= end:
            at = self.origins[start] if start < len(self.origins) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.origins[start], self.ends[end - 1]


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """Give what one received character becomes: nothing, one or several plain ones."""
    code = ord(char)
    if code in _INVISIBLE:
        return ""
    if code in _PLAIN:
        return _PLAIN[code]
    plain = ""
    for part in unicodedata.normalize("NFKD", char).casefold():
        kind = unicodedata.category(part)
        if kind == "Mn":  # an accent on its own: ê becomes e
            continue
        if kind in {"Cc", "Zs", "Zl", "Zp"}:
            plain += "\n" if part in "\n\u2028\u2029" else " "
        elif kind not in {"Cf", "Cs", "Co", "Cn"}:
            plain += _PLAIN.get(ord(part), _LOOKALIKE.get(ord(part), part))
    return plain


def fold(received: str) -> Folded:
    """Fold text for matching.

    Letters spaced out one by one ("k i l l") are closed up, digits standing for letters inside a word are undone, and
    runs of white space become one space, so one phrase matches however it was typed.
    """
    chars: list[str] = []
    origins: list[int] = []
    ends: list[int] = []
    for at, char in enumerate(received):
        for part in _fold_char(char):
            if part == " " and chars and chars[-1] in " \n":
                continue
            chars.append(part)
            origins.append(at)
            ends.append(at + 1)
    _undo_leet(chars)
    return _close_up(chars, origins, ends)


def _undo_leet(chars: list[str]) -> None:
    """Turn digits into letters where both neighbours, or the word around, are letters."""
    start = 0
    for at in range(len(chars) + 1):
        if at < len(chars) and not chars[at].isspace():
            continue
        letters = sum(c.isalpha() and c.isascii() for c in chars[start:at])
        odd = [i for i in range(start, at) if chars[i] in _LEET]
        # A word mostly of letters, its odd signs between letters: not "u18", "£50", "2pm" or an address.
        if (
            odd
            and not ("@" in chars[start:at] and "." in chars[start:at])
            and letters >= 2
            and len(odd) < letters
            and at - start <= 16
        ):
            for i in odd:
                after = next((chars[j] for j in range(i + 1, at) if chars[j] not in _LEET), "")
                if i > start and chars[i - 1].isalpha() and after.isalpha():
                    chars[i] = _LEET[chars[i]]
        start = at + 1


def _close_up(chars: list[str], origins: list[int], ends: list[int]) -> Folded:
    """Close up runs of four or more single letters with one space, dot, star or hyphen between each."""
    kept: list[int] = []
    at, size = 0, len(chars)
    while at < size:
        run = at
        while (
            run + 2 < size
            and chars[run].isalpha()
            and chars[run + 1] in " .*-_"
            and chars[run + 2].isalpha()
            and (run + 3 >= size or not chars[run + 3].isalpha())
            and (run == 0 or not chars[run - 1].isalpha())
        ):
            run += 2
        if run - at >= 6:
            kept.extend(range(at, run + 1, 2))
            at = run + 1
        else:
            kept.append(at)
            at += 1
    return Folded("".join(chars[i] for i in kept), tuple(origins[i] for i in kept), tuple(ends[i] for i in kept))
