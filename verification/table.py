"""The tables that ``make verify`` prints."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from verification.judging import CALCULATOR, LEFT_OUT, TESTED, TWO_STEP, Outcome

_COLUMNS = ("family", "rows", "tested", "two-step", "calculator", "passed", "worst |z|")


def by_family(outcomes: Sequence[Outcome]) -> str:
    """A line a family: rows, how they were answered, how many passed, the worst z."""
    families = dict.fromkeys(one.family for one in outcomes)
    lines = [_line(name, [o for o in outcomes if o.family == name]) for name in families]
    return _laid_out([_COLUMNS, *lines, _line("all", outcomes)])


def last_line(outcomes: Sequence[Outcome]) -> str:
    """``verified: P/N rows, worst |z| = Z``."""
    passed = sum(one.passed for one in outcomes)
    return f"verified: {passed}/{len(outcomes)} rows, worst |z| = {_worst(outcomes)}"


def rows(outcomes: Iterable[Outcome]) -> str:
    """A line a row: exact value, what was found, how surely, z."""
    head = ("row", "how", "exact", "found", "half-width", "z", "")
    return _laid_out([head, *(_row(one) for one in outcomes)])


def controls(outcomes: Iterable[Outcome]) -> str:
    """A line a control: what was wrong, the row it must miss, how far it did."""
    head = ("family", "row", "exact", "found", "z", "")
    lines = [
        (
            one.family,
            one.id,
            f"{one.exact:.6g}",
            "" if one.value is None else f"{one.value:.6g}",
            "" if one.z is None else f"{one.z:+.1f}",
            ("refused: " if one.passed else "NOT REFUSED: ") + one.note,
        )
        for one in outcomes
    ]
    return _laid_out([head, *lines])


def _row(one: Outcome) -> tuple[str, ...]:
    word = "" if one.passed else "FAILED"
    again = "" if one.attempt == 1 else f"attempt {one.attempt}: "
    return (
        one.id,
        one.how,
        f"{one.exact:.6g}",
        "" if one.value is None else f"{one.value:.6g}",
        "" if one.half_width is None else f"{one.half_width:.2%}",
        "" if one.z is None else f"{one.z:+.2f}",
        " ".join(part for part in (word, again + one.note) if part),
    )


def _line(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    counts = [sum(one.how == how for one in outcomes) for how in (TESTED, TWO_STEP, CALCULATOR)]
    left = sum(one.how == LEFT_OUT for one in outcomes)
    passed = sum(one.passed for one in outcomes)
    return (
        name,
        str(len(outcomes)),
        *map(str, counts),
        f"{passed}" + (f" ({left} left out)" if left else ""),
        _worst(outcomes),
    )


def _worst(outcomes: Sequence[Outcome]) -> str:
    found = [abs(one.z) for one in outcomes if one.z is not None and not math.isnan(one.z)]
    return f"{max(found):.2f}" if found else "-"


def _laid_out(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    told = []
    for line in lines:
        first, *rest = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1])]
        cells += [
            text.rjust(width) if n < len(rest) - 1 or text[:1].isdigit() or text == "-" else text
            for n, (text, width) in enumerate(rest)
        ]
        told.append("  ".join(cells).rstrip())
    return "\n".join(told)
