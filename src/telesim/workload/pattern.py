"""Operational time: how a pattern of months, days, hours, weather and storms stretches time.

A process with a constant rate in operational time has the pattern's intensity in real time.
An intensity of 1 for a millisecond is a millisecond of operational time; without a pattern the
two are the same. Every exchange has its own, since days differ by county and place.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario import Scenario
from telesim.scenario.demand import DAY_NAMES, MONTH_NAMES, Pattern
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS
from telesim.workload.streams import Streams, to_uniform
from telesim.workload.weather import day_factors

#: Days of the months of an ordinary year: the year over which a pattern's mean is 1.
_MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True)
class Clock:
    """Real time and operational time of every exchange; both are 0 at the scenario's start.

    ``edges`` are the instants, in ms, between which intensity is constant: shape (P + 1,).
    ``passed`` is the operational time at each edge: shape (exchanges, P + 1). Both are None
    where real and operational time are the same.
    """

    edges: NDArray[np.float64] | None = None
    passed: NDArray[np.float64] | None = None

    def at(self, time_ms: int, exchanges: int) -> NDArray[np.float64]:
        """Operational time of all exchanges at one instant: shape (exchanges,)."""
        everywhere = np.arange(exchanges)
        return self.operational(everywhere, np.full(exchanges, time_ms, dtype=np.int64))

    def operational(
        self, exchange: NDArray[np.int64], time_ms: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Operational time of instants at exchanges, element by element."""
        time = time_ms.astype(np.float64)
        if self.edges is None or self.passed is None:
            return time
        return _by_exchange(exchange, time, self.edges, self.passed, to_real=False)

    def real(
        self, exchange: NDArray[np.int64], operational: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """The millisecond in which an instant of operational time lies, element by element.

        Cut off rather than rounded, so that no case slips into the next hour or day.
        """
        time = operational
        if self.edges is not None and self.passed is not None:
            time = _by_exchange(exchange, operational, self.edges, self.passed, to_real=True)
        return np.floor(time).astype(np.int64)


def _by_exchange(
    exchange: NDArray[np.int64],
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    passed: NDArray[np.float64],
    *,
    to_real: bool,
) -> NDArray[np.float64]:
    result = np.empty(len(values))
    order = np.argsort(exchange, kind="stable")
    bounds = np.searchsorted(exchange[order], np.arange(len(passed) + 1))
    for number in range(len(passed)):
        rows = order[bounds[number] : bounds[number + 1]]
        if len(rows):
            known, wanted = (passed[number], edges) if to_real else (edges, passed[number])
            result[rows] = np.interp(values[rows], known, wanted)
    return result


def clocks(scenario: Scenario, streams: Streams) -> dict[str | None, Clock]:
    """A clock for each pattern that demand or a cause uses, and under None the plain one."""
    kinds = (scenario.demand.install, scenario.demand.move, scenario.demand.cease)
    users = [kind.pattern for kind in kinds if kind is not None]
    users += [cause.pattern for cause in scenario.faults.values()]
    made: dict[str | None, Clock] = {None: Clock()}
    for name in users:
        if name is not None and name not in made:
            made[name] = _clock(scenario, name, streams)
    return made


def _clock(scenario: Scenario, name: str, streams: Streams) -> Clock:
    pattern = scenario.patterns[name]
    # One day more than needed, so that the last instant never lies on the last edge.
    days = -(-scenario.arrivals_end_ms // DAY_MS) + 1
    first = scenario.start.toordinal()
    everywhere = calendar_factors(pattern, scenario.start, days)
    everywhere = everywhere * _storm_factors(pattern, streams, scenario.start, days)
    spreads = pattern.days
    # Weather and storms are keyed by date alone: the same days for every pattern. Counties and
    # places have days of their own under each pattern.
    everywhere = everywhere * day_factors(streams, spreads.weather, "weather", "", first, days)
    by_county = [
        day_factors(streams, spreads.county, f"county days/{name}", county, first, days)
        for county in scenario.counties
    ]
    bounds, shares = day_parts(pattern.hours)
    increments = np.empty((len(scenario.exchanges), days, len(shares)))
    for number, exchange in enumerate(scenario.exchanges):
        own = day_factors(streams, spreads.place, f"place days/{name}", exchange.id, first, days)
        level = everywhere * by_county[scenario.exchange_county[number]] * own
        increments[number] = level[:, None] * shares * DAY_MS
    passed = np.zeros((len(scenario.exchanges), days * len(shares) + 1))
    np.cumsum(increments.reshape(len(scenario.exchanges), -1), axis=1, out=passed[:, 1:])
    midnights = np.arange(days, dtype=np.float64)[:, None] * DAY_MS
    edges = np.append((midnights + bounds[:-1]).ravel(), days * float(DAY_MS))
    return Clock(edges, passed)


def calendar_factors(pattern: Pattern, start: dt.date, days: int) -> NDArray[np.float64]:
    """Month times weekday for each day from ``start`` on, without storms: shape (days,).

    Scaled so that the mean over a calendar year, with the expected effect of storms, is 1.
    """
    months = np.array([pattern.months.get(name, 1.0) for name in MONTH_NAMES])
    weekdays = np.array([pattern.weekdays.get(name, 1.0) for name in DAY_NAMES])
    effect = np.ones(12)
    if pattern.storms is not None:
        stormy = np.array([name in pattern.storms.months for name in MONTH_NAMES])
        effect[stormy] += _storm_chance(pattern) * (pattern.storms.factor - 1)
    mean = float(np.sum(months * effect * _MONTH_DAYS) / _MONTH_DAYS.sum() * weekdays.mean())
    if mean <= 0:
        return np.zeros(days)
    dates = [start + dt.timedelta(days=day) for day in range(days)]
    month = np.array([date.month - 1 for date in dates], dtype=np.int64)
    weekday = np.array([date.weekday() for date in dates], dtype=np.int64)
    return np.asarray(months[month] * weekdays[weekday] / mean)


def _storm_chance(pattern: Pattern) -> float:
    """Chance that a day of the storm months is a storm day."""
    if pattern.storms is None:
        return 0.0
    possible = sum(
        int(length)
        for name, length in zip(MONTH_NAMES, _MONTH_DAYS, strict=True)
        if name in pattern.storms.months
    )
    return min(1.0, pattern.storms.days_per_year / possible) if possible else 0.0


def _storm_factors(
    pattern: Pattern, streams: Streams, start: dt.date, days: int
) -> NDArray[np.float64]:
    factors = np.ones(days)
    if pattern.storms is not None:
        factors[storm_days(pattern, streams, start, days)] = pattern.storms.factor
    return factors


def storm_days(pattern: Pattern, streams: Streams, start: dt.date, days: int) -> list[int]:
    """Which of the days from ``start`` on are storm days of a pattern, counted from 0, rising.

    They are keyed by date alone: of two patterns the one with more storms has all of the other's.
    """
    if pattern.storms is None:
        return []
    u = to_uniform(streams.daily("storm", "", start.toordinal(), days))
    return [
        day
        for day in np.flatnonzero(u < _storm_chance(pattern)).tolist()
        if MONTH_NAMES[(start + dt.timedelta(days=day)).month - 1] in pattern.storms.months
    ]


def day_parts(hours: dict[str, float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bounds of the parts of a day in ms, and each part's share of a day's total.

    ``hours`` maps ranges such as ``"08-18"`` or ``"08:00-12:30"`` to shares. What is left of the
    total is spread evenly over the hours that no range covers.

    Raises:
        ValueError: a range that cannot be read, ranges that overlap, or shares that do not add
            up to 100 %.
    """
    ranges = sorted((*_range(text), share, text) for text, share in hours.items())
    for (_, end, _, text), (begin, _, _, following) in itertools.pairwise(ranges):
        if begin < end:
            raise ValueError(f"hours: {text} and {following} overlap")
    cuts = sorted({0, DAY_MS, *(bound for r in ranges for bound in r[:2])})
    free = DAY_MS - sum(end - begin for begin, end, _, _ in ranges)
    left = 1.0 - sum(share for _, _, share, _ in ranges)
    if left < -1e-6 or (free == 0 and left > 1e-6):
        raise ValueError(f"hours: got shares adding up to {100 * (1 - left):g} %, need 100 %")
    left = max(left, 0.0)
    shares = []
    for begin, end in itertools.pairwise(cuts):
        named = [share for first, last, share, _ in ranges if first <= begin < last]
        shares.append(named[0] if named else left * (end - begin) / free)
    return np.array(cuts, dtype=np.float64), np.array(shares)


def _range(text: str) -> tuple[int, int]:
    bounds = [_instant(part) for part in text.split("-")]
    if len(bounds) == 2 and bounds[0] is not None and bounds[1] is not None:
        if 0 <= bounds[0] < bounds[1] <= DAY_MS:
            return bounds[0], bounds[1]
    raise ValueError(f'hours: got {text!r}, need a range of a day such as "08-18"')


def _instant(text: str) -> int | None:
    hour, _, minute = text.strip().partition(":")
    if hour.isdigit() and (minute == "" or minute.isdigit()):
        return int(hour) * HOUR_MS + int(minute or 0) * MINUTE_MS
    return None
