from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telesim.calendar import (
    Calendar,
    build,
    parse_days,
    parse_holidays,
    parse_range,
    weekly_ranges,
    working_days,
)
from towns import DAY, MIN, H, at

WEEK = {"mon-sat": ["08:00-12:00", "14:00-18:00"]}
MONDAY = dt.date(2001, 1, 1)


def week(days: int = 14, trim_ms: int = 0) -> Calendar:
    """08-12 and 14-18, Monday to Saturday, from Monday, 1 January 2001."""
    return build(working_days(WEEK, frozenset(), MONDAY, days), trim_ms=trim_ms)[0]


@pytest.mark.parametrize(
    ("start", "work", "end"),
    [
        # Two hours before lunch end at lunch, not after it.
        (at(1, "10:00"), 2 * H, at(1, "12:00")),
        # A millisecond more is done a millisecond after lunch.
        (at(1, "10:00"), 2 * H + 1, at(1, "14:00") + 1),
        (at(1, "10:00"), 2 * H - 1, at(1, "12:00") - 1),
        # From lunch itself the work begins at 14:00.
        (at(1, "13:00"), 1, at(1, "14:00") + 1),
        (at(1, "12:00"), H, at(1, "15:00")),
        # A whole day from before its beginning; a day and a bit.
        (at(1, "00:00"), 8 * H, at(1, "18:00")),
        (at(1, "00:00"), 8 * H + 1, at(2, "08:00") + 1),
        # Saturday 17:00 + 2 h: Sunday is off, so Monday of the next week 09:00.
        (at(6, "17:00"), 2 * H, at(8, "09:00")),
        # Three days of work from Friday noon: Fri 4 h, Sat 8 h, Mon 8 h, Tue 4 h.
        (at(5, "12:00"), 24 * H, at(9, "12:00")),
        # No work is done at once, even at night.
        (at(1, "03:00"), 0, at(1, "03:00")),
    ],
)
def test_work_ends_where_the_hand_says(start: int, work: int, end: int) -> None:
    assert week().add_work(start, work) == end


def test_work_beyond_the_calendar_never_ends() -> None:
    calendar = week(days=7)
    assert calendar.add_work(0, 48 * H) == at(6, "18:00")
    assert calendar.add_work(0, 48 * H + 1) is None
    assert calendar.next_open(at(6, "18:00")) is None
    assert Calendar([]).add_work(0, 1) is None
    assert Calendar([]).next_open(0) is None


def test_open_is_half_open() -> None:
    calendar = week()
    assert not calendar.is_open(at(1, "08:00") - 1)
    assert calendar.is_open(at(1, "08:00"))
    assert calendar.is_open(at(1, "12:00") - 1)
    assert not calendar.is_open(at(1, "12:00"))
    assert calendar.next_open(at(1, "08:00") - 1) == at(1, "08:00")
    assert calendar.next_open(at(1, "12:00") - 1) == at(1, "12:00") - 1
    assert calendar.next_open(at(1, "12:00")) == at(1, "14:00")


def test_between_two_instants() -> None:
    calendar = week()
    assert calendar.work_between(at(1, "11:00"), at(1, "15:00")) == 2 * H
    assert calendar.work_between(at(6, "18:00"), at(8, "08:00")) == 0
    assert calendar.work_between(0, at(15)) == 12 * 8 * H


def test_the_shift_ends_with_the_day_not_with_lunch() -> None:
    calendar = week()
    for clock in ("08:00", "11:59", "14:00"):
        assert calendar.shift_ends[calendar.index(at(3, clock))] == at(3, "18:00")


def test_time_at_the_depot_is_cut_from_the_beginning_of_the_day() -> None:
    calendar, duty = build(working_days(WEEK, frozenset(), MONDAY, 3), trim_ms=H)
    assert list(calendar.starts) == [
        at(day, clock) for day in (1, 2, 3) for clock in ("09:00", "14:00")
    ]
    assert duty[0] == (at(1, "08:00"), 8 * H, H)
    # Five hours at the depot eat the morning and an hour of the afternoon; nine eat the day.
    calendar, duty = build(working_days(WEEK, frozenset(), MONDAY, 1), trim_ms=5 * H)
    assert (list(calendar.starts), list(calendar.ends)) == ([at(1, "15:00")], [at(1, "18:00")])
    calendar, duty = build(working_days(WEEK, frozenset(), MONDAY, 1), trim_ms=9 * H)
    assert list(calendar.starts) == [] and duty == [(at(1, "08:00"), 8 * H, 8 * H)]


def test_holidays_and_sundays_are_off() -> None:
    off = parse_holidays(["2001-01-02..2001-01-03", "2001-01-05"])
    days = [day for day, _ in working_days(WEEK, off, MONDAY, 8)]
    assert days == [0, 3, 5, 7]


def test_days_off_are_left_out() -> None:
    _, duty = build(
        working_days(WEEK, frozenset(), MONDAY, 14), lambda ordinal, day: (ordinal + 2) % 6 < 5
    )
    # Working days 0..11 with ordinals 3 and 9 off: Thursday of each week.
    assert [start // DAY for start, _, _ in duty] == [0, 1, 2, 4, 5, 7, 8, 9, 11, 12]


def test_touching_intervals_are_one() -> None:
    night = {"mon-sun": ["00:00-06:00", "22:00-24:00"]}
    calendar, _ = build(working_days(night, frozenset(), MONDAY, 3))
    assert list(calendar.starts) == [0, at(1, "22:00"), at(2, "22:00"), at(3, "22:00")]
    assert list(calendar.ends) == [at(1, "06:00"), at(2, "06:00"), at(3, "06:00"), at(4)]
    # A night shift is one shift: work begun at 23:00 goes through midnight.
    assert calendar.shift_ends[calendar.index(at(1, "23:00"))] == at(2, "06:00")


@pytest.mark.parametrize(
    "intervals", [[(0, 0, 0)], [(5, 3, 0)], [(0, 5, 0), (4, 9, 0)], [(5, 9, 0), (0, 3, 0)]]
)
def test_intervals_out_of_order_are_refused(intervals: list[tuple[int, int, int]]) -> None:
    with pytest.raises(ValueError, match="empty or overlaps"):
        Calendar(intervals)


@pytest.mark.parametrize("text", ["8-12", "12:00-08:00", "08:60-09:00", "08:00-24:01", "", "8:00"])
def test_bad_ranges_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="need hours of one day"):
        parse_range(text)


def test_words_for_days_and_hours() -> None:
    assert parse_range("00:00-24:00") == (0, DAY)
    assert parse_range("8:30-12:00") == (8 * H + 30 * MIN, 12 * H)
    assert parse_days("mon-wed") == (0, 1, 2)
    assert parse_days("sat-mon") == (5, 6, 0)
    assert parse_days("tue, thu") == (1, 3)
    with pytest.raises(ValueError, match="need days"):
        parse_days("monday")
    with pytest.raises(ValueError, match="tue overlap"):
        weekly_ranges({"mon-sat": ["08:00-12:00"], "tue": ["11:00-13:00"]})
    with pytest.raises(ValueError, match="earlier date first"):
        parse_holidays(["2001-01-03..2001-01-02"])


gaps = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 40), st.booleans()), min_size=1, max_size=12
)


def from_gaps(parts: list[tuple[int, int, bool]]) -> Calendar:
    """Intervals of a few ms each, some touching, some of one shift with the one before."""
    intervals, time, shift = [], 0, 0
    for gap, length, same in parts:
        start = time + gap
        shift += not same
        intervals.append((start, start + length, shift))
        time = start + length
    return Calendar(intervals)


@settings(max_examples=150, deadline=None)
@given(gaps, st.integers(0, 400), st.integers(1, 500))
def test_adding_work_and_counting_it_are_inverse(
    parts: list[tuple[int, int, bool]], start: int, work: int
) -> None:
    calendar = from_gaps(parts)
    # Counted millisecond by millisecond, without the calendar's arithmetic.
    open_ms = [
        any(a <= t < b for a, b in zip(calendar.starts, calendar.ends, strict=True))
        for t in range(calendar.ends[-1] + 1)
    ]
    end = calendar.add_work(start, work)
    left = sum(open_ms[start:])
    if end is None:
        assert work > left
        return
    assert calendar.work_between(start, end) == work == sum(open_ms[start:end])
    # The earliest such instant: the millisecond before it is worked.
    assert calendar.work_between(start, end - 1) == work - 1
    assert calendar.is_open(end - 1)


@settings(max_examples=150, deadline=None)
@given(gaps, st.integers(0, 400), st.integers(1, 200), st.integers(1, 200))
def test_work_adds_up(parts: list[tuple[int, int, bool]], start: int, one: int, other: int) -> None:
    calendar = from_gaps(parts)
    whole = calendar.add_work(start, one + other)
    first = calendar.add_work(start, one)
    assert whole == (None if first is None else calendar.add_work(first, other))


@settings(max_examples=150, deadline=None)
@given(gaps, st.lists(st.integers(0, 700), min_size=3, max_size=3).map(sorted))
def test_open_time_adds_up(parts: list[tuple[int, int, bool]], times: list[int]) -> None:
    calendar = from_gaps(parts)
    a, b, c = times
    assert calendar.work_between(a, b) + calendar.work_between(b, c) == calendar.work_between(a, c)
    assert 0 <= calendar.work_between(a, b) <= b - a
    following = calendar.next_open(a)
    if following is not None:
        assert calendar.is_open(following)
        assert calendar.work_between(a, following) == 0
