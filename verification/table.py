"""The tables that ``make verify`` prints."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from verification.judging import CALCULATOR, LEFT_OUT, TESTED, TWO_STEP, Outcome

#: How the last line begins: all rows and controls, some of them, or a look at one run of each.
WHOLE, PART, QUICK = "verified", "only a part", "quick look"
#: Of the tables by family, by row and by control.
COLUMNS = (
    "family", "rows", "tested", "two-step", "calculator", "left out", "passed", "worst |z|",
)  # fmt: skip
ROW_COLUMNS = ("row", "how", "exact", "found", "half-width", "z", "note")
CONTROL_COLUMNS = ("family", "row", "exact", "found", "z", "refused?")


def by_family(outcomes: Sequence[Outcome]) -> str:
    """A line a family: rows, how they were answered, how many passed, the worst z."""
    families = dict.fromkeys(one.family for one in outcomes)
    lines = [cells(name, [o for o in outcomes if o.family == name]) for name in families]
    return _laid_out([COLUMNS, *lines, cells("all", outcomes)])


def last_line(outcomes: Sequence[Outcome], begin: str = WHOLE, rows: int = 0) -> str:
    """``verified: P/N rows, worst |z| = Z``; ``rows`` are all that there are."""
    some = f" of {rows}" if len(outcomes) < rows else ""
    count = f"{passed(outcomes)}/{len(outcomes)} rows{some}"
    return f"{begin}: {count}, worst |z| = {worst(outcomes)}"


def controls_line(tried: Sequence[Outcome]) -> str:
    """``controls: R/C refused``."""
    return f"controls: {passed(tried)}/{len(tried)} refused"


def rows(outcomes: Iterable[Outcome]) -> str:
    """A line a row: exact value, what was found, how surely, z."""
    return _laid_out([ROW_COLUMNS, *(row_cells(one) for one in outcomes)], ("how", "note"))


def controls(outcomes: Iterable[Outcome]) -> str:
    """A line a control: what was wrong, the row it must miss, how far it did."""
    return _laid_out([CONTROL_COLUMNS, *(control_cells(one) for one in outcomes)],
                    ("row", "refused?"))  # fmt: skip


def shortcomings(outcomes: Iterable[Outcome], tried: Iterable[Outcome]) -> str:
    """In words which rows failed and which controls were not refused; "" for none."""
    failed = [one for one in outcomes if not one.passed and one.how != LEFT_OUT]
    told = [f"  {one.id} ({one.family}): {one.note}" for one in failed]
    kept = [one for one in tried if not one.passed]
    told += [f"  control of {one.id} ({one.family}) not refused: {one.note}" for one in kept]
    return "\n".join(["Not as it should be:", *told]) if told else ""


# -- cells -----------------------------------------------------------------------------------------


def passed(outcomes: Iterable[Outcome]) -> int:
    """How many rows passed."""
    return sum(one.passed for one in outcomes)


def worst(outcomes: Iterable[Outcome]) -> str:
    """The largest distance from an exact value, in standard errors; ``-`` where none has one."""
    found = [abs(one.z) for one in outcomes if one.z is not None and not math.isnan(one.z)]
    return f"{max(found):.2f}" if found else "-"


def cells(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The line of a family."""
    ways = (TESTED, TWO_STEP, CALCULATOR, LEFT_OUT)
    counts = [sum(one.how == how for one in outcomes) for how in ways]
    numbers = (len(outcomes), *counts, passed(outcomes))
    return (name, *map(str, numbers), worst(outcomes))


def row_cells(one: Outcome) -> tuple[str, ...]:
    """The line of a row."""
    word = "" if one.passed or one.how == LEFT_OUT else "FAILED"
    again = "" if one.attempt == 1 else f"attempt {one.attempt}"
    return (
        one.id,
        one.how,
        f"{one.exact:.6g}",
        "" if one.value is None else f"{one.value:.6g}",
        "" if one.half_width is None else f"{one.half_width:.2%}",
        "" if one.z is None else f"{one.z:+.2f}",
        ": ".join(part for part in (word, again, one.note) if part),
    )


def control_cells(one: Outcome) -> tuple[str, ...]:
    """The line of a control."""
    return (
        one.family,
        one.id,
        f"{one.exact:.6g}",
        "" if one.value is None else f"{one.value:.6g}",
        "" if one.z is None else f"{one.z:+.1f}",
        ("refused: " if one.passed else "NOT REFUSED: ") + one.note,
    )


def _laid_out(lines: Sequence[Sequence[str]], words: Sequence[str] = ()) -> str:
    """Lines in columns, the first line naming them; numbers to the right, ``words`` to the left."""
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    left = [n == 0 or name in words for n, name in enumerate(lines[0])]
    return "\n".join(
        "  ".join(
            text.ljust(width) if to_left else text.rjust(width)
            for text, width, to_left in zip(line, widths, left, strict=True)
        ).rstrip()
        for line in lines
    )
