"""How rules are weighed: safety outranks all, order in a file is nothing, and open danger holds back every held word."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.conditions import Always, Is, holds, parse
from fingerpost.rules import (
    CONFLICT,
    DEFAULT,
    MONEY,
    SAFETY,
    SITUATION,
    Action,
    Held,
    RouteStep,
    Rule,
    Step,
    UrgencyRule,
    held_back,
    make_plan,
)
from fingerpost.terms import WHENS
from fingerpost.triage.questions import plan_for

WORDS = ("block", "delete", "call", "keep")
ACTIONS = {
    action.id: action
    for action in (
        Action(id="block-them", does=("block",), text_id="t"),
        Action(id="delete-it", does=("delete",), text_id="t"),
        Action(id="block-and-delete", does=("block", "delete"), text_id="t"),
        Action(id="call-them", does=("call",), text_id="t"),
        Action(id="keep-it", does=("keep",), text_id="t"),
    )
}
SERVICES = ("police", "bank", "line", "site")
URGENCY = (UrgencyRule(urgency="emergency", when=parse("danger == yes")), UrgencyRule(urgency="advice", when=Always()))
SAFE = {"danger": "no", "a": "no", "b": "no"}


def rule(id_, tier, rank=0, *, when="always", do=(), hold=(), hold_actions=(), hold_services=(), tell=(), due="now"):
    return Rule(
        id=id_, tier=tier, rank=rank, when=parse(when),
        steps=tuple(Step(action=action, when=due, text_id=f"t.{id_}") for action in do),
        held=(Held(does=tuple(hold), actions=tuple(hold_actions), services=tuple(hold_services), text_id=f"no.{id_}"),)
        if hold or hold_actions or hold_services else (),
        routes=tuple(RouteStep(service=service, rank=at, why=f"why.{id_}") for service, at in tell),
    )  # fmt: skip


def plan(*rules, **facts):
    return make_plan(rules, ACTIONS, URGENCY, {**SAFE, **facts})


def doing(made):
    return [action.action.id for action in made.actions]


def told(made):
    return [route.service for route in made.routes]


def withheld(made):
    return {row.does: row.by for row in made.withheld}


# ---- rules made up at random -----------------------------------------------------------------------------------------

CONDITIONS = st.sampled_from([Always(), *map(parse, ("a", "b", "not a", "a and b", "a or b", "danger == yes"))])
IFS = st.one_of(st.none(), CONDITIONS)
STEPS = st.builds(Step, action=st.sampled_from(sorted(ACTIONS)), when=st.sampled_from(WHENS), text_id=st.just("t"), if_=IFS)
HELD = st.builds(
    Held,
    does=st.lists(st.sampled_from(WORDS), max_size=2, unique=True).map(tuple),
    actions=st.lists(st.sampled_from(sorted(ACTIONS)), max_size=1).map(tuple),
    services=st.lists(st.sampled_from(SERVICES), max_size=1).map(tuple),
    text_id=st.just("n"),
    if_=IFS,
)
ROUTES = st.builds(RouteStep, service=st.sampled_from(SERVICES), rank=st.integers(0, 3), why=st.just("w"), if_=IFS)
RULES = st.lists(
    st.builds(
        Rule,
        id=st.uuids().map(str),
        tier=st.integers(SAFETY, DEFAULT),
        rank=st.integers(0, 3),
        when=CONDITIONS,
        steps=st.lists(STEPS, max_size=3).map(tuple),
        held=st.lists(HELD, max_size=2).map(tuple),
        routes=st.lists(ROUTES, max_size=3).map(tuple),
    ),
    max_size=7,
    unique_by=lambda made: made.id,
)
FACTS = st.fixed_dictionaries(
    {"danger": st.sampled_from(["not-asked", "no", "yes", "unclear"]), "a": st.sampled_from(["yes", "no"]),
     "b": st.sampled_from(["yes", "no"])}
)  # fmt: skip


@given(RULES, FACTS)
def test_withheld_by_safety_never_returns(rules, facts):
    made = plan(*rules, **facts)
    held = {
        word
        for safety in rules
        if safety.tier == SAFETY and safety.rank == 0 and holds(safety.when, facts)
        for part in safety.held
        if part.if_ is None or holds(part.if_, facts)
        for word in part.does
    }
    for action in made.actions:
        for word in held.intersection(action.action.does):
            asker = next(r for r in rules if r.id == action.rule)
            assert (asker.tier, asker.rank) == (SAFETY, 0), word  # nothing below the first safety rules brings it back


@given(RULES, FACTS)
def test_every_step_in_a_plan_was_asked_for_before_anything_held_it_back(rules, facts):
    bars = held_back(rules, facts)
    for action in plan(*rules, **facts).actions:
        asker = next(r for r in rules if r.id == action.rule)
        for place, held in bars:
            if set(held.does).intersection(action.action.does) or action.action.id in held.actions:
                assert asker.place < place


@given(RULES, FACTS, st.randoms(use_true_random=False))
def test_the_order_of_rules_in_a_file_does_not_change_a_plan(rules, facts, chance):
    mixed = list(rules)
    chance.shuffle(mixed)
    assert plan(*mixed, **facts) == plan(*rules, **facts)


@given(RULES, FACTS)
def test_danger_left_open_holds_back_every_word_any_rule_holds_back(rules, facts):
    made = plan(*rules, **{**facts, "danger": "unclear"})
    words = {word: [] for r in rules for held in r.held for word in held.does}
    for r in rules:
        for held in r.held:
            for word in held.does:
                words[word].append(r.place)
    for action in made.actions:
        asker = next(r for r in rules if r.id == action.rule)
        for word in set(words).intersection(action.action.does):
            assert asker.place < min(words[word])


@given(RULES, FACTS)
def test_nothing_is_both_advised_and_held_back(rules, facts):
    made = plan(*rules, **facts)
    assert not {word for action in made.actions for word in action.action.does} & set(withheld(made))


@given(RULES, FACTS)
def test_each_service_stands_once_numbered_from_one_in_order_of_rank(rules, facts):
    made = plan(*rules, **facts)
    assert len(set(told(made))) == len(made.routes)
    assert [route.order for route in made.routes] == list(range(1, len(made.routes) + 1))
    ranks = []
    for route in made.routes:
        asker = next(r for r in rules if r.id == route.rule)
        ranks.append(min(r.rank for r in asker.routes if r.service == route.service and (not r.if_ or holds(r.if_, facts))))
    assert ranks == sorted(ranks)


@given(RULES, FACTS)
def test_actions_stand_once_in_order_of_when_they_are_due(rules, facts):
    made = plan(*rules, **facts)
    assert len(set(doing(made))) == len(made.actions)
    due = [WHENS.index(action.when) for action in made.actions]
    assert due == sorted(due)


# ---- one case each ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", [CONFLICT, MONEY, SITUATION, DEFAULT])
def test_a_word_held_by_safety_is_held_from_every_lower_tier(tier):
    made = plan(rule("guard", SAFETY, hold=["block"]), rule("asker", tier, do=["block-them", "keep-it"]))
    assert doing(made) == ["keep-it"]
    assert withheld(made) == {"block": "guard"}


def test_a_step_asked_for_by_an_earlier_rule_stays_and_is_not_said_to_be_held():
    made = plan(rule("first", CONFLICT, 1, do=["block-them"]), rule("second", CONFLICT, 2, hold=["block"]))
    assert doing(made) == ["block-them"]
    assert withheld(made) == {}


def test_the_later_rules_own_step_of_the_same_action_is_left_out():
    made = plan(
        rule("first", CONFLICT, 1, do=["block-them"]),
        rule("second", CONFLICT, 2, hold=["block"]),
        rule("third", CONFLICT, 3, do=["block-them"]),
    )
    assert [step.text_id for step in made.actions[0].steps] == ["t.first"]


def test_the_first_of_two_rules_that_hold_a_word_is_named():
    made = plan(rule("second", CONFLICT, 2, hold=["block"]), rule("first", CONFLICT, 1, hold=["block"]))
    assert withheld(made) == {"block": "first"}


def test_an_action_with_one_held_word_of_two_is_left_out_whole():
    made = plan(rule("guard", CONFLICT, hold=["delete"]), rule("asker", SITUATION, do=["block-and-delete"]))
    assert doing(made) == []


def test_a_single_held_action_leaves_others_that_do_the_same():
    made = plan(
        rule("guard", CONFLICT, hold_actions=["block-them"]), rule("asker", SITUATION, do=["block-them", "block-and-delete"])
    )
    assert doing(made) == ["block-and-delete"]


def test_a_rule_that_does_not_fire_holds_nothing_back():
    made = plan(rule("guard", SAFETY, when="a", hold=["block"]), rule("asker", SITUATION, do=["block-them"]))
    assert doing(made) == ["block-them"]


@pytest.mark.parametrize(("danger", "kept"), [("no", True), ("not-asked", True), ("yes", True), ("unclear", False)])
def test_only_danger_left_open_makes_a_rule_hold_that_does_not_fire(danger, kept):
    made = plan(
        rule("guard", CONFLICT, when="a", hold=["block"]), rule("asker", SITUATION, do=["block-them"]), danger=danger
    )
    assert (doing(made) == ["block-them"]) is kept


def test_open_danger_holds_words_and_not_where_to_turn():
    made = plan(
        rule("guard", CONFLICT, when="a", hold_actions=["call-them"], hold_services=["police"]),
        rule("asker", DEFAULT, do=["call-them"], tell=[("police", 1)]),
        danger="unclear",
    )
    assert doing(made) == ["call-them"]
    assert told(made) == ["police"]


def test_a_held_service_is_not_told_by_later_rules_and_is_by_earlier_ones():
    guard = rule("guard", CONFLICT, 2, hold_services=["police"])
    assert told(plan(guard, rule("later", DEFAULT, tell=[("police", 1), ("bank", 2)]))) == ["bank"]
    assert told(plan(guard, rule("earlier", CONFLICT, 1, tell=[("police", 1)]))) == ["police"]


def test_a_service_asked_for_twice_stands_at_its_lowest_rank_with_that_reason():
    made = plan(rule("one", CONFLICT, tell=[("police", 9), ("bank", 5)]), rule("two", DEFAULT, tell=[("police", 1)]))
    assert told(made) == ["police", "bank"]
    assert made.routes[0].why == "why.two"


def test_an_action_asked_for_twice_is_due_at_the_earlier_time_and_keeps_both_texts():
    made = plan(rule("late", CONFLICT, do=["keep-it"], due="later"), rule("soon", SITUATION, do=["keep-it"], due="now"))
    assert made.actions[0].when == "now"
    assert made.actions[0].rule == "soon"
    assert {step.text_id for step in made.actions[0].steps} == {"t.late", "t.soon"}


def test_the_first_line_of_urgency_that_holds_wins():
    assert plan(danger="yes").urgency == "emergency"
    assert plan(danger="no").urgency == "advice"


# ---- the rules of the UK ---------------------------------------------------------------------------------------------


def situations(known, count):
    chance = random.Random(7)
    crimes = sorted(known.crimes)
    for _ in range(count):
        values = {spec.id: chance.choice(spec.values) for spec in known.country.facts if chance.random() < 0.4}
        yield values, tuple(chance.sample(crimes, chance.randint(0, 3)))


def test_the_order_of_the_uks_rules_does_not_change_a_plan(known):
    from fingerpost.knowledge.load import whole_facts

    ready, chance = known.plan_rules, random.Random(3)
    for values, crimes in situations(known, 150):
        mixed = list(ready.rules)
        chance.shuffle(mixed)
        facts = whole_facts(known, values, crimes)
        assert make_plan(mixed, ready.actions, ready.urgency, facts) == plan_for(known, values, crimes), (values, crimes)


def test_the_order_of_crimes_does_not_change_a_plan(known):
    for values, crimes in situations(known, 100):
        assert plan_for(known, values, crimes[::-1]) == plan_for(known, values, crimes)


def test_whatever_the_situation_the_uks_plan_holds_together(known):
    words = {word for r in known.plan_rules.rules for held in r.held for word in held.does}
    for values, crimes in situations(known, 400):
        made = plan_for(known, values, crimes)
        named = {word for action in made.actions for word in action.action.does}
        assert not named & set(withheld(made)), (values, crimes)
        assert made.routes, (values, crimes)
        assert len(set(told(made))) == len(made.routes)
        if values.get("danger") == "unclear":
            assert not named & words, (values, crimes)


def test_no_two_rules_of_the_uk_share_a_place(known):
    places = [r.place for r in known.plan_rules.rules]
    assert len(set(places)) == len(places)


def test_a_rule_is_a_value_and_cannot_be_changed():
    with pytest.raises(AttributeError):
        rule("a", SAFETY).tier = DEFAULT
    assert msgspec.structs.replace(rule("a", SAFETY), when=Is("a", ("yes",))).tier == SAFETY
