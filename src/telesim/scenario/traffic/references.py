"""Checks of trunks: places and groups that exist, calls that have a way, shares that add up."""

from __future__ import annotations

import math

from telesim.scenario.findings import Findings
from telesim.scenario.traffic.network import place_numbers, routes_of, streams_of
from telesim.scenario.traffic.sections import LONG_DISTANCE, Traffic
from telesim.theory.trunk_network import TrunkNetwork
from telesim.theory.trunk_routes import overflow_order

_ROUNDING = 1e-9


def check_traffic(found: Findings) -> None:
    """The sections ``traffic``, ``trunks`` and ``circuits``."""
    scenario = found.scenario
    if not found.sound("traffic", "trunks", "circuits", "exchanges"):
        return
    for table in ("trunks", "circuits"):
        if getattr(scenario, table) and scenario.traffic is None:
            found.say((table,), f"{table} without traffic", "need traffic, the calls they carry")
            return
    traffic = scenario.traffic
    if traffic is None:
        return
    if not scenario.trunks:
        found.say(("traffic",), "traffic without trunks", "need trunks, a table of groups")
        return
    _shares(found, traffic)
    if _groups(found):
        _ways(found, traffic)
    _plan(found)


def _shares(found: Findings, traffic: Traffic) -> None:
    if not traffic.classes:
        found.say(("traffic", "classes"), "no class", "need one or more classes of lines")
    parts = traffic.own_exchange + traffic.other_local + traffic.long_distance
    if not math.isclose(parts, 1, abs_tol=_ROUNDING):
        found.say(
            ("traffic", "own_exchange"),
            f"{100 * parts:g} % with other_local and long_distance",
            "need 100 %",
        )
    if traffic.retries >= 1:
        found.say(("traffic", "retries"), "100 %", "need less: somebody must give up some time")
    unanswered = traffic.called_party_busy + traffic.no_answer
    if unanswered > 1:
        found.say(
            ("traffic", "no_answer"),
            f"{100 * unanswered:g} % with called_party_busy",
            "need 100 % or less",
        )
    before = True
    for name, one in traffic.classes.items():
        found.areas(("traffic", "classes", name, "share"), one.share)
        before = before and all(_for(one.share, area) is not None for area in found.scenario.areas)
    if before and traffic.classes:
        for area in found.scenario.areas:
            whole = sum(_for(one.share, area) or 0.0 for one in traffic.classes.values())
            if not math.isclose(whole, 1, abs_tol=_ROUNDING):
                found.say(
                    ("traffic", "classes"),
                    f"shares of {100 * whole:g} % for the area {area}",
                    "need 100 % of the lines in the classes together",
                )
    if traffic.dial_up is not None:
        found.areas(("traffic", "dial_up", "share"), traffic.dial_up.share)
        found.known(("traffic", "dial_up", "to"), traffic.dial_up.to, "exchange",
                    found.scenario.exchange_number)  # fmt: skip


def _for(shares: dict[str, float], area: str) -> float | None:
    return shares.get(area, shares.get("*"))


def _groups(found: Findings) -> bool:
    """Whether every group lies between places that there are, and overflows from its own."""
    scenario = found.scenario
    starts = dict.fromkeys(group.starts_at for group in scenario.trunks)
    ends = dict.fromkeys(group.ends_at for group in scenario.trunks)
    groups = {group.id: group for group in scenario.trunks}
    exchanges = scenario.exchange_number
    right = True
    for n, group in enumerate(scenario.trunks):
        path = ("trunks", n)
        if group.starts_at not in ends:
            what = "exchange, or place where a group ends"
            right &= found.known((*path, "starts_at"), group.starts_at, what, exchanges)
        if group.ends_at not in starts and group.ends_at != LONG_DISTANCE:
            what = "exchange, long-distance, or place where a group begins"
            right &= found.known((*path, "ends_at"), group.ends_at, what, exchanges)
        if group.starts_at in (group.ends_at, LONG_DISTANCE):
            right = False
            found.say((*path, "starts_at"), repr(group.starts_at), "need another place than "
                      f"{'its end' if group.starts_at == group.ends_at else LONG_DISTANCE}",
                      )  # fmt: skip
        if group.overflow_to is None:
            continue
        if not found.known((*path, "overflow_to"), group.overflow_to, "trunk group", groups):
            right = False
        elif groups[group.overflow_to].starts_at != group.starts_at:
            right = False
            found.say(
                (*path, "overflow_to"),
                f"{group.overflow_to!r}, which starts at {groups[group.overflow_to].starts_at}",
                f"need a group that starts at {group.starts_at}, where the calls are",
            )
    if right:
        try:
            overflow_order(routes_of(scenario).overflow)
        except ValueError:
            right = False
            found.say(("trunks",), "groups that overflow to each other", "need an end to it")
    return right


def _ways(found: Findings, traffic: Traffic) -> None:
    """Every stream of calls has a way."""
    scenario = found.scenario
    places = place_numbers(scenario)
    if traffic.long_distance and LONG_DISTANCE not in places:
        found.say(("trunks",), "no group to long-distance",
                  "need one with ends_at: long-distance, as traffic has such calls")  # fmt: skip
        return
    if traffic.dial_up is not None and traffic.dial_up.to not in scenario.exchange_number:
        return
    routes = routes_of(scenario)
    names = list(places)
    streams = streams_of(scenario)
    firsts = {d: routes.first_choices(d) for d in dict.fromkeys(d for _, d in streams)}
    for origin, destination in streams:
        if origin not in firsts[destination]:
            found.say(
                ("trunks",),
                f"no way from {names[origin]} to {names[destination]}",
                "need groups that make one: traffic has such calls",
            )
            return
    try:
        TrunkNetwork(routes, streams)
    except ValueError:
        found.say(("trunks",), "a way that comes back to a place by overflow",
                  "need groups on which every call gets on")  # fmt: skip


def _plan(found: Findings) -> None:
    """Groups that there are; what is ordered after the run simply does not happen."""
    scenario = found.scenario
    groups = {group.id: n for n, group in enumerate(scenario.trunks)}
    for n, row in enumerate(scenario.circuits):
        found.known(("circuits", n, "group"), row.group, "trunk group", groups)
