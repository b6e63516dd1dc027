"""Languages: chosen by a link, kept in a cookie, English where there are no words yet; and no words outside the language files."""

import re
from html import unescape

import msgspec
import pytest

from fingerpost.journeys.library import Library, code_of
from fingerpost.knowledge.load import Knowledge, load
from fingerpost.web import language, public

LONGER = 1.4  # how much longer the made-up language is
# What is the same in every language: names of laws, guides and bodies, numbers, addresses, what the person wrote; and,
# for now, days and hours, and the words of data that are not sentences.
SAME = re.compile(
    r"https?://|www\.|\.(?:uk|us|org|com|scot|wales|gov)\b|^[\W\d_]*$|^Fingerpost$|^(?:English|Cymraeg)$|\bAct \d{4}\b|Common law of Scotland"
    r"|^[\d\s,:()-]+$|^police cyber crime advice page$"
)


@pytest.fixture
def made_up(monkeypatch):
    """A language in which every text stands in brackets and is two fifths longer."""
    country = load().country
    texts = {key: f"⟦{words}{' ~' * int(len(words) * (LONGER - 1) / 2)}⟧" for key, words in country.texts["en"].items()}
    spoken = Knowledge(msgspec.structs.replace(country, texts={**country.texts, "xx": texts}), "xx")
    monkeypatch.setitem(language.LANGUAGES, "xx", "xx")
    monkeypatch.setattr(language, "load", lambda _country, chosen: spoken if chosen == "xx" else load("uk", chosen))
    public._index_in.cache_clear()
    yield spoken
    public._index_in.cache_clear()


def test_a_language_is_chosen_by_a_link_and_kept(person):
    person.get("/language/cy").get("/")
    assert '<html lang="cy">' in person.html
    assert load("uk", "cy").say("web.language.awaiting") in unescape(person.html)
    person.get("/language/en").get("/")
    assert '<html lang="en-GB">' in person.html
    assert load("uk", "cy").say("web.language.awaiting") not in unescape(person.html)


def test_no_such_language(person):
    assert person.get("/language/xx").page.status_code == 404


def test_a_forged_language_is_english(person):
    person.client.cookies["notes_language_80"] = "../../etc"
    assert '<html lang="en-GB">' in person.get("/").html


def test_what_has_no_words_yet_is_in_english(person):
    person.get("/language/cy").get("/privacy")
    assert person.page.status_code == 200


def test_it_says_where_words_are_asked_for_that_only_english_is_read(person):
    said = load("uk", "cy").say("web.language.words")
    person.get("/language/cy").to_words()
    assert said in unescape(person.html)
    person.get("/language/en").to_words()
    assert load().say("web.language.words") not in unescape(person.html)


def test_one_persons_language_is_not_anothers(local, at_host):
    local.get("/language/cy")
    assert '<html lang="en-GB">' in at_host.get("/").html


def outside(html):
    """Give the pieces of text on a page that no language file gave."""
    html = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    text = unescape(
        re.sub(
            r"<(?:br|/?(?:p|li|h\d|dt|dd|div|ul|ol|a|span|option|label|button|summary|legend|title|td|th|q))\b[^>]*>",
            "\n",
            html,
        )
    )
    text = re.sub(r"<[^>]+>", "", text)
    while "⟦" in text:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", "", text)
        if shorter == text:
            break
        text = shorter
    return {line.strip() for line in text.splitlines() if re.search(r"[A-Za-z]{3,}", line) and not SAME.search(line.strip())}


def test_no_words_of_a_page_are_hard_coded(made_up, local, known):
    local.get("/language/xx")
    names = {guide.name for guide in known.country.guides} | {guide.owner for guide in known.country.guides}
    library = Library(known)
    found = set()
    for path in ("/", "/before", "/about", "/privacy", "/accessibility", "/open", "/harder", "/read",
                 *(f"/read/{code_of(kind, id_)}" for kind, id_ in (("crime", "app_fraud"), ("topic", "stalking"),
                   ("card", "ransomware"), ("rule", "stalking_no_block"), ("words", "glossary")))):  # fmt: skip
        found |= outside(local.get(path).html)
    local.tell("zzz", nation="scotland")
    found |= outside(local.html)
    assert library.pages
    assert {line for line in found if not any(name in line for name in names)} == set()
