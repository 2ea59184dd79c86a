"""Where the hours went: what each kind of job spends its time on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from telesim.report.look import PARTS_LOOK, quiet
from telesim.report.page.panels import chart
from telesim.report.page.pieces import Cell, Section, slug, table
from telesim.report.words import figure, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from telesim.experiment.filed_hours import MeanHours


def hours_section(told: Sequence[MeanHours], words: Mapping[str, str]) -> Section:
    """One bar for each group of faults and each kind of order; ``words`` tell what each part is."""
    if not told:
        return Section("hours", "Where the hours went")
    charts = []
    for unit in dict.fromkeys(one.unit for one in told):
        bars = [one for one in told if one.unit == unit]

        def draw(axes: Axes, bars: Sequence[MeanHours] = bars, unit: str = unit) -> None:
            lefts = [0.0] * len(bars)
            for part in words:
                wide = [one.parts.get(part, 0.0) for one in bars]
                if not any(wide):
                    continue
                colour, hatch = PARTS_LOOK[part]
                axes.barh(
                    range(len(bars)), wide, left=lefts, color=colour, height=0.6,
                    hatch=hatch, edgecolor="white", linewidth=0.5, label=part,
                )  # fmt: skip
                lefts = [left + one for left, one in zip(lefts, wide, strict=True)]
            axes.set_yticks(range(len(bars)), [one.what for one in bars])
            axes.invert_yaxis()
            axes.set_xlim(0, 1.04 * max(lefts))
            axes.set_xlabel(f"mean of a case, {unit}")
            axes.legend(fontsize=8, frameon=False, ncols=3, loc="lower left",
                        bbox_to_anchor=(0, 1.0))  # fmt: skip
            quiet(axes)

        used = [part for part in words if any(one.parts.get(part) for one in bars)]
        rows = [
            [
                Cell(one.what),
                *(Cell(plain(one.parts.get(part, 0.0)), one.parts.get(part)) for part in used),
                Cell(figure(one.total, unit), one.total),
                Cell(f"{one.cases:,}", one.cases),
            ]
            for one in bars
        ]
        columns = ("", *used, "All", "Cases")
        first = max(bars[0].parts, key=lambda part: bars[0].parts[part])
        share = f"{bars[0].what}: most of it {first}"
        charts.append(
            chart(
                f"hours-{slug(unit)}", f"What a case's time is spent on, {unit}; {share}", draw,
                height=1.8 + 0.45 * len(bars),
                table=table(f"Parts of a case's time, {unit}", columns, rows,
                            figures=range(1, len(columns)), folded="The same as a table"),
            )
        )  # fmt: skip
    used_parts = [part for part in words if any(one.parts.get(part) for one in told)]
    notes = tuple(f"{part.capitalize()}: {words[part]}." for part in used_parts)
    said = (
        "Means over the cases of the window in the kept logs; the parts of a case add up to its "
        "time.",
    )
    return Section("hours", "Where the hours went", said, tuple(charts), notes=notes)
