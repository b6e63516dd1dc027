"""How urgent: the table of the contract, line by line, with the first match winning; and what danger may be."""

from datetime import date
from itertools import combinations, product
from typing import get_args

import pytest

from fingerpost.journeys.happened import Account, as_json, assess, category_of
from fingerpost.terms import URGENCIES, CrimeGuess, Danger, Urgency
from fingerpost.triage.questions import plan_for

# Each: the urgency, why, the crimes, the facts.
TABLE = [
    # 1. emergency
    ("emergency", "violence is happening or coming", "threats", {"danger": "yes", "danger_kind": "violence"}),
    ("emergency", "an offender or courier is present", "impersonation_police", {"danger": "yes", "danger_kind": "present"}),
    ("emergency", "talked through a payment right now", "vishing", {"danger": "yes", "danger_kind": "live-control"}),
    ("emergency", "a child about to be met", "child_grooming", {"danger": "yes", "danger_kind": "child"}),
    ("emergency", "a care system down", "ransomware", {"danger": "yes", "danger_kind": "medical", "who": "business"}),
    ("emergency", "not cyber crime at all", "", {"danger": "yes"}),
    ("emergency", "intent to die", "sextortion", {"crisis": "yes"}),
    ("emergency", "intent to die and nothing else", "", {"crisis": "yes"}),
    ("emergency", "before money that could be stopped", "app_fraud", {"danger": "yes", "money": "sent", "bank_told": "no"}),
    # 2. police-now
    ("police-now", "stalking", "cyber_stalking", {}),
    ("police-now", "stalking by someone unknown", "cyber_stalking", {"relationship": "stranger"}),
    ("police-now", "a pattern by someone known", "harassment", {"pattern": "yes", "relationship": "ex-partner"}),
    ("police-now", "a tracker", "tracking_device", {}),
    ("police-now", "stalkerware", "stalkerware", {}),
    ("police-now", "hidden location sharing by a partner", "hack_device", {"watched": "yes", "relationship": "partner"}),
    ("police-now", "coercive control", "coercive_control", {}),
    ("police-now", "any other threat of violence", "threats", {"relationship": "stranger"}),
    ("police-now", "a threat over images by someone known", "intimate_threat", {"relationship": "ex-partner"}),
    ("police-now", "a threat over images, by whom is not said", "intimate_threat", {}),
    ("police-now", "a child groomed", "child_grooming", {}),
    ("police-now", "a child blackmailed", "sextortion", {"age": "under-18"}),
    ("police-now", "an intimate image of a child", "child_images", {}),
    ("police-now", "an image made as a child", "intimate_sharing", {"image_age": "under-18"}),
    ("police-now", "honour-based abuse", "harassment", {"honour": "yes"}),
    ("police-now", "before the bank", "cyber_stalking app_fraud", {"money": "sent"}),
    # 3. bank-now
    ("bank-now", "money sent by transfer", "app_fraud", {"money": "sent", "paid_by": "transfer"}),
    ("bank-now", "money taken", "account_takeover_bank", {"money": "taken"}),
    ("bank-now", "card details given", "smishing", {"paid_by": "details"}),
    (
        "bank-now",
        "paid by card within 13 months",
        "purchase",
        {"money": "sent", "paid_by": "card", "paid_when": "within-13-months"},
    ),
    ("bank-now", "the bank has not been told", "romance", {"money": "sent", "bank_told": "no"}),
    ("bank-now", "a business as well", "invoice_redirect", {"money": "sent", "paid_by": "transfer", "who": "business"}),
    ("bank-now", "before images by a stranger", "sextortion", {"money": "sent", "relationship": "stranger", "age": "adult"}),
    # 4. report-now
    ("report-now", "intimate images online", "intimate_sharing", {"image": "online", "age": "adult"}),
    ("report-now", "sextortion by a stranger", "sextortion", {"relationship": "stranger", "age": "adult"}),
    ("report-now", "a live attack", "ransomware", {"in_progress": "yes", "who": "business"}),
    ("report-now", "an account used against others", "hack_social", {"used_against_others": "yes"}),
    ("report-now", "the main e-mail lost", "hack_email", {"main_email": "yes"}),
    ("report-now", "a legal clock running", "data_breach_org", {"who": "business"}),
    ("report-now", "people's data in a break-in", "hack_server", {"who": "charity", "personal_data": "yes"}),
    (
        "report-now",
        "paid, told the bank, and blackmailed",
        "sextortion",
        {"money": "sent", "bank_told": "yes", "relationship": "stranger"},
    ),
    # 5. report
    ("report", "the bank already knows", "app_fraud", {"money": "sent", "bank_told": "yes"}),
    ("report", "paid in cash", "purchase", {"money": "sent", "paid_by": "cash"}),
    ("report", "paid in gift cards", "hi_mum", {"money": "sent", "paid_by": "gift-card"}),
    ("report", "paid in crypto", "crypto", {"money": "sent", "paid_by": "crypto"}),
    ("report", "more than 13 months ago", "romance", {"money": "sent", "paid_when": "older"}),
    ("report", "one abusive message", "harassment", {"relationship": "stranger", "pattern": "no"}),
    ("report", "an identity used", "identity_theft", {}),
    ("report", "an attack that is over", "ddos", {"in_progress": "no", "who": "business"}),
    # 6. advice
    ("advice", "only received and nothing given", "smishing", {"harm": "no"}),
    ("advice", "a fake bank call and nothing given", "vishing impersonation_bank", {"harm": "no", "money": "asked"}),
    ("advice", "not a crime, or too little to tell", "", {}),
]


@pytest.mark.parametrize(("urgency", "why", "crimes", "facts"), TABLE, ids=[f"{row[0]}: {row[1]}" for row in TABLE])
def test_it_is(urgency, why, crimes, facts, known):
    assert plan_for(known, facts, crimes.split()).urgency == urgency


def test_the_table_stands_in_the_order_of_the_contract(known):
    assert tuple(line.urgency for line in known.plan_rules.urgency) == URGENCIES == get_args(Urgency)


def test_every_urgency_has_rows_in_this_table():
    assert {row[0] for row in TABLE} == set(URGENCIES)


def test_danger_is_an_emergency_whatever_the_crime(known):
    for crime, nation in product(known.crimes, known.facts["nation"].values):
        assert plan_for(known, {"danger": "yes", "nation": nation}, (crime,)).urgency == "emergency"
        assert plan_for(known, {"crisis": "yes", "nation": nation}, (crime,)).urgency == "emergency"


def test_more_crimes_never_make_it_less_urgent(known):
    alone = {crime: URGENCIES.index(plan_for(known, {}, (crime,)).urgency) for crime in known.crimes}
    for one, other in combinations(known.crimes, 2):
        both = URGENCIES.index(plan_for(known, {}, (one, other)).urgency)
        assert both <= min(alone[one], alone[other]), (one, other)


@pytest.mark.parametrize("danger", get_args(Danger))
def test_999_stands_in_a_plan_only_where_danger_is_there_or_left_open(danger, known):
    for crime in ("", *known.crimes):
        plan = plan_for(known, {"danger": danger}, crime.split())
        services = [route.service for route in plan.routes]
        leads = danger in {"yes", "unclear"}
        assert ("emergency_999" in services) is leads, crime
        assert (services[0] == "emergency_999") is leads, crime
        assert ([action.action.id for action in plan.actions][:1] == ["call-999"]) is leads, crime


def test_the_danger_question_has_these_values(known):
    assert set(known.facts["danger"].values) == set(get_args(Danger))


# ---- from an account to the JSON -------------------------------------------------------------------------------------


def result(known, **given):
    return as_json(assess(Account(**given), known), known, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("answer", "danger", "first"),
    [("yes", "yes", True), ("no", "no", False), ("not-sure", "unclear", True), ("rather-not-say", "unclear", True)],
)
def test_the_answer_on_danger_is_what_the_assessment_says(answer, danger, first, known):
    shape = result(known, answers={"danger": answer, "crime": "cyber_stalking"})
    assert shape["assessment"]["danger"] == danger
    assert (shape["plan"]["routes"][0]["service"] == "emergency_999") is first
    assert (shape["plan"]["actions"][0]["id"] == "call-999") is first


def test_danger_not_asked_about_is_not_an_answer(known):
    shape = result(known, answers={"crime": "cyber_stalking"})
    assert shape["assessment"]["danger"] == "not-asked"
    assert "emergency_999" not in [route["service"] for route in shape["plan"]["routes"]]


@pytest.mark.parametrize("answer", ["not-sure", "rather-not-say"])
def test_a_question_about_life_left_open_is_danger_left_open(answer, known):
    shape = result(known, text="hello", answers={"crisis": answer, "crime": "sextortion"})
    assert shape["assessment"]["danger"] == "unclear"
    assert shape["plan"]["routes"][0]["service"] == "emergency_999"


def test_intent_to_die_is_danger_whatever_was_said_before(known):
    shape = result(known, text="hello", answers={"crisis": "yes", "danger": "no", "crime": "sextortion"})
    assert shape["assessment"]["danger"] == "yes"
    assert shape["assessment"]["urgency"] == "emergency"


@pytest.mark.parametrize(
    ("crimes", "extra", "category"),
    [
        (["app_fraud"], {}, "cyber-enabled"),
        (["cyber_stalking"], {}, "cyber-enabled"),
        (["hack_email", "intimate_sharing"], {}, "cyber-dependent"),
        (["stalkerware"], {}, "cyber-dependent"),
        (["ransomware"], {}, "cyber-dependent"),
        ([], {}, None),
    ],
)
def test_an_account_is_cyber_dependent_only_where_something_was_broken_into(crimes, extra, category, known):
    assert category_of([CrimeGuess(id=crime, confidence=0.9) for crime in crimes], extra, known) == category
