"""Find the knowledge's phrases in folded text, setting aside those the words around them take back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from fingerpost.knowledge.entries import Phrase
from fingerpost.terms import Reason
from fingerpost.text import Folded


class Hit(msgspec.Struct, frozen=True):
    """A phrase found in an account."""

    phrase: Phrase
    reason: Reason
    cancelled: str  # "" when it stands, else the reading that cancels it

    @property
    def fact(self) -> tuple[str, str]:
        """The fact id and value the phrase gives."""
        name, _, value = self.phrase.means.partition("=")
        return name, value


# How words around a hit take it back. Looked for in the same sentence: before it, after it, or either.
_BEFORE: Final = {
    "negated": r"\b(not|never|no|nobody|no ?one|none|neither|nor|without|isn'?t|wasn'?t|aren'?t|hasn'?t|haven'?t|"
    r"hadn'?t|didn'?t|doesn'?t|don'?t|won'?t|wouldn'?t|couldn'?t|ain'?t|didnae|havnae|dinnae|naebody|cannae|nae)\b"
    r"[^.?!;\n]{0,28}$",
    "hypothetical": r"\b(what if|if (he|she|they|someone|somebody|a|i|we|my)|hypothetical\w*|suppose|imagine|scenario|"
    r"training|tabletop|quiz|in case|should (someone|anyone)|whether)\b[^.?!\n]{0,60}$",
    "scam-bank": r"\b(from|pretend\w*|claim\w*|said (he|she|they) (was|were)|it was|saying|says)\b[^.?!\n]{0,25}$",
}
_AFTER: Final = {
    "scam-bank": r"^[^.?!\n]{0,25}\b(rang|called|phoned|texted|emailed|that (was|it)|was (at risk|compromised))\b",
}
_ANYWHERE: Final = {
    "past": r"\b(years? ago|last (year|summer|winter|spring|autumn|month|week|christmas|easter)|months ago|weeks ago|"
    r"back in|in (19|20)\d\d|used to|in (january|february|march|april|may|june|july|august|september|october|november|"
    r"december)|a few (weeks|months|years)|(a|one|two|three|four|five|six) (weeks?|months?|years?) ago|once upon|"
    r"(over|more than) a year|that was|were back in|it'?s (all )?over|long since)\b",
    "fiction": r"\b(film|movie|novel|book|podcast|drama|episode|series|netflix|character|storyline|documentary|"
    r"scriptwriter|screenplay|scene|"
    r"article|news|on telly|on the tv|video game|the game|level|play|script|song|lyrics?|soap|eastenders|corrie|"
    r"line of duty|true crime|meme|trailer|quiz|dream(t|ed)?|nightmare)\b",
    "ordinary": r"\b(parcel|delivery|deliver(ed|ing)|washing machine|sofa|curry|takeaway|tesco|sainsbury|engineer|"
    r"brother[- ]in[- ]law|appointment|booked|updates|booked in|helpdesk|my broadband|lunch|tea|bingo|"
    r"homework|currys|driving instructor|plumber|power of attorney|as usual|rang them|i rang|asleep|in bed|toast)\b",
    "joke": r"\b(lol|haha\w*|joke|joking|😂|lmao|embarrass\w+|boredom|laughing|curiosity)\b",
    "planned": r"\b(power of attorney|appointment|tomorrow|next week|statement|new card|planned|"
    r"with my (sister|brother|mum|dad))\b",
    "hardware": r"\b(batter(y|ies)|wireless|mouse mat|trackpad|slow(ly)?|lag(s|ging)?|new mouse|jumpy)\b",
    "nobody-came": r"\b(nobody|no one|no ?one) (ever )?(came|came round|turned up)\b",
    "trade": r"\b(parcel|sofa|curry|takeaway|pizza|tesco|order(ed)?|delivery|plumber|electrician|engineer|boiler|"
    r"amazon driver|for (tea|lunch|dinner|a cuppa|christmas))\b",
    "scam-police": r"\b(said|says|claim\w*|pretend\w*|fake|rang|called|phoned|caller|so-called|cloned|savings)\b",
    "spam-mail": r"\b(same email|ten thousand|mass (email|mail)|spam|old password|webcam)\b",
    "award": r"\b(degree|award|honours|list|roll)\b",
}  # fmt: skip


# Looked for close by, whatever full stops stand between.
_NEAR: Final = {
    "thing": r"\b(the|my) (website|contract|subscription|app|game|page|account|level|site|membership)\b",
    "long-ago": r"\b((19|20)\d\d|years (ago|back)|a long way behind|that was my)\b",
}
_NEAR_BEFORE, _NEAR_AFTER = 25, 75  # characters


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the bounds of the sentence a stretch of text lies in."""
    left = max(text.rfind(mark, 0, start) for mark in ".?!\n") + 1
    rights = [at for mark in ".?!\n" if (at := text.find(mark, end)) != -1]
    return left, min(rights, default=len(text))


def cancelled_by(text: str, start: int, end: int, readings: Sequence[str]) -> str:
    """Give the first reading that takes a hit back, or "" where none does."""
    left, right = sentence_around(text, start, end)
    for reading in readings:
        if reading in _BEFORE and _compiled(_BEFORE[reading]).search(text, left, start):
            return reading
        if reading in _AFTER and _compiled(_AFTER[reading]).search(text[end:right]):
            return reading
        near = text[max(0, start - _NEAR_BEFORE) : end + _NEAR_AFTER]
        if reading in _NEAR and _compiled(_NEAR[reading]).search(near):
            return reading
        if reading in _ANYWHERE and _compiled(_ANYWHERE[reading]).search(text, left, right):
            return reading
    return ""


def hits(folded: Folded, received: str, phrases: Sequence[Phrase]) -> Iterator[Hit]:
    """Yield every phrase found, first place first within a phrase; a cancelled hit is yielded with what cancels it."""
    text = folded.text
    for phrase in phrases:
        if phrase.needs and not any(word in text for word in phrase.needs):
            continue
        for found in _compiled(phrase.pattern).finditer(text):
            start, end = found.span()
            if start == end:
                continue
            span = folded.original(start, end)
            reason = Reason(span=span, words=received[span[0] : span[1]])
            yield Hit(phrase, reason, cancelled_by(text, start, end, phrase.unless))
