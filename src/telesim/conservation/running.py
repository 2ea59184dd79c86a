"""What is counted along a log, owner by owner."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Up to so many times as many possible owners as rows a table of them is quicker than sorting.
_SPARSE = 16


def running_total(owner: NDArray[Any], change: NDArray[Any]) -> NDArray[np.int64]:
    """Sum of a column up to each row, that row included, over the rows of the same owner."""
    if owner.size == 0:
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(owner, kind="stable")
    total = np.cumsum(change[order], dtype=np.int64)
    first = np.flatnonzero(np.append(True, np.diff(owner[order]) != 0)[: owner.size])
    before = np.where(first > 0, total[first - 1], 0)
    total -= np.repeat(before, np.diff(np.append(first, owner.size)))
    found = np.empty(owner.size, dtype=np.int64)
    found[order] = total
    return found


def is_first(owner: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether no row before has the same owner: those after the first are one too many."""
    first = np.zeros(owner.size, dtype=np.bool_)
    if owner.size == 0:
        return first
    most = int(owner.max())
    if int(owner.min()) >= 0 and most <= _SPARSE * owner.size:
        # Most often no owner comes twice: then each finds its own place again.
        place = np.arange(owner.size)
        at = np.zeros(most + 1, dtype=np.intp)
        at[owner] = place
        alone: NDArray[np.bool_] = at.take(owner) == place
        if alone.all():
            return alone
    first[np.unique(owner, return_index=True)[1]] = True
    return first
