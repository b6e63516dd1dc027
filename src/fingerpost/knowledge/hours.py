"""Opening hours in UK time: open now, and when next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from fingerpost.knowledge.entries import Opening, Service

UK: Final = ZoneInfo("Europe/London")
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SUBDIVISIONS: Final = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}
LOOK_AHEAD_DAYS: Final = 14

IsHoliday = Callable[[date], bool]


class OpenState(msgspec.Struct, frozen=True):
    """Whether a service is open.

    Attributes:
        now: True, False, or None where the hours are not known.
        next: In words: until when it is open, or when it opens. "" where not known.
        holiday: The day is a bank holiday where the service is, so its hours may differ.
    """

    now: bool | None
    next: str
    holiday: bool = False


def open_state(service: Service, at: datetime, is_holiday: IsHoliday | None = None) -> OpenState:
    """Say whether a service is open at a moment (aware, any zone).

    A service that opens on working days only is taken to be closed on a bank holiday of every nation it serves; the
    state says that it is one.
    """
    if service.hours == "always":
        return OpenState(True, "open all day, every day")
    if service.hours == "unknown":
        return OpenState(None, "")
    here = at.astimezone(UK)
    if is_holiday is None:
        is_holiday = _holidays_of(service.nations)
    openings = service.hours
    weekdays_only = not any(day in {"sat", "sun"} for opening in openings for day in opening.days)

    def closed_for_holiday(day: date) -> bool:
        return weekdays_only and is_holiday(day)

    holiday = is_holiday(here.date())
    until = _open_until(openings, here, closed_for_holiday)
    if until is not None:
        return OpenState(True, f"open until {_clock(until)}", holiday)
    opens = _opens_next(openings, here, closed_for_holiday)
    if opens is None:
        return OpenState(False, "", holiday)
    if opens.date() == here.date():
        return OpenState(False, f"opens today at {_clock(opens)}", holiday)
    if opens.date() == here.date() + timedelta(days=1):
        return OpenState(False, f"opens tomorrow at {_clock(opens)}", holiday)
    return OpenState(False, f"opens {DAY_NAMES[opens.weekday()]} at {_clock(opens)}", holiday)


def _spans(openings: Sequence[Opening], day: date) -> list[tuple[datetime, datetime]]:
    """Give the stretches that begin on a day; one that closes earlier than it opens ends on the next."""
    spans = []
    for opening in openings:
        if DAYS[day.weekday()] not in opening.days:
            continue
        start, end = _at(day, opening.open), _at(day, opening.close)
        spans.append((start, end + timedelta(days=1) if end <= start else end))
    return spans


def _at(day: date, clock: str) -> datetime:
    hours, minutes = map(int, clock.split(":"))
    base = datetime(day.year, day.month, day.day, tzinfo=UK)
    # Wall-clock arithmetic within one zone: 24:00 is midnight at the end of the day, also when the clocks change.
    return base + timedelta(hours=hours, minutes=minutes)


def _open_until(openings: Sequence[Opening], here: datetime, closed: IsHoliday) -> datetime | None:
    ends = [
        end
        for day in (here.date() - timedelta(days=1), here.date())
        if not closed(day)
        for start, end in _spans(openings, day)
        if start <= here < end
    ]
    return max(ends, default=None)


def _opens_next(openings: Sequence[Opening], here: datetime, closed: IsHoliday) -> datetime | None:
    for ahead in range(LOOK_AHEAD_DAYS):
        day = here.date() + timedelta(days=ahead)
        if closed(day):
            continue
        starts = [start for start, _ in _spans(openings, day) if start > here]
        if starts:
            return min(starts)
    return None


def _clock(moment: datetime) -> str:
    if moment.hour == 0 and moment.minute == 0:
        return "midnight"
    if moment.hour == 12 and moment.minute == 0:
        return "midday"
    hour = moment.hour % 12 or 12
    half = "am" if moment.hour < 12 else "pm"
    return f"{hour}:{moment.minute:02d}{half}" if moment.minute else f"{hour}{half}"


@cache
def _holidays_of(nations: tuple[str, ...]) -> IsHoliday:
    import holidays  # a large table, needed only when hours are asked for

    calendars = [holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation]) for nation in nations]

    def is_holiday(day: date) -> bool:
        return bool(calendars) and all(day in calendar for calendar in calendars)

    return is_holiday


def hours_lines(service: Service) -> tuple[tuple[str, str], ...] | Literal["always", "unknown"]:
    """Give hours for reading: days in words with their times."""
    if isinstance(service.hours, str):
        return service.hours
    lines = []
    for opening in service.hours:
        days = [DAYS.index(day) for day in opening.days]
        whole = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
        names = f"{DAY_NAMES[days[0]]} to {DAY_NAMES[days[-1]]}" if whole else " and ".join(DAY_NAMES[day] for day in days)
        first = _at(date(2026, 1, 5), opening.open)
        last = _at(date(2026, 1, 5), opening.close)
        lines.append((names, f"{_clock(first)} to {_clock(last)}"))
    return tuple(lines)
