"""Lines into a desk: never more calls than lines, and no busy signal while one is free."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index

Column = NDArray[np.int64]
#: Reasons of a lost call: the desk was closed when it came, all lines were taken.
_CLOSED, _ENGAGED = 1, 3


def check_lines(
    audit: Audit, answered: Index, lost: Index, desk_of_place: Column, lines: int | None
) -> None:
    """Calls to desks that each have as many lines; None = nobody hears the busy signal.

    ``answered`` and ``lost`` are the rows of the calls, ``desk_of_place`` the number of the desk
    by place.
    """
    log = audit.log
    engaged = lost[log.reason[lost] == _ENGAGED]
    if lines is None:
        audit.demand(np.zeros(engaged.size, np.bool_), engaged, "no line is ever engaged here")
        return
    inside = lost[~np.isin(log.reason[lost], (_CLOSED, _ENGAGED))]
    desks = desk_of_place[log.place[np.concatenate([answered, inside, engaged])]]
    for desk in np.unique(desks):
        its, gone, refused = (
            rows[desk_of_place[log.place[rows]] == desk] for rows in (answered, inside, engaged)
        )
        _check_desk(audit, its, gone, refused, lines)


def _check_desk(audit: Audit, answered: Index, inside: Index, engaged: Index, lines: int) -> None:
    log = audit.log
    both = np.concatenate([answered, inside])
    came = log.time_ms[both] - log.amount[both]
    # What ends at an instant frees its line for what comes then; who gives up at it does not.
    leaves = np.concatenate([log.time_ms[answered] + log.reason[answered], log.time_ms[inside] + 1])
    begins, ends = np.sort(came), np.sort(leaves)

    def present(instants: Column) -> Column:
        taken = np.searchsorted(begins, instants, side="right")
        return np.asarray(taken - np.searchsorted(ends, instants, side="right"))

    audit.demand(present(came) <= lines, both, "comes in though all lines are taken")
    # Who still waits at the end of the run has no row; all who came before one who was answered do.
    last = came[: answered.size].max(initial=-1)
    settled = engaged[log.time_ms[engaged] < last]
    audit.demand(
        present(log.time_ms[settled]) == lines, settled, "hears the busy signal with a line free"
    )
