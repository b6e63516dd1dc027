"""Long runs (`./test --deep`): the models made again from their data, and readers and pages fed mutated accounts."""

import json
import random
import sys
from datetime import date
from pathlib import Path

import pytest

from fingerpost.journeys.happened import Account, as_json, assess
from fingerpost.triage.features import DANGER_WEIGHTS, WEIGHTS

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)
MUTANTS = 6_000
MARKS = (
    "\x00", "\x1b[31m", "\u202e", "\u200b", "\u0301" * 40, "\U0001f600", "\ud800", "<script>", "{{ x }}", "%s", "\r\n",
    "'", '"', "\\", "£" * 30, "0" * 50, "aaaa " * 50, "not " * 60, "no one " * 40, "𝐤𝐢𝐥𝐥", "ＫＩＬＬ", "\t" * 99,
)  # fmt: skip

pytestmark = pytest.mark.deep


def accounts():
    lines = (ROOT / "tests" / "accounts" / "accounts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def mutants(seed, count):
    """Yield accounts cut, joined, doubled, shuffled and strewn with odd characters; the same ones every time."""
    chance = random.Random(seed)
    texts = accounts()
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 4)):
            way = chance.randrange(5)
            place = chance.randrange(len(text) + 1)
            if way == 0:
                text = text[:place]
            elif way == 1:
                text = text[:place] + chance.choice(texts)
            elif way == 2:
                text = text[:place] + chance.choice(MARKS) + text[place:]
            elif way == 3:
                words = text.split()
                chance.shuffle(words)
                text = " ".join(words)
            else:
                text = text[:place] + text[place : place + 200] * chance.randint(2, 30) + text[place:]
        yield text


def test_the_models_that_ship_are_those_their_data_make(tmp_path, known):
    sys.path.insert(0, str(ROOT / "training"))
    import train_model

    train_model.train(list(train_model.rows()), tmp_path / WEIGHTS.name, tmp_path / DANGER_WEIGHTS.name, known)
    assert (tmp_path / WEIGHTS.name).read_bytes() == WEIGHTS.read_bytes()
    assert (tmp_path / DANGER_WEIGHTS.name).read_bytes() == DANGER_WEIGHTS.read_bytes()


@pytest.mark.parametrize("seed", range(4))
def test_no_mutated_account_breaks_reading_or_its_promises(seed, known):
    for text in mutants(seed, MUTANTS // 4):
        outcome = assess(Account(text=text), known)
        told = as_json(outcome, known, TODAY)
        json.dumps(told)
        assert not outcome.reading.failed
        assert outcome.plan.routes
        if outcome.plan.urgency == "emergency":
            assert outcome.plan.routes[0].service == "emergency_999"
        held = {one.does for one in outcome.plan.withheld}
        assert not held & {word for row in outcome.plan.actions for word in row.action.does}
        reasons = [why for fact in outcome.reading.facts for why in fact.why]
        reasons += [why for guess in outcome.reading.crimes for why in guess.why]
        assert all(text[why.span[0] : why.span[1]] == why.words for why in reasons)
