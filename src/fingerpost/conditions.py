"""Conditions over facts: parsed from one line of text, evaluated, and read for what they depend on.

The language is the small part of Python's that needs no explanation::

    stalking and relationship in (partner, ex-partner) and not (money == sent)

A bare name means "this fact is yes". Names and values may hold hyphens. There is nothing else: no calls, no arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from fingerpost.errors import KnowledgeError

Facts = Mapping[str, str]


class Always(msgspec.Struct, frozen=True, tag="always"):
    """Holds whatever the facts."""


class Is(msgspec.Struct, frozen=True, tag="is"):
    """Holds when a fact has one of some values."""

    fact: str
    values: tuple[str, ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """Holds when another condition does not."""

    of: Condition


class All(msgspec.Struct, frozen=True, tag="all"):
    """Holds when every part does."""

    of: tuple[Condition, ...]


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    """Holds when some part does."""

    of: tuple[Condition, ...]


Condition = Always | Is | Not | All | AnyOf

_TOKEN: Final = re.compile(r"\s*(?:(==|!=|\(|\)|,)|([A-Za-z0-9_-]+))")


def holds(condition: Condition, facts: Facts) -> bool:
    """Say whether a condition holds.

    Raises:
        KeyError: The condition reads a fact that `facts` does not have: facts are always given whole.
    """
    match condition:
        case Is(fact, values):
            return facts[fact] in values
        case All(of):
            return all(holds(part, facts) for part in of)
        case AnyOf(of):
            return any(holds(part, facts) for part in of)
        case Not(of):
            return not holds(of, facts)
        case Always():
            return True


def atoms(condition: Condition) -> Iterator[Is]:
    """Yield every comparison a condition makes."""
    match condition:
        case Is():
            yield condition
        case All(of) | AnyOf(of):
            for part in of:
                yield from atoms(part)
        case Not(of):
            yield from atoms(of)
        case Always():
            return


def reads(condition: Condition) -> frozenset[str]:
    """Give the ids of the facts a condition depends on."""
    return frozenset(atom.fact for atom in atoms(condition))


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Read a condition from its line of text.

    Raises:
        KnowledgeError: The line is not in the language; says where it stops making sense.
    """
    return _Parser(text).whole()


class _Parser:
    """Recursive descent: or, and, not, comparison."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._error(text[at:])
            self.tokens.append(found.group(1) or found.group(2))
            at = found.end()

    def whole(self) -> Condition:
        if self.tokens == ["always"]:
            return Always()
        condition = self._either()
        if self.tokens:
            raise self._error(self.tokens[0])
        return condition

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Condition:
        if self._take("not"):
            return Not(self._one())
        if self._take("("):
            inside = self._either()
            self._need(")")
            return inside
        fact = self._word()
        if self._take("=="):
            return Is(fact, (self._word(),))
        if self._take("!="):
            return Not(Is(fact, (self._word(),)))
        if self._take("in"):
            self._need("(")
            values = [self._word()]
            while self._take(","):
                values.append(self._word())
            self._need(")")
            return Is(fact, tuple(values))
        return Is(fact, ("yes",))

    def _take(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            del self.tokens[0]
            return True
        return False

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise self._error(self.tokens[0] if self.tokens else "the end")

    def _word(self) -> str:
        if not self.tokens or self.tokens[0] in {"(", ")", ",", "==", "!=", "and", "or", "in", "not"}:
            raise self._error(self.tokens[0] if self.tokens else "the end")
        return self.tokens.pop(0)

    def _error(self, near: str) -> KnowledgeError:
        return KnowledgeError(
            f'the condition "{self.text}" makes no sense near "{near}"',
            hint="Use fact names with ==, !=, in (...), and, or, not.",
        )
