"""Which numbers of a scenario are assumed, and the range that is looked at where none is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from telesim.experiment.sensitivity.ranges import Factor, at_path, clipped
from telesim.policies.pay.equal import EqualPay
from telesim.scenario.resolved import DEFAULT, Shown
from telesim.scenario.shape import shape_at

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: Of an assumed value, in both directions. *Assumed* itself.
SPREAD = 0.20
PAY = "policies.pay"
PACE = f"{PAY}.pace"
#: Pace under equal pay, at which a rate has no effect, and how much faster a rate could make the
#: same workers: *assumed* no effect at all to x 1.35 (Lazear 2000: log points 0.20 +- 0.04;
#: Shearer 2004: +20 %).
NO_EFFECT = EqualPay().pace
_FASTEST = 1.35
#: Money of a pay scheme is a choice, not an effect.
_CHOSEN = ("scheme", "rates", "monthly", "fee", "keeps", "deductions")
_KINDS = ("duration", "work", "share", "percentage", "distance", "factor", "rate")
_NUMBER = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?:\s+(\S.*?))?\s*")
#: A share of 100 % is the most there is.
_WHOLE_SHARE = 100.0


def assumed_numbers(
    scenario: Scenario,
    shown: Mapping[str, Shown],
    spread: float = SPREAD,
    under: Iterable[str] = (),
) -> list[Factor]:
    """The numbers that a file of the scenario sets and calls assumed, each with a range.

    Of a law the mean; effects of pay are assumed whatever their source says. Values of zero have
    no relative range; money, cells of tables and telesim's own defaults are not among them.

    Args:
        spread: of each value, in both directions; the pace under a pay scheme has its own.
        under: only what stands at or below these paths; none = all.
    """
    below = tuple(under)
    found = []
    for path, said in shown.items():
        if not is_below(path, below):
            continue
        factor = pay_pace(scenario, said) if path == PACE else _assumed(said, spread)
        if factor is not None:
            found.append(factor)
    return found


def is_below(path: str, above: Sequence[str]) -> bool:
    """Whether a path is one of some others or stands below one; below none stands all."""
    return not above or any(f"{path}.".startswith(f"{one}.") for one in above)


def _assumed(said: Shown, spread: float) -> Factor | None:
    pays = said.path.startswith(f"{PAY}.") and said.path.split(".")[2] not in _CHOSEN
    if said.place == DEFAULT or ("assumed" not in said.source.lower() and not pays):
        return None
    shape = shape_at(tuple(said.path.split(".")))
    if shape is not None and shape.what == "area":  # one value for all areas
        shape = shape.item
    kind = shape.kind.name if shape is not None and shape.kind is not None else ""
    is_number = shape is not None and (kind in _KINDS or shape.annotation in (int, float))
    if not pays and not is_number and not (shape is not None and shape.what == "law"):
        return None
    factor = at_path(said.path, 0.0, 0.0, "", said, f"assumed, ±{100 * spread:g} %")
    match = _NUMBER.fullmatch(factor.base.rstrip("%") if factor.base.endswith("%") else factor.base)
    if match is None or factor.base.startswith("{"):
        return None
    value = float(match.group(1))
    if value == 0:
        return None
    ends = sorted((value * (1 - spread), value * (1 + spread)))
    factor = Factor(
        factor.path, ends[0], ends[1], factor.unit, factor.base, factor.source, factor.is_whole,
        factor.law,
    )  # fmt: skip
    return clipped(factor, 0.0, _WHOLE_SHARE) if factor.unit == "%" else factor


def pay_pace(scenario: Scenario, said: Shown | None) -> Factor:
    """The pace under the scenario's pay scheme, from no effect of pay to the most assumed."""
    under_equal_pay = isinstance(scenario.policies.pay, EqualPay)
    low, high = (1 / _FASTEST, 1.0) if under_equal_pay else (NO_EFFECT, NO_EFFECT * _FASTEST)
    source = "assumed: a rate makes the same workers ×1 to ×1.35 as fast (Lazear, Shearer)"
    return at_path(PACE, low, high, "", said, source)
