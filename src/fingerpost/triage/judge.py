"""Join the model's scores and the phrases into the crimes an account is about, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp
from typing import Final, Literal

import msgspec

from fingerpost.knowledge.load import Knowledge
from fingerpost.terms import CrimeGuess, Fact, Reason
from fingerpost.text import Folded
from fingerpost.triage.phrases import Hit

NAMED_AT: Final = -0.3  # logit from which a crime is named beside the first
FIRST_AT: Final = -1.6  # logit the likeliest crime needs, to be named at all
MOST: Final = 4  # crimes named
WORDS_TO_TELL: Final = 4  # fewer words than this tell too little, unless a crime is plain

Reasons = Callable[[str], tuple[Reason, ...]]


class Guesses(msgspec.Struct, frozen=True):
    """The crimes named, in order, and the likeliest that was not."""

    named: tuple[CrimeGuess, ...]
    runner_up: CrimeGuess | None


def probability(logit: float) -> float:
    """Give the probability of a logit, without overflow."""
    if logit < -30:
        return 0.0
    return 1 / (1 + exp(-min(logit, 30.0)))


def crimes_of(
    scores: Mapping[str, float], found: Sequence[Hit], facts: Mapping[str, Fact], known: Knowledge, words: Reasons
) -> Guesses:
    """Give the crimes an account is about, most specific story first, and the runner-up."""
    logits = {crime: scores.get(f"crime:{crime}", -4.0) for crime in known.crimes}
    shown: dict[str, list[Reason]] = {}
    for hit in found:
        if hit.phrase.means.startswith("crime:") and not hit.cancelled:
            crime = hit.phrase.means[6:]
            logits[crime] += 2.5 * hit.phrase.weight
            shown.setdefault(crime, []).append(hit.reason)
    values = {name: fact.value for name, fact in facts.items()}
    adjust(logits, values)
    ranked = sorted(logits, key=lambda crime: (-logits[crime], crime))
    named = [crime for crime in ranked if logits[crime] > NAMED_AT][:MOST]
    if not named and logits[ranked[0]] > FIRST_AT:
        named = [ranked[0]]
    ordered = order(named, logits, known)

    def guess(crime: str) -> CrimeGuess:
        why = tuple(shown.get(crime, [])[:3]) or words(f"crime:{crime}")
        return CrimeGuess(id=crime, confidence=round(probability(logits[crime]), 2), why=why)

    rest = [crime for crime in ranked if crime not in named]
    return Guesses(tuple(guess(crime) for crime in ordered), guess(rest[0]) if rest else None)


def adjust(logits: dict[str, float], values: Mapping[str, str]) -> None:
    """Move scores by what the definitions of the crimes themselves say (`interfaces.md`, crimes in order)."""
    relation = values.get("relationship")
    known_person = relation not in {None, "stranger"}
    child = values.get("age") == "under-18" or values.get("image_age") == "under-18"
    if known_person and logits["sextortion"] > logits["intimate_threat"]:
        logits["sextortion"], logits["intimate_threat"] = logits["intimate_threat"], logits["sextortion"]
    if relation == "stranger" and logits["intimate_threat"] > logits["sextortion"] > -2:
        logits["sextortion"], logits["intimate_threat"] = logits["intimate_threat"], logits["sextortion"]
    if child and logits["sextortion"] > NAMED_AT:
        logits["child_images"] = max(logits["child_images"], NAMED_AT + 0.1)
    if values.get("paid_by") == "transfer" and values.get("money") == "sent":
        logits["app_fraud"] += 1.0


def order(named: Sequence[str], logits: Mapping[str, float], known: Knowledge) -> list[str]:
    """Order crimes: the person's safety, the story, how it reached them, how it was paid; within each, the likeliest."""
    tiers = {crime: known.rank[crime][0] for crime in named}
    return sorted(named, key=lambda crime: (tiers[crime], -logits[crime], crime))


def settle(folded: Folded, guesses: Guesses, scores: Mapping[str, float]) -> Literal["crime", "not-cyber", "too-little"]:
    """Say whether there is a crime, something else, or too little to tell."""
    size = len(folded.text.split())
    best = max((guess.confidence for guess in guesses.named), default=0.0)
    none = probability(scores.get("no-crime", -4.0))
    if guesses.named and (best >= none or best > 0.5):
        return "crime"
    return "too-little" if size < 12 else "not-cyber"
