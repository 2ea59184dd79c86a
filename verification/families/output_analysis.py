"""How noisy averages over a run are: variance constants, by copies of a run and by formulas.

A constant to 5 % takes 3,000 runs, each many times as long as the queue remembers. At a load of
0.5 that is 4 million faults; at 0.8 it would be 150 million, so those rows are the calculators',
as is that of a series, which is no queue.
"""

from __future__ import annotations

from verification.answers import VarianceConstant
from verification.calculators import answer
from verification.plans import Calculated, Control, Family, Part, Plan, Simulated
from verification.rows import row
from verification.samples import FirstWaits, MeanPresent
from verification.writing import Size, cause, exponential, queue_town, text_of

_DAYS = 2_400
#: So many of the first faults of the window as come in nearly every copy.
_FAULTS = 1_000
_SIZE = Size(_DAYS, 12, warm_up=150, follow_up=150, copies=400)


def _text() -> str:
    load = row("OA-O01").parameters["rho"]
    tree = queue_town(
        "output_analysis", "m-m-1", _SIZE, crews=1, faults={"fault": cause(load, exponential(24))}
    )
    return text_of(tree, """
        OA-O01, OA-O03: M/M/1 at a load of 0.5, many runs of 2,400 units of time = days. The rows
        are the variance of each run's averages, times its length.""")  # fmt: skip


_FORMULA = {
    "OA-O02": "a constant that would take the engine 150 million faults",
    "OA-O04": "a constant that would take the engine 150 million faults",
    "OA-O05": "a constant by formula",
    "OA-O06": "a constant by formula",
    "OA-O07": "a series that is no queue",
}
_PLANS: dict[str, Plan] = {
    "OA-O01": Simulated((Part("m-m-1", MeanPresent(), VarianceConstant(_DAYS)),)),
    "OA-O03": Simulated((Part("m-m-1", FirstWaits(_FAULTS), VarianceConstant(_FAULTS)),)),
}
_PLANS |= {identity: Calculated(answer, why) for identity, why in _FORMULA.items()}


FAMILY = Family(
    "output_analysis",
    plans=_PLANS,
    controls=(
        Control("the wait of single faults for that of averages", "OA-O03", replications=2,
                plan=Simulated((Part("m-m-1", FirstWaits(1), VarianceConstant(1)),))),
        Control("work 5 % longer", "OA-O01", {"faults.fault.work": exponential(25.2)},
                replications=4),
    ),
    scenarios={"m-m-1": _text()},
)  # fmt: skip
