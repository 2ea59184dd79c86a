"""What stands behind ``--over PATH=``: values one by one, and ranges with their unit."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from telesim.scenario.errors import Problems, shown

#: Values that one path may take; more is a slip of the pen.
MOST_VALUES = 1_000
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
#: ``1..4``, ``1..4 h``
WHOLE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(.*?)\s*")
#: ``0:1:0.25``, ``0:1:0.25 work h``
STEPPED = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*:\s*({_NUMBER})\s*(.*?)\s*")
#: How far a last step may miss the end and still be meant to reach it, in steps.
_NEARLY = 1e-9
_NEED = (
    "need values by comma, a range such as 1..4, or low:high:step such as 0:1:0.25; "
    "texts with commas in quotes"
)


def values_of(path: str, written: object, file: str, problems: Problems) -> tuple[Any, ...]:
    """The values that a text or a list names, in its order; problems go into ``problems``.

    Args:
        path: what is swept, for messages.
        written: ``"1..4"``, ``'"5 %", "10 %"'``, ``"repair-first, install-first"``, a list of
            values, or one value.
        file: what messages call the place.

    Returns:
        Plain values, as a scenario file would give them; empty when something is wrong.
    """
    before = len(problems)
    found = list(_expanded(path, written, file, problems))
    if len(problems) > before:
        return ()
    if not found:
        problems.add(file, 0, path, "no value", _NEED)
    twice = next((one for n, one in enumerate(found) if one in found[:n]), None)
    if twice is not None and not isinstance(twice, bool):
        problems.add(file, 0, path, f"{shown(twice)} twice", "need each value once")
    return tuple(found) if len(problems) == before else ()


def _expanded(path: str, written: object, file: str, problems: Problems) -> Iterator[Any]:
    if isinstance(written, str):
        items = _read(path, written, file, problems)
    elif isinstance(written, Sequence):
        items = list(written)
    else:
        items = [written]
    for item in items:
        if isinstance(item, str):
            yield from _of_text(path, item, file, problems)
        else:
            yield item.isoformat() if isinstance(item, dt.date) else item


def _read(path: str, text: str, file: str, problems: Problems) -> list[Any]:
    """The items of a text, read as a list of YAML: numbers, names, quoted texts, laws."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if not text.strip():
        return []
    try:
        items = YAML(typ="safe", pure=True).load(f"[{text}]")
    except (YAMLError, ValueError):
        items = None
    if not isinstance(items, list):
        problems.add(file, 0, path, shown(text), _NEED)
        return []
    return items


def _of_text(path: str, text: str, file: str, problems: Problems) -> Iterator[Any]:
    """A text as it stands, or the values of the range that it writes."""
    whole, stepped = WHOLE.fullmatch(text), STEPPED.fullmatch(text)
    if whole is None and stepped is None:
        yield text
        return
    if whole is not None:
        low, high, unit = whole.groups()
        step = "1"
        if not (_is_whole(low) and _is_whole(high)):
            problems.add(
                file, 0, path, shown(text),
                f"need whole numbers around .., or low:high:step such as {low}:{high}:0.1",
            )  # fmt: skip
            return
    else:
        assert stepped is not None
        low, high, step, unit = stepped.groups()
    yield from _steps(path, text, (low, high, step), unit, file, problems)


def _steps(
    path: str, text: str, numbers: tuple[str, str, str], unit: str, file: str, problems: Problems
) -> Iterator[Any]:
    low, high, step = (float(one) for one in numbers)
    if not all(map(math.isfinite, (low, high, step))) or step <= 0:
        problems.add(file, 0, path, shown(text), "need finite numbers and a step above 0")
        return
    if low > high:
        problems.add(
            file, 0, path, f"the reversed range {text}", f"need {numbers[1]} to stand first"
        )
        return
    count = math.floor((high - low) / step + _NEARLY) + 1
    if count > MOST_VALUES:
        problems.add(file, 0, path, f"{count:,} values", f"need {MOST_VALUES:,} or fewer")
        return
    if abs(low + (count - 1) * step - high) > _NEARLY * max(1.0, abs(high)):
        problems.add(
            file, 0, path, f"the range {text}", f"need steps that end at {numbers[1]} exactly"
        )
        return
    whole = all(map(_is_whole, numbers))
    for n in range(count):
        # Steps as they are written: 0.1 + 0.2 is told as 0.3.
        number = round(low + n * step, 12)
        value: int | float = int(number) if whole else number
        yield f"{value:.12g} {unit}" if unit else value


def _is_whole(number: str) -> bool:
    return re.fullmatch(r"[-+]?\d+", number) is not None


def value_text(value: object) -> str:
    """A value as a table tells it: texts as they are, all else as JSON would."""
    import json

    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, (Mapping, list, tuple)):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def crossed(axes: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Every combination of values, the last path changing fastest."""
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]
