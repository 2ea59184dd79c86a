"""Boxes and arrows by matplotlib, in colours that are told apart by the colour-blind."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

#: Okabe and Ito's colours, lightened for grounds.
GROUND = {
    "wait": "#fde9c9",
    "work": "#cfe6f5",
    "end": "#cdeadf",
    "plain": "#f1f1f1",
    "bad": "#f7d9cc",
}
LINE = "#333333"


class Diagram:
    """A drawing on a grid: ``box`` places words, ``arrow`` joins two of them."""

    def __init__(self, columns: float, rows: float, wide: float = 1.5, high: float = 0.8) -> None:
        self.figure = Figure(figsize=(columns * wide, rows * high))
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(-0.5, columns - 0.5)
        self.axes.set_ylim(rows - 0.5, -0.5)
        self.axes.axis("off")
        self.places: dict[Any, tuple[float, float]] = {}
        self.size = (0.88, 0.62)

    def box(self, key: Any, words: str, x: float, y: float, look: str = "plain") -> None:
        """A box with words, under a key that arrows name."""
        width, height = self.size
        self.places[key] = (x, y)
        self.axes.add_patch(
            FancyBboxPatch(
                (x - width / 2 + 0.04, y - height / 2 + 0.04), width - 0.08, height - 0.08,
                boxstyle="round,pad=0.04", facecolor=GROUND[look], edgecolor=LINE, linewidth=0.9,
            )
        )  # fmt: skip
        self.axes.text(x, y, words, ha="center", va="center", fontsize=8.5, linespacing=1.15)

    def arrow(self, start: Any, end: Any, words: str = "", bend: float = 0.0) -> None:
        """An arrow between two boxes; ``bend`` curves it, to the left of its way when positive."""
        self.axes.annotate(
            "", xy=self._edge(end, start), xytext=self._edge(start, end),
            arrowprops={"arrowstyle": "-|>", "color": LINE, "linewidth": 0.9,
                        "connectionstyle": f"arc3,rad={bend}", "shrinkA": 0, "shrinkB": 1},
        )  # fmt: skip
        if words:
            (x, y), (to_x, to_y) = self._edge(start, end), self._edge(end, start)
            x, y = (x + to_x) / 2 + bend * (to_y - y) / 2, (y + to_y) / 2 - bend * (to_x - x) / 2
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
            self.axes.text(
                x, y, words, ha="center", va="center", fontsize=7.5, style="italic", bbox=ground
            )

    def _edge(self, key: Any, towards: Any) -> tuple[float, float]:
        """Where an arrow leaves a box."""
        (x, y), (to_x, to_y) = self.places[key], self.places[towards]
        width, height = self.size
        if abs(to_x - x) < 0.4:
            return x, y + (height / 2 if to_y > y else -height / 2)
        if abs(to_y - y) < 0.4 or abs(to_x - x) >= 0.9:
            return x + (width / 2 if to_x > x else -width / 2), y
        return x, y + (height / 2 if to_y > y else -height / 2)

    def note(self, x: float, y: float, words: str) -> None:
        """Small words without a box."""
        self.axes.text(x, y, words, ha="left", va="center", fontsize=8, color="#444444")


def save(figure: Figure, path: Path) -> None:
    """The same bytes for the same drawing; text stays text, so that it can be searched."""
    same = {"svg.hashsalt": path.name, "svg.fonttype": "none", "font.sans-serif": ["DejaVu Sans"]}
    with mpl.rc_context({"font.family": "sans-serif", **same}):
        held = io.StringIO()
        figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    if not path.exists() or path.read_text(encoding="utf-8") != held.getvalue():
        path.write_text(held.getvalue(), encoding="utf-8")
