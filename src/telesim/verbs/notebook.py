"""What notebooks show beside frames: ``chart``, ``figures``, ``repairs``, ``life``, ``run_out``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from telesim.experiment import Result
    from telesim.report.notebook.cases import Life
    from telesim.report.notebook.figures import Figures


def as_html(found: Any) -> str:
    """What a verb gave back, as HTML: what a notebook shows of it, names escaped.

    Args:
        found: a scenario, result, comparison, explanation, plan, sweep, study of sensitivity,
            checks, or what :func:`figures` and :func:`life` give.

    Raises:
        TypeError: nothing of that sort.
    """
    from telesim.report.notebook.answers import as_html as drawn

    return drawn(found)


def in_words(
    found: Any, low: float | None = None, high: float | None = None, unit: str = ""
) -> str:
    """A figure with its unit and interval, ``14.3 h (13.9 to 14.7)``, to write sentences with.

    Args:
        found: a verdict, a row of ``result.kpi(...)``, one of ``comparison.compared``, the
            ``value`` of an explanation's share, one of ``plan.figures``; or a number.
        low, high, unit: of a number; the unit also of a share.

    Raises:
        TypeError: nothing that has a figure.
    """
    from telesim.report.notebook.words import in_words as told

    return told(found, low, high, unit)


def chart(
    found: Any, name: str | None = None, *, about: str | Sequence[str] | None = None
) -> Figure:
    """A chart of what a verb gave back, as a matplotlib figure that a notebook shows.

    Args:
        found: a result (``restore``, ``weeks``, ``fill``), comparison (``differences``),
            explanation (``waterfall``, ``hours``), plan (``frontier``), sweep (``sweep``), study of
            sensitivity (``curve``, ``effects``, ``shares``) or life of a repair (``hours``).
        name: of the chart; the first of these when None.
        about: which figures of a comparison, which target of a waterfall, or which path of a curve;
            all or the first when None.

    Raises:
        TypeError: nothing that has charts.
        ValueError: no chart of that name, or nothing in the answer that it could show.
    """
    from telesim.report.notebook.charts import chart_of

    return chart_of(found, name, about=about)


def figures(result: Result, *kpis: str, where: list[dict[str, str]] | None = None) -> Figures:
    """Chosen KPIs as a table with units and intervals.

    Args:
        result: of a run.
        kpis: their names, such as ``"time_to_restore_mean"``.
        where: the places and groups of each, such as ``[{"cause_group": "cable"}]``; the whole
            when None.

    Raises:
        KeyError: the result has no such KPI, or not there.
    """
    from telesim.report.notebook.figures import figures_of

    return figures_of(result, kpis, [{}] if where is None else where)


def repairs(result: Result | str | Path, replication: int = 1) -> pd.DataFrame:
    """The repairs of one replication, longest first: where, when, how long, and on what it went.

    Args:
        result: of a run with ``keep_log=True``, or its folder.
        replication: whose log is read.

    Returns:
        See :func:`telesim.experiment.repairs.repairs`; times are in hours.

    Raises:
        ValueError: no log of that replication was kept, or it is damaged; says what to do.
    """
    from telesim.experiment.repairs import repairs as read

    return read(_opened(result), replication)


def life(result: Result | str | Path, case: str | None = None, *, replication: int = 1) -> Life:
    """One repair from its report to its end, and its hours beside those of the mean repair.

    Args:
        result: of a run with ``keep_log=True``, or its folder.
        case: such as ``"F12"``; the longest that was reported in the window when None.
        replication: whose log is read.

    Raises:
        ValueError: no log of that replication was kept, or it has no such repair.
    """
    from telesim.report.notebook.cases import life_of

    return life_of(_opened(result), case, replication)


def run_out(result: Result | str | Path) -> pd.DataFrame:
    """When each exchange is full, and until when to order: first, middle and last date.

    Args:
        result: of a run, or its folder.

    Returns:
        See :func:`telesim.experiment.run_out.run_out`.

    Raises:
        ValueError: no run in that folder.
        RunError: a replication is missing there.
    """
    from telesim.experiment.run_out import run_out as read

    return read(_opened(result))


def _opened(result: Result | str | Path) -> Result:
    if isinstance(result, (str, Path)):
        from telesim.experiment.filed import read_result

        return read_result(result)
    return result
