"""How a notebook shows answers and errors; nothing else loads before one is shown."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

#: What notebooks show in a way of its own -> where its class is.
_SHOWN = {
    "Checked": "telesim.experiment.regression.check",
    "Checks": "telesim.experiment.regression.check",
    "Comparison": "telesim.experiment.compare.comparison",
    "Explanation": "telesim.experiment.explain.explanation",
    "Figures": "telesim.report.notebook.figures",
    "Life": "telesim.report.notebook.cases",
    "Plan": "telesim.experiment.plan.outcome",
    "Result": "telesim.experiment.result",
    "Scenario": "telesim.scenario.model",
    "Sensitivity": "telesim.experiment.sensitivity.study",
    "Sweep": "telesim.experiment.sweep.sweep",
}
#: Modules whose errors are defects of telesim, for which the place counts.
_INSIDE = ("telesim.simulation.", "telesim.conservation.", "telesim.theory.")


def show_in_notebooks() -> None:
    """Tell a running IPython how to show what verbs give back, and what they raise."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None:
        return

    def draw(found: Any) -> str:
        from telesim.verbs.notebook import as_html

        return as_html(found)

    def picture(figure: Any) -> bytes:
        from telesim.report.notebook.charts import png

        return png(figure)

    formatters = shell.display_formatter.formatters
    for name, home in _SHOWN.items():
        formatters["text/html"].for_type_by_name(home, name, draw)
    # A matplotlib figure is shown as a picture, whether or not pyplot was ever asked for.
    formatters["image/png"].for_type_by_name("matplotlib.figure", "Figure", picture)
    if not shell.custom_exceptions:  # nobody else has asked for errors
        shell.set_custom_exc((Exception,), _tell)


def _tell(
    shell: Any,
    kind: type[BaseException],
    problem: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Show the words of an error that telesim raised for its user; ``%tb`` shows where."""
    if is_told(kind):
        problem._render_traceback_ = lambda: [f"{kind.__name__}: {problem}"]  # type: ignore[attr-defined]
    shell.showtraceback((kind, problem, trace), tb_offset=tb_offset)
    if is_told(kind):
        del problem._render_traceback_  # type: ignore[attr-defined]


def is_told(kind: type[BaseException]) -> bool:
    """Whether an error's words say all that its reader needs: a mistake of theirs, not a defect."""
    home = f"{kind.__module__}."
    return home.startswith("telesim.") and not home.startswith(_INSIDE)
