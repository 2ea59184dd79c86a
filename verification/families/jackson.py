"""Orders from desk to desk: an office of exponential desks is a Jackson network.

One unit of time is a day. Lines stand already, so that nothing but the desks takes time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from telesim import EventLog, Scenario
from telesim.eventlog import Kind
from telesim.units import DAY_MS
from verification.answers import Mean
from verification.calculators import answer
from verification.plans import (
    NOT_BUILT,
    Calculated,
    Control,
    Family,
    LeftOut,
    Part,
    Plan,
    Simulated,
)
from verification.rows import row
from verification.samples import Sample, Values, copy_of_place, first_instants
from verification.writing import (
    ALWAYS,
    LINES,
    SOURCE,
    Size,
    Tree,
    exponential,
    per_day,
    queue_town,
    text_of,
    work,
)

_NAME, _CAFE = "two-desks", "three-desks"
_DESKS = ("acceptance", "assignment")
#: Ports and pairs: more than all orders of a run ask for.
_ROOM = 20_000
_SIZE = Size(4_000, 6, warm_up=100, follow_up=200)
_CAFE_DESKS = ("assignment", "exchange", "billing")
#: Lines of a cabinet of the second town, and how much is run of it.
_MANY = 100_000
_CAFE_SIZE = Size(2_000, 3, warm_up=60, follow_up=100)


@dataclass(frozen=True)
class InOffice:
    """From the order to a later row of it, in days, of the orders of the window."""

    until: Kind = Kind.RECONNECTED
    #: Orders of the last days are left out: a run ends when its lines work, not with the last bill.
    but_last_ms: int = 0

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each order."""
        rows = log.kind == Kind.ORDER
        time, case = log.time_ms[rows], log.case[rows]
        inside = (time >= scenario.window_start_ms) & (
            time < scenario.window_end_ms - self.but_last_ms
        )
        over = first_instants(log, self.until)[case[inside]]
        if (over < 0).any():
            raise ValueError("an order of the window is still open: follow orders for longer")
        copy = copy_of_place(scenario)[log.place[rows][inside]]
        return Values(copy, (over - time[inside]) / DAY_MS, len(scenario.counties))


@dataclass(frozen=True)
class AtDesk:
    """How long a paper lies at a desk and is worked on, in days, each time that it comes by."""

    kind: Kind

    def __call__(self, scenario: Scenario, log: EventLog) -> Values:
        """One value for each passing that ends in the window."""
        rows = np.flatnonzero(log.kind == self.kind)
        time = log.time_ms[rows]
        rows = rows[(time >= scenario.window_start_ms) & (time < scenario.window_end_ms)]
        copy = copy_of_place(scenario)[log.place[rows]]
        # The row has the clerk's time and the time that the paper waited.
        spent = (log.reason[rows] + log.amount[rows]) / DAY_MS
        return Values(copy, spent, len(scenario.counties))


def _wrong(share: float) -> str:
    return f"{100 * share:.12g} %"


def _text() -> str:
    p = row("JN-O05").parameters
    desks: Tree = {
        word: {"work": exponential(24 / rate), "staff": staff}
        for word, rate, staff in zip(_DESKS, p["mu"], p["c"], strict=True)
    }
    desks[_DESKS[0]] |= {"wrong": _wrong(p["P"][1][0]), "found_at": _DESKS[1]}
    tree = queue_town("jackson", _NAME, _SIZE, crews=1, faults={})
    tree["exchanges"] = [{"id": "E", "county": "town", "lines": LINES, "ports": _ROOM}]
    tree["cabinets"] = [
        {"id": "C", "exchange": "E", "lines": LINES, "feeder_pairs": _ROOM,
         "distribution_pairs": _ROOM}
    ]  # fmt: skip
    tree["teams"] = {"field": {"skills": {"install": {}}, "source": SOURCE}}
    install = {
        "rate": per_day(p["ext"][0]).replace("events", "orders"),
        "work_prebuilt": work(1),
        "work_build": work(1),
        "reconnect": {"share": "100 %", "takes": "0 h"},
        "source": SOURCE,
    }
    tree |= {
        "calendars": {"always": ALWAYS},
        "demand": {"install": install},
        "order_system": {"calendar": "always", "steps": desks, "source": SOURCE},
    }
    return text_of(tree, """
        JN-O05, JN-O06, JN-O07: orders pass two desks; 15 % have a mistake in them that the second
        finds, and go back to the first. One unit of time = one day.""")  # fmt: skip


def _cafe() -> str:
    """Installs come in at the first desk, moves at the second; some installs need no second."""
    p = row("JN-O01").parameters
    (first, second, _), (_, share, _) = p["ext"], p["P"][0]
    shares: list[Tree] = [
        {"install": "100 %", "move": "0 %"},
        {"install": f"{100 * share:.12g} %", "move": "100 %"},
        {},
    ]
    desks: Tree = {}
    for word, rate, staff, needed in zip(_CAFE_DESKS, p["mu"], p["c"], shares, strict=True):
        desks[word] = {"work": exponential(24 / rate), "staff": staff}
        if needed:
            desks[word]["share"] = needed
    tree = queue_town("jackson", _CAFE, _CAFE_SIZE, crews=1, faults={})
    room = _MANY + _ROOM
    tree["exchanges"] = [{"id": "E", "county": "town", "lines": 2 * _MANY, "ports": 3 * room}]
    tree["cabinets"] = [
        {"id": name, "exchange": "E", "lines": _MANY, "feeder_pairs": room,
         "distribution_pairs": room}
        for name in ("C", "D")
    ]  # fmt: skip
    tree["teams"] = {"field": {"skills": {"install": {}, "move": {}}, "source": SOURCE}}
    tree |= {
        "demand": {
            "install": {
                "rate": f"{first} orders per {2 * _MANY} lines per day",
                "work_prebuilt": work(1),
                "work_build": work(1),
                "reconnect": {"share": "100 %", "takes": "0 h"},
                "source": SOURCE,
            },
            "move": {
                "rate": f"{second} orders per {2 * _MANY} lines per day",
                "work": work(0),
                "source": SOURCE,
            },
        },
        "order_system": {"calendar": "always", "steps": desks, "source": SOURCE},
    }
    return text_of(tree, """
        JN-O01, JN-O02, JN-O03, JN-O04: three desks of an office. New lines (0.3 a day) come to the
        first and in 30 % of the cases to the second as well, moves (0.2 a day) to the second alone,
        all to the third. The crew takes no time for a move. So many lines stand
        that the moves hardly grow with the new ones. One unit of time = one day.""")  # fmt: skip


_ELSEWHERE = (
    "a quarter of all papers goes from the second desk to the first, also those that came in at "
    "the second; an office sends back only to a desk that has had the paper"
)


def _simulated(sample: Sample) -> Simulated:
    return Simulated((Part(_NAME, sample, Mean()),))


_CAFE_KINDS = (Kind.RECORDED, Kind.FRAME_WRITTEN, Kind.BILLED)
_PLANS: dict[str, Plan] = {
    "JN-O01": Simulated((Part(_CAFE, InOffice(Kind.BILLED, 60 * DAY_MS), Mean()),)),
    **{
        f"JN-O0{place + 2}": Simulated((Part(_CAFE, AtDesk(kind), Mean()),))
        for place, kind in enumerate(_CAFE_KINDS)
    },
    "JN-O05": _simulated(InOffice()),
    "JN-O06": _simulated(AtDesk(Kind.ACCEPTED)),
    "JN-O07": _simulated(AtDesk(Kind.RECORDED)),
    "JN-O10": Calculated(answer, "a closed network"),
}
_PLANS |= {identity: LeftOut(NOT_BUILT + _ELSEWHERE) for identity in ("JN-O08", "JN-O09")}

FAMILY = Family(
    "jackson",
    plans=dict(sorted(_PLANS.items())),
    controls=(
        Control("10 % mistakes for 15 %", "JN-O05",
                {"order_system.steps.acceptance.wrong": "10 %"}, replications=2),
        Control("two clerks at the second desk", "JN-O07",
                {"order_system.steps.assignment.staff": 2}),
    ),
    scenarios={_NAME: _text(), _CAFE: _cafe()},
)  # fmt: skip
