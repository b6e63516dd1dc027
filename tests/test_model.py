"""The model: written and read back the same, refused when damaged, the same scores every time, and where they came from."""

import hashlib
import json
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.errors import ModelError
from fingerpost.model import AT_ONCE, MAGIC, NOUGHT, VERSION, LinearModel, bucket, features_of, tokens
from fingerpost.text import fold
from fingerpost.triage.features import danger_model, model, windows

BUCKETS = 1 << 12
HEADS = ("crime:phishing", "crime:romance")
CARD = {"made": "2026-11-24", "accounts": 2}


SCALE = [0.01, 0.1]


def table(**weights):
    """A table of weights: `w_help=(3, -2)` is the word "help" for the two heads; every other weight is nought."""
    made = bytearray([NOUGHT] * BUCKETS * len(HEADS))
    for name, pair in weights.items():
        at = bucket("w " + name[2:], BUCKETS) * len(HEADS)
        made[at : at + len(HEADS)] = [weight + NOUGHT for weight in pair]
    return bytes(made)


TABLE = table(w_parcel=(90, -30), w_love=(-20, 120), w_the=(5, 5))


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "model.fplm"
    LinearModel.save(path, HEADS, TABLE, [-1.0, -2.5], [1000] * BUCKETS, SCALE, CARD)
    return path


def test_a_model_written_is_read_back_the_same(saved):
    read = LinearModel.load(saved)
    assert read.heads == HEADS
    assert read.card == CARD
    again = saved.with_name("again.fplm")
    LinearModel.save(again, HEADS, TABLE, [-1.0, -2.5], [1000] * BUCKETS, SCALE, CARD)
    assert again.read_bytes() == saved.read_bytes()


def test_a_word_moves_the_head_it_has_weight_for(saved):
    read = LinearModel.load(saved)
    phishing, romance = read.scores(["my", "parcel"])
    assert phishing > -1.0
    assert romance < -2.5
    assert read.scores(["my", "love"])[1] > read.scores(["my", "parcel"])[1]


def test_a_score_is_the_weight_over_the_length_and_the_constant(saved):
    features = len({bucket(feature, BUCKETS) for feature in features_of(["love"])})
    assert LinearModel.load(saved).scores(["love"]) == pytest.approx(
        [-1.0 - 0.2 / features**0.5, -2.5 + 12.0 / features**0.5]
    )


@given(st.lists(st.sampled_from(["parcel", "love", "the", "bank", "0"]), max_size=12))
def test_scores_are_the_same_every_time(words):
    weigher = model()
    assert weigher.scores(words) == weigher.scores(list(words))


@pytest.mark.parametrize("heads", [1, 2, 7, 198])
def test_rows_added_at_once_are_the_rows_added_one_by_one(tmp_path, heads):
    chance = random.Random(heads)
    numbers = chance.randbytes(BUCKETS * heads)
    path = tmp_path / "dense.fplm"
    names = [f"head {at}" for at in range(heads)]
    LinearModel.save(path, names, numbers, [0.0] * heads, [1000] * BUCKETS, [1.0] * heads, CARD)
    words = [f"word{chance.randrange(10**6)}" for _ in range(3 * AT_ONCE)]
    places = {bucket(feature, BUCKETS) for feature in features_of(words)}
    assert len(places) > 3 * AT_ONCE
    slow = [sum(numbers[place * heads + head] - NOUGHT for place in places) for head in range(heads)]
    assert LinearModel.load(path).scores(words) == pytest.approx([total / len(places) ** 0.5 for total in slow])


@given(st.lists(st.sampled_from(["parcel", "love", "he", "bank", "0"]), max_size=12))
def test_words_worked_out_before_score_the_same(words):
    seen = {}
    for weigher in (model(), danger_model(), model()):
        assert weigher.scores(words, ["phrase x"], seen) == weigher.scores(words, ["phrase x"])


def test_of_nothing_only_the_constant_is_left(saved):
    assert LinearModel.load(saved).scores([]) == [-1.0, -2.5]


# ---- a file that cannot be trusted is refused --------------------------------------------------------------------------


def assert_refused(path, word):
    with pytest.raises(ModelError) as caught:
        LinearModel.load(path)
    assert word in caught.value.message
    assert caught.value.hint


def test_a_missing_file_is_refused(tmp_path):
    assert_refused(tmp_path / "none.fplm", "cannot be read")


@pytest.mark.parametrize("place", [5, 36, 37, 60, -1])
def test_one_changed_byte_is_refused(saved, place):
    blob = bytearray(saved.read_bytes())
    blob[place] ^= 1
    saved.write_bytes(blob)
    assert_refused(saved, "damaged")


@pytest.mark.parametrize("length", [100, 4000, -1])
def test_a_file_cut_short_is_refused(saved, length):
    saved.write_bytes(saved.read_bytes()[:length])
    assert_refused(saved, "damaged")


@pytest.mark.parametrize("blob", [b"", b"FP", MAGIC, b"x" * 100, MAGIC + bytes([VERSION])])
def test_what_is_no_model_is_refused(tmp_path, blob):
    path = tmp_path / "odd.fplm"
    path.write_bytes(blob)
    assert_refused(path, "version")


@pytest.mark.parametrize("version", [0, VERSION + 1, 255])
def test_another_version_is_refused(saved, version):
    blob = bytearray(saved.read_bytes())
    blob[4] = version
    saved.write_bytes(blob)
    assert_refused(saved, "version")


def test_the_file_holds_numbers_and_nothing_that_runs(saved):
    blob = saved.read_bytes()
    body = blob[37:]
    assert blob[5:37] == hashlib.sha256(body).digest()
    size = struct.unpack_from("<I", body)[0]
    header = json.loads(body[4 : 4 + size])
    heads, buckets = len(header["heads"]), header["buckets"]
    assert len(body) == 4 + size + heads * buckets + 2 * buckets


# ---- where a score came from -----------------------------------------------------------------------------------------


def test_the_words_that_moved_a_score_are_the_ones_with_weight(saved):
    text = "the parcel and the love"
    read = LinearModel.load(saved)
    for head, word in (("crime:romance", "love"), ("crime:phishing", "parcel")):
        (start, end), *_ = read.moved_by(tokens(text), head, most=1)
        assert word in text[start:end]


def test_short_words_alone_explain_nothing():
    for weigher in (model(), danger_model()):
        for head in weigher.heads[:20]:
            assert weigher.moved_by(tokens("he is in it and so am i"), head) == []


def test_no_more_words_are_named_than_asked_for_and_none_twice(saved):
    read = LinearModel.load(saved)
    for most in (1, 2, 3):
        spans = read.moved_by(tokens("love parcel the love parcel the love"), "crime:romance", most=most)
        assert len(spans) <= most
        assert all(one[1] <= other[0] for one, other in zip(sorted(spans), sorted(spans)[1:], strict=False))


@given(st.text(max_size=300))
def test_the_words_that_moved_a_score_lie_inside_the_text(text):
    folded = fold(text)
    for weigher in (model(), danger_model()):
        for run in windows(tokens(folded.text)):
            for span in weigher.moved_by(run, weigher.heads[0]):
                first, last = folded.original(*span)
                assert 0 <= first < last <= len(text)


def test_a_run_of_digits_reads_as_one_so_amounts_generalise():
    assert [word for word, _ in tokens("paid £450 on 12/03")] == ["paid", "£0", "on", "0", "0"]


@given(st.text(max_size=200))
def test_words_stand_where_their_spans_say(text):
    folded = fold(text).text
    for word, (start, end) in tokens(folded):
        assert len(word) <= end - start or word == "0"
        assert 0 <= start < end <= len(folded)


@pytest.mark.parametrize(("feature", "place"), [("w help", 12398), ("b ^ help", 33792), ("w £0", 63828)])
def test_a_bucket_is_the_same_everywhere(feature, place):
    assert bucket(feature, 1 << 16) == place


def test_the_model_that_ships_knows_every_crime(known):
    heads = set(model().heads)
    assert {f"crime:{crime}" for crime in known.crimes} <= heads
    assert model().card
