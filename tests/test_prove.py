"""The proof walks every situation, and finds what was planted for it to find."""

import msgspec
import pytest

from fingerpost.conditions import parse
from fingerpost.journeys.prove import PROMISES, _OnlyThese, _rule_table, classes, proof
from fingerpost.knowledge.load import Knowledge, condition
from fingerpost.rules import CONFLICT, DEFAULT, SAFETY, SITUATION, Held, RouteStep, Rule, Step


def test_every_promise_holds_in_every_one_of_more_than_a_million_situations(known):
    """The whole walk, once: it takes about half a minute, and so its figures are looked at here too."""
    proved = proof(known)
    assert proved.counter_example is None
    assert proved.holds
    assert proved.situations > 1_000_000
    assert proved.represented > 10**20
    assert proved.parts > 300
    assert set(proved.checks) == set(PROMISES)
    assert min(proved.checks.values()) > 100
    assert [promise["id"] for promise in proved.as_json()["promises"]] == list(PROMISES)
    assert f"{proved.situations:,} situations" in proved.as_text()
    assert "BROKEN" not in proved.as_text()


def test_the_table_of_rules_names_every_rule_of_safety_and_conflict_in_order(known):
    named = {name: held for name, _, held in _rule_table(known.plan_rules.rules)}
    assert set(named) == {conflict.id for conflict in known.country.conflicts if conflict.tier != "money"}
    assert next(iter(named)) == "danger_first"
    assert "remove-app" in named["stalkerware_leave_alone"]


# ---- planted: what would break a promise is found ----------------------------------------------------------------------


def planted(known, *more, without=(), change=lambda rule: rule, only=None):
    """A fresh country with rules added, taken out or changed; `only` one action is walked, so that it is found soon."""
    fresh = Knowledge(known.country)
    ready = fresh.plan_rules
    rules = [*(change(rule) for rule in ready.rules if rule.id not in without), *more]
    actions = ready.actions if only is None else {only: ready.actions[only], **ready.actions} if only else {}
    fresh.__dict__["plan_rules"] = msgspec.structs.replace(ready, rules=tuple(rules), actions=actions)
    return fresh


def step(action, when="today", if_=None):
    return Step(action=action, when=when, text_id="action." + action, if_=if_)


def found(known):
    example = proof(known).counter_example
    assert example is not None
    return example


def test_block_under_a_stalking_rule_is_found(known):
    when, action = condition(known.country, "stalked"), "block-after-keeping"
    bad = planted(known, Rule(id="planted", tier=CONFLICT, rank=0, when=when, steps=(step(action),)), only=action)
    example = found(bad)
    assert example.promise == "stalking"
    assert action in example.part
    assert "planted" in example.part


@pytest.mark.parametrize("action", ["change-password", "scan-device", "reinstall-device", "remove-remote-access"])
def test_cleaning_a_watched_device_is_found(action, known):
    when = condition(known.country, "watched_by_known")
    bad = planted(known, Rule(id="planted", tier=SAFETY, rank=9, when=when, steps=(step(action),)), only=action)
    example = found(bad)
    assert example.promise == "stalking"
    assert action in example.part


def test_a_rule_against_blocking_taken_away_is_found(known):
    bad = planted(known, without={"stalking_no_block"}, only="block-and-delete-sender")
    assert found(bad).promise == "stalking"


def test_a_rule_that_no_longer_holds_when_watched_is_found(known):
    bad = planted(known, without={"stalkerware_leave_alone"}, only="scan-device")
    assert found(bad).promise in {"stalking", "left-open-counts"}


def test_a_picture_of_a_child_kept_is_found(known):
    when = condition(known.country, "child_image")
    bad = planted(
        known, Rule(id="planted", tier=SAFETY, rank=9, when=when, steps=(step("hash-images"),)), only="hash-images"
    )
    example = found(bad)
    assert example.promise == "child-image"


def test_stopncii_for_a_child_is_found(known):
    when = condition(known.country, "child_image")
    route = RouteStep(service="stopncii", rank=20, why="why.route_images")
    example = found(planted(known, Rule(id="planted", tier=CONFLICT, rank=0, when=when, routes=(route,)), only=""))
    assert example.promise == "child-image"
    assert "stopncii" in example.part


@pytest.mark.parametrize(
    ("service", "nation"), [("live_fear_free", "scotland"), ("report_fraud", "scotland"), ("psni", "wales")]
)
def test_a_service_in_a_nation_it_does_not_serve_is_found(service, nation, known):
    route = RouteStep(service=service, rank=20, why="why.route_fraud")
    rule = Rule(id="planted", tier=SAFETY, rank=0, when=parse(f"nation == {nation}"), routes=(route,))
    example = found(planted(known, rule, only=""))
    assert example.promise == "nation"
    assert service in example.part
    assert example.facts["nation"] == nation


def test_999_where_there_is_no_danger_is_found(known):
    route = RouteStep(service="emergency_999", rank=0, why="why.danger_first")
    rule = Rule(id="planted", tier=DEFAULT, rank=0, when=parse("has_crime"), routes=(route,))
    assert found(planted(known, rule, only="")).promise == "danger-first"


def test_anything_before_999_is_found(known):
    rule = Rule(id="a_first", tier=SAFETY, rank=0, when=parse("always"), steps=(step("keep-messages", "now"),))
    assert found(planted(known, rule)).promise == "danger-first"


def test_a_held_word_advised_when_danger_is_left_open_is_found(known):
    when = parse("has_crime and danger == unclear")
    rule = Rule(id="planted", tier=SAFETY, rank=0, when=when, steps=(step("update-devices"),))
    guard = Rule(id="guard", tier=SITUATION, rank=999, when=parse("crime_malware"), held=(Held(does=("update",)),))
    fresh = planted(known, rule, guard, only="update-devices")
    assert found(fresh).promise == "left-open-counts"


def test_nowhere_to_turn_is_found(known):
    bad = planted(known, without={"route_unsure"}, only="")
    example = found(bad)
    assert example.promise == "plan"


def test_a_service_without_a_source_is_found(known):
    first = msgspec.structs.replace(known.country.services[0], sources=())
    bad = Knowledge(msgspec.structs.replace(known.country, services=(first, *known.country.services[1:])))
    example = found(bad)
    assert (example.promise, example.part) == ("sourced", "entry emergency_999")


def test_a_part_that_rests_on_more_than_was_walked_is_an_error_and_never_a_proof():
    with pytest.raises(KeyError):
        _OnlyThese(a="yes")["b"]


def test_values_no_condition_tells_apart_are_walked_once():
    conditions = [parse("nation == scotland"), parse("nation in (wales, scotland)")]
    values = ("unknown", "england", "wales", "scotland", "northern-ireland")
    assert classes("nation", values, conditions) == ["unknown", "wales", "scotland"]
    assert classes("nation", values, []) == ["unknown"]
