"""Lines that cannot fail while they are down: a finite source of faults, Palm's machine repair.

One unit of time is a day. A town is as many lines as there are machines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from telesim import EventLog, Scenario
from telesim.eventlog import Kind
from telesim.units import DAY_MS
from verification.answers import Mean
from verification.plans import NO_PLANNER, Control, Family, LeftOut, Part, Simulated
from verification.rows import row
from verification.samples import MeanPresent, Sample, Sojourn, Values, copy_of_place
from verification.writing import LINES, Size, cause, crew_row, exponential, queue_town, text_of

#: Scenario -> its rows and how much is run.
_TOWNS: dict[str, tuple[tuple[str, ...], Size]] = {
    "ten-lines": (
        ("FS-O01", "FS-O02"), Size(800, 4, warm_up=60, follow_up=60, copies=40),
    ),
    "sixty-lines": (
        ("FS-O03",), Size(1_500, 4, warm_up=100, follow_up=100, copies=40),
    ),
    "six-lines": (
        ("FS-O04", "FS-O05"), Size(2_500, 4, warm_up=100, follow_up=100, copies=40),
    ),
}  # fmt: skip
_ENGSET = (
    "no part of a town is this: only free lines call, and who finds all trunks in use is lost; "
    "desks are called by busy lines too, and crews lose no fault"
)


@dataclass(frozen=True)
class AllUp:
    """The share of the window in which no fault is open, of each copy."""

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each copy."""
        start, end = scenario.window_start_ms, scenario.window_end_ms
        copies = len(scenario.counties)
        rows = np.flatnonzero((log.kind == Kind.REPORT) | (log.kind == Kind.CLEARED))
        copy = copy_of_place(scenario)[log.place[rows]]
        order = np.argsort(copy, kind="stable")
        rows, copy = rows[order], copy[order]
        change = np.where(log.kind[rows] == Kind.REPORT, 1, -1)
        down = np.cumsum(change)
        # What is open at the end of the log of a copy is not of the next.
        first = np.searchsorted(copy, np.arange(copies))
        before = np.concatenate([[0], down])[first]
        down -= before[copy]
        time = np.clip(log.time_ms[rows], start, end)
        until = np.append(time[1:], end)
        until[np.append(copy[1:] != copy[:-1], True)] = end
        up = np.bincount(copy, (until - time) * (down == 0), minlength=copies)
        # Until its first row a copy has no fault.
        has_rows = np.bincount(copy, minlength=copies) > 0
        opening = np.full(copies, end)
        opening[has_rows] = time[first[has_rows]]
        return Values(np.arange(copies), (up + opening - start) / (end - start), copies)


def _text(name: str) -> str:
    rows, size = _TOWNS[name]
    p = row(rows[0]).parameters
    lines, crews = p["machines"], p["repairmen"]
    faults = {
        # Events of a hundred lines: each line has its own.
        "fault": {
            **cause(100 * p["fail_rate"], exponential(24 / p["repair_rate"])),
            "hits_lines_down": False,
        }
    }
    tree = queue_town("finite_source", name, size, crews=crews, faults=faults)
    for table in ("exchanges", "cabinets"):
        whole = {word: lines for word, value in tree[table][0].items() if value == LINES}
        tree[table][0] |= whole
    head = f"""
        {", ".join(rows)}: {lines} lines of which each fails once in {1 / p["fail_rate"]:g} days
        that it works, {crews} crew{"s" * (crews > 1)}. One unit of time = one day."""
    return text_of(tree, head)


def _part(identity: str, name: str) -> Part:
    samples: dict[str, Sample] = {
        "mean number down": MeanPresent(),
        "mean down time (wait+repair)": Sojourn(DAY_MS),
        "P(all up)": AllUp(),
    }
    return Part(name, samples[row(identity).quantity], Mean())


FAMILY = Family(
    "finite_source",
    plans={
        **{
            identity: Simulated((_part(identity, name),))
            for name, (rows, _) in _TOWNS.items()
            for identity in rows
        },
        **{identity: LeftOut(NO_PLANNER + _ENGSET) for identity in ("FS-O06", "FS-O07")},
    },
    controls=(
        Control("lines that are down fail too", "FS-O03",
                {"faults.fault.hits_lines_down": True}),
        Control("one crew more", "FS-O01", {"crews": [crew_row(3)]}),
        Control("work 3 % longer", "FS-O04",
                {"faults.fault.work": exponential(24 / 0.3 * 1.03)}, replications=2),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
