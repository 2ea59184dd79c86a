"""What two scenarios mean differently: ``diff``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.experiment.differing import Difference


def diff(
    first: str | Path,
    second: str | Path | None = None,
    *,
    reforms: Sequence[str | Path] = (),
    under: str = "",
) -> Difference:
    """Compare two scenarios by what they mean: ``24 h`` and ``1 day`` are no difference.

    Args:
        first: a scenario file.
        second: another one; the first when None, so that ``reforms`` alone are told.
        reforms: overlay files, laid over the second.
        under: only values at or below this dotted path.

    Returns:
        ``changes`` and the same as a ``frame``, with who set each value; what begins on a date or
        holds in some counties says so.

    Raises:
        ScenarioError: a file is not valid.
        ValueError: neither a second scenario nor a reform.
    """
    from telesim.experiment.differing import difference, told

    if second is None and not reforms:
        raise ValueError("second: need another scenario, or reforms to lay over the first")
    was = told(Path(first))
    now = told(Path(first if second is None else second), [Path(one) for one in reforms])
    return difference(was, now, under)
