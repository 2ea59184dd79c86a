"""The part of the page about Britain's wet summer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from verification.published.crossing import at
from verification.published.markdown import table
from verification.published.wet_year import DRY_DAYS, TWELVE, TWO, WET_DAYS, Swept

RAIN_WORDS = {TWO: "June and July wet", TWELVE: "twelve wet months"}


def section(sweeps: Sequence[Swept]) -> str:
    """The whole part; the first sweep is the scenario as written."""
    base, *others = sweeps
    parts = [
        "## Britain's wet summer, 2012",
        _SAID,
        "### Lead time by utilisation",
        "Utilisation is the work of an ordinary year over the hours on duty less the depot."
        f" Repairs are {base.repair_share.words()} % of the work. Lead times are of installs"
        " ordered in July 2012, means in days; what the rain adds is the mean of pairs with the"
        " same faults, orders and weather. Orders are followed for eight weeks: lead times of a"
        " month and more are lower bounds.",
        levels_table(base),
        "### At which utilisation the rain adds six days",
        answers_table(sweeps),
        _answer(base, others),
    ]
    return "\n\n".join(parts)


_SAID = """\
The Telecommunications Adjudicator reported that Openreach had 14 % more faults in July 2012 than a
year before, put repairs first, and that the average lead time of new copper lines went from 14 days
to 20. How busy the technicians were was not published, nor how much of a lead time is not waiting
for them: an order must be passed on, and a customer may want a later day. The
[scenario](../scenarios/published/british-wet-year.yaml) has the sources."""


def levels_table(swept: Swept) -> str:
    """One row a number of technicians."""
    rains = swept.sweep.rains
    head = ["utilisation, %", "technicians", "lead time, dry"]
    for rain in rains:
        head += [f"{RAIN_WORDS[rain]}: lead time", "added"]
    head += ["repair, dry, h", f"repair, {RAIN_WORDS[rains[0]]}, h"]
    rows = []
    for level in swept.levels:
        row = [f"{level.utilisation.mean:.1f}", f"{level.technicians}", level.lead_days.words()]
        for rain in rains:
            row += [level.rains[rain].lead_days.words(), level.rains[rain].added_days.words()]
        rows.append([*row, level.restore_h.words(), level.rains[rains[0]].restore_h.words()])
    return table(head, rows)


def answers_table(sweeps: Sequence[Swept]) -> str:
    """One row an assumption and rain."""
    head = (
        "assumed", "repairs, % of the work", "rain", "it adds 6 days at a utilisation of",
        "installs wait there, dry", "left of the 14 days", "14 days of waiting, dry, at",
    )  # fmt: skip
    rows = []
    for swept in sweeps:
        for rain in swept.sweep.rains:
            waits = swept.waits_there(rain)
            rows.append(
                (
                    swept.sweep.words,
                    f"{swept.repair_share.mean:.0f}",
                    RAIN_WORDS[rain],
                    swept.six_days_more(rain).words(),
                    _days(waits),
                    _days(DRY_DAYS - waits),
                    swept.two_weeks().words(),
                )
            )
    return table(head, rows)


def _days(days: float) -> str:
    return "-" if math.isnan(days) else f"{days:.1f} days"


def _answer(base: Swept, others: Sequence[Swept]) -> str:
    lines = [_what_fits(base, others), _what_does_not(base)]
    slower = max(one.rains[TWO].restore_h.mean - one.restore_h.mean for one in base.levels)
    lines.append(
        "- **Why**: repairs go first and hardly notice the rain,"
        f" {slower:.1f} h longer at most; the installs carry it. A lead time of {DRY_DAYS:.0f} days"
        f" that rain stretches to {WET_DAYS:.0f} is a short queue behind a long notice, not a long"
        " queue."
    )
    return "### What fits, what does not, and why\n\n" + "\n".join(lines) + "\n" + _MEANING


def _what_fits(base: Swept, others: Sequence[Swept]) -> str:
    found = [(RAIN_WORDS[rain], base.six_days_more(rain)) for rain in base.sweep.rains]
    known = [(rain, at_which) for rain, at_which in found if not math.isnan(at_which.estimate)]
    if not known:
        return "- **What fits**: nothing; the rain adds six days at no utilisation that was tried."
    told = "; ".join(f"{at_which.words()}, with {rain}" for rain, at_which in known)
    elsewhere = [one.six_days_more(TWO).estimate for one in others if TWO in one.sweep.rains]
    ends = sorted(one for one in elsewhere if not math.isnan(one))
    otherwise = " to ".join(dict.fromkeys(f"{one:.0f}" for one in (*ends[:1], *ends[-1:])))
    return (
        "- **What fits**: 14 % more faults under shared crews that put repairs first can add six"
        f" days to installs. They do at a utilisation of **{told}** (the first end is the last"
        " level whose whole interval is below six days, the other the first from which on it is"
        " above)." + (f" Assumed otherwise, two wet months do it at {otherwise} %." if ends else "")
    )


def _what_does_not(base: Swept) -> str:
    two_weeks = base.two_weeks()
    long_wait = (
        "Without rain installs wait that long at no level that was tried."
        if math.isnan(two_weeks.estimate)
        else f"Without rain installs wait that long at {two_weeks.words()}; two wet months add"
        f" {at(base.added(TWO), two_weeks.estimate):.0f} days there, not six."
    )
    return f"- **What does not fit**: 14 days as waiting for technicians alone. {long_wait}"


_MEANING = """\
- **How sure**: how busy the technicians were is not published, so no utilisation here is measured.
  Near full use a lead time has no steady value: it grows as long as the rain lasts. How long
  it rained matters as much as how hard; both rains are extremes of what the source says."""
