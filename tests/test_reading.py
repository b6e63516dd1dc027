"""What reading must do, whatever the model: robust things here; how well it does is measured, and held from slipping."""

import json
import sys
from pathlib import Path

import pytest

from fingerpost.journeys import happened
from fingerpost.journeys.happened import Account, as_json, assess
from fingerpost.triage.read import read_account

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import accounts

# What was reached on the test half when this was written (docs/benchmarks.md has the figures and the bars they are
# measured against), less a little: a change that reads worse fails here. Raise them when it reads better.
HELD = json.loads((Path(__file__).parent / "accounts" / "held.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured():
    return accounts.measure("test")


@pytest.mark.parametrize("name", sorted(HELD["at_least"]))
def test_reading_of_the_test_half_has_not_slipped(measured, name):
    assert measured["figures"][name]["share"] >= HELD["at_least"][name]


@pytest.mark.parametrize("name", sorted(HELD["at_most"]))
def test_false_alarms_have_not_grown(measured, name):
    assert measured["figures"][name]["share"] <= HELD["at_most"][name]


def test_few_questions_are_asked(measured):
    median, p95 = measured["questions"]["bars"]
    assert measured["questions"]["median"] <= median
    assert measured["questions"]["p95"] <= p95


def danger_rows(name):
    lines = (Path(__file__).parent / "accounts" / f"danger-{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_there_are_enough_danger_sayings_and_look_alikes():
    assert len(danger_rows("yes")) >= 150
    assert len(danger_rows("no")) >= 150


@pytest.mark.parametrize("row", danger_rows("yes"), ids=lambda row: row["text"][:40])
def test_danger_sayings_are_read_as_danger(row, known):
    assert read_account(row["text"], known=known).values().get("danger") == "yes"


@pytest.mark.parametrize("row", danger_rows("no"), ids=lambda row: row["text"][:40])
def test_look_alikes_are_not_read_as_danger(row, known):
    assert read_account(row["text"], known=known).values().get("danger") != "yes"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00\x01\x02", "\u202egnihtemos dlo s'ti", "<script>alert(1)</script>", "😀" * 10_000, "a" * 1_000_000,
        "word " * 200_000, "\ud800", "k i l l " * 5_000, "he he he " * 20_000, "(((((" * 10_000, "'" * 60_000,
    ],
    ids=["empty", "blank", "control", "rtl", "script", "emoji", "one-word", "long", "surrogate", "spaced", "he", "braces", "quotes"],
)  # fmt: skip
def test_any_text_gives_an_answer(text, known):
    outcome = assess(Account(text=text), known)
    assert outcome.plan.routes
    assert as_json(outcome, known, __import__("datetime").date(2026, 11, 24))["assessment"]["urgency"]


def test_danger_after_a_very_long_story_is_still_read(known):
    text = "He sold me a sofa that never came. " * 3_000 + "He has got a knife and he is kicking the door in right now."
    assert assess(Account(text=text), known).plan.urgency == "emergency"


def test_a_failure_in_reading_is_never_no_danger(known, monkeypatch):
    def broken(*_args, **_named):
        raise ValueError

    monkeypatch.setattr(happened, "read_account", broken)
    outcome = assess(Account(text="anything"), known)
    assert outcome.values["danger"] == "unclear"
    assert outcome.plan.routes[0].service == "emergency_999"


def test_spans_quote_the_words_as_received(known):
    text = "My ex\u200b keeps “messaging” me from new accounts and I paid £400 by bank transfer in Paisley."
    reading = read_account(text, known=known)
    reasons = [why for fact in reading.facts for why in fact.why] + [why for guess in reading.crimes for why in guess.why]
    assert reasons
    assert all(text[why.span[0] : why.span[1]] == why.words for why in reasons)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("I lost £1,250", 125_000),
        ("it was 2.5k", 250_000),
        ("took £3k off me", 300_000),
        ("£1.99 for a parcel", 199),
        ("twelve 50 quid notes", 5_000),
        ("first £20 then £400", 40_000),
        ("no money, in 2019, on the 14th", None),
    ],
)
def test_amounts(text, pence, known):
    assert read_account(text, known=known).details.amount_pence == pence


def test_a_place_gives_the_nation(known):
    assert read_account("a man in Paisley sold me a car", known=known).values()["nation"] == "scotland"
    assert "nation" not in read_account("a man in Cardiff sold me a car in Leeds", known=known).values()
