"""Folding: however a word was typed or hidden it reads the same, and every mark leads back to what was received."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.text import fold

RTL, POP, NUL, LONE = "\u202e", "\u202c", "\0", "\ud800"
ANY = st.text(st.characters(exclude_categories=[]), max_size=200)  # lone surrogates and private characters too
PLAIN_WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9), min_size=1, max_size=12)
HIDERS = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u061c", "\u202e", "\ufe0f", "\U000e0041"]


@pytest.mark.parametrize(
    ("received", "folded"),
    [
        ("Kill", "kill"),
        ("KILL YOU", "kill you"),
        ("\u0441\u0430rd", "card"),  # Cyrillic es and a
        ("р\u0430yр\u0430l", "paypal"),  # Cyrillic er and a
        ("\u03bfne \u03bd", "one v"),  # Greek omicron and nu
        ("ｐａｓｓｗｏｒｄ", "password"),  # full width
        ("𝐛𝐥𝐨𝐜𝐤", "block"),  # mathematical bold
        ("ⓗⓔⓛⓟ", "help"),  # circled
        ("ﬁnd", "find"),  # a ligature is two letters
        ("Straße", "strasse"),
        ("fiancée", "fiancee"),
        ("fiance\u0301e", "fiancee"),  # the accent typed on its own
        ("s\u200bend me the C\u200bODE", "send me the code"),
        ("kil\u00adl", "kill"),
        ("don’t", "don't"),
        ("don`t", "don't"),
        ("“help”", '"help"'),
        ("ex–husband", "ex-husband"),
        ("wait…", "wait..."),
        ("k i l l", "kill"),
        ("k.i.l.l", "kill"),
        ("k*i*l*l me", "kill me"),
        ("k-i-l-l", "kill"),
        ("k1ll", "kill"),
        ("p@ssword", "password"),
        ("a  b\t c", "a b c"),
        ("line\u2028next", "line\nnext"),
        ("", ""),
    ],
)
def test_a_word_reads_the_same_however_it_was_typed(received, folded):
    assert fold(received).text == folded


@pytest.mark.parametrize(
    "kept",
    ["u18", "£50", "2pm", "07700 900123", "13 months", "a b c", "i am a b", "4chan", "24/7", "someone.else@example.com"],
)
def test_numbers_addresses_and_short_words_are_left_as_they_are(kept):
    assert fold(kept).text == kept


@pytest.mark.parametrize("hider", HIDERS, ids=lambda c: f"U+{ord(c):04X}")
def test_marks_that_show_nothing_hide_nothing(hider):
    assert fold("bl" + hider + "ack" + hider + "mail").text == "blackmail"


@pytest.mark.parametrize(
    ("received", "word", "span"),
    [
        ("Please s\u200bend it", "send", (7, 12)),
        ("I am in 𝐝𝐚𝐧𝐠𝐞𝐫 now", "danger", (8, 14)),
        ("he said “k i l l” to me", "kill", (9, 16)),
        ("eﬁ", "ef", (0, 2)),
        ("my p@ssw0rd went", "password", (3, 11)),
    ],
)
def test_a_mark_lands_on_what_was_pasted(received, word, span):
    folded = fold(received)
    start = folded.text.index(word)
    assert folded.original(start, start + len(word)) == span


@given(ANY)
def test_folding_never_fails_and_every_place_lies_inside_the_text(received):
    folded = fold(received)
    assert len(folded.text) == len(folded.origins) == len(folded.ends)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= start < end <= len(received) for start, end in zip(folded.origins, folded.ends, strict=True))


@given(ANY, st.data())
def test_every_span_lies_inside_the_text(received, data):
    folded = fold(received)
    end = data.draw(st.integers(0, len(folded.text)))
    start = data.draw(st.integers(0, end))
    first, last = folded.original(start, end)
    assert 0 <= first <= last <= len(received)


@given(PLAIN_WORDS)
def test_the_way_back_gives_the_words(words):
    received = "  ".join(word.title() for word in words)
    folded = fold(received)
    at = 0
    for word in words:
        at = folded.text.index(word, at)
        first, last = folded.original(at, at + len(word))
        assert received[first:last].lower() == word
        at += len(word)


@given(PLAIN_WORDS, st.data())
def test_hidden_marks_anywhere_change_nothing(words, data):
    plain = " ".join(words)
    at = data.draw(st.lists(st.integers(0, len(plain)), max_size=8))
    hidden = list(plain)
    for place in sorted(at, reverse=True):
        hidden.insert(place, data.draw(st.sampled_from(HIDERS)))
    assert fold("".join(hidden)).text == fold(plain).text


@given(st.text("abcdefghijklmnopqrstuvwxyz ,.\n", max_size=120))
def test_folding_folded_words_again_changes_nothing(text):
    once = fold(text).text
    if not any(len(run) == 1 for run in once.replace(".", " ").split()):
        assert fold(once).text == once


@pytest.mark.parametrize(
    "odd",
    ["😱" * 10_000, LONE * 50, LONE + "help" + LONE, RTL + "pleh" + POP, NUL.join("help"), "\ue000\uffff", "\u0301" * 99],
    ids=["emoji", "surrogates", "surrogate", "right-to-left", "NUL", "private", "accents"],
)
def test_odd_text_is_read_without_fault(odd):
    folded = fold(odd)
    assert all(0 <= start < end <= len(odd) for start, end in zip(folded.origins, folded.ends, strict=True))


def test_words_between_odd_characters_are_still_found():
    assert "help" in fold(RTL + "he" + LONE + "lp" + POP).text
    assert "knife" in fold("😱" * 10_000 + " a knife").text


def test_an_empty_span_has_a_place():
    assert fold("").original(0, 0) == (0, 0)
    assert fold("abc").original(3, 3) == (3, 3)
    assert fold("abc").original(1, 1) == (1, 1)
