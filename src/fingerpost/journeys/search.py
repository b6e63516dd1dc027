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
from math import log
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

    def _asked(self, question: str) -> Iterator[tuple[str, float]]:
        """Yield each term a question asks for and how far to trust it: its words, and our words for them."""
        same = self._known.country.same_words
        for word in dict.fromkeys(words_of(question)):
            if word not in self._plain:
                yield stem(word), 1.0
                yield from ((stem(other), OTHER_NAME) for other in same.get(word, ()))

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
        for term, share in self._asked(question):
            for word, trust in self._alike(term).items():
                for code, weight in self._weights[word].items():
                    scores[code] += share * trust * weight  # type: ignore[assignment]
        reading = read_account(question, known=self._known)
        guesses = [*reading.crimes, *([reading.runner_up] if reading.runner_up else [])]
        for guess in guesses:
            scores[code_of("crime", guess.id)] += SOUNDS_LIKE * guess.confidence  # type: ignore[assignment]
        order = {kind: at for at, kind in enumerate(KINDS)}
        found = []
        for code, score in scores.items():
            kind, id_ = self.library.pages[code]
            if id_ in EVERYWHERE:
                continue
            title, lead = self.library.title(kind, id_), self._lead(kind, id_)
            found.append(Found(code=code, kind=kind, id=id_, title=title, lead=lead, score=round(score, 3)))
        return sorted(found, key=lambda page: (-page.score, order.get(page.kind, 9), page.id))[:MOST]  # type: ignore[call-overload]

    def _lead(self, kind: str, id_: str) -> str:
        known, say = self._known, self._known.say
        match kind:
            case "crime":
                return say(known.crimes[id_].plain)
            case "topic":
                return say(known.topics[id_].lead)
            case "guide":
                return say(known.guides[id_].about)
            case "service":
                helps = known.services[id_].helps_with
                return say(helps[0]) if helps else ""
            case "words":
                return say("web.read.glossary.lead")
            case _:
                return say("web.read.rule")
