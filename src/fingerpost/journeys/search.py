"""Look something up: the pages of the library, best first, from the words people use; spelling is forgiven.

Three things are added up: how well the words of the question fit a page (its title counts most, then what people call
it, then its text; the rarer a word, the more it counts), how near a mistyped word is to one the pages use, and which
crime the question sounds like to the reader of accounts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from math import log, sqrt
from typing import Final

import msgspec

from fingerpost.journeys.library import EVERYWHERE, GLOSSARY, KINDS, Library, code_of
from fingerpost.text import fold
from fingerpost.triage.read import read_account

LONGEST: Final = 300  # characters of a question; the rest is not read
MOST: Final = 12  # pages given
TITLE: Final = 4.0
CALLED: Final = 3.0
BODY: Final = 1.0
SOUNDS_LIKE: Final = 6.0  # what the reader's crime adds, times its confidence
# People look for what happened to them, or a subject; a body or another's guide comes first only where it is named.
KIND_SHARE: Final = {"topic": 1.0, "crime": 1.0, "card": 1.0, "service": 0.85, "guide": 0.85, "rule": 0.6, "words": 0.6}
GONE_SHARE: Final = 0.8  # what a guide counts that was replaced or closed
NAMED: Final = 1.0  # what it adds to a page that the question calls by its name and no more
OTHER_NAME: Final = 0.8  # what our word for a word of theirs counts
NEAR_ENOUGH: Final = 80  # of 100: how alike a mistyped word must be
SHORTEST_TYPED: Final = 4  # letters; shorter words are taken as they stand
SATURATION: Final = 1.2  # how soon a word said often stops counting more
LENGTH_SHARE: Final = 0.5  # how much a long text counts against itself

_WORD: Final = re.compile(r"[a-z0-9']+")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page found, with how well it fits; more is better."""

    code: str
    kind: str
    id: str
    title: str
    lead: str
    score: float


def stem(word: str) -> str:
    """Take the commonest endings off a word, so that "stalked" finds "stalking"."""
    word = word.replace("'s", "").replace("'", "")
    for ending in ("ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    return word.rstrip("e") if len(word) > 3 else word


def words_of(text: str) -> list[str]:
    """Give the words of a text, folded."""
    return _WORD.findall(fold(text).text)


class Index:
    """The words of every page, ready to be searched."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._known = library.known
        self._plain = frozenset(library.known.country.plain_words)

    def _terms(self, text: str) -> list[str]:
        """Give the telling words of a text without their endings."""
        return [stem(word) for word in words_of(text) if word not in self._plain]

    def _asked(self, question: str) -> Iterator[tuple[str, str, float]]:
        """Yield each word of a question, a term it asks for and how far to trust that: the word's own, and ours for it."""
        same = self._known.country.same_words
        for word in dict.fromkeys(words_of(question)):
            if word not in self._plain:
                yield word, stem(word), 1.0
                yield from ((word, stem(other), OTHER_NAME) for other in same.get(word, ()))

    @cached_property
    def _weights(self) -> dict[str, dict[str, float]]:
        """For each term, the pages it stands in and what it counts there."""
        counted: dict[str, Counter[str]] = {}
        for code, (kind, id_) in self.library.pages.items():
            terms: Counter[str] = Counter()
            for share, words in self._fields(kind, id_):
                found = self._terms(words)
                damp = 1 if share != BODY else 1 / (1 + LENGTH_SHARE * len(found) / 100)
                for term in found:
                    terms[term] += share * damp  # type: ignore[assignment]
            counted[code] = terms
        spread = Counter(term for terms in counted.values() for term in terms)
        weights: dict[str, dict[str, float]] = {}
        for code, terms in counted.items():
            for term, count in terms.items():
                rarity = log(1 + len(counted) / spread[term])
                weights.setdefault(term, {})[code] = rarity * count * (1 + SATURATION) / (count + SATURATION)
        return weights

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """What each page is called, of two words and more, to be found whole in a question."""
        found: dict[str, tuple[str, ...]] = {}
        for code, (kind, id_) in self.library.pages.items():
            names = (words_of(name) for name in (self.library.title(kind, id_), *self._called(kind, id_)))
            found[code] = tuple(f" {' '.join(name)} " for name in names if len(name) > 1)
        return found

    def _called(self, kind: str, id_: str) -> tuple[str, ...]:
        """Give what people call a page besides its title."""
        match kind:
            case "crime":
                return self._known.crimes[id_].words
            case "topic":
                return self._known.topics[id_].words
            case "guide":
                return self._known.guides[id_].words
            case "service":
                return (id_.replace("_", " "),)
            case _:
                return ()

    def _fields(self, kind: str, id_: str) -> Iterable[tuple[float, str]]:
        """Yield the texts of a page with what a word of each counts."""
        known, say = self._known, self._known.say
        yield TITLE, self.library.title(kind, id_)
        if kind == "crime":
            crime = known.crimes[id_]
            yield TITLE, id_.replace("_", " ")
            yield CALLED, " . ".join(crime.words)
            yield CALLED, say(crime.plain)
            yield BODY, " . ".join(say(text) for text in (*crime.how, *crime.signs))
        elif kind == "service":
            service = known.services[id_]
            yield CALLED, " . ".join((id_.replace("_", " "), *service.needs, *service.former_names, service.run_by or ""))
            yield BODY, " . ".join(say(text) for text in (*service.helps_with, *service.will))
        elif kind == "topic":
            topic = known.topics[id_]
            yield CALLED, " . ".join((*topic.words, say(topic.lead)))
            yield BODY, " . ".join(say(section.heading) for section in topic.sections)
            texts = (text for section in topic.sections for text in (*section.paragraphs, *section.points))
            yield BODY, " . ".join(map(say, texts))
        elif kind == "guide":
            guide = known.guides[id_]
            yield CALLED, " . ".join((id_.replace("_", " "), guide.owner, *guide.words))
            yield BODY, " . ".join((say(guide.about), *(say(area.name) for area in guide.areas)))
        elif kind == "card":
            card = known.cards[id_]
            yield CALLED, say(f"card.{id_}.lead")
            yield BODY, " . ".join(say(f"card.{id_}.step.{step.id}") for step in card.steps)
        elif kind == "words" and id_ == GLOSSARY:
            yield BODY, " . ".join(say(term.term) for term in known.country.terms)

    def _alike(self, term: str) -> Mapping[str, float]:
        """Give the terms of the pages that a typed term may stand for, each with how far to trust that."""
        if term in self._weights:
            return {term: 1.0}
        if len(term) < SHORTEST_TYPED:
            return {}
        from rapidfuzz import fuzz, process  # only a misspelt word needs it

        near = process.extract(term, list(self._weights), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=3)
        return {word: (score / 100) ** 2 for word, score, _ in near}

    def search(self, question: str) -> list[Found]:
        """Give the pages that fit a question, best first; at most `MOST`, none where nothing fits."""
        question = question[:LONGEST]
        scores: Counter[str] = Counter()
        meant: dict[str, set[str]] = {}  # for each page, the words of the question it has something for
        asked = list(self._asked(question))
        for said, term, share in asked:
            for word, trust in self._alike(term).items():
                for code, weight in self._weights[word].items():
                    scores[code] += share * trust * weight  # type: ignore[assignment]
                    meant.setdefault(code, set()).add(said)
        words = len({said for said, _, _ in asked})
        question_words = f" {' '.join(words_of(question))} "
        for code in scores:
            # A page that has something for every word is about the question; one that has much for one word may not be.
            kind, id_ = self.library.pages[code]
            if kind == "guide" and self._known.guides[id_].state in {"superseded", "retired"}:
                scores[code] *= GONE_SHARE  # type: ignore[assignment]
            scores[code] *= KIND_SHARE[kind] * sqrt(len(meant[code]) / words)  # type: ignore[assignment]
            called = max((len(name) for name in self._names[code] if name in question_words), default=0)
            scores[code] *= 1 + NAMED * called / len(question_words)  # type: ignore[assignment]
        reading = read_account(question, known=self._known)
        guesses = [*reading.crimes, *([reading.runner_up] if reading.runner_up else [])]
        for guess in guesses:
            scores[code_of("crime", guess.id)] += SOUNDS_LIKE * guess.confidence  # type: ignore[assignment]
        order = {kind: at for at, kind in enumerate(KINDS)}
        ranked = sorted(
            (-round(score, 3), order.get(kind, len(order)), id_, code)
            for code, score in scores.items()
            for kind, id_ in [self.library.pages[code]]
            if id_ not in EVERYWHERE
        )
        return [self._found(code, -score) for score, _, _, code in ranked[:MOST]]

    def _found(self, code: str, score: float) -> Found:
        kind, id_ = self.library.pages[code]
        title, lead = self.library.title(kind, id_), self._lead(kind, id_)
        return Found(code=code, kind=kind, id=id_, title=title, lead=lead, score=score)

    def _lead(self, kind: str, id_: str) -> str:
        known, say = self._known, self._known.say
        match kind:
            case "crime":
                return say(known.crimes[id_].plain)
            case "topic":
                return say(known.topics[id_].lead)
            case "guide":
                return say(known.guides[id_].about)
            case "card":
                return say(f"card.{id_}.lead")
            case "service":
                helps = known.services[id_].helps_with
                return say(helps[0]) if helps else ""
            case "words":
                return say("web.read.glossary.lead")
            case _:
                return say("web.read.rule")
