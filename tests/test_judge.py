"""The judge: which crimes are named, in which order, from the scores of the heads."""

import pytest

from fingerpost.terms import Fact
from fingerpost.triage.judge import MOST, NEAR, NONE, crimes_of


def named(known, leads, also=None, **facts):
    """Name crimes from margins of leads and logits of crimes; everything else scores far below."""
    scores = {f"lead:{crime}": -3.0 for crime in (*known.crimes, NONE)}
    scores |= {f"lead:{crime}": margin for crime, margin in leads.items()}
    scores |= {f"crime:{crime}": logit for crime, logit in (also or {}).items()}
    read = {name: Fact(id=name, value=value, confidence=1.0) for name, value in facts.items()}
    guesses = crimes_of(scores, [], read, known, lambda _head: ())
    return [guess.id for guess in guesses.named], guesses


def test_one_clear_lead_stands_alone(known):
    assert named(known, {"ticket": 0.5, "rental": 0.5 - NEAR - 0.1})[0] == ["ticket"]


def test_a_second_lead_close_behind_is_named_too(known):
    assert named(known, {"ticket": 0.5, "rental": 0.5 - NEAR / 2})[0] == ["ticket", "rental"]


def test_two_close_leads_come_before_how_it_was_paid(known):
    found, _ = named(known, {"ticket": 0.5, "rental": 0.4}, {"app_fraud": 2.0, "ticket": 3.0})
    assert found == ["ticket", "rental", "app_fraud"]


def test_the_runner_up_is_the_likeliest_that_was_not_named(known):
    _, guesses = named(known, {"ticket": 0.5, "rental": 0.4, "purchase": 0.2})
    assert guesses.runner_up.id == "purchase"


def test_no_crime_where_none_leads_and_the_likeliest_is_the_runner_up(known):
    found, guesses = named(known, {NONE: 0.4, "ticket": 0.3})
    assert found == []
    assert guesses.runner_up.id == "ticket"


def test_no_more_crimes_than_a_person_can_take_in(known):
    found, _ = named(known, {"ticket": 0.5}, dict.fromkeys(list(known.crimes)[:20], 3.0))
    assert len(found) == MOST
    assert len(set(found)) == MOST


@pytest.mark.parametrize("relationship", ["partner", "ex-partner", "colleague", "known"])
def test_someone_known_who_threatens_with_pictures_is_not_a_stranger_who_extorts(known, relationship):
    leads = {"sextortion": 0.5, "intimate_threat": -0.5}
    assert named(known, leads, relationship=relationship)[0][0] == "intimate_threat"


def test_a_stranger_who_wants_money_over_pictures_extorts(known):
    leads = {"sextortion": -0.5, "intimate_threat": 0.5}
    assert named(known, leads, relationship="stranger", money="asked")[0][0] == "sextortion"


def test_a_child_blackmailed_with_pictures_is_an_image_of_a_child_too(known):
    assert "child_images" in named(known, {"sextortion": 0.5}, {"sextortion": 2.0}, age="under-18")[0]


def test_confidences_are_shares_and_the_first_is_the_surest_of_the_leads(known):
    _, guesses = named(known, {"ticket": 0.5, "rental": 0.4})
    first, second = guesses.named
    assert 0 <= second.confidence <= first.confidence <= 1
