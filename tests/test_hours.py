"""Opening hours in UK time: through the night, to midnight, on bank holidays of each nation, when the clocks change."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.knowledge.entries import Opening
from fingerpost.knowledge.hours import UK, OpenState, hours_lines, open_state
from fingerpost.knowledge.load import load

WEEK = ("mon", "tue", "wed", "thu", "fri")
ALL = (*WEEK, "sat", "sun")
EVERYWHERE = ("england", "wales", "scotland", "northern-ireland")


def service(*openings, nations=("england",)):
    hours = openings[0] if openings and isinstance(openings[0], str) else tuple(
        Opening(days=days, open=first, close=last) for days, first, last in openings
    )  # fmt: skip
    return msgspec.structs.replace(load().services["police_101"], hours=hours, nations=nations)


OFFICE = service((WEEK, "09:00", "17:00"))
EVENING = service((("fri", "sat"), "18:00", "02:00"))
LATE = service((ALL, "08:00", "24:00"))
LUNCH = service((WEEK, "09:00", "12:00"), (WEEK, "13:00", "17:00"))


def at(text, zone=UK):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("opening", "moment", "now", "words"),
    [
        # 2026-11-23 is a Monday
        (OFFICE, "2026-11-23T09:00", True, "open until 5pm"),
        (OFFICE, "2026-11-23T16:59", True, "open until 5pm"),
        (OFFICE, "2026-11-23T17:00", False, "opens tomorrow at 9am"),
        (OFFICE, "2026-11-23T08:59", False, "opens today at 9am"),
        (OFFICE, "2026-11-27T17:30", False, "opens Monday at 9am"),  # Friday evening
        (OFFICE, "2026-11-29T12:00", False, "opens tomorrow at 9am"),  # Sunday
        (EVENING, "2026-11-27T23:30", True, "open until 2am"),
        (EVENING, "2026-11-28T01:59", True, "open until 2am"),  # Friday's opening, on Saturday
        (EVENING, "2026-11-28T02:00", False, "opens today at 6pm"),
        (EVENING, "2026-11-29T01:00", True, "open until 2am"),  # Saturday's, on Sunday
        (EVENING, "2026-11-30T01:00", False, "opens Friday at 6pm"),
        (LATE, "2026-11-23T23:59", True, "open until midnight"),
        (LATE, "2026-11-24T00:00", False, "opens today at 8am"),
        (LUNCH, "2026-11-23T11:59", True, "open until midday"),
        (LUNCH, "2026-11-23T12:30", False, "opens today at 1pm"),
        (service((("mon",), "09:30", "10:45")), "2026-11-23T10:00", True, "open until 10:45am"),
        (service((("mon",), "09:30", "10:45")), "2026-11-23T11:00", False, "opens Monday at 9:30am"),
    ],
)
def test_at_this_moment(opening, moment, now, words):
    state = open_state(opening, at(moment), lambda _day: False)
    assert (state.now, state.next) == (now, words)


@pytest.mark.parametrize("moment", ["2026-12-25T03:00", "2026-11-30T12:00", "2027-06-01T23:59"])
def test_always_is_always(moment):
    assert open_state(service("always"), at(moment)) == OpenState(True, "open all day, every day")


def test_hours_that_are_not_known_are_neither_open_nor_closed():
    assert open_state(service("unknown"), at("2026-11-23T12:00")) == OpenState(None, "")


# ---- bank holidays, by nation ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "holiday_in"),
    [
        ("2026-11-30", {"scotland"}),  # St Andrew's Day
        ("2027-07-12", {"northern-ireland"}),  # the Battle of the Boyne
        ("2027-03-17", {"northern-ireland"}),  # St Patrick's Day
        ("2026-12-25", set(EVERYWHERE)),
        ("2027-01-01", set(EVERYWHERE)),
        ("2027-01-04", {"scotland"}),  # 2 January, moved to a working day
        ("2026-12-28", set(EVERYWHERE)),  # Boxing Day, moved to a working day
        ("2027-03-29", {"england", "wales", "northern-ireland"}),  # Easter Monday
        ("2026-11-24", set()),
    ],
)
@pytest.mark.parametrize("nation", EVERYWHERE)
def test_a_bank_holiday_closes_what_opens_on_working_days(nation, day, holiday_in):
    state = open_state(service((WEEK, "09:00", "17:00"), nations=(nation,)), at(day + "T12:00"))
    assert state.now is (nation not in holiday_in)
    assert state.holiday is (nation in holiday_in)


def test_what_serves_several_nations_is_closed_only_on_a_holiday_of_all():
    uk = service((WEEK, "09:00", "17:00"), nations=EVERYWHERE)
    assert open_state(uk, at("2026-11-30T12:00")).now is True
    assert open_state(uk, at("2026-12-25T12:00")).now is False


def test_what_opens_at_weekends_opens_on_a_holiday_and_says_that_it_is_one():
    state = open_state(service((ALL, "09:00", "17:00")), at("2026-12-25T12:00"))
    assert state.now is True
    assert state.holiday is True


def test_the_next_opening_is_after_the_holidays():
    assert open_state(OFFICE, at("2026-12-24T18:00")).next == "opens Tuesday at 9am"  # over Christmas 2026


def test_a_night_that_began_before_a_holiday_runs_to_its_end():
    night = service((WEEK, "22:00", "06:00"))
    assert open_state(night, at("2026-12-25T01:00")).now is True  # Christmas Eve's
    assert open_state(night, at("2026-12-25T23:00")).now is False


# ---- summer time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("utc", "now"),
    [
        ("2026-07-01T07:59", False),  # 08:59 in the UK
        ("2026-07-01T08:00", True),
        ("2026-07-01T16:00", False),
        ("2026-12-01T08:59", False),
        ("2026-12-01T09:00", True),
        ("2026-12-01T16:59", True),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(utc, now):
    assert open_state(OFFICE, at(utc, UTC)).now is now


@pytest.mark.parametrize("day", ["2026-10-25", "2026-03-29"])  # the clocks change
def test_midnight_is_midnight_when_the_clocks_change(day):
    assert open_state(LATE, at(day + "T23:30")).next == "open until midnight"
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert open_state(LATE, at(following + "T00:10")).now is False


# ---- every service ---------------------------------------------------------------------------------------------------


@given(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)), st.sampled_from(sorted(load().services)))  # noqa: DTZ001
def test_every_service_says_open_closed_or_not_known_and_when_next(moment, id_):
    entry = load().services[id_]
    state = open_state(entry, moment.replace(tzinfo=UTC))
    if entry.hours == "unknown":
        assert state == OpenState(None, "")
    else:
        assert state.now in {True, False}
        assert state.next.startswith("open" if state.now else "opens ")


def test_hours_are_written_out_in_days():
    assert hours_lines(OFFICE) == (("Monday to Friday", "9am to 5pm"),)
    assert hours_lines(service((("sat", "sun"), "10:00", "24:00"))) == (("Saturday and Sunday", "10am to midnight"),)
    assert hours_lines(service("always")) == "always"
    assert hours_lines(service("unknown")) == "unknown"
