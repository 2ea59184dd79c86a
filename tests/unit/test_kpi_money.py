"""What crews and plant cost in all, circuits of trunk groups and wire to neighbours included."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_log import A1, A2, A, B, D, H, Table, log_of, plant, row, town
from telesim.eventlog import Kind
from telesim.report.headlines import headlines
from telesim.scenario import Scenario

AT, BT, TL = range(3)
PRICES = {"wage_per_hour": "10 CNY", "overtime_per_hour": "15 CNY", "source": "assumed"}
TRUNKS: dict[str, Any] = {
    "trunks": [
        {"id": "AT", "starts_at": "A", "ends_at": "tandem", "circuits": 20},
        {"id": "BT", "starts_at": "B", "ends_at": "tandem", "circuits": 20},
        {"id": "TL", "starts_at": "tandem", "ends_at": "long-distance", "circuits": 40},
    ],
    "circuits": [
        {"id": name, "group": group, "circuits": 1, "ordered": day, "lead_days": 1, "cost": cost}
        for name, group, day, cost in (
            ("early", "AT", "2001-01-04", 7_000), ("a", "AT", "2001-01-14", 500),
            ("b", "BT", "2001-01-14", 300), ("t", "TL", "2001-01-19", 40.5),
        )
    ],
    "traffic": {
        "classes": {"all": {"share": "100 %", "busy_hour": "0.02 E"}},
        "own_exchange": "35 %", "other_local": "50 %", "long_distance": "15 %",
        "source": "assumed",
    },
}  # fmt: skip
REROUTING: dict[str, Any] = {
    "at_most": "800 m", "below_fill": "80 %", "extra_work": "2 work h", "back_work": "1 work h",
    "wire_cost": "0.50 CNY per m", "faults": 1.5, "cause": "drop", "source": "assumed",
}  # fmt: skip
LENDING: dict[str, Any] = {
    "rerouting": REROUTING,
    "neighbours": [{"cabinet": "A1", "neighbour": "A2", "m": 120, "max_pairs": 5}],
}


def borrowed(case: int, day: int) -> list[tuple[int, ...]]:
    """An order over 120 m of wire, at 60 CNY."""
    line = 60 + case
    return [
        row((day - 1) * D, Kind.ORDER, case, place=A1, line=line, amount=5),
        row((day - 1) * D, Kind.HELD, case, place=A1, line=line, reason=1),
        row(day * D, Kind.REROUTED, case, place=A2, line=line, reason=120, amount=6_000),
        row(day * D, Kind.ASSIGNED, case, place=A1, line=line, amount=1),
    ]


def spending(trunks: bool = True, lending: bool = True) -> list[tuple[int, ...]]:
    """Days 10 to 40 are the window; what stands before and after it costs the window nothing."""
    rows = plant()
    # A day of eight hours in the East, and an hour of overtime; 90 CNY for ports there.
    rows += [
        row(11 * D + 8 * H, Kind.ON_DUTY, crew=0, place=A, amount=8 * H),
        row(11 * D + 19 * H, Kind.OVERTIME, crew=0, amount=H),
        row(12 * D, Kind.SPENT, place=A, reason=0, amount=9_000),
        row(45 * D, Kind.SPENT, place=A, reason=0, amount=1_000),
    ]
    if trunks:
        rows += [
            row(0, Kind.CIRCUITS, line=group, place=place, amount=many)
            for group, place, many in ((AT, A, 20), (BT, B, 20), (TL, -1, 40))
        ]
        for number, (day, group, place, cents) in enumerate(
            ((4, AT, A, 700_000), (14, AT, A, 50_000), (14, BT, B, 30_000), (19, TL, -1, 4_050))
        ):
            its = {"line": group, "place": place, "reason": number}
            rows += [
                row((day + 1) * D, Kind.CIRCUITS_OPEN, **its, amount=1),
                row((day + 1) * D, Kind.CIRCUITS_PAID, **its, amount=cents),
            ]
    if lending:
        rows += [*borrowed(0, 5), *borrowed(1, 15), *borrowed(2, 20), *borrowed(3, 41)]
    return rows


def paying(**more: Any) -> Scenario:
    return town(economics=PRICES, **more)


def test_the_total_is_what_crews_and_plant_cost_circuits_and_wire_included() -> None:
    table = Table(paying(**TRUNKS, **LENDING), log_of(spending()))
    assert (table("cost_wages"), table("cost_overtime")) == (80, 15)
    assert table("cost_expansions") == 90
    # 500 and 300 CNY, and 40.50 for a group that begins and ends at no exchange.
    assert table("cost_circuits") == pytest.approx(840.5)
    assert table("cost_circuits", county="East") == 500
    assert table("cost_circuits", county="West") == 300
    # Two of four wires are of the window.
    assert table("rerouting_wire_cost") == 120
    assert table("cost_total") == pytest.approx(80 + 15 + 90 + 840.5 + 120)
    assert table("cost_total", county="East") == pytest.approx(80 + 15 + 90 + 500 + 120)
    assert table("cost_total", county="West") == 300
    parts = ("wages", "overtime", "expansions", "circuits")
    whole = sum(table(f"cost_{part}") for part in parts) + table("rerouting_wire_cost")
    assert table("cost_total") == pytest.approx(whole)


@pytest.mark.parametrize(
    ("trunks", "lending", "total"),
    [(False, False, 185), (True, False, 1025.5), (False, True, 305)],
)
def test_what_a_scenario_does_not_name_is_no_part_of_it(
    trunks: bool, lending: bool, total: float
) -> None:
    named = {**(TRUNKS if trunks else {}), **(LENDING if lending else {})}
    table = Table(paying(**named), log_of(spending(trunks, lending)))
    assert table("cost_total") == pytest.approx(total)


def told(scenario: Scenario) -> dict[str, str]:
    """Rows of the money table: KPI and words."""
    return {one.kpi: one.label for one in headlines(scenario) if one.section == "Money"}


def test_circuits_and_wire_have_their_own_lines_before_the_sum_that_names_them() -> None:
    plain = {
        "cost_wages": "wages, CNY",
        "cost_overtime": "overtime, CNY",
        "cost_expansions": "expansions, CNY",
        "cost_total": "wages, overtime and expansions, CNY",
    }
    assert told(paying()) == plain
    whole = told(paying(**TRUNKS, **LENDING))
    assert list(whole) == [
        "cost_wages", "cost_overtime", "cost_expansions", "cost_circuits", "rerouting_wire_cost",
        "cost_total",
    ]  # fmt: skip
    assert whole["cost_circuits"] == "circuits of trunk groups, CNY"
    assert whole["rerouting_wire_cost"] == "wire of re-routed lines, CNY"
    assert whole["cost_total"] == "wages, overtime, expansions, circuits and wire, CNY"
    # Circuits that cost nothing, and wire without a price, are no part of the sum.
    free = [{**one, "cost": 0} for one in TRUNKS["circuits"]]
    unpriced = {key: value for key, value in REROUTING.items() if key != "wire_cost"}
    cheap = paying(**{**TRUNKS, **LENDING, "circuits": free, "rerouting": unpriced})
    assert told(cheap) == plain
