"""Join the model's scores and the phrases into the crimes an account is about, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp
from typing import Final, Literal

import msgspec

from fingerpost.knowledge.load import Knowledge
from fingerpost.knowledge.phrases import Hit
from fingerpost.terms import CrimeGuess, Fact, Reason
from fingerpost.text import Folded

ALSO_AT: Final = -0.2  # logit from which a crime is named beside the first
NEAR: Final = 0.2  # a second lead this close behind the first is named beside it
SHARPNESS: Final = 5.0  # turns the margins between leads into shares of confidence
PHRASE_MARGIN: Final = 0.5  # what a phrase of weight one adds to a lead's margin
PHRASE_LOGIT: Final = 2.5  # and to the logit of a crime being there
MOST: Final = 4  # crimes named
NONE: Final = "none"
FEW_WORDS: Final = 12  # an account shorter than this, with no crime in it, says too little

Reasons = Callable[[str], tuple[Reason, ...]]


class Guesses(msgspec.Struct, frozen=True):
    """The crimes named, in order, and the likeliest that was not."""

    named: tuple[CrimeGuess, ...]
    runner_up: CrimeGuess | None


NOTHING: Final = Guesses((), None)


def probability(logit: float) -> float:
    """Give the probability of a logit, without overflow."""
    return 1 / (1 + exp(-max(-30.0, min(logit, 30.0))))


def crimes_of(
    scores: Mapping[str, float], found: Sequence[Hit], facts: Mapping[str, Fact], known: Knowledge, words: Reasons
) -> Guesses:
    """Give the crimes an account is about and the runner-up.

    The first is the one the leads agree on, with the next beside it where the two are near; others are named where the model
    is surer than not that they are there too. These stand in the order of `families.yaml`: the person's safety, the story,
    how it came, how it was paid.
    """
    margins = {crime: scores.get(f"lead:{crime}", -3.0) for crime in (*known.crimes, NONE)}
    logits = {crime: scores.get(f"crime:{crime}", -6.0) for crime in known.crimes}
    shown: dict[str, list[Reason]] = {}
    for hit in found:
        if hit.phrase.means.startswith("crime:") and not hit.cancelled:
            crime = hit.phrase.means[6:]
            margins[crime] += PHRASE_MARGIN * hit.phrase.weight
            logits[crime] += PHRASE_LOGIT * hit.phrase.weight
            shown.setdefault(crime, []).append(hit.reason)
    values = {name: fact.value for name, fact in facts.items()}
    adjust(margins, logits, values)
    shares = _shares(margins)
    ranked = sorted(margins, key=lambda crime: (-margins[crime], crime))
    lead = ranked[0]

    def guess(crime: str) -> CrimeGuess:
        why = tuple(shown.get(crime, [])[:3]) or words(f"lead:{crime}") or words(f"crime:{crime}")
        sure = shares[crime] if crime in {lead, second} else max(shares[crime], probability(logits[crime]))
        return CrimeGuess(id=crime, confidence=round(sure, 2), why=why)

    second = next((crime for crime in ranked if crime not in {lead, NONE}), None)
    if lead == NONE:
        return Guesses((), guess(second) if second else None)
    also = [crime for crime in logits if crime != lead and logits[crime] > ALSO_AT]
    also = sorted(also, key=lambda crime: -logits[crime])[: MOST - 1]
    named = ordered(lead, also, known)
    if second and margins[lead] - margins[second] < NEAR:
        named = [lead, second, *(crime for crime in named[1:] if crime != second)][:MOST]
    rest = next((crime for crime in ranked if crime not in {*named, NONE}), None)
    second = rest
    return Guesses(tuple(guess(crime) for crime in named), guess(rest) if rest else None)


def _shares(margins: Mapping[str, float]) -> dict[str, float]:
    """Turn margins into shares of confidence that add up to one."""
    top = max(margins.values())
    raised = {crime: exp(SHARPNESS * (margin - top)) for crime, margin in margins.items()}
    total = sum(raised[crime] for crime in sorted(raised))
    return {crime: value / total for crime, value in raised.items()}


def adjust(margins: dict[str, float], logits: dict[str, float], values: Mapping[str, str]) -> None:
    """Move scores by what the definitions of the crimes themselves say (`interfaces.md`, crimes in order)."""
    relation = values.get("relationship")
    known_person = relation not in {None, "stranger"}
    if known_person and margins["sextortion"] > margins["intimate_threat"]:
        _swap("sextortion", "intimate_threat", margins, logits)
    # A stranger who wants money over pictures is sextortion; someone known who threatens is an intimate threat.
    wants_money = values.get("money") in {"asked", "sent"}
    if not known_person and wants_money and margins["intimate_threat"] > margins["sextortion"]:
        _swap("sextortion", "intimate_threat", margins, logits)
    child = values.get("age") == "under-18" or values.get("image_age") == "under-18"
    if child and logits["sextortion"] > ALSO_AT:
        logits["child_images"] = max(logits["child_images"], ALSO_AT + 0.1)
    if relation == "police-officer":
        # A real officer who is known to the person: not somebody playing one.
        margins["impersonation_police"] -= 1.0
        logits["impersonation_police"] -= 4.0
    if (margins["sextortion"] > 0 or logits["child_grooming"] > 0 or logits["child_images"] > 0) and margins["bullying"] < 0:
        logits["bullying"] = min(logits["bullying"], ALSO_AT - 0.1)
    if values.get("paid_by") == "transfer" and values.get("money") == "sent":
        logits["app_fraud"] += 1.0


def _swap(one: str, other: str, *scores: dict[str, float]) -> None:
    for score in scores:
        score[one], score[other] = score[other], score[one]


def ordered(lead: str, also: Sequence[str], known: Knowledge) -> list[str]:
    """Order crimes by tier, the lead first within its own; nothing of the same or an earlier tier is put before it."""
    return [lead, *sorted(also, key=lambda crime: known.rank[crime])]


def settle(folded: Folded, guesses: Guesses) -> Literal["crime", "not-cyber", "too-little"]:
    """Say whether there is a crime, something else, or too little to tell."""
    if guesses.named:
        return "crime"
    return "too-little" if len(folded.text.split()) < FEW_WORDS else "not-cyber"
