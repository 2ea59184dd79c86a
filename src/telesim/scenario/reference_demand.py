"""Checks of demand, faults, expansions and policies: names, dates, and exactly one of two."""

from __future__ import annotations

import itertools
from typing import Any

from telesim.scenario.causes import Cause
from telesim.scenario.demand import MONTH_NAMES, Expansion, Pattern, read_hours
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path
from telesim.units import DAY_MS, UnitError, parse_money


def check_demand(found: Findings) -> None:
    """Orders, causes, patterns, shocks, expansions, policies and money."""
    scenario = found.scenario
    for kind in ("install", "move", "cease"):
        section = getattr(scenario.demand, kind)
        if section is not None:
            _common(found, ("demand", kind), section)
    for name, cause in scenario.faults.items():
        _common(found, ("faults", name), cause)
        _cause(found, ("faults", name), cause)
    for name, pattern in scenario.patterns.items():
        _pattern(found, ("patterns", name), pattern)
    _shocks(found)
    for name, expansion in scenario.expansions.items():
        _expansion(found, ("expansions", name), expansion)
    _policies(found)
    _economics(found)


def _common(found: Findings, path: Path, section: Any) -> None:
    dotted = ".".join(str(step) for step in path)
    if section.pattern is not None and found.sound(f"{dotted}.pattern"):
        found.known((*path, "pattern"), section.pattern, "pattern", found.scenario.patterns)
    if found.sound(f"{dotted}.rate"):
        found.areas((*path, "rate"), section.rate)


def _cause(found: Findings, path: Path, cause: Cause) -> None:
    dotted = ".".join(str(step) for step in path)
    if (cause.work is None) == (cause.splicing is None):
        if found.sound(f"{dotted}.work", f"{dotted}.splicing"):
            both = "both work and splicing" if cause.work is not None else "neither"
            found.say(path, both, "need exactly one of work and splicing")
    _which_cable(found, path, cause)
    _found_by_test(found, path, cause)
    splicing = cause.splicing
    if splicing is not None and splicing.material_share > 0 and splicing.material_wait is None:
        if found.sound(f"{dotted}.splicing"):
            found.say(
                (*path, "splicing"),
                "a material_share without material_wait",
                "need how long the wait for material takes",
            )


def _found_by_test(found: Findings, path: Path, cause: Cause) -> None:
    """A test that finds some faults for certain, those cleared from the desk among them."""
    share, at = cause.found_by_test, (*path, "found_by_test")
    dotted = ".".join(str(step) for step in path)
    if share is None or not found.sound(f"{dotted}.found_by_test", f"{dotted}.cleared_remotely"):
        return
    if share < cause.cleared_remotely:
        found.say(
            at, f"{100 * share:g} %, less than the {100 * cause.cleared_remotely:g} % of "
            "cleared_remotely", "need at least those that the desk clears: they have been found",
        )  # fmt: skip
    elif found.scenario.diagnosis is None:
        found.say(at, f"{100 * share:g} %",
                  "need a section diagnosis: without it every fault is known at once")  # fmt: skip


def _which_cable(found: Findings, path: Path, cause: Cause) -> None:
    """What strikes a cable says which, as soon as some lines have no distribution cable."""
    signs = {
        "splicing": cause.splicing is not None,
        "pair_swap": cause.pair_swap is not None,
        "job": cause.job == "cable",
    }
    sign = next((word for word, there in signs.items() if there), None)
    dotted = ".".join(str(step) for step in path)
    if sign is None or cause.cable is not None:
        return
    direct = next((one.id for one in found.scenario.cabinets if one.direct), None)
    if direct is not None and found.sound(f"{dotted}.cable", "cabinets.*.direct"):
        told = "job: cable" if sign == "job" else sign
        found.say(
            (*path, sign),
            f"{told} of a cause that does not say which cable it strikes",
            f"need also cable: distribution or cable: feeder, since {direct} is fed directly",
        )


def _pattern(found: Findings, path: Path, pattern: Pattern) -> None:
    if pattern.hours and found.sound(f"patterns.{path[1]}.hours"):
        ranges = sorted((*read_hours(text), text) for text in pattern.hours)
        for (_, end, text), (begin, _, other) in itertools.pairwise(ranges):
            if begin < end:
                found.say((*path, "hours"), f"{text} and {other}", "need hours that do not overlap")
        total = sum(pattern.hours.values()) * 100
        if abs(total - 100) > 1e-6:
            found.say((*path, "hours"), f"{total:g} % in all", "need shares that make up 100 %")
    storms = pattern.storms
    if (
        storms is not None
        and storms.days_per_year > 0
        and found.sound(f"patterns.{path[1]}.storms")
    ):
        if storms.days_per_year > 28 * len(storms.months):
            found.say(
                (*path, "storms", "days_per_year"),
                f"{storms.days_per_year:g} days",
                f"need at most {28 * len(storms.months)}, the days of its months",
            )


def _shocks(found: Findings) -> None:
    for n, shock in enumerate(found.scenario.shocks):
        at = ("shocks", n)
        if found.sound("shocks.*.on"):
            found.within_run((*at, "on"), shock.on)
        found.counties((*at, "counties"), shock.counties)
        if found.sound("faults"):
            for k, cause in enumerate(shock.causes):
                found.known((*at, "causes", k), cause, "fault cause", found.scenario.faults)


def _expansion(found: Findings, path: Path, expansion: Expansion) -> None:
    if not found.sound(".".join(str(step) for step in path)):
        return
    if (expansion.at_fill is None) == (expansion.on is None):
        both = "neither" if expansion.on is None else "both at_fill and on"
        found.say(path, both, "need exactly one of at_fill and on")
    amounts = {
        "add_share": expansion.add_share,
        "add": expansion.add,
        "raise_to": expansion.raise_to,
    }
    given = [word for word, amount in amounts.items() if amount is not None]
    if len(given) != 1:
        found.say(
            path,
            " and ".join(given) or "none of them",
            "need exactly one of add_share, add and raise_to",
        )
    elif (given == ["raise_to"]) != (expansion.what == "drops"):
        need = "raise_to" if expansion.what == "drops" else "add_share or add"
        found.say((*path, given[0]), f"{given[0]} for {expansion.what}", f"need {need}")
    if expansion.what == "drops" and expansion.at_fill is not None:
        found.say((*path, "at_fill"), "a fill of drops", "need a date in on: drops do not fill up")
    if expansion.on is None:
        for word in ("stagger", "every"):
            if getattr(expansion, word):
                found.say((*path, word), word, "need it with on alone")
    else:
        found.within_run((*path, "on"), expansion.on)
    if expansion.every is not None and expansion.every < DAY_MS:
        found.say((*path, "every"), "less than a day", "need a day or more")
    found.counties((*path, "counties"), expansion.counties)
    if found.sound("exchanges.*.area"):
        for n, area in enumerate(expansion.areas):
            found.known((*path, "areas", n), area, "area of an exchange", found.scenario.areas)
    if len(set(expansion.frozen)) == len(MONTH_NAMES):
        found.say((*path, "frozen"), "all months", "need a month in which work can open")
    if found.sound("currency"):
        try:
            found.scenario.unit_cost_cents(expansion)
        except UnitError as problem:
            found.say((*path, "unit_cost"), repr(problem.found), f"need {problem.expected}")


def _policies(found: Findings) -> None:
    policies = found.scenario.policies
    found.job_kinds(("policies", "shift_end"), policies.shift_end)
    found.job_kinds(("policies", "promises"), policies.promises)
    for kind, by_area in policies.promises.items():
        if found.sound(f"policies.promises.{kind}"):
            found.areas(("policies", "promises", kind), by_area)
    for n, group in enumerate(policies.group_order):
        if group in policies.group_order[:n]:
            found.say(("policies", "group_order", n), f"{group!r} again", "need each group once")


def _economics(found: Findings) -> None:
    economics = found.scenario.economics
    if economics is None or not found.sound("economics", "currency"):
        return
    for word in ("revenue_per_line_month", "wage_per_hour", "overtime_per_hour"):
        text = getattr(economics, word)
        try:
            if text is not None:
                parse_money(text, found.scenario.currency.code)
        except UnitError as problem:
            found.say(("economics", word), repr(text), f"need {problem.expected}")
