"""Only questions worth asking are asked, danger first; any of them may be left open, and a guard left open counts."""

from itertools import product

import pytest

from fingerpost.conditions import holds
from fingerpost.journeys.happened import Account, answer_keys, assess, option_text, question_text
from fingerpost.knowledge.load import condition, whole_facts
from fingerpost.terms import NOT_SURE, RATHER_NOT_SAY, CrimeGuess
from fingerpost.triage.questions import (
    CRIME_KEY,
    NONE_OF_THESE,
    answer_values,
    next_question,
    open_questions,
    plan_for,
    signature,
)

NEVER = frozenset()


def questions(known, values, *crimes, runner_up=None, asked=NEVER, sure=0.9):
    guesses = tuple(CrimeGuess(id=crime, confidence=sure) for crime in crimes)
    return list(open_questions(known, values, guesses, runner_up, asked))


def situations(known):
    for crime, relationship in product(known.crimes, known.facts["relationship"].values):
        yield crime, {} if relationship == "unknown" else {"relationship": relationship}


@pytest.fixture(scope="module")
def walked(known):
    """Every crime with every relationship, and the questions worth asking in it."""
    return [(crime, values, questions(known, values, crime)) for crime, values in situations(known)]


def test_every_question_asked_can_change_what_comes_first(known, walked):
    for crime, values, found in walked:
        now = signature(plan_for(known, values, (crime,)))
        for question in found:
            plans = [plan_for(known, {**values, question.key: value}, (crime,)) for value in question.values[:-2]]
            assert any(signature(plan) != now for plan in plans), (crime, values, question.key)


def test_no_question_that_could_change_what_comes_first_is_kept_back(known, walked):
    for crime, values, found in walked:
        if values.get("relationship") not in {None, "ex-partner"}:
            continue
        now = signature(plan_for(known, values, (crime,)))
        facts = whole_facts(known, values, (crime,))
        asked = {question.key for question in found}
        for spec in known.country.facts:
            if spec.ask is None or spec.id in values or not holds(condition(known.country, spec.ask_when), facts):
                continue
            if any(signature(plan_for(known, {**values, spec.id: value}, (crime,))) != now for value in answer_values(spec)):
                assert spec.id in asked, (crime, values, spec.id)


def test_nothing_is_asked_that_is_known(walked):
    for _, values, found in walked:
        assert not {question.key for question in found} & set(values)


def test_nothing_is_asked_twice(known, walked):
    for crime, values, found in walked:
        keys = frozenset(question.key for question in found)
        if values.get("relationship") in {None, "stranger"}:
            assert not keys & {question.key for question in questions(known, values, crime, asked=keys)}


def test_danger_is_asked_before_everything_else(walked):
    for crime, _, found in walked:
        keys = [question.key for question in found]
        guards = [key for key in keys if key in {"danger", "crisis"}]
        assert keys[: len(guards)] == guards
        if "danger" in keys:
            assert keys[0] == "danger", crime


@pytest.mark.parametrize(
    "crime",
    ["cyber_stalking", "stalkerware", "tracking_device", "coercive_control", "threats", "harassment", "intimate_threat",
     "sextortion", "child_grooming", "child_images", "romance", "impersonation_police", "doxxing", "hate"],
)  # fmt: skip
def test_where_there_may_be_danger_it_is_asked(crime, known):
    assert questions(known, {}, crime)[0].key == "danger"


@pytest.mark.parametrize("crime", ["sextortion", "selfharm_encouragement"])
def test_where_a_life_may_be_at_stake_it_is_asked_right_after(crime, known):
    assert [question.key for question in questions(known, {}, crime)][:2] == ["danger", "crisis"]


def test_a_message_that_did_no_harm_asks_nothing_about_danger(known):
    assert "danger" not in [question.key for question in questions(known, {"harm": "no"}, "smishing")]


def test_in_a_crisis_the_questions_stop(known):
    for crime, values in situations(known):
        assert questions(known, {**values, "crisis": "yes", "danger": "yes"}, crime) == []


def test_every_question_may_be_left_open(walked):
    for _, _, found in walked:
        for question in found:
            assert question.values[-2:] == (NOT_SURE, RATHER_NOT_SAY)
            assert "unclear" not in question.values
            assert len(set(question.values)) == len(question.values)


def test_every_question_and_every_answer_has_words(known):
    for key, values in answer_keys(known).items():
        assert question_text(key, known).endswith("?")
        for value in values:
            assert option_text(key, value, known)


def test_every_answer_offered_is_an_answer_taken(known, walked):
    keys = answer_keys(known)
    for _, _, found in walked:
        for question in found:
            assert set(question.values) <= set(keys[question.key])


def test_asking_ends(known):
    """Whatever is answered, the last value or "not sure", the questions run out."""
    for crime, pick in product(known.crimes, (0, -3, -1)):
        values, asked = {}, set()
        while (
            question := next_question(known, values, (CrimeGuess(id=crime, confidence=0.9),), None, frozenset(asked))
        ) is not None:
            assert question.key not in asked
            asked.add(question.key)
            answer = question.values[pick]
            if answer not in {NOT_SURE, RATHER_NOT_SAY}:
                values[question.key] = answer
        assert len(asked) <= len(known.country.facts)


# ---- which crime -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sure", "rival", "asked"), [(0.4, 0.4, True), (0.9, 0.4, False), (0.4, 0.1, False), (0.4, None, False)]
)
def test_which_crime_is_asked_only_in_doubt(sure, rival, asked, known):
    runner_up = None if rival is None else CrimeGuess(id="harassment", confidence=rival)
    keys = [question.key for question in questions(known, {}, "cyber_stalking", runner_up=runner_up, sure=sure)]
    assert (CRIME_KEY in keys) is asked


def test_which_crime_offers_both_none_and_not_sure(known):
    found = questions(known, {}, "cyber_stalking", runner_up=CrimeGuess(id="harassment", confidence=0.4), sure=0.4)
    question = next(question for question in found if question.key == CRIME_KEY)
    assert question.values == ("cyber_stalking", "harassment", NONE_OF_THESE, NOT_SURE, RATHER_NOT_SAY)
    assert found[0].key == "danger"


# ---- answers taken in ------------------------------------------------------------------------------------------------


def test_every_answer_of_every_question_is_taken(known):
    for key, values in answer_keys(known).items():
        for value in values:
            outcome = assess(Account(text="", answers={key: value}), known)
            assert key in outcome.asked
            assert outcome.plan.routes


@pytest.mark.parametrize("left_open", [NOT_SURE, RATHER_NOT_SAY])
@pytest.mark.parametrize("guard", ["danger", "crisis"])
def test_a_guard_left_open_is_unclear(guard, left_open, known):
    outcome = assess(Account(text="", answers={guard: left_open}), known)
    assert outcome.values[guard] == "unclear"
    assert outcome.values["danger"] == "unclear"
    assert outcome.plan.actions[0].action.id == "call-999"


def test_the_guards_are_danger_and_crisis(known):
    assert [spec.id for spec in known.country.facts if spec.guards] == ["danger", "crisis"]


@pytest.mark.parametrize("left_open", [NOT_SURE, RATHER_NOT_SAY])
def test_any_other_question_left_open_takes_back_what_was_read(left_open, known):
    outcome = assess(Account(text="", nation="wales", answers={"nation": left_open}), known)
    assert "nation" not in outcome.values
    assert outcome.question is None or outcome.question.key != "nation"


def test_an_answer_wins_over_what_was_read(known):
    assert assess(Account(text="", nation="wales", answers={"nation": "scotland"}), known).values["nation"] == "scotland"


def test_the_persons_own_word_on_the_crime_is_believed(known):
    for crime in known.crimes:
        outcome = assess(Account(text="", answers={CRIME_KEY: crime}), known)
        assert [guess.id for guess in outcome.crimes] == [crime]
        assert outcome.crimes[0].confidence == 1.0


def test_too_little_to_tell_asks_what_kind_and_guesses_nothing(known):
    outcome = assess(Account(text="help"), known)
    assert outcome.crimes == ()
    assert outcome.question is not None
    assert outcome.question.key == CRIME_KEY
