"""A level that grows month by month with practice: speed and first-time fix of people new to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf, WithJsonSchema

from telesim.registry import hint
from telesim.scenario.errors import RefusedValueError
from telesim.scenario.fields import Kind, read_duration, read_factor
from telesim.units import DAY_MS, MONTH_MS, UnitError, parse_share

_WORDS = ("from", "to", "over")


@dataclass(frozen=True, slots=True)
class Learning:
    """From ``start`` to ``end``, in equal steps at the end of each month of 30.4 days.

    ``over_ms`` is the time it takes, counted as the nearest number of whole months.
    """

    start: float
    end: float
    over_ms: int

    @property
    def months(self) -> int:
        """Number of steps."""
        return max(1, round(self.over_ms / MONTH_MS))

    def after(self, months: int) -> float:
        """The level after so many whole months."""
        return self.start + (self.end - self.start) * min(months, self.months) / self.months


def whole_months(since_ms: int, now_ms: int) -> int:
    """Months of 30.4 days from one instant to another; a month is over when its last day begins."""
    end_of_today = now_ms // DAY_MS * DAY_MS + DAY_MS - 1
    return max(0, (end_of_today - since_ms) // MONTH_MS)


def month_ends(since_ms: int, months: int) -> list[int]:
    """The midnights at which :func:`whole_months` rises, from 1 up to ``months``."""
    return [(since_ms + n * MONTH_MS) // DAY_MS * DAY_MS for n in range(1, months + 1)]


def months_or_more(value: object) -> int:
    """A duration of a month or more, in ms.

    Raises:
        RefusedValueError: it is shorter.
        UnitError: it is no duration.
    """
    over_ms = read_duration(value)
    if over_ms < MONTH_MS:
        raise RefusedValueError(
            value, "need a month or more, such as 6 months: levels change from month to month"
        )
    return over_ms


def _level(read: Callable[[object], float], example: str) -> Callable[[object], float | Learning]:
    def parse(value: object) -> float | Learning:
        if isinstance(value, Learning):
            return value
        if not isinstance(value, Mapping):
            return read(value)
        return _learning(value, read, example)

    return parse


def _learning(value: Mapping[str, Any], read: Callable[[object], float], example: str) -> Learning:
    for word in value:
        if word not in _WORDS:
            raise RefusedValueError(
                word, "need from, to and over", hint(word, _WORDS)[2:], (str(word),)
            )
    missing = [word for word in _WORDS if value.get(word) is None]
    if missing:
        never = "; without it learning never ends" if missing == ["over"] else ""
        raise RefusedValueError(
            dict(value), f"need also {' and '.join(missing)}, as in {example}{never}"
        )
    readers: dict[str, Callable[[object], float]] = {
        "from": read, "to": read, "over": months_or_more,
    }  # fmt: skip
    found: dict[str, float] = {}
    for word, reader in readers.items():
        try:
            found[word] = reader(value[word])
        except UnitError as problem:
            raise RefusedValueError(
                problem.found, f"need {problem.expected}", below=(word,)
            ) from None
        except RefusedValueError as problem:
            raise RefusedValueError(problem.found, problem.expected, below=(word,)) from None
    if found["to"] < found["from"]:
        raise RefusedValueError(
            value["to"], f"need no less than from, {value['from']}", below=("to",)
        )
    return Learning(found["from"], found["to"], int(found["over"]))


def _schema(plain: dict[str, Any]) -> WithJsonSchema:
    over = {"type": "string", "examples": ["6 months"], "description": "a month or more"}
    return WithJsonSchema(
        {
            "anyOf": [
                plain,
                {
                    "type": "object",
                    "properties": {"from": plain, "to": plain, "over": over},
                    "required": list(_WORDS),
                    "additionalProperties": False,
                },
            ],
            "description": "always the same, or learnt: {from, to, over}",
        }
    )


_SHARE = {"type": "string", "pattern": r"^\s*[0-9.][0-9_,.eE+-]*\s*%\s*$", "examples": ["85 %"]}
_FACTOR = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}]}
#: A factor, or one that is learnt: ``{from: 0.80, to: 0.95, over: 6 months}``.
LearntFactor = Annotated[
    float | InstanceOf[Learning],
    BeforeValidator(_level(read_factor, "{from: 0.80, to: 0.95, over: 6 months}")),
    _schema(_FACTOR),
    Kind("factor", 1),
]
#: A share, or one that is learnt: ``{from: 75 %, to: 85 %, over: 6 months}``.
LearntShare = Annotated[
    float | InstanceOf[Learning],
    BeforeValidator(_level(parse_share, "{from: 75 %, to: 85 %, over: 6 months}")),
    _schema(_SHARE),
    Kind("share", "0 %"),
]
