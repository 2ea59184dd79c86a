"""Between which ends an assumed number may lie: what ``telesim sensitivity`` varies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telesim.scenario.fields import Sourced
from telesim.scenario.targets import Limit
from telesim.units import UnitError, parse_distance, parse_duration, parse_rate, parse_work

_NUMBER = r"[-+]?(?:\d[\d,_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(rf"\s*[x×]?\s*({_NUMBER})\s*(.*?)\s*")
_RATE = re.compile(r"(\w+) per (?:\S+ )?lines? per \w+")


class StatedRange(Sourced):
    """The ends between which a number of the scenario is held possible; stands under its path.

    Of a law it is the mean. Both ends are written with the unit of the number, in the same one.
    ``source`` says where the range comes from, or that it is assumed. A range changes no
    replication, so it is not part of what a scenario's hash is made of.
    """

    #: Lowest value that is held possible, with its unit.
    low: Limit
    #: Highest value that is held possible, with its unit.
    high: Limit


@dataclass(frozen=True)
class Quantity:
    """A written number with its unit, and how large it is beside others of its kind."""

    #: The number as written, and the unit behind it as written; empty for a bare number.
    number: float
    unit: str
    #: Quantities of one kind can be compared by their size; the unit itself where none is known.
    kind: str
    size: float


def quantity(written: str) -> Quantity:
    """``"0.2 work h"`` as a quantity.

    Raises:
        UnitError: no number, or a negative one with a unit that has none.
    """
    match = _QUANTITY.fullmatch(written)
    if match is None:
        raise UnitError(written, 'a number with its unit, such as "0.2 work h"')
    number = float(match.group(1).replace(",", "").replace("_", ""))
    unit = match.group(2)
    kind, size = _kind(written, number, " ".join(unit.split()))
    return Quantity(number, unit, kind, size)


def _kind(written: str, number: float, unit: str) -> tuple[str, float]:
    """The kind of a quantity and its size in a unit that all of the kind have in common."""
    rate = _RATE.fullmatch(unit)
    if rate is not None:
        noun = rate.group(1) if rate.group(1).endswith("s") else f"{rate.group(1)}s"
        return f"{noun} per lines and time", parse_rate(written, noun).per_line_month
    for kind, parse in (
        ("crew time", parse_work),
        ("an elapsed time", parse_duration),
        ("a distance", parse_distance),
    ):
        try:
            parse(f"1 {unit}")
        except UnitError:
            continue
        return kind, float(parse(written))
    return unit or "a bare number", number
