"""What holds for the workload of any town: ranges, order, and one line more disturbs nobody."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from telesim.scenario import Scenario
from telesim.units import DAY_MS
from telesim.workload import CEASE, INSTALL, MOVE, draw
from workload_towns import cabinet, cause, demand, exchange, rows_by_key, same_bytes, town


@st.composite
def trees(draw_: st.DrawFn) -> dict[str, Any]:
    exchanges = draw_(st.integers(1, 3))
    sizes = draw_(st.lists(st.integers(0, 400), min_size=1, max_size=5))
    pattern = {
        "source": "assumed",
        "hours": draw_(st.sampled_from([{}, {"08-18": "100 %"}, {"06-12": "25 %"}])),
        "days": {"place": {"cv": draw_(st.sampled_from([0.0, 0.4]))}},
    }
    name = draw_(st.sampled_from([None, "p"]))
    rate = draw_(st.floats(0, 30, allow_subnormal=False))
    return {
        "exchanges": [exchange(f"x{n}", f"county {n % 2}") for n in range(exchanges)],
        "cabinets": [cabinet(f"k{n}", f"x{n % exchanges}", s) for n, s in enumerate(sizes)],
        "patterns": {"p": pattern},
        "demand": demand(pattern=name),
        "faults": {
            "drop": cause(rate, pattern=name),
            "joint": cause(0.3, lines={"exponential": {"mean": "5 lines"}}, reporting_share="50 %"),
        },
        "initial": {
            "source": "assumed",
            "waiting": {"share_of_lines": f"{draw_(st.integers(0, 40))} %", "mean_age": "100 days"},
            "open_faults_days": draw_(st.floats(0, 3)),
        },
        "window": f"{draw_(st.integers(1, 90))} days",
        "arrivals_after_window": draw_(st.booleans()),
        "follow_up": "9 days",
    }


def _check(scenario: Scenario, seed: int) -> None:
    workload = draw(scenario, seed, 0)
    orders, faults = workload.orders, workload.faults
    lines = np.array([c.lines for c in scenario.cabinets])
    end = scenario.arrivals_end_ms
    for table in (orders, faults):
        assert (np.diff(table.time_ms) >= 0).all()
        assert (table.time_ms < end).all()
        assert len(set(table.key.tolist())) == len(table.key)
        assert ((table.slot >= 0) & (table.slot < workload.slots[table.cabinet])).all()
        for column in (table.travel_ppm, table.access_ppm, table.fix_ppm, table.distance_m):
            assert (column >= 0).all()
    founded = [
        *zip(
            orders.cabinet[orders.type == INSTALL], orders.slot[orders.type == INSTALL], strict=True
        ),
        *zip(
            orders.to_cabinet[orders.type == MOVE], orders.to_slot[orders.type == MOVE], strict=True
        ),
    ]
    wanted = [(c, s) for c, n in enumerate(lines) for s in range(n, workload.slots[c])]
    assert sorted((int(c), int(s)) for c, s in founded) == wanted
    exchange_of = np.array(scenario.cabinet_exchange)
    assert (exchange_of[orders.cabinet] == exchange_of[orders.to_cabinet]).all()
    assert (orders.to_slot[orders.type != MOVE] == -1).all()
    assert (orders.time_ms[orders.type == CEASE] >= 0).all()
    assert (orders.gives_up_ms > np.maximum(orders.time_ms, 0)).all()
    assert (faults.time_ms >= -3 * DAY_MS).all()
    assert (faults.work_ms > 0).all()
    assert ((faults.reports >= 1) & (faults.reports <= faults.lines)).all()
    rates = np.array([cause.rate["*"].per_line_month for cause in scenario.faults.values()])
    assert ((faults.mark >= 0) & (faults.mark < rates[faults.cause])).all()
    waiting = scenario.initial.waiting if scenario.initial else None
    assert waiting is not None
    share = waiting.share_of_lines
    county = np.array(scenario.exchange_county)[exchange_of]
    for number in range(len(scenario.counties)):
        here = county[orders.cabinet[orders.time_ms < 0]] == number
        assert here.sum() == np.floor(share * lines[county == number].sum() + 0.5)


@settings(max_examples=40, deadline=None)
@given(trees(), st.integers(0, 2**63 - 1))
def test_every_row_is_in_range_and_every_new_slot_has_one_founder(
    tree: dict[str, Any], seed: int
) -> None:
    _check(town(**tree), seed)


@settings(max_examples=25, deadline=None)
@given(trees(), st.data())
def test_one_line_more_disturbs_no_other_candidate(
    tree: dict[str, Any], data: st.DataObject
) -> None:
    # The waiting list is a share of all lines and may rightly grow by one order.
    tree["initial"] = {"source": "assumed", "open_faults_days": 2}
    before = town(**tree)
    where = data.draw(st.integers(0, len(before.cabinets) - 1))
    larger = [dict(row) for row in tree["cabinets"]]
    larger[where]["lines"] += 1
    after = town(**{**tree, "cabinets": larger})
    old = rows_by_key(draw(before, 5, 1), before)
    new = rows_by_key(draw(after, 5, 1), after)
    assert {key: new.get(key) for key in old} == old


@settings(max_examples=15, deadline=None)
@given(trees(), st.integers(0, 1000))
def test_a_workload_is_drawn_again_to_the_byte(tree: dict[str, Any], replication: int) -> None:
    assert same_bytes(draw(town(**tree), 3, replication), draw(town(**tree), 3, replication))
