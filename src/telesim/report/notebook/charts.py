"""The charts of an answer by name, as figures that a notebook shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telesim.report.look import picture_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What a chart is about: one name, several, or whatever comes first.
About = str | Sequence[str] | None
#: Dots per inch of a figure in a notebook.
_DOTS = 100


def chart_of(found: Any, name: str | None = None, *, about: About = None) -> Figure:
    """A chart of what a verb gave back; the first of its charts without a name.

    Raises:
        TypeError: nothing that has charts.
        ValueError: no chart of that name, or nothing that it could be about; says which there are.
    """
    charts = charts_of(found)
    if name is None:
        name = next(iter(charts))
    if name not in charts:
        raise ValueError(
            f"no chart {name!r} of {type(found).__name__}; there are {', '.join(charts)}"
        )
    with picture_text():
        figure = charts[name](found, about)
        figure.set_dpi(_DOTS)
    return figure


def charts_of(found: Any) -> dict[str, Callable[[Any, About], Figure]]:
    """The charts of what a verb gave back, by name.

    Raises:
        TypeError: nothing that has charts.
    """
    for kind in type(found).__mro__:
        if kind.__name__ in _CHARTS and kind.__module__.startswith("telesim."):
            return _CHARTS[kind.__name__]
    raise TypeError(f"got {type(found).__name__}, which has no chart: {', '.join(_CHARTS)} have")


def png(figure: Figure) -> bytes:
    """A figure as a picture, names drawn as they are written."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg

    stream = io.BytesIO()
    with picture_text():
        FigureCanvasAgg(figure)
        figure.savefig(stream, format="png", dpi=_DOTS)
    return stream.getvalue()


def _one(named: dict[str, Any], about: About, what: str) -> Any:
    """What is asked for by name, the first without one."""
    if not named:
        raise ValueError(f"there is no {what} to draw")
    if about is None:
        return next(iter(named.values()))
    _check([about] if isinstance(about, str) else about, named, what)
    return named[about if isinstance(about, str) else about[0]]


def _check(asked: Sequence[str], known: Iterable[str], what: str) -> None:
    for name in asked:
        if name not in known:
            raise ValueError(f"no {what} {name!r}; there are {', '.join(known)}")


def _restore(found: Any, about: About) -> Figure:
    from telesim.report.restore_chart import restore_figure

    return restore_figure(found)


def _weeks(found: Any, about: About) -> Figure:
    from telesim.report.weeks_chart import weeks_figure

    return weeks_figure(found)


def _filling(found: Any, about: About) -> Figure:
    from telesim.report.fill_chart import fill_figure

    return fill_figure(found)


def _differences(found: Any, about: About) -> Figure:
    from telesim.report.comparison_chart import differences_figure

    if about is None:
        return differences_figure(found)
    asked = [about] if isinstance(about, str) else list(about)
    _check(asked, dict.fromkeys(one.figure.name for one in found.compared), "figure")
    some = tuple(one for one in found.compared if one.figure.name in asked)
    return differences_figure(replace(found, compared=some))


def _waterfall(found: Any, about: About) -> Figure:
    from telesim.report.waterfall import waterfall_figure

    target = _one({one.name: one for one in found.targets}, about, "target")
    return waterfall_figure(found, target)


def _hours(found: Any, about: About) -> Figure:
    from telesim.report.waterfall import hours_figure

    return hours_figure(found)


def _frontier(found: Any, about: About) -> Figure:
    from telesim.report.frontier_chart import frontier_figure

    return frontier_figure(found)


def _sweep(found: Any, about: About) -> Figure:
    from telesim.report.sweep_chart import sweep_figure

    if not 1 <= len(found.paths) <= 2:
        raise ValueError(f"a chart needs one path or two, the sweep has {len(found.paths)}")
    return sweep_figure(found)


def _curve(found: Any, about: About) -> Figure:
    from telesim.report.sensitivity_chart import curve_figure

    return curve_figure(found, _one({c.factor.path: c for c in found.curves}, about, "curve"))


def _effects(found: Any, about: About) -> Figure:
    from telesim.report.sensitivity_chart import bars_figure

    return bars_figure(found, "effects")


def _shares(found: Any, about: About) -> Figure:
    from telesim.report.sensitivity_chart import bars_figure

    return bars_figure(found, "shares")


def _life(found: Any, about: About) -> Figure:
    from telesim.report.notebook.cases import life_figure

    return life_figure(found)


_CHARTS: dict[str, dict[str, Callable[[Any, About], Figure]]] = {
    "Result": {"restore": _restore, "weeks": _weeks, "fill": _filling},
    "Comparison": {"differences": _differences},
    "Explanation": {"waterfall": _waterfall, "hours": _hours},
    "Plan": {"frontier": _frontier},
    "Sweep": {"sweep": _sweep},
    "Sensitivity": {"curve": _curve, "effects": _effects, "shares": _shares},
    "Life": {"hours": _life},
}
