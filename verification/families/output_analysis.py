"""How noisy averages over a run are: variance constants, from copies of a run or from stretches.

A constant to 5 % takes 3,000 independent averages or more. At one crew each must be many times as
long as the queue remembers: at a load of 0.5 that is 4 million faults. At 0.8 it would be 150
million, and with stretches that are only as long as the memory, each taken together with the next,
still 20 million, so those rows are proven in two steps. A desk remembers only minutes. The variance
of the mean of a series that no town makes is what telesim's intervals over replications say.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from verification.answers import SPREAD_WIDTH, LongRunVariance, Mean, Sums, VarianceConstant
from verification.desks import AllInUse, Length, MeanAtDesk, agents, desk_town
from verification.drawn import fault_inputs
from verification.plans import (
    Analysed,
    Control,
    Family,
    Part,
    Pilot,
    Reading,
    Recursion,
    Simulated,
    TwoStep,
)
from verification.recursions import PoissonQueue, compare_waits
from verification.recursions import exponential as exponential_times
from verification.rows import row
from verification.samples import FirstWaits, MeanPresent
from verification.series import variance_of_means
from verification.writing import Size, cause, crew_row, exponential, queue_town, text_of, work

_DAYS = 2_400
#: So many of the first faults of the window as come in nearly every copy.
_FAULTS = 1_000
#: Scenario -> a row of it, how much is run, its head.
_QUEUES: dict[str, tuple[str, Size, str]] = {
    "m-m-1": (
        "OA-O01",
        Size(_DAYS, 14, warm_up=150, follow_up=150, copies=400),
        "OA-O01, OA-O03: M/M/1 at a load of 0.5, many runs of 2,400 units of time = days. The rows "
        "are the variance of each run's averages, times its length.",
    ),
    "busier-m-m-1": (
        "OA-O02",
        Size(10_000, 1, warm_up=100, follow_up=300, copies=30),
        "OA-O02, OA-O04: M/M/1 at a load of 0.8. The rows would take the engine 20 million faults; "
        "on these its log is set beside a recursion. One unit of time = one day.",
    ),
}
_LONG = "busier-m-m-1"
#: Jobs of a stretch: seven times as many as the queue remembers, 1 / (1 - the root of the load)^2
#: units of time.
_STRETCH = 500
_QUEUE = PoissonQueue(0.8, exponential_times(1.0), 1, copies=2_000, warm_up=1_500, jobs=100_000)

_TALK_MIN = 3.0
#: Stretches of a day at a desk. What is left of a call after one is a thousandth.
_STRETCHES = 72
_UNITS = 24 * 60 / _STRETCHES / _TALK_MIN
#: Scenario -> its row, agents and lines, how much is run. At 20 erlangs 80 are never all busy.
_DESKS: dict[str, tuple[str, int, Length]] = {
    "agents-for-all": ("OA-O05", 80, Length(110, 2)),
    "ten-lines": ("OA-O06", 10, Length(250, 1)),
}


def _queue(name: str) -> str:
    identity, size, head = _QUEUES[name]
    load = row(identity).parameters["rho"]
    faults = {"fault": cause(load, exponential(24))}
    return text_of(queue_town("output_analysis", name, size, crews=1, faults=faults), head)


def _desk(name: str) -> str:
    identity, count, length = _DESKS[name]
    one = row(identity)
    per_minute = one.parameters["offered_erl"] / _TALK_MIN
    tree = desk_town(
        "output_analysis", name, length, per_minute=per_minute, talk_min=_TALK_MIN, count=count,
        lines=count,
    )  # fmt: skip
    return text_of(tree, f"{identity}: {one.model}, {count} agents and lines. One unit of time = "
                         f"{_TALK_MIN:g} minutes.")  # fmt: skip


def _constant(reading: str, error: float) -> TwoStep:
    return TwoStep((Reading(_LONG, reading, LongRunVariance()),), (Pilot(200, error),))


def _analysed(draw: Callable[[int, int], Sums]) -> Analysed:
    return Analysed(
        draw, 5, Mean(SPREAD_WIDTH), "a series that no town makes, read by telesim's intervals"
    )


FAMILY = Family(
    "output_analysis",
    plans={
        "OA-O01": Simulated((Part("m-m-1", MeanPresent(), VarianceConstant(_DAYS)),)),
        "OA-O02": _constant("present", 0.008035),
        "OA-O03": Simulated((Part("m-m-1", FirstWaits(_FAULTS), VarianceConstant(_FAULTS)),)),
        "OA-O04": _constant("waits", 0.008545),
        "OA-O05": Simulated(
            (Part("agents-for-all", MeanAtDesk(_STRETCHES), LongRunVariance(_UNITS)),)
        ),
        "OA-O06": Simulated(
            (Part("ten-lines", AllInUse(10, _STRETCHES), LongRunVariance(_UNITS)),)
        ),
        "OA-O07": _analysed(variance_of_means),
    },
    controls=(
        Control("the wait of single faults for that of averages", "OA-O03", replications=2,
                plan=Simulated((Part("m-m-1", FirstWaits(1), VarianceConstant(1)),))),
        Control("work 5 % longer", "OA-O01", {"faults.fault.work": exponential(25.2)},
                replications=4),
        Control("one agent and line more", "OA-O06",
                {"directory_desk.lines": 11, "directory_desk.agents": agents(11)}),
        Control("agents for some, so that calls wait", "OA-O05",
                {"directory_desk.agents": agents(24)}),
        Control("one crew more than the recursion has", "OA-O04", {"crews": [crew_row(2)]}),
        Control("work 2 % longer, for engine and recursion alike", "OA-O04",
                {"faults.fault.work": exponential(24.48)}),
        Control("work of the same mean in two equal steps, for engine and recursion alike",
                "OA-O02", {"faults.fault.work": {"erlang": {"mean": work(24), "k": 2}}}),
        Control("runs a tenth shorter", "OA-O07",
                plan=_analysed(partial(variance_of_means, observations=900))),
    ),
    scenarios={name: _queue(name) for name in _QUEUES} | {name: _desk(name) for name in _DESKS},
    recursions={
        _LONG: Recursion(
            _LONG,
            partial(compare_waits, servers=1),
            partial(_QUEUE.stretches, jobs=_STRETCH),
            pieces=16,
            inputs=fault_inputs(row("OA-O02").parameters["rho"], 1.0),
        )
    },
)  # fmt: skip
