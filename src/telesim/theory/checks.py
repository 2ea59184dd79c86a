"""Checks of arguments: every refusal names the parameter, what was found and what is needed."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence


def refuse(name: str, found: object, needed: str) -> ValueError:
    """The error for a parameter that cannot be used; the caller raises it."""
    return ValueError(f"{name}: got {found!r}, need {needed}")


def non_negative(name: str, value: float) -> float:
    """A finite number of 0 or more."""
    if not math.isfinite(value) or value < 0:
        raise refuse(name, value, "a finite number, 0 or more")
    return float(value)


def positive(name: str, value: float) -> float:
    """A finite number above 0."""
    if not math.isfinite(value) or value <= 0:
        raise refuse(name, value, "a finite number above 0")
    return float(value)


def finite(name: str, value: float) -> float:
    """Any finite number."""
    if not math.isfinite(value):
        raise refuse(name, value, "a finite number")
    return float(value)


def whole(name: str, value: int, least: int) -> int:
    """A whole number of at least `least`; True and 3.0 are refused like any other wrong type."""
    needed = f"a whole number, {least} or more"
    if isinstance(value, bool):
        raise refuse(name, value, needed)
    try:
        number = operator.index(value)
    except TypeError:
        raise refuse(name, value, needed) from None
    if number < least:
        raise refuse(name, value, needed)
    return number


def share(name: str, value: float) -> float:
    """A share strictly between 0 and 1."""
    if not 0 < value < 1:
        raise refuse(name, value, "a share between 0 and 1, both excluded")
    return float(value)


def same_length(**columns: Sequence[object]) -> int:
    """Columns that describe the same things, at least one of them; returns how many."""
    lengths = {name: len(column) for name, column in columns.items()}
    names = " and ".join(lengths)
    if len(set(lengths.values())) != 1:
        raise refuse(names, tuple(lengths.values()), "the same number of entries in each")
    count = next(iter(lengths.values()))
    if count == 0:
        raise refuse(names, 0, "at least one entry")
    return count


def probabilities(name: str, values: Sequence[float]) -> tuple[float, ...]:
    """Shares of 0 or more that sum to 1 within rounding."""
    listed = tuple(non_negative(f"{name}[{place}]", value) for place, value in enumerate(values))
    if abs(math.fsum(listed) - 1) > 1e-9:
        raise refuse(f"sum of {name}", math.fsum(listed), "1")
    return listed


def stable(load: float, servers: int, name: str = "servers") -> None:
    """An offered load (erlangs) that the servers can carry in the long run."""
    if load >= servers:
        raise refuse(
            name,
            servers,
            f"{math.floor(load) + 1} or more for an offered load of {load:.6g} erlangs: "
            "with less the queue grows without end",
        )
