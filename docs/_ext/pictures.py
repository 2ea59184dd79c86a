"""The pictures of the model: lives of a fault and an order, a day of the crews, the code's layers.

A sphinx extension that draws them into docs/pictures before pages are read. The lives show some of
the ways; each arrow must be one that the check of event logs allows, or the build fails.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from diagram import Diagram, save
from matplotlib.figure import Figure
from matplotlib.patches import Patch

import telesim
from telesim.conservation.fault_lives import FAULT_NEXT
from telesim.conservation.order_lives import ORDER_NEXT
from telesim.eventlog import Kind

#: The day that is drawn: a Wednesday in the stormy season of quickstart.
DAY = dt.date(2001, 7, 18)
HOUR_MS = 3_600_000


class LegalLife(Diagram):
    """A diagram whose arrows must stand in a table of which row may follow which."""

    def __init__(self, legal: Mapping[Kind, tuple[Kind, ...]], columns: float, rows: float) -> None:
        super().__init__(columns, rows)
        self.legal = legal

    def arrow(self, start: Kind, end: Kind, words: str = "", bend: float = 0.0) -> None:
        """As :meth:`Diagram.arrow`.

        Raises:
            ValueError: the simulation cannot do that.
        """
        if end not in self.legal.get(start, ()):
            raise ValueError(f"no {end.name} may follow {start.name}: mend docs/_ext/pictures.py")
        super().arrow(start, end, words, bend)


def life_of_a_fault() -> Figure:
    """From the line going down to its repair, with the commonest detours."""
    life, K = LegalLife(FAULT_NEXT, 6.7, 5.8), Kind
    life.box(K.FAULT, "line goes down", 0, 2, "bad")
    life.box(K.REPEAT_OF, "it is a repeat", 0, 0.7, "bad")
    life.box(K.REPORT, "first report;\nthe clock starts", 1.15, 2, "wait")
    life.box(K.CLEARED_REMOTELY, "cleared from\nthe desk", 1.15, 0.4, "end")
    life.box(K.MISJUDGED, "taken for another\ntrade's fault", 1.15, 3.6, "wait")
    life.box(K.PROMISED, "a window\nis promised", 2.3, 0.7, "wait")
    life.box(K.READY, "the window\nopens", 3.4, 0.7, "wait")
    life.box(K.DISPATCHED, "a crew sets out", 3.4, 2, "work")
    life.box(K.ARRIVED, "crew on site", 4.6, 2, "work")
    life.box(K.CLEARED, "cleared;\nthe clock stops", 4.6, 0.4, "end")
    life.box(K.NO_ACCESS, "nobody at home", 4.6, 3.4, "wait")
    life.box(K.UNFINISHED, "not mended, or the\nwrong trade came", 3.4, 3.4, "wait")
    life.places[K.WRONG_SKILL] = life.places[K.UNFINISHED]
    life.box(K.LOCATED, "cable: damage\nlocated", 3.4, 4.9, "work")
    life.box(K.PART_RESTORED, "some lines work\nagain", 4.6, 4.9, "work")
    life.arrow(K.FAULT, K.REPORT, "notice")
    life.arrow(K.FAULT, K.REPEAT_OF)
    life.arrow(K.REPEAT_OF, K.REPORT)
    life.arrow(K.REPORT, K.CLEARED_REMOTELY)
    life.arrow(K.REPORT, K.MISJUDGED)
    life.arrow(K.REPORT, K.PROMISED)
    life.arrow(K.REPORT, K.DISPATCHED, "waits for a crew")
    life.arrow(K.MISJUDGED, K.DISPATCHED, "", -0.15)
    life.arrow(K.PROMISED, K.READY)
    life.arrow(K.READY, K.DISPATCHED)
    life.arrow(K.DISPATCHED, K.ARRIVED, "travel")
    life.arrow(K.ARRIVED, K.CLEARED, "work")
    life.arrow(K.ARRIVED, K.NO_ACCESS)
    life.arrow(K.ARRIVED, K.UNFINISHED)
    life.arrow(K.ARRIVED, K.WRONG_SKILL)
    life.arrow(K.UNFINISHED, K.DISPATCHED)
    life.arrow(K.WRONG_SKILL, K.DISPATCHED)
    life.box("later", "later: a repeat,\nwith a chance of\nits own", 5.8, 0.4, "plain")
    Diagram.arrow(life, K.CLEARED, "later")
    life.arrow(K.LOCATED, K.PART_RESTORED)
    life.box("gang", "gangs: locate,\nmaterial, pair\nby pair", 2.3, 4.9, "plain")
    Diagram.arrow(life, "gang", K.LOCATED)
    life.box("end", "... until all\nare restored", 5.8, 4.9, "end")
    Diagram.arrow(life, K.PART_RESTORED, "end")
    life.box("tomorrow", "back on the next\nworking day", 5.8, 3.4, "plain")
    Diagram.arrow(life, K.NO_ACCESS, "tomorrow")
    return life.figure


def life_of_an_order() -> Figure:
    """From the order to working service or to the customer who gives up."""
    life, K = LegalLife(ORDER_NEXT, 6.4, 4.6), Kind
    life.box(K.ORDER, "order arrives;\nthe clock starts", 0, 1.4, "wait")
    life.box(K.HELD, "held: no port\nor no pair", 1.15, 2.7, "wait")
    life.box(K.ASSIGNED, "port and pairs\nassigned", 1.15, 1.4, "wait")
    life.box(K.JUMPER_ASKED, "waits at the\nmain frame", 2.3, 0.2, "wait")
    life.box(K.JUMPERED, "jumper run", 3.4, 0.2, "work")
    life.box(K.DISPATCHED, "a crew sets out", 3.4, 1.4, "work")
    life.box(K.ARRIVED, "crew on site", 4.6, 1.4, "work")
    life.box(K.NO_ACCESS, "nobody at home", 4.6, 2.7, "wait")
    life.box(K.READY, "the next\nworking day", 3.4, 2.7, "wait")
    life.box(K.IN_SERVICE, "working service;\nthe clock stops", 5.75, 1.4, "end")
    life.box(K.CANCELLED, "the customer\ngives up", 2.3, 3.9, "bad")
    life.arrow(K.ORDER, K.ASSIGNED)
    life.arrow(K.ORDER, K.HELD)
    life.arrow(K.HELD, K.ASSIGNED, "capacity opens")
    life.arrow(K.ASSIGNED, K.JUMPER_ASKED)
    life.arrow(K.JUMPER_ASKED, K.JUMPERED)
    life.arrow(K.JUMPERED, K.DISPATCHED)
    life.arrow(K.ASSIGNED, K.DISPATCHED, "waits for a crew")
    life.arrow(K.DISPATCHED, K.ARRIVED, "travel")
    life.arrow(K.ARRIVED, K.IN_SERVICE, "work")
    life.arrow(K.ARRIVED, K.NO_ACCESS)
    life.arrow(K.NO_ACCESS, K.READY)
    life.arrow(K.READY, K.DISPATCHED)
    life.arrow(K.HELD, K.CANCELLED, "patience ends")
    life.arrow(K.READY, K.CANCELLED)
    return life.figure


def layers() -> Figure:
    """The way from a file to an answer, and which part of the code does each step."""
    flow = Diagram(7, 3.0, wide=1.36, high=0.86)
    steps = [
        ("scenario", "scenario/\nwhat the planner\nwrites"),
        ("workload", "workload/\neverything\nrandom"),
        ("simulation", "simulation/\nSimPy; no files,\nno chance"),
        ("eventlog", "eventlog/\nthe only record\nof a run"),
        ("kpi", "kpi/\none tidy table"),
        ("experiment", "experiment/\nmany runs,\nverdicts"),
        ("report", "report/, cli/\ntables, charts,\nwords"),
    ]
    given = ["frozen,\nchecked", "orders, faults,\nmarks", "rows of\nintegers", "", "", "", ""]
    for number, (key, words) in enumerate(steps):
        look = {"workload": "wait", "simulation": "work", "report": "end"}.get(key, "plain")
        flow.box(key, words, number, 0.7, look)
        if number:
            flow.arrow(steps[number - 1][0], key)
    for number, words in enumerate(given):
        flow.axes.text(number + 0.5, 0.12, words, ha="center", va="center", fontsize=7, style="italic")
    flow.box("conservation", "conservation/\ndoes the log\nadd up?", 3, 2.1, "end")
    flow.arrow("eventlog", "conservation")
    flow.box("policies", "policies/\npure functions\nover integers", 2, 2.1, "plain")
    flow.arrow("policies", "simulation")
    flow.box("distributions", "distributions/\nlaws of chance", 1, 2.1, "plain")
    flow.arrow("distributions", "workload")
    flow.box("theory", "theory/\nqueueing\nformulas", 0, 2.1, "plain")
    flow.arrow("theory", "scenario")
    flow.box("store", "the store: each\nreplication once", 5, 2.1, "plain")
    flow.arrow("experiment", "store")
    return flow.figure


def day_of_the_crews(scenario_file: Path) -> Figure:
    """One day of quickstart's crews, read from the log of its first replication."""
    scenario = telesim.load(scenario_file)
    log = telesim.simulate(scenario, 1)
    start = scenario.ms_of(DAY)
    today = (log.time_ms >= start) & (log.time_ms < start + 24 * HOUR_MS)
    rows = np.flatnonzero(today & (log.crew >= 0))
    figure = Figure(figsize=(9.6, 3.5), layout="constrained")
    axes = figure.add_subplot()
    names = [f"{row.id} {n + 1}" if row.count > 1 else row.id
             for row in scenario.crews for n in range(row.count)]  # fmt: skip
    looks = {"travel": "#E69F00", "install": "#0072B2", "repair": "#56B4E9", "duty": "#eeeeee"}
    since: dict[int, tuple[str, int]] = {}

    def bar(crew: int, first: int, last: int, look: str, high: float = 0.62) -> None:
        left, wide = (first - start) / HOUR_MS, (last - first) / HOUR_MS
        axes.barh(crew, wide, left=left, height=high, color=looks[look],
                  edgecolor="white" if look != "duty" else "none", linewidth=0.6)  # fmt: skip

    orders = set(log.case[log.kind == Kind.ORDER].tolist())
    for n in rows:
        kind, crew, now = Kind(int(log.kind[n])), int(log.crew[n]), int(log.time_ms[n])
        if crew in since and kind not in (Kind.ON_DUTY, Kind.DEPOT):
            look, first = since.pop(crew)
            bar(crew, first, now, look)
        work = "install" if int(log.case[n]) in orders else "repair"
        if kind == Kind.ON_DUTY:
            for first, last in ((0, 4), (6, 10)):  # quickstart's calendars: 8 to 12 and 14 to 18
                bar(crew, now + first * HOUR_MS, now + last * HOUR_MS, "duty", 0.86)
        elif kind == Kind.DISPATCHED:
            since[crew] = ("travel", now)
        elif kind in (Kind.ARRIVED, Kind.RESUMED):
            since[crew] = (work, now)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(7.5, 19.5)
    axes.set_xticks(range(8, 20), [f"{hour}:00" for hour in range(8, 20)], fontsize=8)
    axes.set_xlabel(f"time of day, {DAY:%A} {DAY.day} {DAY:%B %Y}")
    axes.set_title("A day of the crews of quickstart, replication 1", loc="left", fontsize=10)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    words = {"travel": "travel", "repair": "repair on site", "install": "install or move on site",
             "duty": "on duty, not on a job"}  # fmt: skip
    figure.legend(handles=[Patch(facecolor=looks[look], label=told) for look, told in words.items()],
                  loc="outside lower center", ncols=4, fontsize=8, frameon=False)  # fmt: skip
    return figure


def draw(docs: Path) -> None:
    """Draw all pictures."""
    folder = docs / "pictures"
    folder.mkdir(exist_ok=True)
    save(layers(), folder / "layers.svg")
    save(life_of_a_fault(), folder / "fault.svg")
    save(life_of_an_order(), folder / "order.svg")
    save(day_of_the_crews(docs.parent / "scenarios" / "quickstart.yaml"), folder / "day.svg")


def setup(app: Any) -> dict[str, bool]:
    """Called by sphinx."""
    app.connect("builder-inited", lambda app: draw(Path(app.srcdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
