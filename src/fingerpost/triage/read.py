"""Read an account: what kinds of crime, which facts, and the words that gave them.

Two readers are joined. Written phrases (`knowledge/data/uk/phrases`) say plainly what they found. A small linear model
has seen many accounts and catches what no list of phrases can. Neither ever says "there is no danger": what is not found
is left open, and where reading breaks off, danger counts as unclear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fingerpost.knowledge.load import Knowledge
from fingerpost.terms import CrimeGuess, Details, Fact, Reading, Reason
from fingerpost.text import Folded, fold
from fingerpost.triage.details import details, nation_named
from fingerpost.triage.features import model, phrase_features, windows
from fingerpost.triage.judge import crimes_of, probability, settle
from fingerpost.knowledge.phrases import Hit, hits

LONGEST: Final = 60_000  # characters read; the rest is looked at for danger only
EMERGENCY_AT: Final = 0.0  # logit from which the model's word on an emergency counts
PHRASE_LOGIT: Final = 2.5  # what a phrase of weight one adds to a fact's logit
UNSEEN_LOGIT: Final = -1.2  # a fact value the model has no head for

_READ_BY_MODEL: Final = "emergency"


def read_account(
    text: str, *, known: Knowledge, who: str | None = None, nation: str | None = None, age: str | None = None
) -> Reading:
    """Read an account in the person's own words.

    Args:
        text: As received, of any length.
        known: The knowledge whose phrases and crimes are used.
        who: Given beside the text, or None; likewise `nation` and `age` ("adult", "under-18").
    """
    folded = fold(text[:LONGEST])
    found = [hit for hit in hits(folded, text, known.country.phrases)]
    scores, best = _score(folded, found)
    facts = _facts(folded, text, known, found, scores, best)
    given = {"who": who, "nation": nation, "age": age}
    for name, value in given.items():
        if value is not None:
            facts[name] = Fact(id=name, value=value, confidence=1.0)
    if len(text) > LONGEST:
        _read_rest(text[LONGEST:], known, facts)
    guesses = crimes_of(scores, found, facts, known, lambda head: _words(folded, text, best, head))
    kind = settle(folded, guesses)
    facts.update(_follows(facts, guesses))
    return Reading(
        kind=kind,
        crimes=tuple(guesses.named) if kind == "crime" else (),
        runner_up=guesses.runner_up,
        facts=tuple(facts[name] for name in sorted(facts)),
        details=details(folded),
    )


def failed_reading() -> Reading:
    """What is known when reading broke off: nothing, and so danger is unclear."""
    return Reading(
        kind="too-little", crimes=(), runner_up=None, details=Details(), failed=True,
        facts=(Fact(id="danger", value="unclear", confidence=1.0),),
    )  # fmt: skip


def _score(folded: Folded, found: Sequence[Hit]) -> tuple[dict[str, float], dict[str, int]]:
    """Score every head: the strongest run of words counts. Also gives which run was strongest."""
    scores: dict[str, float] = {}
    best: dict[str, int] = {}
    weigher = model()
    for at, run in enumerate(windows(folded)):
        extra = phrase_features(found, run, folded)
        for head, score in zip(weigher.heads, weigher.scores([word for word, _ in run], extra), strict=True):
            if head not in scores or score > scores[head]:
                scores[head], best[head] = score, at
    return scores, best


def _words(folded: Folded, received: str, best: Mapping[str, int], head: str) -> tuple[Reason, ...]:
    """Give the words that raised a head's score most, in the order they stand."""
    if head not in best:
        return ()
    run = windows(folded)[best[head]]
    spans = sorted(folded.original(*span) for span in model().moved_by(run, head))
    return tuple(Reason(span=span, words=received[span[0] : span[1]]) for span in spans)


def _facts(
    folded: Folded, received: str, known: Knowledge, found: Sequence[Hit], scores: Mapping[str, float],
    best: Mapping[str, int],
) -> dict[str, Fact]:  # fmt: skip
    """Settle each fact: phrases and model are added up, and the likeliest value is taken where it is likelier than not."""
    votes: dict[tuple[str, str], list[Hit]] = {}
    for hit in found:
        if not hit.cancelled:
            votes.setdefault(hit.fact, []).append(hit)
    facts: dict[str, Fact] = {}
    for spec in known.country.facts:
        ranked: list[tuple[float, str]] = []
        for value in spec.values[1:]:
            voting = votes.get((spec.id, value), [])
            logit = scores.get(f"{spec.id}={value}", UNSEEN_LOGIT)
            logit += PHRASE_LOGIT * min(sum({hit.phrase.id: hit.phrase.weight for hit in voting}.values()), 1.6)
            ranked.append((logit, value))
        logit, value = max(ranked)
        if logit > 0:
            why = tuple(hit.reason for hit in votes.get((spec.id, value), [])[:3])
            why = why or _words(folded, received, best, f"{spec.id}={value}")
            facts[spec.id] = Fact(id=spec.id, value=value, confidence=round(probability(logit), 2), why=why)
    _danger(folded, received, found, scores, best, facts)
    if "nation" not in facts and (named := nation_named(folded, received, known.country.places)):
        facts["nation"] = Fact(id="nation", value=named[0], confidence=0.8, why=(named[1],))
    return facts


def _danger(
    folded: Folded, received: str, found: Sequence[Hit], scores: Mapping[str, float], best: Mapping[str, int],
    facts: dict[str, Fact],
) -> None:  # fmt: skip
    """Decide on danger and crisis; either reader is enough, and nothing read here ever says there is none."""
    for name in ("danger", "danger_kind", "crisis"):
        facts.pop(name, None)
    hit_kinds: dict[str, float] = {}
    reasons: list[Reason] = []
    crisis: list[Reason] = []
    for hit in found:
        name, value = hit.fact
        if hit.cancelled or name not in {"danger_kind", "crisis"}:
            continue
        if name == "crisis":
            crisis.append(hit.reason)
        else:
            hit_kinds[value] = hit_kinds.get(value, 0) + hit.phrase.weight
            reasons.append(hit.reason)
    logit = scores.get(_READ_BY_MODEL, UNSEEN_LOGIT) + sum(hit_kinds.values()) * 1.5 + (2.0 if crisis else 0.0)
    if logit <= EMERGENCY_AT:
        return
    sure = round(probability(logit), 2)
    why = tuple((crisis + reasons)[:3]) or _words(folded, received, best, _READ_BY_MODEL)
    crisis_logit = scores.get("crisis=yes", UNSEEN_LOGIT) + (2.5 if crisis else 0.0)
    kinds = {
        kind: scores.get(f"danger_kind={kind}", UNSEEN_LOGIT) + 2.5 * hit_kinds.get(kind, 0.0)
        for kind in ("violence", "present", "live-control", "child", "medical")
    }
    kind = max(kinds, key=lambda name: kinds[name])
    if crisis_logit > 0 and crisis_logit >= kinds[kind]:
        facts["crisis"] = Fact(id="crisis", value="yes", confidence=sure, why=why)
    else:
        facts["danger_kind"] = Fact(id="danger_kind", value=kind, confidence=sure, why=why)
    facts["danger"] = Fact(id="danger", value="yes", confidence=sure, why=why)


def _read_rest(rest: str, known: Knowledge, facts: dict[str, Fact]) -> None:
    """Look through what was too long to read whole for words of danger."""
    phrases = [p for p in known.country.phrases if p.means.startswith(("danger", "crisis"))]
    for at in range(0, min(len(rest), 2_000_000), LONGEST):
        piece = rest[at : at + LONGEST]
        for hit in hits(fold(piece), piece, phrases):
            if not hit.cancelled and hit.phrase.weight >= 1:
                facts["danger"] = Fact(id="danger", value="yes", confidence=0.9)
                return


def _follows(facts: Mapping[str, Fact], guesses: object) -> dict[str, Fact]:
    """Give what follows from what was read."""
    more: dict[str, Fact] = {}
    if "money" in facts and facts["money"].value in {"sent", "taken"} and "harm" not in facts:
        more["harm"] = Fact(id="harm", value="yes", confidence=facts["money"].confidence)
    return more
