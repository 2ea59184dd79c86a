"""What the page's sentences count: ways of answering, what the rule lets pass, the reference."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Sequence

from scipy import stats

from verification.answers import MOST_Z
from verification.judging import CALCULATOR, TESTED, TWO_STEP, Outcome
from verification.plans import NORMAL
from verification.rows import REFERENCE, row

#: The row that is worked out on the page by hand, and its scenario.
EXAMPLE, EXAMPLE_FILE = "MG-O01", "tests/theory/scenarios/mg1/fixed.yaml"


def by_way(rows: Sequence[Outcome]) -> tuple[int, int, int]:
    """Rows that passed by simulation, in two steps and by calculators."""
    simulated, two_step, calculated = (
        sum(one.passed and one.how == how for one in rows) for how in (TESTED, TWO_STEP, CALCULATOR)
    )
    return simulated, two_step, calculated


def drawn(rows: Sequence[Outcome]) -> list[Outcome]:
    """Rows that chance moves: those with a z and a width of their own."""
    return [one for one in rows if one.z is not None and one.half_width]


def let_pass(half_width: float) -> float:
    """The bias, as a share of the value, that passes as often as not at such a half-width.

    An answer is refused from ``MOST_Z`` standard errors on, and a half-width is 1.96 of them.
    """
    return MOST_Z / NORMAL * half_width


def middle_width(rows: Sequence[Outcome]) -> float:
    """The median half-width of rows that chance moves; 0 of none."""
    return statistics.median([one.half_width or 0.0 for one in rows]) if rows else 0.0


def beyond_two(rows: Sequence[Outcome]) -> int:
    """How many lie more than two standard errors from the exact value."""
    return sum(abs(one.z or 0.0) > 2 for one in rows)


def by_chance(rows: int) -> float:
    """How many of so many right answers chance alone puts beyond two standard errors."""
    return rows * 2 * float(stats.norm.sf(2))


def run_again(rows: int) -> str:
    """How many rows were run a second time."""
    return {0: "No row needed it", 1: "One row needed it"}.get(rows, f"{rows} rows needed it")


def reference() -> dict[str, int]:
    """How the exact answers were found: rows by what stands in their columns.

    ``twice`` by two methods, ``simulated`` by one and an independent simulation, ``published`` as
    some page states them, ``recalled`` with a source that is cited from memory.
    """
    lines = [
        line
        for file in sorted(REFERENCE.glob("*.csv"))
        for line in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    ]
    published = [one for one in lines if one["source_tag"] == "SOURCED"]
    simulated = [one for one in lines if not one["cross_value"]]
    return {
        "all": len(lines),
        "twice": len(lines) - len(published) - len(simulated),
        "simulated": len(simulated),
        "published": len(published),
        "recalled": sum("RECALLED" in one["source"] for one in lines),
    }


def example(rows: Sequence[Outcome]) -> str:
    """From the hours that ``telesim run`` prints to the days of a row, with what was found."""
    exact = row(EXAMPLE).exact
    found = next((one.value for one in rows if one.id == EXAMPLE and one.value), exact)
    # The work of the town is 24 hours each time, and nobody travels.
    hours = f"{24 * found + 24:.1f}"
    days = (float(hours) - 24) / 24
    return f"""\
A row by hand: {EXAMPLE} asks how long jobs wait for one crew at a load of 0.8 whose work takes a
day each time; the exact answer is {exact:g} days. `telesim run` with its town,
[{EXAMPLE_FILE}](../{EXAMPLE_FILE}),
takes half a minute and prints a *mean time to restore* of {hours} h. That is the wait and 24 h of
work, for nobody travels: ({hours} - 24) / 24 = {days:.2f} days of waiting. The row reads the
waits themselves from the same runs and finds {found:.6g}."""
