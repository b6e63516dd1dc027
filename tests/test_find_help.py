"""Find help: every filter leaves only what fits, help in danger comes first, and doubt stands where the doubt is."""

from datetime import UTC, datetime
from itertools import product

import pytest

from fingerpost.errors import BadRequest
from fingerpost.journeys.find_help import AUDIENCES, find, month_in_words, needs
from fingerpost.terms import NATIONS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
NIGHT = datetime(2026, 11, 29, 3, tzinfo=UTC)  # a Sunday, at three in the morning
LATER = datetime(2028, 11, 24, 12, tzinfo=UTC)


def ids(rows):
    return [row["id"] for row in rows]


def test_without_a_filter_every_service_is_there_once(known):
    assert sorted(ids(find(known, at=NOON))) == sorted(known.services)


@pytest.mark.parametrize("nation", NATIONS)
def test_every_service_found_serves_the_nation(nation, known):
    found = ids(find(known, nation=nation, at=NOON))
    assert found
    assert set(found) == {service.id for service in known.country.services if nation in service.nations}


@pytest.mark.parametrize(
    ("nation", "there", "not_there"),
    [
        ("scotland", "police_scotland sdafmh breathing_space oscr", "psni report_fraud nda_helpline live_fear_free"),
        (
            "northern-ireland",
            "psni lifeline_ni dsa_helpline_ni report_fraud ccni",
            "police_scotland nda_helpline live_fear_free",
        ),
        ("wales", "police_101 live_fear_free report_fraud", "police_scotland psni nda_helpline sdafmh"),
        ("england", "police_101 nda_helpline report_fraud", "live_fear_free police_scotland lifeline_ni"),
    ],
)
def test_a_nation_is_given_its_own_lines(nation, there, not_there, known):
    found = set(ids(find(known, nation=nation, at=NOON)))
    assert set(there.split()) <= found
    assert not set(not_there.split()) & found


def test_every_need_finds_something_filed_under_it(known):
    for need in needs(known):
        found = find(known, need=need, at=NOON)
        assert found
        assert all(need in row["needs"] for row in found)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_audience_finds_something_for_it(audience, known):
    found = find(known, audience=audience, at=NOON)
    assert found
    assert all(audience in row["audience"] for row in found)


def test_filters_are_joined(known):
    both = ids(find(known, nation="wales", need="stalking", at=NOON))
    assert set(both) == set(ids(find(known, nation="wales", at=NOON))) & set(ids(find(known, need="stalking", at=NOON)))
    assert both


@pytest.mark.parametrize("moment", [NOON, NIGHT])
def test_open_only_leaves_out_what_is_closed_and_what_is_not_known(moment, known):
    found = find(known, open_only=True, at=moment)
    rows = find(known, at=moment)
    assert ids(found) == [row["id"] for row in rows if row["open"]["now"] and row["open"]["known"]]
    assert {"emergency_999", "samaritans", "police_101"} <= set(ids(found))
    assert 0 < len(found) < len(rows)


def test_fewer_are_open_at_night(known):
    assert len(find(known, open_only=True, at=NIGHT)) < len(find(known, open_only=True, at=NOON))


@pytest.mark.parametrize(
    ("given", "name"), [({"nation": "france"}, "nation"), ({"need": "gold"}, "need"), ({"audience": "cats"}, "for")]
)
def test_a_filter_there_is_none_of_is_refused_and_says_which_there_are(given, name, known):
    with pytest.raises(BadRequest) as caught:
        find(known, **given, at=NOON)
    assert name in caught.value.message
    assert next(iter(given.values())) in caught.value.message
    assert caught.value.hint.startswith("Known: ")


def test_a_long_filter_is_not_repeated_whole(known):
    with pytest.raises(BadRequest) as caught:
        find(known, need="x" * 5000, at=NOON)
    assert len(caught.value.message) < 100


def test_emergencies_come_first_then_help_in_danger(known):
    for nation in (None, *NATIONS):
        rows = find(known, nation=nation, at=NOON)
        assert rows[0]["id"] == "emergency_999"
        order = [(row["kind"] != "emergency", not known.services[row["id"]].used_in_danger) for row in rows]
        assert order == sorted(order)


# ---- doubt -----------------------------------------------------------------------------------------------------------


def test_doubt_stands_only_on_fields_the_knowledge_doubts(known):
    for row in find(known, at=NOON):
        entry = known.services[row["id"]]
        assert set(row["doubt"]) <= set(entry.doubt)
        assert set(row["doubt"]) <= {"hours", "details"}
        assert not any(way["doubt"] for way in row["contact"])


def test_hours_that_are_not_known_are_not_also_in_doubt(known):
    for row in find(known, at=NOON):
        if row["hours"] == "unknown":
            assert "hours" not in row["doubt"]
            assert row["open"] == {"now": False, "known": False, "next": "", "holiday": False}


def test_past_the_review_date_every_way_in_is_doubtful_but_the_four_numbers(known):
    for row in find(known, at=LATER):
        for way in row["contact"]:
            assert way["doubt"] is (way["value"] not in {"999", "112", "101", "116 123"}), (row["id"], way)


def test_doubt_about_help_in_danger_is_worded_so_that_nobody_is_put_off(known):
    for row in find(known, at=LATER):
        if row["danger_note"]:
            assert known.services[row["id"]].used_in_danger
            assert "If nobody answers, call " in row["danger_note"]
            assert ("116 123" in row["danger_note"]) is ("crisis" in row["needs"])
    assert find(known, at=NOON)[0]["danger_note"] == ""


def test_every_service_says_what_a_person_needs(known):
    for row in find(known, at=NOON):
        assert row["name"], row["id"]
        assert row["for"], row["id"]
        assert row["sources"] or row["status"] == "unconfirmed", row["id"]
        assert row["checked"] >= "2026-01"


def test_every_nation_has_help_that_is_open_at_night_for_danger_crisis_and_abuse(known):
    for nation, need in product(NATIONS, ["emergency", "crisis", "domestic-abuse"]):
        if need in needs(known):
            assert find(known, nation=nation, need=need, open_only=True, at=NIGHT), (nation, need)


def test_a_month_is_written_in_words(known):
    assert month_in_words("2026-11-23", known) == "November 2026"


def test_a_child_with_nothing_of_their_own_is_shown_what_is_there_for_everybody(known):
    found = find(known, nation="wales", need="stalking", audience="child", at=NOON)
    assert "national_stalking_helpline" in [row["id"] for row in found]
