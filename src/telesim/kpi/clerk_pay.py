"""What each counter clerk does and earns in a mean month of the window, from the sample days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.record import Record
from telesim.kpi.sampled import SampleDays
from telesim.policies.clerks import MonthDone
from telesim.scenario.desks.counters import Counters
from telesim.scenario.desks.staffing import agents_of_week
from telesim.units import DAY_MS, HOUR_MS, MONTH_MS, parse_money

_CENTS = 100.0


@dataclass(frozen=True)
class ClerksPaid:
    """One element for each place at the counters: its county, who take turns there, their pay.

    ``heads`` is how many persons that is, 1 at least; ``pay`` is that of each, in units of the
    currency for a month of 30.4 days.
    """

    county: NDArray[np.int64]
    heads: NDArray[np.float64]
    pay: NDArray[np.float64]


def clerks_paid(
    record: Record,
    days: SampleDays,
    county: NDArray[np.int64],
    clerk: NDArray[np.int64],
    wrong: NDArray[np.bool_],
    weights: NDArray[np.float64],
) -> ClerksPaid | None:
    """All clerks; None without money or sample days. One row for each customer who is served:
    county, number of the clerk, whether with an error, for how many days it stands.
    """
    section = record.scenario.counters
    assert section is not None
    window_ms = days.stands_for.sum() * DAY_MS
    if section.pay is None or not section.pay.money or not window_ms:
        return None
    scheme, code = section.pay, record.scenario.currency.code
    amounts = {word: parse_money(text, code) / _CENTS for word, text in scheme.money.items()}
    month = MONTH_MS / window_ms
    places, heads, pay = [], [], []
    for number, name in enumerate(record.places.counties):
        hours = _hours_open(section, name, days, record.scenario.start.weekday()) * month
        its = county == number
        customers, errors = (
            np.bincount(clerk[its], weights=each[its], minlength=hours.size) * month
            for each in (weights, weights * wrong)
        )
        taking_turns = np.maximum(1.0, hours * HOUR_MS / scheme.hours_a_month_ms)
        done = [
            MonthDone(served / turns, bad / turns, served / of if of else 0.0)
            for served, bad, turns, of in zip(
                customers.tolist(), errors.tolist(), taking_turns.tolist(), hours.tolist(),
                strict=True,
            )
        ]  # fmt: skip
        places += [number] * len(done)
        heads += taking_turns.tolist()
        pay += scheme.month(done, amounts)
    return ClerksPaid(np.array(places, dtype=np.int64), np.array(heads), np.array(pay))


def _hours_open(
    section: Counters, county: str, days: SampleDays, first_weekday: int
) -> NDArray[np.float64]:
    """Hours of the window in which each place of a county has a clerk."""
    week = agents_of_week(section.staffing_of(county))
    hours = np.zeros(max(count for day in week for *_, count in day))
    weekday = (days.begin_ms // DAY_MS + first_weekday) % 7
    for day, stands_for in zip(weekday.tolist(), days.stands_for.tolist(), strict=True):
        for start, end, count in week[day]:
            hours[:count] += (end - start) / HOUR_MS * stands_for
    return hours
