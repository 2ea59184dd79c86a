"""Checks of places: who hangs on what, and that lines in service have what they use."""

from __future__ import annotations

from collections import defaultdict

from telesim.scenario.cables import cabinets_of_feeders, can_strike
from telesim.scenario.findings import Findings
from telesim.scenario.places import Cabinet


def check_places(found: Findings) -> None:
    """Exchanges, cabinets, projects, the waiting list and open faults."""
    scenario = found.scenario
    if not scenario.exchanges and found.sound("exchanges"):
        found.say(("exchanges",), "no exchange", "need at least one")
        return
    _time(found)
    _exchanges(found)
    if _cabinets(found):
        _sums(found)
        _feeders(found)
    _projects(found)
    for n, row in enumerate(scenario.waiting):
        if found.sound("cabinets.*.id", "waiting.*.cabinet"):
            found.known(("waiting", n, "cabinet"), row.cabinet, "cabinet", scenario.cabinet_number)
    _open_faults(found)


def _open_faults(found: Findings) -> None:
    """Rows of open faults: known places and causes, and lines enough for them."""
    scenario = found.scenario
    places = found.sound("cabinets.*.id", "open_faults.*.cabinet")
    causes = found.sound("faults", "open_faults.*.cause")
    total: dict[str, int] = defaultdict(int)
    for n, row in enumerate(scenario.open_faults):
        at = ("open_faults", n)
        number = scenario.cabinet_number
        there = places and found.known((*at, "cabinet"), row.cabinet, "cabinet", number)
        cause = causes and found.known((*at, "cause"), row.cause, "fault cause", scenario.faults)
        if not there:
            continue
        cabinet = scenario.cabinets[number[row.cabinet]]
        if cause and not can_strike(scenario.faults[row.cause], cabinet):
            need = f"need another cause: the lines of {row.cabinet} are fed directly"
            found.say((*at, "cause"), repr(row.cause), need)
        total[row.cabinet] += row.faults
        if total[row.cabinet] > cabinet.lines and found.sound(
            "cabinets.*.lines", "open_faults.*.faults"
        ):
            found.say(
                (*at, "faults"),
                f"{total[row.cabinet]} open faults at {row.cabinet} in all",
                f"need {cabinet.lines} or fewer, its lines in service",
            )


def _time(found: Findings) -> None:
    if found.scenario.window <= 0 and found.sound("window"):
        found.say(("window",), "a window of no length", "need more than 0")


def _exchanges(found: Findings) -> None:
    for n, exchange in enumerate(found.scenario.exchanges):
        if exchange.ports < exchange.lines and found.sound(
            "exchanges.*.lines", "exchanges.*.ports"
        ):
            found.say(
                ("exchanges", n, "ports"),
                f"{exchange.ports} ports",
                f"need {exchange.lines} or more, the lines in service at {exchange.id}",
            )
        if exchange.branch is not None and found.sound("exchanges.*.id", "exchanges.*.branch"):
            found.known(
                ("exchanges", n, "branch"),
                exchange.branch,
                "exchange",
                found.scenario.exchange_number,
            )


def _cabinets(found: Findings) -> bool:
    """Whether every cabinet hangs on an exchange that there is."""
    all_known = True
    for n, cabinet in enumerate(found.scenario.cabinets):
        if found.sound("exchanges.*.id", "cabinets.*.exchange"):
            at = ("cabinets", n, "exchange")
            exchanges = found.scenario.exchange_number
            all_known &= found.known(at, cabinet.exchange, "exchange", exchanges)
        _pairs(found, n, cabinet)
    return all_known


def _pairs(found: Findings, n: int, cabinet: Cabinet) -> None:
    """Whether a cabinet has the kinds of pairs it needs, and enough for its lines."""
    path, written = ("cabinets", n, "distribution_pairs"), cabinet.distribution_pairs
    levels = [("feeder_pairs", cabinet.feeder_pairs, cabinet.usable_feeder_pairs)]
    if found.sound("cabinets.*.direct"):
        if cabinet.direct and written:
            need = f"need 0 or nothing: the lines of {cabinet.id} are fed directly"
            found.say(path, f"{written} pairs", need)
        elif not cabinet.direct and written is None:
            need = (
                f"need the pairs of {cabinet.id}; only lines fed directly (direct: yes) have none"
            )
            found.say(path, "nothing", need)
        elif not cabinet.direct and written is not None:
            levels.append(("distribution_pairs", written, cabinet.usable_distribution_pairs))
    for level, pairs, usable in levels:
        if usable >= cabinet.lines or not found.sound(
            "cabinets.*.lines", f"cabinets.*.{level}", "cabinets.*.defective_pct"
        ):
            continue
        less = f", {usable} of them usable" if usable < pairs else ""
        found.say(
            ("cabinets", n, level),
            f"{pairs} pairs{less}",
            f"need {cabinet.lines} usable or more, the lines in service at {cabinet.id}",
        )


def _feeders(found: Findings) -> None:
    """A feeder cable begins at one exchange."""
    if not found.sound("cabinets.*.exchange", "cabinets.*.feeder_id"):
        return
    cabinets = found.scenario.cabinets
    for name, numbers in cabinets_of_feeders(found.scenario).items():
        first = cabinets[numbers[0]]
        for number in numbers:
            if cabinets[number].exchange != first.exchange:
                found.say(
                    ("cabinets", number, "feeder_id"),
                    repr(name),
                    f"need a feeder of {cabinets[number].exchange}; cabinet {first.id} on it "
                    f"belongs to {first.exchange}",
                )


def _sums(found: Findings) -> None:
    if not found.sound(
        "exchanges.*.id", "exchanges.*.lines", "cabinets.*.exchange", "cabinets.*.lines"
    ):
        return
    lines: dict[str, int] = defaultdict(int)
    for cabinet in found.scenario.cabinets:
        lines[cabinet.exchange] += cabinet.lines
    for n, exchange in enumerate(found.scenario.exchanges):
        if exchange.lines != lines[exchange.id]:
            found.say(
                ("exchanges", n, "lines"),
                f"{exchange.lines} lines",
                f"need {lines[exchange.id]}, the sum over the cabinets of {exchange.id}",
            )


def _projects(found: Findings) -> None:
    scenario = found.scenario
    for n, project in enumerate(scenario.projects):
        if found.sound("exchanges.*.id", "cabinets.*.id", "projects.*.place", "projects.*.what"):
            exchanges, cabinets = scenario.exchange_number, scenario.cabinet_number
            names = {"ports": exchanges, "drops": {**exchanges, **cabinets}}.get(
                project.what, cabinets
            )
            kind = {"ports": "exchange", "drops": "exchange or cabinet"}.get(
                project.what, "cabinet"
            )
            found.known(("projects", n, "place"), project.place, kind, names)
        if (
            project.what == "distribution"
            and project.place in scenario.cabinet_number
            and scenario.cabinets[scenario.cabinet_number[project.place]].direct
        ):
            found.say(
                ("projects", n, "what"),
                "distribution",
                f"need feeder: the lines of {project.place} are fed directly",
            )
        if project.what == "drops" and project.amount > 100 and found.sound("projects.*.what"):
            found.say(
                ("projects", n, "amount"),
                str(project.amount),
                "need a share of 100 per cent or less for drops",
            )
        if found.sound("projects.*.opens"):
            found.within_run(("projects", n, "opens"), project.opens)
