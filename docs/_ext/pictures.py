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
#: Hours of quickstart's calendars: to noon, and from the afternoon to the evening.
NOON, AFTERNOON, EVENING = 12, 14, 18


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
    life = LegalLife(FAULT_NEXT, 6.85, 5.9)
    life.box(Kind.FAULT, "line goes down", 0, 2, "bad")
    life.box(Kind.REPEAT_OF, "it is a repeat", 0, 0.7, "bad")
    life.box(Kind.REPORT, "first report;\nthe clock starts", 1.15, 2, "wait")
    life.box(Kind.CLEARED_REMOTELY, "cleared from\nthe desk", 1.15, 0.4, "end")
    life.box(Kind.MISJUDGED, "taken for another\ntrade's fault", 1.15, 3.6, "wait")
    life.box(Kind.PROMISED, "a window\nis promised", 2.3, 0.7, "wait")
    life.box(Kind.READY, "the window\nopens", 3.4, 0.7, "wait")
    life.box(Kind.DISPATCHED, "a crew sets out", 3.4, 2, "work")
    life.box(Kind.ARRIVED, "crew on site", 4.6, 2, "work")
    life.box(Kind.CLEARED, "cleared;\nthe clock stops", 4.6, 0.4, "end")
    life.box(Kind.NO_ACCESS, "nobody at home", 4.6, 3.4, "wait")
    life.box(Kind.UNFINISHED, "not mended, or the\nwrong trade came", 3.4, 3.4, "wait")
    life.places[Kind.WRONG_SKILL] = life.places[Kind.UNFINISHED]
    life.box(Kind.LOCATED, "cable: damage\nlocated", 3.4, 4.9, "work")
    life.box(Kind.PART_RESTORED, "some lines work\nagain", 4.6, 4.9, "work")
    life.arrow(Kind.FAULT, Kind.REPORT, "notice")
    life.arrow(Kind.FAULT, Kind.REPEAT_OF)
    life.arrow(Kind.REPEAT_OF, Kind.REPORT)
    life.arrow(Kind.REPORT, Kind.CLEARED_REMOTELY)
    life.arrow(Kind.REPORT, Kind.MISJUDGED)
    life.arrow(Kind.REPORT, Kind.PROMISED)
    life.arrow(Kind.REPORT, Kind.DISPATCHED, "waits for a crew")
    life.arrow(Kind.MISJUDGED, Kind.DISPATCHED, "", -0.15)
    life.arrow(Kind.PROMISED, Kind.READY)
    life.arrow(Kind.READY, Kind.DISPATCHED)
    life.arrow(Kind.DISPATCHED, Kind.ARRIVED, "travel")
    life.arrow(Kind.ARRIVED, Kind.CLEARED, "work")
    life.arrow(Kind.ARRIVED, Kind.NO_ACCESS)
    life.arrow(Kind.ARRIVED, Kind.UNFINISHED)
    life.arrow(Kind.ARRIVED, Kind.WRONG_SKILL)
    life.arrow(Kind.UNFINISHED, Kind.DISPATCHED)
    life.arrow(Kind.WRONG_SKILL, Kind.DISPATCHED)
    life.box("later", "later: a repeat,\nwith a chance of\nits own", 5.8, 0.4, "plain")
    Diagram.arrow(life, Kind.CLEARED, "later")
    life.arrow(Kind.LOCATED, Kind.PART_RESTORED)
    life.box("gang", "gangs: locate,\nmaterial, pair\nby pair", 2.3, 4.9, "plain")
    Diagram.arrow(life, "gang", Kind.LOCATED)
    life.box("end", "... until all\nare restored", 5.8, 4.9, "end")
    Diagram.arrow(life, Kind.PART_RESTORED, "end")
    life.box("tomorrow", "back on the next\nworking day", 5.8, 3.4, "plain")
    Diagram.arrow(life, Kind.NO_ACCESS, "tomorrow")
    return life.figure


def life_of_an_order() -> Figure:
    """From the order to working service or to the customer who gives up."""
    life = LegalLife(ORDER_NEXT, 6.8, 4.85)
    life.box(Kind.ORDER, "order arrives;\nthe clock starts", 0, 1.4, "wait")
    life.box(Kind.HELD, "held: no port\nor no pair", 1.15, 2.7, "wait")
    life.box(Kind.ASSIGNED, "port and pairs\nassigned", 1.15, 1.4, "wait")
    life.box(Kind.JUMPER_ASKED, "waits at the\nmain frame", 2.3, 0.2, "wait")
    life.box(Kind.JUMPERED, "jumper run", 3.4, 0.2, "work")
    life.box(Kind.DISPATCHED, "a crew sets out", 3.4, 1.4, "work")
    life.box(Kind.ARRIVED, "crew on site", 4.6, 1.4, "work")
    life.box(Kind.NO_ACCESS, "nobody at home", 4.6, 2.7, "wait")
    life.box(Kind.READY, "the next\nworking day", 3.4, 2.7, "wait")
    life.box(Kind.IN_SERVICE, "working service;\nthe clock stops", 5.75, 1.4, "end")
    life.box(Kind.CANCELLED, "the customer\ngives up", 2.3, 3.9, "bad")
    life.arrow(Kind.ORDER, Kind.ASSIGNED)
    life.arrow(Kind.ORDER, Kind.HELD)
    life.arrow(Kind.HELD, Kind.ASSIGNED, "capacity opens")
    life.arrow(Kind.ASSIGNED, Kind.JUMPER_ASKED)
    life.arrow(Kind.JUMPER_ASKED, Kind.JUMPERED)
    life.arrow(Kind.JUMPERED, Kind.DISPATCHED)
    life.arrow(Kind.ASSIGNED, Kind.DISPATCHED, "waits for a crew")
    life.arrow(Kind.DISPATCHED, Kind.ARRIVED, "travel")
    life.arrow(Kind.ARRIVED, Kind.IN_SERVICE, "work")
    life.arrow(Kind.ARRIVED, Kind.NO_ACCESS)
    life.arrow(Kind.NO_ACCESS, Kind.READY)
    life.arrow(Kind.READY, Kind.DISPATCHED)
    life.arrow(Kind.HELD, Kind.CANCELLED, "patience ends")
    life.arrow(Kind.READY, Kind.CANCELLED)
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
        flow.axes.text(number + 0.5, 0.1, words, ha="center", va="center", fontsize=7)
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
        for begin, end in ((0, NOON), (AFTERNOON, 24)):  # nobody works in the break
            left = max((first - start) / HOUR_MS, begin)
            wide = min((last - start) / HOUR_MS, end) - left
            if wide > 0:
                edge = "none" if look == "duty" else "white"
                axes.barh(crew, wide, high, left, color=looks[look], edgecolor=edge, linewidth=0.6)

    orders = set(log.case[log.kind == Kind.ORDER].tolist())
    for n in rows:
        kind, crew, now = Kind(int(log.kind[n])), int(log.crew[n]), int(log.time_ms[n])
        if crew in since and kind not in (Kind.ON_DUTY, Kind.DEPOT):
            look, first = since.pop(crew)
            bar(crew, first, now, look)
        work = "install" if int(log.case[n]) in orders else "repair"
        if kind == Kind.ON_DUTY:
            bar(crew, now, start + EVENING * HOUR_MS, "duty", 0.86)
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
    keys = [Patch(facecolor=looks[look], label=told) for look, told in words.items()]
    figure.legend(handles=keys, loc="outside lower center", ncols=4, fontsize=8, frameon=False)
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
