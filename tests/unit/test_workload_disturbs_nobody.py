"""A change of the scenario adds or removes candidates; those that stay are untouched."""

from __future__ import annotations

from telesim.scenario import Phase, Scenario
from telesim.units import DAY_MS
from telesim.workload import draw
from workload_towns import (
    cabinet,
    cause,
    demand,
    exchange,
    rows_by_key,
    same_bytes,
    town,
    tree,
)


def _rows(scenario: Scenario) -> dict[int, tuple[object, ...]]:
    return rows_by_key(draw(scenario, 7, 3), scenario)


def _only_added(before: Scenario, after: Scenario) -> list[dict[str, object]]:
    """The rows that ``after`` has more; fails if any row of ``before`` is gone or changed."""
    old, new = _rows(before), _rows(after)
    assert len(old) > 100
    assert {key: new.get(key) for key in old} == old
    return [dict(row) for key, row in new.items() if key not in old]


def test_same_seed_and_replication_give_the_same_bytes_and_others_do_not() -> None:
    scenario = town()
    assert same_bytes(draw(scenario, 7, 3), draw(scenario, 7, 3))
    assert not set(_rows(scenario)) & set(draw(scenario, 7, 4).faults.key.tolist())
    assert not set(_rows(scenario)) & set(draw(scenario, 8, 3).faults.key.tolist())


def test_another_policy_changes_nothing() -> None:
    other = town(policies={"dispatch": {"rule": "nearest"}, "base": "local"})
    assert same_bytes(draw(town(), 1, 0), draw(other, 1, 0))


def test_one_line_more_adds_only_what_comes_from_that_line() -> None:
    larger = tree()["cabinets"]
    larger[1]["lines"] += 1
    added = _only_added(
        town(faults={"drop": cause(40)}), town(faults={"drop": cause(40)}, cabinets=larger)
    )
    assert added
    assert {row["cabinet"] for row in added} <= {"a", "b"}
    faults = [row for row in added if "cause" in row]
    founded_or_new = [row["slot"] for row in faults]
    assert 700 in founded_or_new
    assert all(line == 700 or line > 10_000 for line in founded_or_new)


def test_a_place_more_leaves_the_others_as_they_are() -> None:
    base = tree()
    after = town(
        exchanges=[exchange("W1", "west"), *base["exchanges"]],
        cabinets=[cabinet("w", "W1", 500), *base["cabinets"]],
    )
    added = _only_added(town(), after)
    assert {row["cabinet"] for row in added} == {"w"}


def test_a_cabinet_more_at_an_exchange_only_draws_moves_to_itself() -> None:
    after = town(cabinets=[*tree()["cabinets"], cabinet("f", "S1", 300)])
    old, new = _rows(town()), _rows(after)
    changed = 0
    for key, row in old.items():
        first, second = dict(row), dict(new[key])
        if first.get("type") == 1 and first["to_cabinet"] != second["to_cabinet"]:
            assert second["to_cabinet"] == "f"
            changed += 1
    assert changed > 0


def test_a_cause_more_leaves_the_others_as_they_are() -> None:
    faults = {"flood": cause(0.3), **tree()["faults"]}
    added = _only_added(town(), town(faults=faults))
    assert {row["cause"] for row in added} == {"flood"}


def test_a_higher_rate_only_adds_candidates_above_the_old_one() -> None:
    added = _only_added(town(), town(faults={**tree()["faults"], "drop": cause(3.1)}))
    assert {row["cause"] for row in added} == {"drop"}
    marks = [float(row["mark"]) for row in added]
    assert 0.009 <= min(marks) < 0.0092
    assert 0.0305 < max(marks) < 0.031


def test_a_phase_with_a_higher_rate_is_covered_in_its_counties_alone() -> None:
    later = town(faults={**tree()["faults"], "drop": cause(3.1)})
    phase = Phase(from_ms=30 * DAY_MS, counties=("south",), scenario=later)
    added = _only_added(town(), town().model_copy(update={"phases": (phase,)}))
    assert {row["cabinet"] for row in added} == {"d", "e"}
    assert {row["cause"] for row in added} == {"drop"}


def test_a_longer_run_only_appends() -> None:
    pattern = {
        "source": "assumed",
        "months": {"jan": 2},
        "hours": {"08-18": "80 %"},
        "days": {"weather": {"cv": 0.4, "lag1": 0.5}, "place": {"cv": 0.3}},
        "storms": {"days_per_year": 20, "months": ["jan", "feb"], "factor": 3},
    }
    changing = {
        "patterns": {"p": pattern},
        "demand": demand(pattern="p"),
        "faults": {"drop": cause(0.9, pattern="p")},
    }
    added = _only_added(town(**changing), town(**changing, warm_up="10 days", follow_up="33 days"))
    assert min(int(row["time_ms"]) for row in added) >= 120 * DAY_MS


def test_a_shock_adds_its_own_faults_alone() -> None:
    shock = {
        "title": "storm",
        "on": "2001-02-10",
        "lasting": "3 days",
        "factor": 10,
        "counties": ["south"],
        "causes": ["drop"],
    }
    added = _only_added(town(), town(shocks=[shock]))
    assert {row["cause"] for row in added} == {"drop"}
    assert {row["cabinet"] for row in added} <= {"d", "e"}
    times = [int(row["time_ms"]) for row in added]
    assert 40 * DAY_MS <= min(times)
    assert max(times) < 43 * DAY_MS
    assert all(float(row["mark"]) < 0.009 for row in added)
    # 490 lines and a few new ones, 9 times 0.9 per 100 a month more, 3 days: 3.9 expected.
    assert 1 <= len(added) <= 12


def test_two_storms_of_one_title_are_two_storms() -> None:
    def storm(on: str) -> dict[str, object]:
        return {"title": "storm", "on": on, "lasting": "5 days", "factor": 40}

    workload = draw(town(shocks=[storm("2001-02-10"), storm("2001-03-10")]), 7, 3)
    usual = set(draw(town(), 7, 3).faults.key.tolist())
    extra = [k not in usual for k in workload.faults.key.tolist()]
    times = workload.faults.time_ms[extra]
    later = times >= 60 * DAY_MS
    assert 20 < later.sum() < len(times) - 20
    assert not set((times[~later] - 40 * DAY_MS).tolist()) & set(
        (times[later] - 68 * DAY_MS).tolist()
    )


def test_a_calming_shock_only_takes_away() -> None:
    calm = {"title": "calm", "on": "2001-02-01", "lasting": "50 days", "factor": 0.25}
    often = {"demand": {}, "faults": {"drop": cause(12)}}
    before, after = town(**often), town(**often, shocks=[calm])
    removed = _only_added(after, before)
    assert all(31 * DAY_MS <= int(row["time_ms"]) < 81 * DAY_MS for row in removed)
    inside = [
        key
        for key, row in _rows(before).items()
        if 31 * DAY_MS <= int(dict(row)["time_ms"]) < 81 * DAY_MS
    ]
    kept = len(inside) - len(removed)
    assert abs(kept - 0.25 * len(inside)) < 4 * (0.25 * 0.75 * len(inside)) ** 0.5


def test_more_waiting_orders_and_open_days_only_append() -> None:
    def start(orders: int, days: float) -> Scenario:
        waiting = [{"cabinet": "b", "orders": orders, "mean_age_days": 90}]
        return town(waiting=waiting, initial={"source": "assumed", "open_faults_days": days})

    added = _only_added(start(4, 20), start(6, 30))
    waiting = [row for row in added if "type" in row and int(row["time_ms"]) < 0]
    assert len(waiting) == 2
    opened = [int(row["time_ms"]) for row in added if "cause" in row and int(row["time_ms"]) < 0]
    assert opened
    assert -30 * DAY_MS <= min(opened)
    assert max(opened) < -20 * DAY_MS
