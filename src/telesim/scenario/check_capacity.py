"""Demand against ports and pairs, without a simulation: a flow of orders, a week at a time.

Orders come at their mean rate and take a port and pairs as long as there are some; what finds
none waits, gives up at the mean rate, and is served when capacity opens. Boxes and crews are
left out: capacity opens as if gangs kept the programme and new ducts were in time
(:mod:`check_programme` says how late the gangs are). A queue forms only where the mean is too
much, so that real shortages begin somewhat earlier.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from telesim.scenario.check_openings import dated_openings, places_of
from telesim.scenario.check_periods import Period, Seasons, in_force
from telesim.scenario.check_plant import LEVELS, Numbers, Plant
from telesim.scenario.fields import for_area
from telesim.scenario.model import Scenario
from telesim.units import DAY_MS, MONTH_MS

_WEEK = 7
#: Most of a cabinet's lines that wait at the start, while others of its county have none.
_MOST_WAITING = 0.15


@dataclass(frozen=True)
class FillUp:
    """A place that runs out of ``what`` while orders want it.

    ``on`` is the week's first day, the start itself for a place that is full from the start;
    ``order_by`` when new capacity had to be ordered at the latest, None where no rule says how
    long that takes; ``weeks`` how long it is full in all.
    """

    place: str
    what: str
    on: dt.date
    order_by: dt.date | None
    weeks: int
    at_start: bool


@dataclass(frozen=True)
class Outlook:
    """How lines grow as far as ports and pairs let them.

    Arrays have shape (exchanges, periods): ``lines`` in service on average, ``installs`` the
    orders that find facilities, ``built`` the share of these whose drop stands already.
    """

    filled: tuple[FillUp, ...]
    lines: Numbers
    installs: Numbers
    built: Numbers
    #: Install orders wanted and served, each per month of the window.
    wanted_per_month: float
    served_per_month: float
    #: Orders that wait when the run starts, whether or not they lack anything, and those held
    #: when the window ends, by the level that blocks them.
    held_at_start: float
    held_at_end: dict[str, float]
    #: Orders that lack facilities on average, shape (exchanges, periods), and by exchange those of
    #: the start that find some at once.
    held: Numbers
    found_at_start: Numbers
    #: Pairs that open, by kind of cable; gang-days of digging and of bringing pairs back.
    pairs: dict[str, Numbers]
    digging_days: Numbers
    recovery_days: Numbers


def waiting_at_start(scenario: Scenario) -> Numbers:
    """Paid orders at each cabinet when the run starts, the fullest of each county first."""
    waiting = np.zeros(len(scenario.cabinets))
    for row in scenario.waiting:
        waiting[scenario.cabinet_number[row.cabinet]] += row.orders
    if scenario.waiting or scenario.initial is None or scenario.initial.waiting is None:
        return waiting
    share = scenario.initial.waiting.share_of_lines
    left = dict.fromkeys(scenario.counties, 0.0)
    fullest: list[tuple[float, int, str]] = []
    for number, cabinet in enumerate(scenario.cabinets):
        exchange = scenario.exchanges[scenario.cabinet_exchange[number]]
        left[exchange.county] += share * cabinet.lines
        units = [
            (exchange.lines, exchange.ports),
            (cabinet.lines, cabinet.usable_feeder_pairs),
        ]
        if not cabinet.direct:
            units.append((cabinet.lines, cabinet.usable_distribution_pairs))
        fill = max(used / capacity if capacity else 1.0 for used, capacity in units)
        fullest.append((-fill, number, exchange.county))
    for _, number, county in sorted(fullest):
        most = max(_MOST_WAITING, share) * scenario.cabinets[number].lines
        waiting[number] = min(most, left[county])
        left[county] -= waiting[number]
    return waiting


def _rates(scenario: Scenario, time_ms: int) -> tuple[Numbers, Numbers]:
    """Installs and ceases per line and month at each cabinet, as they hold at an instant."""
    install = np.zeros(len(scenario.cabinets))
    cease = np.zeros(len(scenario.cabinets))
    for number, exchange_number in enumerate(scenario.cabinet_exchange):
        exchange = scenario.exchanges[exchange_number]
        demand = in_force(scenario, exchange.county, time_ms).demand
        if demand.install is not None:
            install[number] = for_area(demand.install.rate, exchange.area).per_line_month
        if demand.cease is not None:
            cease[number] = for_area(demand.cease.rate, exchange.area).per_line_month
        if scenario.arrears is not None:
            cease[number] += scenario.arrears.given_up_per_line_month(exchange.area)
    return install, cease


def outlook(scenario: Scenario, periods: Sequence[Period], seasons: Seasons) -> Outlook:
    """Follow lines, ports and pairs from the start to the window's end."""
    plant = Plant(scenario)
    openings = dated_openings(scenario)
    at_start = plant.lines.copy()
    waiting = waiting_at_start(scenario)
    held_at_start = float(waiting.sum())
    demand = scenario.demand
    stays = 1.0
    if demand.install is not None and demand.install.patience is not None:
        stays = max(0.0, 1 - _WEEK * DAY_MS / max(demand.install.patience.expected, 1.0))
    factors = seasons.daily(demand.install.pattern if demand.install else None)
    shape = (len(scenario.exchanges), len(periods))
    lines, installs, prebuilt, lacking, weeks_in = (np.zeros(shape) for _ in range(5))
    found_at_start = plant.by_exchange(np.zeros(len(scenario.cabinets)))
    pairs = {kind: np.zeros(shape) for kind in LEVELS[1:]}
    gang_days = {kind: np.zeros(shape) for kind in ("digging", "recovery")}
    sums = {**pairs, **gang_days}
    first_full: dict[tuple[str, int], tuple[int, int]] = {}
    wanted = 0.0
    last_day = max(1, -(-scenario.window_end_ms // DAY_MS))
    install, cease = _rates(scenario, 0)
    for day in range(0, last_day, _WEEK):
        days = min(_WEEK, last_day - day)
        while openings and openings[0][0] <= day:
            plant.open(*openings[0])
            del openings[0]
        plant.triggered(day)
        plant.recover()
        for what, cabinet, amount in plant.works:
            for number, period in enumerate(periods):
                if period.first <= day < period.first + period.days:
                    sums[what][plant.exchange[cabinet], number] += amount
        plant.works.clear()
        if scenario.phases:
            install, cease = _rates(scenario, day * DAY_MS)
        months = days * DAY_MS / MONTH_MS
        new = at_start * install * months * float(factors[day : day + days].mean())
        plant.lines = plant.lines * np.maximum(0.0, 1 - cease * months)
        waiting = waiting * stays + new
        served = plant.serve(waiting)
        if day == 0:
            found_at_start = plant.by_exchange(np.maximum(0.0, served - new))
        waiting = waiting - served
        held = waiting > 0.5
        short = plant.by_exchange(held.astype(float)) > 0
        for what, full in plant.blocked():
            for place in np.flatnonzero(full & (short if what == "ports" else held)).tolist():
                since, weeks = first_full.get((what, place), (day, 0))
                first_full[what, place] = (since, weeks + 1)
        for number, period in enumerate(periods):
            share = min(day + days, period.first + period.days) - max(day, period.first)
            if share > 0:
                part = share / days
                lines[:, number] += plant.by_exchange(plant.lines) * part
                installs[:, number] += plant.by_exchange(served) * part
                lacking[:, number] += plant.by_exchange(waiting) * part
                prebuilt[:, number] += plant.by_exchange(served * plant.capacity["drops"]) * part
                weeks_in[:, number] += part
                wanted += float(new.sum()) * part
    # What opens in the last, broken week finds those who wait as well.
    while openings and openings[0][0] <= last_day:
        plant.open(*openings[0])
        del openings[0]
    plant.triggered(last_day)
    waiting = waiting - plant.serve(waiting)
    length = sum(period.months for period in periods)
    return Outlook(
        filled=_fill_ups(scenario, first_full),
        lines=lines / np.maximum(weeks_in, 1e-9),
        installs=installs,
        built=np.divide(prebuilt, installs, out=np.zeros(shape), where=installs > 0),
        wanted_per_month=wanted / length,
        served_per_month=float(installs.sum()) / length,
        held_at_start=held_at_start,
        held_at_end=_held_by_level(plant, waiting),
        held=lacking / np.maximum(weeks_in, 1e-9),
        found_at_start=found_at_start,
        pairs=pairs,
        digging_days=gang_days["digging"],
        recovery_days=gang_days["recovery"],
    )


def _fill_ups(
    scenario: Scenario, first_full: dict[tuple[str, int], tuple[int, int]]
) -> tuple[FillUp, ...]:
    leads: dict[tuple[str, int], int] = {}
    for rule in scenario.expansions.values():
        for place in places_of(scenario, rule):
            known = leads.get((rule.what, place), rule.lead_time)
            leads[rule.what, place] = min(known, rule.lead_time)
    found = []
    for (what, place), (day, weeks) in first_full.items():
        lead = leads.get((what, place))
        on = scenario.start + dt.timedelta(days=day)
        row = scenario.exchanges[place] if what == "ports" else scenario.cabinets[place]
        order_by = on - dt.timedelta(days=-(-lead // DAY_MS)) if lead is not None else None
        found.append(FillUp(row.id, what, on, order_by, weeks, day == 0))
    return tuple(sorted(found, key=lambda one: (LEVELS.index(one.what), one.on)))


def _held_by_level(plant: Plant, waiting: Numbers) -> dict[str, float]:
    """Waiting orders by the first level that blocks them."""
    full = dict(plant.blocked())
    ports = full["ports"][plant.exchange]
    feeder = ~ports & full["feeder"]
    distribution = ~ports & ~feeder & full["distribution"]
    blocked = {"ports": ports, "feeder": feeder, "distribution": distribution}
    return {what: float(waiting[where].sum()) for what, where in blocked.items()}
