"""What validate says of ducts, pairs brought back, and programmes too large for their gangs."""

from __future__ import annotations

from typing import Any

import pytest

from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.scenario.check_programme import Month, slip_of
from telesim.simulation import simulate
from telesim.units import DAY_MS, MONTH_MS
from telesim.workload import draw
from towns import cabinet, cause, crew, exchange, rows, town

SOURCE = {"source": "assumed"}
#: A gang of one that pulls 100 pairs a day, on six days a week: 26.06 days a month.
WORKS = {"pairs_per_gang_day": 100, "gang_day": "8 work h", "gang_size": 1, **SOURCE}
ON_DUTY = 30.4 * 6 / 7


def gang_town(pairs: int = 100, repairs: float = 0, **more: Any) -> Scenario:
    """Every 3.04 days a cable of so many pairs; repairs of a day each, so many a month."""
    rule = {
        "what": "distribution", "on": "2001-01-01", "every": "72.96 h", "add": pairs,
        "lead_time": "0 h", **SOURCE,
    }  # fmt: skip
    plain: dict[str, Any] = {
        "window": "364 days",
        "follow_up": "0 h",
        "crews": [crew("gang", "gangs")],
        "teams": {"gangs": {"skills": {"cable": {}}, **SOURCE}},
        "demand": {},
        "faults": {
            "joint": cause(
                "8 work h", rate=f"{repairs} events per 100 lines per month",
                cause_group="cable", skill="cable", job="cable",
            )
        },
        "expansions": {"pairs": rule},
        "works": WORKS,
    }  # fmt: skip
    return town(**{**plain, **more})


def told(scenario: Scenario) -> str:
    return " ".join(line.strip() for line in check(scenario).lines())


# -- the flow ------------------------------------------------------------------------------------


def flow(first: float, *months: tuple[float, float]) -> list[Month]:
    """Months of 20 days on duty: (repair, construction)."""
    return [Month(1.0, 20.0, repair, works, first) for repair, works in months]


@pytest.mark.parametrize(
    ("first", "months", "late", "left"),
    [
        # Ten days are left for construction, and twenty come up: half of the time, and 100 days.
        (0.0, [(10, 20)] * 10, 5, 100),
        # A quarter of the days is kept for it, whatever the repairs: 5 of 10 days.
        (0.25, [(20, 10)] * 10, 5, 50),
        # Repair needs less than it may have, so that construction has 15 days, not 8.
        (0.4, [(5, 20)] * 8, 2, 40),
        # Nothing is built while repairs take all days.
        (0.0, [(25, 10)] * 10, 10, 100),
        (1.0, [(25, 10)] * 10, 0, 0),
        (1.0, [(25, 40)] * 10, 5, 200),
        # Ten months' work comes up in the second month: that of its first half is done.
        (1.0, [(0, 0), (0, 200), *[(0, 0)] * 4], 4.5, 100),
        # A backlog that is made up for by the end.
        (0.0, [(10, 20), (10, 0)], 0, 0),
        (0.0, [(0, 0)], 0, 0),
    ],
)
def test_the_delay_is_that_of_a_flow(
    first: float, months: list[tuple[float, float]], late: float, left: float
) -> None:
    assert slip_of(flow(first, *months)) == pytest.approx((late, left))


# -- a town's programme ----------------------------------------------------------------------------


def test_validate_says_how_late_the_programme_gets() -> None:
    # Ten cables a month, each two days and a half of a gang: 25 of 26.06 days, beside 12 of repair.
    scenario = gang_town(250, repairs=12)
    (slip,) = check(scenario).programme
    months = 364 / 30.4
    assert slip.months == pytest.approx(months * (1 - (ON_DUTY - 12) / 25), abs=0.15)
    assert slip.gang_days == pytest.approx(months * (25 + 12 - ON_DUTY), rel=0.05)
    assert (
        f"cable: gangs cannot keep the programme; when the window ends it is late by about "
        f"{slip.months:.1f} months in north, and {slip.gang_days:,.0f} gang-days of it are left"
    ) in told(scenario)
    assert (
        "at least 0 held at the window's end; a lower bound, assuming that gangs keep the "
        "programme (they do not, so that it opens later)"
    ) in told(scenario)


def test_a_programme_that_gangs_can_keep_is_not_told() -> None:
    scenario = gang_town(100, repairs=12)
    assert check(scenario).programme == ()
    assert "cannot keep the programme" not in told(scenario)
    assert "a lower bound, assuming that gangs keep the programme" in told(scenario)
    assert "they do not" not in told(scenario)
    assert "a lower bound" not in told(gang_town(100, works=None))


def test_the_policy_of_gangs_counts() -> None:
    slips = {}
    for policy in ("repair-first", "construction-first", {"policy": "reserve", "share": "75 %"}):
        scenario = gang_town(200, repairs=16, policies={"works": policy})
        slips[str(policy)] = [slip.months for slip in check(scenario).programme]
    months = 364 / 30.4
    repair_first, first, reserve = slips.values()
    assert repair_first == [pytest.approx(months * (1 - (ON_DUTY - 16) / 20), abs=0.2)]
    assert first == []
    assert reserve == [pytest.approx(months * (1 - 0.75 * ON_DUTY / 20), abs=0.2)]


def test_the_warm_up_leaves_its_backlog() -> None:
    half = gang_town(250, repairs=12, warm_up="182 days", window="182 days")
    (slip,), (whole,) = check(half).programme, check(gang_town(250, repairs=12)).programme
    assert slip.months == pytest.approx(whole.months, rel=0.01)
    assert slip.gang_days == pytest.approx(whole.gang_days, rel=0.01)


def test_a_simulated_programme_is_as_late() -> None:
    scenario = gang_town(400, faults={})
    (slip,) = check(scenario).programme
    log = simulate(scenario, draw(scenario, 1, 0))
    released = {r["case"]: r["time_ms"] for r in rows(log, Kind.WORK_RELEASED)}
    last = max(rows(log, Kind.BUILT), key=lambda r: r["time_ms"])
    late = (last["time_ms"] - released[last["case"]]) / MONTH_MS
    # 40 days a month for a gang with 26: a third of the year.
    assert slip.months == pytest.approx(late, abs=0.25)
    assert slip.months == pytest.approx(364 / 30.4 * (1 - ON_DUTY / 40), abs=0.15)


def test_areas_of_gangs_of_their_own_are_told_apart() -> None:
    scenario = gang_town(
        400,
        faults={},
        exchanges=[exchange(), exchange("F", county="south")],
        cabinets=[cabinet(), cabinet("D", "F")],
        crews=[crew("one", "gangs", covers="county:north", count=3),
               crew("two", "gangs", base="F", covers="county:south")],
    )  # fmt: skip
    (slip,) = check(scenario).programme
    assert slip.place == "south"


# -- ducts and pairs brought back --------------------------------------------------------------


def duct_town(**more: Any) -> Scenario:
    """Two cabinets on a feeder and one beside it get 10 pairs each every ten weeks: six times."""
    rule = {
        "what": "feeder", "on": "2001-01-01", "every": "70 days", "stagger": "7 days", "add": 10,
        "lead_time": "14 days", **SOURCE,
    }  # fmt: skip
    plain: dict[str, Any] = {
        "faults": {},
        "cabinets": [cabinet("a", duct="d", feeder_id="f"), cabinet("b", duct="d", feeder_id="f"),
                     cabinet("c", duct="d")],
        "ducts": [{"id": "d", "exchange": "E", "bores": 5, "used": 2}],
        "duct_projects": {"lead_time": "14 days", "bores": 4, "digging_gang_days": 6, **SOURCE},
        "expansions": {"pairs": rule},
    }  # fmt: skip
    return gang_town(**{**plain, **more})


def test_digging_is_work_of_gangs() -> None:
    # Five rounds open in 364 days: ten cables, three bores, so two projects of six days.
    scenario = duct_town()
    (gangs,) = check(scenario).gangs
    months = 364 / 30.4
    assert gangs.digging_days * months == pytest.approx(12, rel=0.01)
    assert gangs.works_days * months == pytest.approx(12 + 15 * 0.1, rel=0.05)
    assert f"of construction ({gangs.digging_days:,.1f} for ducts), of" in told(scenario)
    assert "a new duct is in time for its cable" in told(scenario)
    # As many as the simulation digs.
    log = simulate(scenario, draw(scenario, 1, 0))
    opened = 364 * DAY_MS
    assert sum(r["time_ms"] < opened for r in rows(log, Kind.DUCT_ORDERED)) == 2
    # Others dig: no work of gangs.
    dug = {"lead_time": "14 days", "bores": 4, **SOURCE}
    (none,) = check(duct_town(duct_projects=dug)).gangs
    assert none.digging_days == 0


def test_a_cable_without_a_bore_never_opens_in_the_outlook() -> None:
    scenario = duct_town(duct_projects=None)
    # Three bores of five: a with b, c, then a with b again: 50 pairs.
    assert check(scenario).capacity.pairs["feeder"].sum() == 50
    log = simulate(scenario, draw(scenario, 1, 0))
    assert sum(r["amount"] for r in rows(log, Kind.CAPACITY)
               if r["time_ms"] and r["reason"] == 1) == 50  # fmt: skip


def test_pairs_brought_back_are_work_of_gangs_and_open() -> None:
    # 110 usable pairs of 200 for 100 lines: 91 % full. 24 at a time, until 90 % is not reached.
    scenario = gang_town(
        faults={}, expansions={},
        cabinets=[cabinet(distribution_pairs=200, defective_pct=45)],
        pair_recovery={"pairs_per_gang_day": 12, "at_fill": "90 %", "most_per_project": 24,
                       **SOURCE},
    )  # fmt: skip
    found = check(scenario)
    (gangs,) = found.gangs
    assert gangs.recovery_days * 364 / 30.4 == pytest.approx(2, rel=0.01)
    assert gangs.works_days == gangs.recovery_days
    assert "(0.2 for pairs brought back)" in told(scenario)
