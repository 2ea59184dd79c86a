"""Trunk groups whose calls overflow: a scenario's trunk groups are formulas, month by month.

No planner asks for trunk calls one by one, so no row is simulated. The mean of what overflows is
what a scenario says that its direct groups lose, by the formulas which answer for any scenario's
trunk groups; its variance is a calculator's alone. Where two streams share a group a calculator has
the exact losses, and a scenario's KPI an approximation: 7 to 9 % off in the two rows where the
shared group leads to where the calls go. Where it is the second leg of a way around, what
overflowed counts as fresh calls, and 0.34 % are lost for 1.54 % (OV-O07). A walk of the lines in
use, which knows none of the formulas, is set beside the calculators in
tests/theory/test_overflow_walk.py.
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


def _tree() -> Tree:
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
    return {
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


def _text() -> str:
    head = """
        OV-O01, OV-O03, OV-O05: the long-distance calls of three exchanges, each with a direct group
        that overflows to a way around it. What a direct group loses is what overflows."""
    return text_of(_tree(), head)


@cache
def _losses(more: int = 0) -> dict[str, float]:
    """Share of its calls that each group loses, by the KPI of a run; ``more`` circuits in each."""
    trunks = [
        {**group, "circuits": group["circuits"] + more} if "overflow_to" in group else group
        for group in _tree()["trunks"]
    ]
    file = SCENARIOS / "overflow" / f"{_NAME}.yaml"
    scenario = telesim.load(file, settings={"trunks": trunks} if more else {})
    table = measure(scenario, telesim.simulate(scenario))
    found = table[table["kpi"] == "trunk_blocking"]
    return {
        where: float(value) / 100
        for where, value in zip(found["where"], found["value"], strict=True)
    }


def overflowing(one: Row, more: int = 0) -> float:
    """Mean erlangs that overflow, from the trunk group of the scenario, with ``more`` circuits."""
    loss = _losses(more)[f'{{"group": "{_GROUPS[one.id]}-direct"}}']
    return float(one.parameters["offered_erl"]) * loss


def _plan(one: Row) -> Plan:
    if one.id in _GROUPS:
        return Calculated(
            overflowing, "a trunk group of a scenario: formulas, no call is simulated"
        )
    if "primary" in one.parameters:
        return Calculated(answer, _SHARED)
    return Calculated(answer, "a formula: no call to a trunk group is simulated")


_SHARED = (
    "exact by a calculator; a scenario's KPI trunk_blocking approximates where groups share a "
    "final one, 7 to 9 % off here"
)


def _shared_by_one_more(one: Row) -> float:
    p = one.parameters
    trunks, loads = zip(*p["primary"], strict=True)
    return theory.shared_final_group_losses(trunks, loads, p["shared_secondary"] + 1)[0]


FAMILY = Family(
    "overflow",
    plans={one.id: _plan(one) for one in rows_of("overflow")},
    controls=(
        Control("one circuit more", "OV-O01", value=lambda one: overflowing(one, 1)),
        Control("one circuit more", "OV-O05", value=lambda one: overflowing(one, 1)),
        Control("what overflows as if it were a Poisson stream", "OV-O04",
                value=lambda one: theory.overflow_traffic(20, 24).mean),
        Control("one circuit more in the group that is shared", "OV-O07",
                value=_shared_by_one_more),
    ),
    scenarios={_NAME: _text()},
)  # fmt: skip
