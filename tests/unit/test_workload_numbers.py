"""Counts, shares and laws of the drawn candidates, against their exact values."""

from __future__ import annotations

import numpy as np
import pytest

from telesim.scenario import Scenario
from telesim.units import DAY_MS, HOUR_MS, MONTH_MS
from telesim.workload import CEASE, INSTALL, MOVE, NEVER_MS, draw, tiles
from workload_towns import cabinet, cause, demand, exchange, same_bytes, town, tree


def _near(count: float, expected: float) -> bool:
    """Within four standard deviations of a Poisson count."""
    return abs(count - expected) <= 4 * np.sqrt(expected) + 1e-9


def _one_cabinet(lines: int, rate: float, **more: object) -> Scenario:
    return town(
        exchanges=[exchange("X")],
        cabinets=[cabinet("k", "X", lines)],
        demand={},
        faults={"drop": cause(rate)},
        **{"window": "304 days", **more},
    )


@pytest.mark.parametrize(
    ("lines", "rate"),
    [(1, 50_000.0), (3, 700.0), (256, 3.0), (257, 0.26), (1000, 1.0), (2_000_000, 0.01)],
)
def test_the_number_of_faults_is_poisson_around_lines_times_rate(lines: int, rate: float) -> None:
    scenario = _one_cabinet(lines, rate)
    counts = [len(draw(scenario, 5, k).faults.key) for k in range(8)]
    assert _near(sum(counts), 8 * lines * rate / 100 * 10)


def test_faults_lie_evenly_over_lines_marks_and_time() -> None:
    faults = draw(_one_cabinet(1000, 30), 2, 0).faults
    for values, top in (
        (faults.slot, 1000),
        (faults.mark, 0.3),
        (faults.time_ms, 304 * DAY_MS),
        (faults.key.astype(float), 2.0**64),
    ):
        counts = np.histogram(values, bins=20, range=(0, top))[0]
        assert counts.sum() == len(faults.key)
        expected = len(faults.key) / 20
        # Chi-square with 19 degrees of freedom: mean 19, standard deviation 6.2.
        assert np.sum((counts - expected) ** 2 / expected) < 19 + 4 * 6.2


def test_days_without_a_pattern_are_plain_poisson() -> None:
    faults = draw(_one_cabinet(1000, 30), 2, 1).faults
    daily = np.bincount(faults.time_ms // DAY_MS, minlength=304)
    dispersion = np.sum((daily - daily.mean()) ** 2) / daily.mean()
    assert abs(dispersion - 303) < 4 * np.sqrt(2 * 303)


def test_rates_by_area_and_kind_of_order() -> None:
    rates = {
        "town": "2 events per 100 lines per month",
        "rural": "8 events per 100 lines per month",
    }
    scenario = town(demand=demand(), faults={"drop": {**cause(), "rate": rates}}, window="304 days")
    workload = draw(scenario, 3, 0)
    orders, faults = workload.orders, workload.faults
    old = faults.slot < np.array([c.lines for c in scenario.cabinets])[faults.cabinet]
    rural = faults.cabinet == 2
    assert _near((old & rural).sum(), 150 * 0.08 * 10)
    assert _near((old & ~rural).sum(), 1490 * 0.02 * 10)
    assert _near((orders.type == INSTALL).sum(), 1640 * 0.027 * 10)
    begun = orders.slot < np.array([c.lines for c in scenario.cabinets])[orders.cabinet]
    assert _near(((orders.type == MOVE) & begun).sum(), 1640 * 0.006 * 10)
    assert _near(((orders.type == CEASE) & begun).sum(), 1640 * 0.004 * 10)


def test_a_shock_multiplies_the_faults_that_can_happen() -> None:
    shock = {"title": "storm", "on": "2001-02-10", "lasting": "10 days", "factor": 4}
    scenario = _one_cabinet(1000, 30, shocks=[shock])
    usual = set(draw(_one_cabinet(1000, 30), 2, 0).faults.key.tolist())
    faults = draw(scenario, 2, 0).faults
    extra = np.array([key not in usual for key in faults.key.tolist()])
    assert _near(extra.sum(), 3 * 1000 * 0.3 * 10 / 30.4)
    assert faults.mark.max() < 0.3
    _mean_is(faults.mark[extra], 0.15)
    _mean_is(faults.time_ms[extra] / DAY_MS, 45)


def test_a_guess_of_too_few_rows_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    right = draw(town(), 1, 0)
    monkeypatch.setattr(tiles, "ceil", lambda guess: 1)
    assert same_bytes(draw(town(), 1, 0), right)


def test_lines_that_orders_found_have_candidates_from_their_order_on() -> None:
    scenario = town(faults={"drop": cause(20.0)}, window="304 days", follow_up="10 days")
    workload = draw(scenario, 3, 0)
    orders, faults = workload.orders, workload.faults
    own = orders.type != CEASE
    assert (workload.slots.sum() - 1640) == (
        (orders.type == INSTALL).sum() + (orders.type == MOVE).sum()
    )
    exposure = 0.0
    for row in np.flatnonzero(own):
        exposure += 314 * DAY_MS - max(0, int(orders.time_ms[row]))
    new = [
        (int(c), int(s), int(t))
        for c, s, t in zip(faults.cabinet, faults.slot, faults.time_ms, strict=True)
        if s >= scenario.cabinets[int(c)].lines
    ]
    assert _near(len(new), exposure / MONTH_MS * 0.2)
    first = {}
    for row in np.flatnonzero(own):
        moved = orders.type[row] == MOVE
        place = orders.to_cabinet[row] if moved else orders.cabinet[row]
        slot = orders.to_slot[row] if moved else orders.slot[row]
        first[int(place), int(slot)] = int(orders.time_ms[row])
    assert all(time >= first[place, slot] for place, slot, time in new)


def test_moves_go_to_another_cabinet_of_the_exchange_by_its_pairs() -> None:
    cabinets = [
        cabinet("a", "N1", 2000),
        cabinet("b", "N1", 10, distribution_pairs=300),
        cabinet("c", "N1", 10, distribution_pairs=100),
        cabinet("d", "N2", 500),
    ]
    exchanges = [exchange("N1"), exchange("N2")]
    workload = draw(town(exchanges=exchanges, cabinets=cabinets, window="365 days"), 1, 1)
    orders = workload.orders
    moves = orders.type == MOVE
    from_a = orders.to_cabinet[moves & (orders.cabinet == 0)]
    assert set(from_a.tolist()) == {1, 2}
    share = (from_a == 1).mean()
    assert abs(share - 0.75) < 4 * np.sqrt(0.75 * 0.25 / len(from_a))
    # The only cabinet of its exchange keeps its movers.
    assert set(orders.to_cabinet[moves & (orders.cabinet == 3)].tolist()) == {3}
    assert (orders.to_cabinet[~moves] == orders.cabinet[~moves]).all()


def test_columns_follow_their_laws() -> None:
    travel = {"source": "assumed", "variation": {"lognormal": {"mean": 1, "cv": 0.5}}}
    faults = {
        "drop": cause(30, report_delay={"exponential": {"mean": "4 h"}}),
        "joint": cause(8, lines={"exponential": {"mean": "9 lines"}}, reporting_share="60 %"),
        "cut": {
            **cause(8),
            "work": None,
            "splicing": {
                "locate": work_constant("5 work h"),
                "material_share": "20 %",
                "material_wait": "48 h",
                "pairs_per_hour": 15,
            },
        },
    }
    drawn = draw(town(demand={}, faults=faults, travel=travel), 1, 0).faults
    drop, joint, cut = (drawn.cause == number for number in range(3))
    _mean_is(drawn.work_ms[drop | joint] / HOUR_MS, 1.0)
    _mean_is(drawn.report_delay_ms[drop] / HOUR_MS, 4.0)
    _mean_is(drawn.travel_ppm / 1e6, 1.0)
    _mean_is((drawn.distance_m / 2000.0) ** 2, 0.5)
    _mean_is(drawn.access_ppm < 120_000, 0.12)
    _mean_is(drawn.fix_ppm < 850_000, 0.85)
    _mean_is(drawn.remote_ppm < 300_000, 0.3)
    assert (drawn.lines[~joint] == 1).all()
    assert (drawn.report_delay_ms[~drop] == 0).all()
    hit, told = drawn.lines[joint], drawn.reports[joint]
    assert ((told >= 1) & (told <= hit)).all()
    _mean_is(told[hit >= 10] - 0.6 * hit[hit >= 10], 0.0)
    assert (drawn.work_ms[cut] == 0).all()
    assert (drawn.locate_ms[cut] == 5 * HOUR_MS).all()
    assert (drawn.locate_ms[~cut] == 0).all()
    assert set(drawn.material_wait_ms[cut].tolist()) == {0, 48 * HOUR_MS}
    _mean_is(drawn.material_wait_ms[cut] > 0, 0.2)
    assert (drawn.material_wait_ms[~cut] == 0).all()


def work_constant(text: str) -> dict[str, object]:
    return {"constant": {"value": text}}


def _mean_is(values: np.ndarray, expected: float) -> None:
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert abs(np.mean(values) - expected) < 4 * error


def test_patience_counts_from_the_order_or_from_the_start() -> None:
    waiting = [{"cabinet": "a", "orders": 400, "mean_age_days": 120}]
    orders = draw(town(waiting=waiting), 1, 0).orders
    old = orders.time_ms < 0
    assert old.sum() == 400
    assert (orders.mark[old] == 0).all()
    assert (orders.slot[old] >= 300).all()
    assert (orders.slot[old] < 700).all()
    _mean_is(-orders.time_ms[old] / DAY_MS, 120)
    install = orders.type == INSTALL
    patience = orders.gives_up_ms - np.maximum(orders.time_ms, 0)
    assert (patience[install] > 0).all()
    _mean_is(patience[install] / DAY_MS, 240)
    assert (orders.gives_up_ms[~install] == NEVER_MS).all()
    cease = orders.type == CEASE
    for column in ("work_prebuilt_ms", "work_build_ms", "distance_m", "travel_ppm", "fix_ppm"):
        assert (getattr(orders, column)[cease] == 0).all()
    move = orders.type == MOVE
    assert (orders.work_prebuilt_ms[move] == orders.work_build_ms[move]).all()
    # One mark for both: a customer slow with a drop is as slow without.
    ratio = orders.work_build_ms[install] / orders.work_prebuilt_ms[install]
    assert np.allclose(ratio, 3 / 1.2, rtol=1e-3)


def test_waiting_orders_fill_the_fullest_cabinets_of_each_county_first() -> None:
    cabinets = [
        cabinet("a", "N1", 300, feeder_pairs=600),
        cabinet("b", "N1", 700, feeder_pairs=705),
        cabinet("c", "N2", 150, distribution_pairs=160, defective_pct=5),
        cabinet("d", "S1", 400),
        cabinet("e", "S1", 90),
    ]
    start = {
        "source": "assumed",
        "waiting": {"share_of_lines": "10 %", "mean_age": "120 days"},
    }
    orders = draw(town(cabinets=cabinets, initial=start), 1, 0).orders
    counts = np.bincount(orders.cabinet[orders.time_ms < 0], minlength=5)
    # North: 115 orders. b is full to 700/705, c to 150/152, a to 300/600: b takes 15 % of its
    # lines and c the rest. South: d is full to 400/810, e to 90/190, so d takes all 49.
    assert counts.tolist() == [0, 105, 10, 49, 0]


def test_absences_come_by_the_calendar_and_keep_to_their_crew() -> None:
    calendars = {
        "worn": {"source": "assumed", "hours": {"mon-sat": ["08:00-12:00"]}, "absence": "8 %"},
        "fit": {"source": "assumed", "hours": {"mon-sat": ["08:00-12:00"]}},
    }
    crew = {"team": "repair", "base": "N1", "covers": "all"}
    rows = [
        {"id": "r", "calendar": "worn", "count": 20, **crew},
        {"id": "s", "calendar": "fit", **crew},
    ]
    teams = {"repair": {"source": "assumed", "skills": {"repair": {}}}}
    more = {"calendars": calendars, "teams": teams}
    absent = draw(town(crews=rows, **more), 1, 0).absent
    assert absent.shape == (21, 120)
    assert not absent[20].any()
    _mean_is(absent[:20].ravel().astype(float), 0.08)
    first = {"id": "q", "calendar": "worn", **crew}
    longer = draw(town(crews=[first, *rows], window="150 days", **more), 1, 0).absent
    assert (longer[1:, :120] == absent).all()
    assert (longer[0, :120] != longer[1, :120]).any()


def test_a_town_without_lines_demand_or_places_gives_empty_columns() -> None:
    full = draw(town(), 1, 0)
    for scenario in (
        town(demand={}, faults={}),
        town(cabinets=[cabinet("a", "N1", 0)]),
        town(exchanges=[], cabinets=[]),
        town(faults={"drop": cause(0)}, demand={}),
    ):
        empty = draw(scenario, 1, 0)
        for table, model in ((empty.orders, full.orders), (empty.faults, full.faults)):
            for name in vars(model):
                assert len(getattr(table, name)) == 0
                assert getattr(table, name).dtype == getattr(model, name).dtype
        assert empty.slots.tolist() == [c.lines for c in scenario.cabinets]


def test_nothing_arrives_after_the_window_when_arrivals_end_with_it() -> None:
    still = draw(town(follow_up="60 days"), 1, 0)
    ended = draw(town(follow_up="60 days", arrivals_after_window=False), 1, 0)
    assert still.faults.time_ms.max() >= 120 * DAY_MS
    assert ended.faults.time_ms.max() < 120 * DAY_MS
    assert ended.orders.time_ms.max() < 120 * DAY_MS


def test_a_rate_of_moves_beyond_measure_is_refused() -> None:
    rates = tree()["demand"]
    rates["move"]["rate"] = "200 orders per 100 lines per month"
    with pytest.raises(ValueError, match=r"demand\.move\.rate: got 7\.89 moves per line"):
        draw(town(demand=rates), 1, 0)
