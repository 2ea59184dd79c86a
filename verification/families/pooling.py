"""Crews of their own or crews for all: what pooling gives, and whom it harms.

One unit of time is a day. What is apart and what is pooled are towns of their own. A ratio or a
difference of two waits asks for each of them so exactly that at a load of 0.9, or with long work
beside short, the engine would need more than ten million faults; such rows are proven in two steps.
"""

from __future__ import annotations

from functools import partial

from verification.answers import Answer, Mean, difference, quotient
from verification.drawn import fault_inputs, mixture
from verification.plans import (
    Control,
    Family,
    Part,
    Pilot,
    Reading,
    Recursion,
    Simulated,
    TwoStep,
)
from verification.recursions import PoissonQueue, compare_waits, mixed
from verification.rows import row
from verification.samples import Wait
from verification.writing import (
    SOURCE,
    Size,
    Tree,
    cause,
    crew_row,
    exponential,
    queue_town,
    text_of,
)

#: Crews, how much is run, and the recursion of each queue that stands beside the engine's log.
_QUEUES: dict[str, tuple[Size, PoissonQueue, int, str]] = {
    "apart-10": (
        Size(24_000, 1, warm_up=100, follow_up=900, copies=12),
        PoissonQueue(0.9, mixed((1.0,), (1.0,)), 1, 2_000, 2_500, 20_000),
        4,
        "PO-O02: one of ten crews apart, M/M/1 at a load of 0.9.",
    ),
    "pooled-10": (
        Size(2_500, 1, warm_up=60, follow_up=100, copies=10),
        PoissonQueue(9.0, mixed((1.0,), (1.0,)), 10, 1_000, 10_000, 50_000),
        6,
        "PO-O02: ten crews together, M/M/10 at a load of 0.9.",
    ),
    "short-alone": (
        Size(30_000, 1, warm_up=100, follow_up=200, copies=12),
        PoissonQueue(0.7, mixed((1.0,), (1.0,)), 1, 2_000, 500, 20_000),
        2,
        "PO-O05: a crew for the short work alone, M/M/1 at a load of 0.7.",
    ),
    "short-and-long": (
        Size(30_000, 1, warm_up=100, follow_up=600, copies=12),
        PoissonQueue(0.77, mixed((10 / 11, 1 / 11), (1.0, 10.0)), 2, 2_000, 2_500, 20_000),
        7,
        "PO-O05: two crews for short work and for long, which comes a tenth as often and takes "
        "ten times as long, M/H2/2 at a load of 0.7.",
    ),
}
#: Crews, faults a day, how much is run.
_RATIO: dict[str, tuple[int, float, Size, str]] = {
    "apart-4": (1, 0.85, Size(24_000, 7, warm_up=100, follow_up=300),
                "PO-O01: one of four crews apart, M/M/1 at a load of 0.85."),
    "pooled-4": (4, 3.4, Size(6_000, 8, warm_up=100, follow_up=60),
                 "PO-O01: four crews together, M/M/4 at a load of 0.85."),
}  # fmt: skip
_MORE = (
    " The row compares two mean waits, which would take the engine more than ten million faults; "
    "on these its log is set beside a recursion. One unit of time = one day."
)


def _kinds(identity: str) -> dict[str, tuple[float, float]]:
    """Rate and mean of each kind of work of a row."""
    p = row(identity).parameters
    if "install" in p:
        return {word: (p[word]["lam"], p[word]["mean"]) for word in ("install", "repair")}
    return dict(zip(("short", "long"), zip(p["lam"], p["mean"], strict=True), strict=True))


def _causes(kinds: dict[str, tuple[float, float]]) -> Tree:
    return {word: cause(rate, exponential(24 * mean)) for word, (rate, mean) in kinds.items()}


def _of_ratio(name: str) -> str:
    crews, rate, size, head = _RATIO[name]
    tree = queue_town("pooling", name, size, crews=crews, faults=_causes({"fault": (rate, 1.0)}))
    return text_of(tree, f"{head} The row is the ratio of both waits. One unit of time = one day.")


def _of_queue(name: str) -> str:
    size, queue, _, head = _QUEUES[name]
    kinds = _kinds("PO-O05") if name == "short-and-long" else {"fault": (queue.rate, 1.0)}
    tree = queue_town("pooling", name, size, crews=queue.servers, faults=_causes(kinds))
    return text_of(tree, head + _MORE)


def _teams_of(crews: dict[str, int]) -> Tree:
    """Crews of a team for each kind of work, which wants a skill that one team has."""
    return {
        "crews": [{**crew_row(count), "id": word, "team": word} for word, count in crews.items()],
        "teams": {word: {"skills": {word: {}}, "source": SOURCE} for word in crews},
    }


def _two_teams() -> str:
    p = row("PO-O03").parameters
    faults = _causes(_kinds("PO-O03"))
    for word, fault in faults.items():
        fault["skill"] = word
    tree = queue_town("pooling", "two-teams", Size(4_000, 9), crews=1, faults=faults)
    tree |= _teams_of({word: p[word]["crews"] for word in faults})
    return text_of(
        tree,
        "PO-O03: five installers and four repairers, each for work of their own: two queues M/M/c. "
        "The row is the mean wait over all work. One unit of time = one day.",
    )


def _one_team() -> str:
    p = row("PO-O04").parameters
    crews = p["install"]["crews"] + p["repair"]["crews"]
    tree = queue_town(
        "pooling", "one-team", Size(4_000, 10), crews=crews, faults=_causes(_kinds("PO-O04"))
    )
    return text_of(
        tree,
        "PO-O04: nine crews that do all work, oldest first: M/H2/9. One unit of time = one day.",
    )


def _ratio(answers: tuple[Answer, ...]) -> Answer:
    return quotient(*answers)


def _less(answers: tuple[Answer, ...]) -> Answer:
    return difference(*answers)


def _readings(*names: str) -> tuple[Reading, ...]:
    return tuple(Reading(name, "wait", Mean()) for name in names)


def _recursion(name: str) -> Recursion:
    _, queue, pieces, _ = _QUEUES[name]
    return Recursion(
        name,
        partial(compare_waits, servers=queue.servers),
        queue.readings,
        pieces,
        fault_inputs(*_of_row(name)),
    )


def _of_row(name: str) -> tuple[float, float, float]:
    """Rate, mean work and its coefficient of variation in a queue, by the row's parameters."""
    if name.endswith("-10"):
        p = row("PO-O02").parameters
        return p["rho_each"] * (1 if name == "apart-10" else p["c"]), 1.0, 1.0
    kinds = _kinds("PO-O05")
    if name == "short-alone":
        return *kinds["short"], 1.0
    rates, means = zip(*kinds.values(), strict=True)
    return sum(rates), *mixture(rates, means)


FAMILY = Family(
    "pooling",
    plans={
        "PO-O01": Simulated(tuple(Part(name, Wait(), Mean()) for name in _RATIO), _ratio),
        "PO-O02": TwoStep(
            _readings("apart-10", "pooled-10"),
            pilots=(Pilot(40, 0.003409), Pilot(50, 0.003973)),
            combine=_ratio,
        ),
        "PO-O03": Simulated((Part("two-teams", Wait(), Mean()),)),
        "PO-O04": Simulated((Part("one-team", Wait(), Mean()),)),
        "PO-O05": TwoStep(
            _readings("short-and-long", "short-alone"),
            pilots=(Pilot(40, 0.005745), Pilot(40, 0.001111)),
            combine=_less,
        ),
    },
    controls=(
        Control("one repairer more", "PO-O03", _teams_of({"install": 5, "repair": 5})),
        Control("one crew fewer in the pool", "PO-O04", {"crews": [crew_row(8)]}),
        Control("one crew more than the recursion has", "PO-O02", {"crews": [crew_row(11)]}),
        Control(
            "work 2 % longer, for engine and recursion alike",
            "PO-O02",
            {"faults.fault.work": exponential(24.48)},
        ),
    ),
    scenarios={name: _of_queue(name) for name in _QUEUES}
    | {name: _of_ratio(name) for name in _RATIO}
    | {"two-teams": _two_teams(), "one-team": _one_team()},
    recursions={name: _recursion(name) for name in _QUEUES},
)
