"""Quantities as planners write them, turned into the plain numbers the model computes with.

Inside telesim a time is an integer count of milliseconds, money is an integer count of
cents, a share is a float from 0 to 1 and a rate is a float of events per line and month.
Everything a person writes carries its unit; this module is the only place that reads one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

MILLISECOND = 1
SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
#: A month of a rate is 30.4 days everywhere (DESIGN 4), so that a rate means the same in February.
MONTH_MS = round(30.4 * DAY_MS)
YEAR_MS = 365 * DAY_MS
PER_MILLE = 1_000
PER_MILLION = 1_000_000

_TIME_UNITS: dict[str, int] = {
    "ms": MILLISECOND,
    "s": SECOND_MS,
    "second": SECOND_MS,
    "min": MINUTE_MS,
    "minute": MINUTE_MS,
    "h": HOUR_MS,
    "hour": HOUR_MS,
    "d": DAY_MS,
    "day": DAY_MS,
    "week": WEEK_MS,
    "month": MONTH_MS,
    "year": YEAR_MS,
}
_NUMBER = r"[+-]?(?:\d[\d,_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"


class UnitError(ValueError):
    """A quantity that cannot be read: ``found`` stands there, ``expected`` should."""

    def __init__(self, found: object, expected: str) -> None:
        super().__init__(f"got {found!r}, need {expected}")
        self.found = found
        self.expected = expected


def to_ms(value: float) -> int:
    """Round a time in milliseconds half up to the integer the model keeps."""
    return math.floor(value + 0.5)


def _time_unit(word: str) -> int | None:
    unit = _TIME_UNITS.get(word)
    if unit is None and word.endswith("s"):
        unit = _TIME_UNITS.get(word[:-1])
    return unit


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("_", ""))


def _measure(value: object, expected: str) -> tuple[float, list[str]]:
    """Split ``"1.2 work h"`` into 1.2 and ``["work", "h"]``."""
    if isinstance(value, str):
        match = re.fullmatch(rf"\s*({_NUMBER})\s*(.*?)\s*", value)
        if match:
            number = _number(match.group(1))
            if math.isfinite(number):
                return number, match.group(2).split()
    raise UnitError(value, expected)


def parse_duration(value: object) -> int:
    """Elapsed time such as ``"24 h"`` or ``"13 weeks"``, in ms.

    Raises:
        UnitError: no number, no unit of time, a negative value, or crew time ("work h").
    """
    expected = 'an elapsed time such as "24 h" or "13 weeks"'
    number, words = _measure(value, expected)
    if len(words) == 1 and (unit := _time_unit(words[0])) is not None and number >= 0:
        return to_ms(number * unit)
    raise UnitError(value, expected)


def parse_work(value: object) -> int:
    """Crew time such as ``"1.2 work h"``, in ms that pass only while a crew is on duty.

    Raises:
        UnitError: no number, not written as work time, or negative.
    """
    expected = 'crew time such as "1.2 work h" or "12 work min"'
    number, words = _measure(value, expected)
    if len(words) == 2 and words[0] == "work" and number >= 0:
        unit = _time_unit(words[1])
        if unit is not None:
            return to_ms(number * unit)
    raise UnitError(value, expected)


def parse_share(value: object) -> float:
    """A share such as ``"85 %"``, as a float from 0 to 1.

    Raises:
        UnitError: not written in per cent, or outside 0 % to 100 %.
    """
    expected = 'a share from 0 % to 100 %, such as "85 %"'
    number, words = _measure(value, expected)
    if words == ["%"] and 0 <= number <= 100:
        return number / 100
    raise UnitError(value, expected)


def parse_percentage(value: object) -> float:
    """A percentage that may pass 100 %, such as growth of ``"15 %"``, as a float.

    Raises:
        UnitError: not written in per cent, or negative.
    """
    expected = 'a percentage of 0 % or more, such as "15 %"'
    number, words = _measure(value, expected)
    if words == ["%"] and number >= 0:
        return number / 100
    raise UnitError(value, expected)


def parse_factor(value: object) -> float:
    """A plain factor such as ``1.5`` or ``"x 1.5"``; 0 or more.

    Raises:
        UnitError: not a number, or negative.
    """
    expected = "a factor of 0 or more, such as 1.5"
    if isinstance(value, bool):
        raise UnitError(value, expected)
    if isinstance(value, str):
        match = re.fullmatch(rf"\s*[x×]?\s*({_NUMBER})\s*", value)
        if match:
            value = _number(match.group(1))
    if isinstance(value, (int, float)) and math.isfinite(value) and value >= 0:
        return float(value)
    raise UnitError(value, expected)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happens to a line.

    ``per_line_month`` is events per line and month of 30.4 days; ``noun`` is what is counted.
    """

    per_line_month: float
    noun: str

    @property
    def per_line_ms(self) -> float:
        """Events per line and millisecond."""
        return self.per_line_month / MONTH_MS

    def __str__(self) -> str:
        return f"{self.per_line_month * 100:g} {self.noun} per 100 lines per month"


def parse_rate(value: object, noun: str) -> Rate:
    """A rate such as ``"0.3 events per 100 lines per month"`` whose noun must be ``noun``.

    Raises:
        UnitError: another noun, no "per ... lines per ...", or a negative number.
    """
    expected = f'0 or more {noun} per lines and time, such as "1.0 {noun} per 100 lines per month"'
    number, words = _measure(value, expected)
    match = re.fullmatch(
        rf"{noun}? per (?:({_NUMBER}) )?lines? per (\w+)"
        if noun.endswith("s")
        else rf"{noun} per (?:({_NUMBER}) )?lines? per (\w+)",
        " ".join(words),
    )
    if match and number >= 0:
        lines = _number(match.group(1)) if match.group(1) else 1.0
        unit = _time_unit(match.group(2))
        if unit is not None and lines > 0:
            return Rate(number / lines * MONTH_MS / unit, noun)
    raise UnitError(value, expected)


def parse_exchange_rate(value: object, noun: str) -> float:
    """A rate such as ``"0.2 events per exchange per year"``, per exchange and month of 30.4 days.

    Raises:
        UnitError: another noun, no "per exchange per ...", or a negative number.
    """
    expected = f'0 or more {noun} per exchange and time, such as "0.2 {noun} per exchange per year"'
    number, words = _measure(value, expected)
    match = re.fullmatch(rf"{noun}? per exchange per (\w+)", " ".join(words))
    if match and number >= 0 and (unit := _time_unit(match.group(1))) is not None:
        return number * MONTH_MS / unit
    raise UnitError(value, expected)


def parse_money(value: object, currency: str, per: str | None = None) -> int:
    """Money such as ``"35 CNY"`` or ``"900 CNY per port"``, in cents of the scenario's currency.

    Raises:
        UnitError: another currency, another or a missing "per ...", or a negative amount.
    """
    tail = f" per {per}" if per else ""
    such = f'such as "35 {currency}{tail}"'
    number, words = _measure(value, f"an amount of 0 or more, {such}")
    if " ".join(words) == currency + tail and number >= 0:
        return math.floor(number * 100 + 0.5)
    if number >= 0 and words[:1] not in ([], [currency]):
        raise UnitError(value, f"an amount in {currency}, the scenario's currency, {such}")
    if number >= 0 and words:
        raise UnitError(value, f"an amount per {per}, {such}" if per else f"a plain amount, {such}")
    raise UnitError(value, f"an amount of 0 or more, {such}")


def parse_distance(value: object) -> int:
    """A distance such as ``"1.5 km"`` or ``"800 m"``, in metres.

    Raises:
        UnitError: no unit of length, or negative.
    """
    expected = 'a distance such as "1.5 km" or "800 m"'
    number, words = _measure(value, expected)
    factor = {"m": 1, "km": 1_000}.get(" ".join(words))
    if factor is None or number < 0:
        raise UnitError(value, expected)
    return math.floor(number * factor + 0.5)


def parse_measure(value: object, unit: str) -> float:
    """A number with exactly this unit, such as ``"12 pairs per hour"``; 0 or more.

    Raises:
        UnitError: another unit, or negative.
    """
    expected = f'0 or more with its unit, such as "12 {unit}"'
    number, words = _measure(value, expected)
    if " ".join(words) == unit and number >= 0:
        return number
    raise UnitError(value, expected)


def format_duration(ms: int) -> str:
    """Write a time the way a planner would: ``90 min``, ``26.5 h``, ``12.0 days``."""
    if ms < 2 * HOUR_MS:
        return f"{ms / MINUTE_MS:.0f} min"
    if ms < 4 * DAY_MS:
        return f"{ms / HOUR_MS:.1f} h"
    return f"{ms / DAY_MS:.1f} days"
