"""Answers read back and written as a page: ``open_result`` and ``write_report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telesim.experiment import Result
    from telesim.experiment.explain import Explanation


def open_result(folder: str | Path) -> Result:
    """The answer of a run from its folder alone, without its scenario file and any simulation.

    Args:
        folder: that of the run, as :func:`run` prints it, or one with no other run below it.

    Raises:
        ValueError: no run or several, one of an older version, or a damaged file; says what to do.
    """
    from telesim.experiment.filed import read_result

    return read_result(folder)


def write_report(
    *results: Result | Explanation | str | Path,
    to: str | Path = "report.html",
    case: str | None = None,
    replication: int | None = None,
) -> Path:
    """One HTML page of a result, or of several side by side, that a browser shows offline.

    Args:
        results: what :func:`run` or :func:`open_result` gave, or folders of runs. What
            :func:`explain` gave, or its folder, adds its waterfalls; alone it stands for both runs.
        to: the file; what stood there is replaced once the page is whole.
        case: the job whose life is told, such as ``F123``; the longest repair when None. Lives and
            days of crews are told of runs with kept logs.
        replication: whose log is read; the first that was kept when None.

    Returns:
        The path of the file.

    Raises:
        ValueError: results that cannot be read or stand side by side, or no such case.
    """
    from telesim.report.page import write_page

    return write_page(results, to, case=case, replication=replication)
