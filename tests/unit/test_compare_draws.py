"""Common draws: what they are worth, and that the same job is found in both logs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from little_town import little_town
from telesim.eventlog import EventLog, Kind
from telesim.experiment.compare.identity import UNKNOWN, identities, matched
from telesim.experiment.compare.pairing import Sample, paired, unpaired
from telesim.kpi.record import Record
from telesim.scenario import Scenario, load
from telesim.simulation import simulate
from telesim.units import HOUR_MS
from telesim.workload import Workload, draw

#: What common draws must be worth where service is 2 % faster (STATISTICS: factor 20 or more).
WORTH = 20
QUEUE = """
schema_version: 1
name: queue
start: '2001-01-01'
copies: 120
warm_up: 10 days
window: 40 days
follow_up: 40 days
exchanges: [{id: E, county: town, lines: 100, ports: 100}]
cabinets: [{id: C, exchange: E, lines: 100, feeder_pairs: 100, distribution_pairs: 100}]
crews: [{id: crew, team: field, base: E, covers: E, calendar: always, count: 5}]
calendars: {always: {hours: {mon-sun: '00:00-24:00'}, source: assumed}}
teams: {field: {skills: {repair: {speed: 1.0}}, source: assumed}}
faults:
  fault:
    cause_group: non-cable
    rate: 4.2 events per 100 lines per day
    skill: repair
    work: {exponential: {mean: 24 work h}}
    hits_lines_down: true
    source: assumed
"""


def by_copy(scenario: Scenario, seed: int) -> Sample:
    """Mean hours to restore in each copy of the queue, as a replication by itself."""
    record = Record(scenario, simulate(scenario, draw(scenario, seed, 1)))
    faults = record.faults
    inside = record.in_window(faults.reported_ms)
    took = np.minimum(faults.restored_ms, record.log.end_ms) - faults.reported_ms
    copies = len(scenario.cabinets)
    count = np.bincount(faults.place[inside], minlength=copies).astype(float)
    total = np.bincount(faults.place[inside], weights=took[inside], minlength=copies) / HOUR_MS
    return Sample(total / count, count)


def test_common_draws_are_worth_twenty_times_the_replications(tmp_path: Path) -> None:
    """Service 2 % faster in 120 copies of M/M/5 at a load of 0.84 (measured: 40 to 60 times)."""
    file = tmp_path / "queue.yaml"
    file.write_text(QUEUE, encoding="utf-8")
    slow, fast = load(file), load(file, (), {"teams.field.skills.repair.speed": 1.02})
    a, b, other = by_copy(slow, 1), by_copy(fast, 1), by_copy(fast, 2)
    together, apart = paired(a, b), unpaired(a, other)
    assert together.deviation > 0
    assert (apart.deviation / together.deviation) ** 2 >= WORTH
    # What independent runs cannot see in 120 copies is plain on common draws.
    assert together.ci_high < 0
    assert apart.ci_low < 0 < apart.ci_high


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_town(tmp_path_factory.mktemp("town"))


def run(scenario: Scenario, number: int = 1) -> tuple[Workload, EventLog]:
    drawn = draw(scenario, 7, number)
    return drawn, simulate(scenario, drawn)


def firsts(log: EventLog) -> dict[int, tuple[int, int, int, int, int]]:
    """Case -> what its first row says: time, kind, cause or type, place, line."""
    found: dict[int, tuple[int, int, int, int, int]] = {}
    for row in np.flatnonzero(np.isin(log.kind, (Kind.FAULT, Kind.ORDER))):
        one = log.row(int(row))
        found.setdefault(
            one["case"], (one["time_ms"], one["kind"], one["reason"], one["place"], one["line"])
        )
    return found


def shared(
    a: tuple[Workload, EventLog], b: tuple[Workload, EventLog]
) -> list[tuple[tuple[int, int, int, int, int], tuple[int, int, int, int, int], int, int]]:
    rows_a, rows_b = firsts(a[1]), firsts(b[1])
    id_a, id_b = identities(*a), identities(*b)
    cases_a, cases_b = np.array(sorted(rows_a)), np.array(sorted(rows_b))
    at_a, at_b = matched(id_a[cases_a], id_b[cases_b])
    pairs = zip(cases_a[at_a].tolist(), cases_b[at_b].tolist(), strict=True)
    return [(rows_a[one], rows_b[two], one, two) for one, two in pairs]


def test_two_policies_meet_the_same_jobs(town: Path) -> None:
    base = load(town)
    slower = {"policies.dispatch": {"rule": "repair-first"}, "teams.field.skills.repair.speed": 0.7}
    other = load(town, (), slower)
    a, b = run(base), run(other)
    assert a[1].digest() != b[1].digest()
    pairs = shared(a, b)
    candidates = len(a[0].orders.key) + len(a[0].faults.key)
    drawn = [pair for pair in pairs if pair[2] < candidates]
    assert all(one == two and case_a == case_b for one, two, case_a, case_b in drawn)
    assert len(drawn) > 0.97 * sum(case < candidates for case in firsts(a[1]))
    # Repeats come when their fault was cleared; they are the same at another time.
    repeats = [pair for pair in pairs if pair[2] >= candidates]
    assert repeats
    assert all(one[1:] == two[1:] for one, two, _, _ in repeats)
    assert any(one[0] != two[0] for one, two, _, _ in repeats)


def test_more_candidates_number_all_cases_anew_and_are_matched_all_the_same(town: Path) -> None:
    base = load(town)
    name = base.causes[0]
    double = {
        area: f"{200 * rate.per_line_month * 100 / 100:.6f} events per 100 lines per month"
        for area, rate in base.faults[name].rate.items()
    }
    a, b = run(base), run(load(town, (), {f"faults.{name}.rate": double}))
    pairs = shared(a, b)
    assert any(case_a != case_b for _, _, case_a, case_b in pairs)
    candidates = len(a[0].orders.key) + len(a[0].faults.key)
    drawn = [pair for pair in pairs if pair[2] < candidates]
    assert len(drawn) > 0.95 * sum(case < candidates for case in firsts(a[1]))
    assert all(one[:4] == two[:4] for one, two, _, _ in drawn)


def test_another_seed_has_no_job_in_common(town: Path) -> None:
    base = load(town)
    drawn = draw(base, 8, 1)
    other = drawn, simulate(base, drawn)
    waiting = [pair for pair in shared(run(base), other) if pair[0][0] >= 0]
    assert waiting == []


def test_an_identity_that_stands_twice_is_left_out() -> None:
    a = np.array([5, 7, 7, UNKNOWN, 9], np.uint64)
    b = np.array([9, 7, UNKNOWN, 5], np.uint64)
    at_a, at_b = matched(a, b)
    assert [(int(x), int(y)) for x, y in zip(at_a, at_b, strict=True)] == [(0, 3), (4, 0)]
