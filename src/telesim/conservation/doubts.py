"""Several conditions on the same rows, of whose breaches the first counts, whichever it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit, Index


class Doubts:
    """Keeps the first row of a log at which any of several conditions fails."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit
        self._row = len(audit.log)
        self._message = ""

    def demand(
        self, holds: NDArray[np.bool_], rows: Index, message: str, *numbers: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Note a row before that noted; ``message`` takes the numbers that belong to it."""
        wrong = np.flatnonzero(~holds)
        if wrong.size:
            at = wrong[int(np.argmin(rows[wrong]))]
            if rows[at] < self._row:
                self._row = int(rows[at])
                self._message = message.format(*(int(column[at]) for column in numbers))
        return holds

    def settle(self) -> None:
        """Raise when something was found."""
        if self._row < len(self._audit.log):
            raise self._audit.breach(self._row, self._message)
