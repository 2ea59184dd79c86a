"""Crews by roster: faults come at all hours, crews go home, work goes on where it stopped.

One unit of time is an hour.
"""

from __future__ import annotations

from telesim.units import DAY_MS, HOUR_MS
from verification.answers import Mean
from verification.plans import NOT_BUILT, Control, Family, LeftOut, Part, Simulated
from verification.rows import row
from verification.samples import Present, Sojourn, SojournAtMost
from verification.writing import (
    SOURCE,
    Size,
    Tree,
    cause,
    crew_row,
    exponential,
    queue_town,
    text_of,
)

_NAME = "one-shift"
_ROWS = ("SH-O01", "SH-O02", "SH-O03")


def _shift(hours: str) -> Tree:
    return {"calendars": {"day": {"hours": {"mon-sun": hours}, "source": SOURCE}}}


def _text() -> str:
    p = row("SH-O01").parameters
    (night, _), (day, crews), _ = p["day"]
    size = Size(224, 1, warm_up=28, follow_up=28, copies=100)
    tree = queue_town("shift_schedule", _NAME, size, crews=crews,
                      faults={"fault": cause(24 * p["lam_per_h"], exponential(1 / p["mu_per_h"]))},
                      **_shift(f"{night:02}:00-{night + day:02}:00"))  # fmt: skip
    tree["crews"] = [crew_row(crews, calendar="day")]
    return text_of(tree, f"""
        {", ".join(_ROWS)}: {crews} crews from {night:02}:00 to {night + day:02}:00, faults at all
        hours. One unit of time = one hour.""")  # fmt: skip


_OTHER_CREW = (
    "what a crew leaves at the end of its shift waits for the same crew; the row wants whoever is "
    "there to go on with it"
)

_CUT = (
    "; besides, the value is that of a chain cut at 200 jobs, uncut it is {} "
    "(telesim.theory.PeriodicRoster)"
)

FAMILY = Family(
    "shift_schedule",
    plans={
        "SH-O01": Simulated((Part(_NAME, Sojourn(HOUR_MS), Mean()),)),
        "SH-O02": Simulated((Part(_NAME, Present(0.0, DAY_MS), Mean()),)),
        "SH-O03": Simulated((Part(_NAME, SojournAtMost(24 * HOUR_MS), Mean()),)),
        "SH-O04": LeftOut(NOT_BUILT + _OTHER_CREW + _CUT.format("17.9439")),
        "SH-O05": LeftOut(NOT_BUILT + _OTHER_CREW + _CUT.format("25.3713")),
    },
    controls=(
        Control("half an hour more a day", "SH-O01", _shift("08:00-16:30")),
        Control("hours on duty for hours", "SH-O01",
                _shift("00:00-24:00")),
    ),
    scenarios={_NAME: _text()},
)  # fmt: skip
