"""Trunk groups whose calls overflow: a scenario's trunk groups are formulas, month by month.

No planner asks for trunk calls one by one, so no row is simulated. The mean of what overflows is
read from a run of a scenario all the same, as what its direct groups lose; its variance and the
loss of a group that two streams share come from the calculators. A walk of the lines in use, which
knows none of their formulas, is set beside them in tests/theory/test_overflow_walk.py.
"""

from __future__ import annotations

from functools import cache

import telesim
from telesim import theory
from telesim.kpi import measure
from verification.calculators import answer
from verification.plans import Calculated, Control, Family, Plan
from verification.rows import SCENARIOS, Row, row, rows_of
from verification.writing import SOURCE, Tree, seed_of, text_of

_NAME = "three-direct-groups"
#: Row of the mean -> exchange with a direct group and one that takes what overflows.
_GROUPS = {"OV-O01": "small", "OV-O03": "middle", "OV-O05": "large"}
#: Erlangs of a line in the busy hour.
_EACH = 0.01
#: Circuits that nothing fills.
_PLENTY = 1_000


def _text() -> str:
    exchanges, cabinets, trunks = [], [], []
    for identity, name in _GROUPS.items():
        p = row(identity).parameters
        lines = round(p["offered_erl"] / _EACH)
        exchanges.append({"id": name, "county": f"county-{name}", "lines": lines, "ports": lines})
        cabinets.append(
            {"id": f"{name}-cabinet", "exchange": name, "lines": lines, "feeder_pairs": lines,
             "distribution_pairs": lines}
        )  # fmt: skip
        trunks += [
            {"id": f"{name}-direct", "starts_at": name, "ends_at": "long-distance",
             "circuits": p["primary_trunks"], "overflow_to": f"{name}-around"},
            {"id": f"{name}-around", "starts_at": name, "ends_at": "tandem", "circuits": _PLENTY},
        ]  # fmt: skip
    trunks.append(
        {"id": "tandem-on", "starts_at": "tandem", "ends_at": "long-distance", "circuits": _PLENTY}
    )
    tree: Tree = {
        "schema_version": 1,
        "name": _NAME,
        "start": "2001-01-01",
        "warm_up": "0 days",
        "window": "31 days",
        "follow_up": "0 days",
        "replications": 1,
        "seed": seed_of("overflow", _NAME),
        "exchanges": exchanges,
        "cabinets": cabinets,
        "crews": [],
        "trunks": trunks,
        "traffic": {
            "classes": {"all": {"share": "100 %", "busy_hour": f"{_EACH} E"}},
            "own_exchange": "0 %",
            "other_local": "0 %",
            "long_distance": "100 %",
            "retries": "0 %",
            "called_party_busy": "0 %",
            "no_answer": "0 %",
            "source": SOURCE,
        },
    }
    head = """
        OV-O01, OV-O03, OV-O05: the long-distance calls of three exchanges, each with a direct group
        that overflows to a way around it. What a direct group loses is what overflows."""
    return text_of(tree, head)


@cache
def _losses() -> dict[str, float]:
    """Share of its calls that each group loses, by the KPI of a run."""
    scenario = telesim.load(SCENARIOS / "overflow" / f"{_NAME}.yaml")
    table = measure(scenario, telesim.simulate(scenario))
    found = table[table["kpi"] == "trunk_blocking"]
    return {
        where: float(value) / 100
        for where, value in zip(found["where"], found["value"], strict=True)
    }


def overflowing(one: Row) -> float:
    """Mean erlangs that overflow, from the trunk group of the scenario."""
    loss = _losses()[f'{{"group": "{_GROUPS[one.id]}-direct"}}']
    return float(one.parameters["offered_erl"]) * loss


def _one_trunk_more(one: Row) -> float:
    return theory.overflow_traffic(
        one.parameters["offered_erl"], one.parameters["primary_trunks"] + 1
    ).mean


def _as_one_group(one: Row) -> float:
    """Both streams and all trunks as one group: nobody has trunks of his own."""
    trunks, loads = zip(*one.parameters["primary"], strict=True)
    return theory.erlang_b(sum(loads), sum(trunks) + one.parameters["shared_secondary"])


_PLANS: dict[str, Plan] = {
    one.id: Calculated(overflowing, "a trunk group of a scenario, by formulas")
    if one.id in _GROUPS
    else Calculated(answer, "trunk groups are solved by formulas, not call by call")
    for one in rows_of("overflow")
}

FAMILY = Family(
    "overflow",
    plans=_PLANS,
    controls=(
        Control("one trunk more", "OV-O01", value=_one_trunk_more),
        Control("what overflows as if it were a Poisson stream", "OV-O04",
                value=lambda one: theory.overflow_traffic(20, 24).mean),
        Control("all trunks as one group", "OV-O07", value=_as_one_group),
    ),
    scenarios={_NAME: _text()},
)  # fmt: skip
