"""The vocabulary every floor shares: frozen values, named by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

Nation = Literal["unknown", "england", "wales", "scotland", "northern-ireland"]
Who = Literal["person", "business", "charity", "someone-else"]
Urgency = Literal["emergency", "police-now", "bank-now", "report-now", "report", "advice"]
Danger = Literal["yes", "no", "unclear", "not-asked"]
Category = Literal["cyber-dependent", "cyber-enabled"]
When = Literal["now", "today", "later"]

NATIONS: Final = ("england", "wales", "scotland", "northern-ireland")
URGENCIES: Final = ("emergency", "police-now", "bank-now", "report-now", "report", "advice")
WHENS: Final = ("now", "today", "later")

# The words an action is described by, and the only words in which a plan says what not to do.
DOES: Final = (
    "block", "delete", "unfollow", "change-number", "remove-app", "reset", "scan", "update",
    "change-password", "two-step", "pay", "send-image", "copy-image", "confront", "reply", "wipe",
    "restore", "power-off", "disconnect", "move-tracker", "call", "report", "keep", "tell", "wait",
    "stop-paying", "check", "cancel", "warn-others", "look-after-yourself",
)  # fmt: skip

# Two answers every question takes, beside its own.
NOT_SURE: Final = "not-sure"
RATHER_NOT_SAY: Final = "rather-not-say"

Span = tuple[int, int]  # half-open, in characters of the text as received


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the account that gave a fact or a crime, and where they stand."""

    span: Span
    words: str


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing understood: a name and value of `facts.yaml`, how sure (0 to 1), and the words."""

    id: str
    value: str
    confidence: float
    why: tuple[Reason, ...] = ()


class CrimeGuess(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of crime an account may be, with confidence from 0 to 1."""

    id: str
    confidence: float
    why: tuple[Reason, ...] = ()


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What fills the words to say; never a rule's business.

    Amounts are in pence, pounds sterling; None where none was read.
    """

    amount_pence: int | None = None
    when_words: str | None = None
    place: str | None = None
    platform: str | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What an account was understood to say.

    `kind` is `crime`, `not-cyber` or `too-little`; `failed` is true when reading broke off, in which case
    danger counts as unclear.
    """

    kind: Literal["crime", "not-cyber", "too-little"]
    crimes: tuple[CrimeGuess, ...]
    runner_up: CrimeGuess | None
    facts: tuple[Fact, ...]
    details: Details
    failed: bool = False

    def values(self) -> Mapping[str, str]:
        """Give fact id to value."""
        return {fact.id: fact.value for fact in self.facts}
