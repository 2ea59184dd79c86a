"""Months that lines were in service, by place: what rates are counted over."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from telesim.kpi.catalogue import where_key
from telesim.kpi.grouping import group
from telesim.kpi.levels import fill
from telesim.kpi.record import By, Record
from telesim.units import MONTH_MS

#: Rates are told for so many lines.
LINES = 100


def line_months(
    record: Record, by: By, words: Mapping[str, str], wheres: Sequence[str]
) -> NDArray[np.float64]:
    """Line-months of the window for each of some groups, in their order.

    Lines are told apart by place alone: whatever else a group is made of meets all lines of the
    place. ``words`` are those that every group carries.
    """
    lines = record.plant.lines
    line_places = record.places.dimensions(lines.place)
    nothing = np.zeros(lines.used.size, dtype=np.int64)
    by_place = tuple(name for name in by if name in line_places)
    of_lines = group(line_places, by_place, lines.used.size, words)
    line_ms = fill(
        of_lines, lines.time_ms, lines.used, nothing, record.start_ms, record.end_ms
    ).used_ms
    exposed = dict(zip(of_lines.wheres, line_ms / MONTH_MS, strict=True))
    keep = {*by_place, *words}
    return np.array(
        [
            exposed[where_key({k: v for k, v in json.loads(where).items() if k in keep})]
            for where in wheres
        ]
    )
