"""Read an account: what kinds of crime, which facts, and the words that gave them.

Two readers are joined. Written phrases (`knowledge/data/uk/phrases`) say plainly what they found. A small linear model
has seen many accounts and catches what no list of phrases can. Neither ever says "there is no danger": what is not found
is left open, and where reading breaks off, danger counts as unclear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fingerpost.knowledge.load import Knowledge
from fingerpost.knowledge.phrases import Hit, hits
from fingerpost.model import Seen, tokens
from fingerpost.terms import Details, Fact, Reading, Reason
from fingerpost.text import Folded, fold
from fingerpost.triage.details import details, nation_named
from fingerpost.triage.features import Words, danger_model, model, phrase_features, sentences, windows
from fingerpost.triage.judge import NOTHING, crimes_of, probability, settle

LONGEST: Final = 60_000  # characters read; the rest is looked at for danger only
EMERGENCY_AT: Final = -0.25  # logit from which the model's word on an emergency counts
WHOLE_SHARE: Final = 0.7  # how much the account as a whole counts against its most alarming sentence
DANGER_PHRASE: Final = 1.5  # what a danger phrase of weight one adds
PHRASE_LOGIT: Final = 2.5  # what a phrase of weight one adds to a fact's logit
UNSEEN_LOGIT: Final = -1.2  # a fact value the model has no head for


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
    found = list(hits(folded, text, known.country.phrases))
    # Without a word there is nothing to read, and what the model leans to is not a finding.
    words = tokens(folded.text)
    scores = _score(folded, words, found) if words else {}
    facts = _facts(folded, words, text, known, found, scores) if scores else {}
    given = {"who": who, "nation": nation, "age": age}
    for name, value in given.items():
        if value is not None:
            facts[name] = Fact(id=name, value=value, confidence=1.0)
    if len(text) > LONGEST:
        _read_rest(text[LONGEST:], known, facts)
    guesses = crimes_of(scores, found, facts, known, lambda head: _words(folded, words, text, head)) if scores else NOTHING
    kind = settle(folded, guesses)
    facts.update(_follows(facts))
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


def _score(folded: Folded, words: Words, found: Sequence[Hit]) -> dict[str, float]:
    """Score every head but those of danger, over the account as a whole."""
    weigher = model()
    extra = phrase_features(found, words, folded)
    return dict(zip(weigher.heads, weigher.scores([word for word, _ in words], extra), strict=True))


def _words(folded: Folded, words: Words, received: str, head: str) -> tuple[Reason, ...]:
    """Give the words that raised a head's score most, in the order they stand."""
    if head not in model().heads:
        return ()
    spans = sorted(folded.original(*span) for span in model().moved_by(words, head))
    return tuple(Reason(span=span, words=received[span[0] : span[1]]) for span in spans)


def _facts(
    folded: Folded, words: Words, received: str, known: Knowledge, found: Sequence[Hit], scores: Mapping[str, float],
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
            why = why or _words(folded, words, received, f"{spec.id}={value}")
            facts[spec.id] = Fact(id=spec.id, value=value, confidence=round(probability(logit), 2), why=why)
    _settle_money(facts, votes, scores)
    _danger(folded, words, received, found, facts)
    if "nation" not in facts and (named := nation_named(folded, received, known.country.places)):
        facts["nation"] = Fact(id="nation", value=named[0], confidence=0.8, why=(named[1],))
    return facts


def _settle_money(facts: dict[str, Fact], votes: Mapping[tuple[str, str], list[Hit]], scores: Mapping[str, float]) -> None:
    """Settle what the words leave open about money by how urgent the account sounds as a whole."""
    heard = {head[8:]: score for head, score in scores.items() if head.startswith("urgency:")}
    if not heard:
        return
    loudest = max(sorted(heard), key=lambda name: heard[name])
    money = facts.get("money")
    unrecallable = facts.get("paid_by") is not None and facts["paid_by"].value in {"cash", "gift-card", "crypto"}
    if loudest == "bank-now" and (money is None or money.value in {"none", "asked"}) and not unrecallable:
        if ("money", "none") not in votes and "bank_told" not in facts:
            facts["money"] = Fact(id="money", value="sent", confidence=0.55)
            facts.pop("harm", None)
    elif loudest == "advice" and ("money", "sent") not in votes and ("money", "taken") not in votes:
        for name in ("money", "paid_by"):
            facts.pop(name, None)
        facts["harm"] = Fact(id="harm", value="no", confidence=0.55)


def _danger(folded: Folded, words: Words, received: str, found: Sequence[Hit], facts: dict[str, Fact]) -> None:
    """Decide on danger and crisis; either reader is enough, and nothing read here ever says there is none."""
    for name in ("danger", "danger_kind", "crisis"):
        facts.pop(name, None)
    kinds: dict[str, float] = {}
    reasons: list[Reason] = []
    for hit in found:
        name, value = hit.fact
        if not hit.cancelled and name in {"danger_kind", "crisis"}:
            kind = "crisis" if name == "crisis" else value
            kinds[kind] = kinds.get(kind, 0) + hit.phrase.weight
            reasons.append(hit.reason)
    whole, piece, telling = _danger_scores(folded, words, found)
    logit = WHOLE_SHARE * whole["emergency"] + (1 - WHOLE_SHARE) * piece["emergency"]
    logit += DANGER_PHRASE * min(sum(kinds.values()), 2.0)
    if logit <= EMERGENCY_AT:
        return
    sure = round(probability(logit - EMERGENCY_AT), 2)
    spans = sorted(folded.original(*span) for span in danger_model().moved_by(telling, "emergency"))
    why = tuple(reasons[:3]) or tuple(Reason(span=span, words=received[span[0] : span[1]]) for span in spans)
    weighed = {
        kind: whole.get(head, UNSEEN_LOGIT) + piece.get(head, UNSEEN_LOGIT) + 3 * kinds.get(kind, 0.0)
        for kind, head in _DANGER_HEADS.items()
    }
    kind = max(weighed, key=lambda name: weighed[name])
    if kind == "crisis":
        facts["crisis"] = Fact(id="crisis", value="yes", confidence=sure, why=why)
    else:
        facts["danger_kind"] = Fact(id="danger_kind", value=kind, confidence=sure, why=why)
    facts["danger"] = Fact(id="danger", value="yes", confidence=sure, why=why)


_DANGER_HEADS: Final = {
    "crisis": "crisis=yes",
    **{kind: f"danger_kind={kind}" for kind in ("violence", "present", "live-control", "child", "medical")},
}


def _danger_scores(
    folded: Folded, words: Words, found: Sequence[Hit]
) -> tuple[dict[str, float], dict[str, float], list[tuple[str, tuple[int, int]]]]:
    """Score danger twice: the account in runs of words, and sentence by sentence.

    Gives the best of each, and the words of the sentence that scored most.
    """
    weigher = danger_model()

    seen: Seen = {}

    def best(
        runs: list[list[tuple[str, tuple[int, int]]]],
    ) -> tuple[dict[str, float], list[tuple[str, tuple[int, int]]]]:
        top: dict[str, float] = {}
        leading = runs[0]
        for run in runs:
            extra = phrase_features(found, run, folded)
            scored = dict(zip(weigher.heads, weigher.scores([word for word, _ in run], extra, seen), strict=True))
            if not top or scored["emergency"] > top["emergency"]:
                leading = run
            top = {head: max(score, top.get(head, score)) for head, score in scored.items()}
        return top, leading

    whole, _ = best(windows(words))
    piece, telling = best(sentences(folded, words))
    return whole, piece, telling


def _read_rest(rest: str, known: Knowledge, facts: dict[str, Fact]) -> None:
    """Look through what was too long to read whole for words of danger."""
    phrases = [p for p in known.country.phrases if p.means.startswith(("danger", "crisis"))]
    for at in range(0, min(len(rest), 2_000_000), LONGEST):
        piece = rest[at : at + LONGEST]
        for hit in hits(fold(piece), piece, phrases):
            if not hit.cancelled and hit.phrase.weight >= 1:
                facts["danger"] = Fact(id="danger", value="yes", confidence=0.9)
                return


def _follows(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Give what follows from what was read."""
    more: dict[str, Fact] = {}
    if "money" in facts and facts["money"].value in {"sent", "taken"} and "harm" not in facts:
        more["harm"] = Fact(id="harm", value="yes", confidence=facts["money"].confidence)
    return more
