"""Read what a form sent: values, and what is wrong with it as text ids; never an exception for what a person typed."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from msgspec import Struct

from fingerpost.journeys.happened import answer_keys
from fingerpost.terms import NATIONS, Reading
from fingerpost.web import language
from fingerpost.web.limits import LONGEST_TEXT
from fingerpost.web.notes import clean
from fingerpost.web.shapes import OTHER

WHO = ("person", "business", "charity", "someone-else")
AGE = ("adult", "under-18")


class Words(Struct, frozen=True, kw_only=True):
    """What the page for a person's own words sent. `errors` is field to text id."""

    text: str
    who: str | None
    nation: str | None
    age: str | None
    errors: Mapping[str, str]


def read_words(post: QueryDict) -> Words:
    """Read the page for a person's own words."""
    text = clean(post.get("text", ""))
    errors = {}
    if not text.strip() and "ask" not in post:
        errors["text"] = "web.words.error.empty"
    elif len(text) > LONGEST_TEXT:
        errors["text"] = "web.words.error.long"
    return Words(
        text=text if text.strip() else "", who=pick(post, "who", WHO), nation=pick(post, "nation", NATIONS),
        age=pick(post, "age", AGE), errors=errors,
    )  # fmt: skip


def pick(post: QueryDict, name: str, values: tuple[str, ...]) -> str | None:
    """Give a value that is one of those offered, else None."""
    value = post.get(name)
    return value if value in values else None


def read_answer(post: QueryDict, key: str) -> str | None:
    """Give the answer to a question, or None when none that exists was chosen."""
    value = post.get("answer")
    if key == "crime" and value == OTHER:
        value = post.get("crime-other")
    return value if value in answer_keys(language.known()).get(key, ()) else None


def read_corrections(post: QueryDict, reading: Reading) -> dict[str, str | None]:
    """Give what a person corrected: key to the new answer, or to None where they agree with what was read."""
    keys = answer_keys(language.known())
    found: dict[str, str | None] = {}
    for fact in reading.facts:
        value = post.get(f"fact-{fact.id}")
        if value is not None and fact.id in keys:
            found[fact.id] = value if value in keys[fact.id] and value != fact.value else None
    # What is picked in the long list counts, whether or not its round button was pressed too.
    crime = post.get("crime-other") or post.get("crime")
    if crime in keys["crime"]:
        found["crime"] = crime
    return found


def nothing_picked(post: QueryDict) -> bool:
    """Say whether a person said it is something else, and not what."""
    return post.get("crime") == OTHER and not post.get("crime-other")
