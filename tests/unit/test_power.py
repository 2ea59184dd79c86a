"""Power failures of exchanges: drawn beforehand, over by themselves, counted by themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kpi_log import A, B, D, Table, log_of, plant, row
from kpi_log import town as kpi_town
from scenario_town import Town
from telesim import conservation, kpi
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation import simulate
from telesim.simulation.striking import first_slot
from telesim.units import HOUR_MS, MONTH_MS, YEAR_MS, UnitError, parse_exchange_rate
from telesim.workload import CEASE, PowerFailures, Workload, draw, marks, to_frames
from towns import MIN, H, at, cabinet, cause, crew, exchange, fault, order, rows, town, workload

POWER = {
    "failures": "0.2 events per exchange per year",
    "lasts": {"uniform": {"low": "2 h", "high": "12 h"}},
    "share_of_lines": {"uniform": {"low": "20 %", "high": "100 %"}},
    "source": "assumed",
}
HALF = 500_000


def silent_town(**more: Any) -> Scenario:
    """Cabinets a and b of 60 and 40 lines at E, c of 50 at F."""
    plain = {
        "exchanges": [exchange("E"), exchange("F")],
        "cabinets": [cabinet("a", lines=60), cabinet("b", lines=40), cabinet("c", "F", lines=50)],
        "crews": [crew("crew")],
        "faults": {"drop": cause(), "joint": cause(lines="9 lines")},
        "power": POWER,
    }
    return town(**{**plain, **more})


def failures(*rows_: tuple[int, int, int, int, int]) -> PowerFailures:
    """Rows of (time, exchange, lasts, share in ppm, key)."""
    columns = [np.array(column) for column in zip(*rows_, strict=True)]
    dtypes = (np.int64, np.int32, np.int64, np.int64, np.uint64)
    return PowerFailures(*(c.astype(d) for c, d in zip(columns, dtypes, strict=True)))


def run(
    scenario: Scenario, power: PowerFailures, orders: Any = (), faults: Any = ()
) -> tuple[EventLog, Workload]:
    drawn = replace(workload(scenario, orders, faults), power=power)
    log = simulate(scenario, drawn)
    conservation.check(scenario, log)
    return log, drawn


# -- what happens -------------------------------------------------------------------------------


def test_half_the_lines_go_silent_and_come_back_by_themselves() -> None:
    log, _ = run(silent_town(), failures((at(1, "09:00"), 0, 4 * H, HALF, 7)))
    told = [
        (kind.name, r["time_ms"], r["place"], r["reason"], r["amount"])
        for kind in (Kind.POWER_LOST, Kind.POWER_BACK)
        for r in rows(log, kind)
    ]
    # Exchanges are numbered after the three cabinets.
    assert told == [
        ("POWER_LOST", at(1, "09:00"), 3, 0, 50),
        ("POWER_BACK", at(1, "13:00"), 3, 0, 50),
    ]
    assert rows(log, Kind.DISPATCHED) == []


def test_silent_lines_do_not_fail_and_the_others_do() -> None:
    scenario, power = silent_town(), failures((at(1, "09:00"), 0, 4 * H, HALF, 7))
    # 30 of the 60 lines of a are silent: those from a marked one on.
    begin = first_slot(7, marks.POWER_FIRST, 0, 60)
    silent, working = (begin + 29) % 60, (begin + 30) % 60

    def failing(slot: int, clock: str, cabinet: int = 0) -> int:
        log, _ = run(scenario, power, [], [fault(at(1, clock), slot, cabinet=cabinet)])
        return len(rows(log, Kind.FAULT))

    assert [failing(begin, "10:00"), failing(silent, "10:00"), failing(working, "10:00")] == [
        0, 0, 1,
    ]  # fmt: skip
    assert failing(silent, "08:59") == failing(silent, "13:00") == failing(silent, "14:00") == 1
    assert failing(begin, "10:00", cabinet=2) == 1
    # A joint takes nine working lines: the silent ones are passed over.
    log, _ = run(scenario, power, [], [fault(at(1, "10:00"), working, cause=1, lines=40)])
    assert rows(log, Kind.FAULT)[0]["amount"] == 30


def test_a_line_that_is_down_is_not_silenced_and_comes_back_with_its_repair() -> None:
    faults = [fault(at(1, "08:00"), slot, work_ms=2 * H) for slot in range(3)]
    power = failures((at(1, "08:30"), 0, 30 * H, 1_000_000, 7))
    log, _ = run(silent_town(), power, [], faults)
    assert rows(log, Kind.POWER_LOST)[0]["amount"] == 97
    assert len(rows(log, Kind.CLEARED)) == 3


def told(log: EventLog, kind: Kind) -> list[tuple[int, str, int]]:
    """(number of the failure, clock on Monday, lines)."""
    return [
        (r["reason"], f"{r['time_ms'] // H:02}:{r['time_ms'] % H // MIN:02}", r["amount"])
        for r in rows(log, kind)
    ]


ALL = 1_000_000


def test_power_is_away_until_the_last_of_two_failures_is_over() -> None:
    # [9, 13] and [12, 15]: six hours.
    power = failures((at(1, "09:00"), 0, 4 * H, ALL, 7), (at(1, "12:00"), 0, 3 * H, ALL, 8))
    scenario = silent_town()
    log, _ = run(scenario, power)
    assert told(log, Kind.POWER_LOST) == [(0, "09:00", 100), (1, "12:00", 0)]
    assert told(log, Kind.POWER_BACK) == [(0, "13:00", 0), (0, "15:00", 100), (1, "15:00", 0)]
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    assert table["power_line_hours_lost", "{}"] == 600
    assert table["power_failures", "{}"] == 2
    # Nothing fails in the sixth hour, and everything can after it.
    for clock, count in (("14:30", 0), ("15:00", 1)):
        log, _ = run(scenario, power, [], [fault(at(1, clock), 5)])
        assert len(rows(log, Kind.FAULT)) == count


def test_a_failure_within_another_ends_with_neither_lines_nor_power() -> None:
    power = failures((at(1, "09:00"), 0, 6 * H, ALL, 7), (at(1, "11:00"), 0, 1 * H, ALL, 8))
    log, _ = run(silent_town(), power)
    assert told(log, Kind.POWER_LOST) == [(0, "09:00", 100), (1, "11:00", 0)]
    assert told(log, Kind.POWER_BACK) == [(1, "12:00", 0), (0, "15:00", 100)]


def test_three_failures_hand_the_lines_on() -> None:
    # The second keeps the lines of the first, the third those of both.
    power = failures(*((at(1, f"{9 + 2 * n:02}:00"), 0, 3 * H, ALL, 7 + n) for n in range(3)))
    log, _ = run(silent_town(), power)
    assert told(log, Kind.POWER_BACK) == [
        (0, "12:00", 0), (1, "14:00", 0), (0, "16:00", 100), (2, "16:00", 0),
    ]  # fmt: skip


def test_each_of_two_failures_keeps_the_lines_that_it_has_hit() -> None:
    # Half of the lines each: 30 of 60 in a and 20 of 40 in b, from a marked line on.
    scenario, last = silent_town(), {}
    for number, (key, over) in enumerate(((7, 13), (8, 15))):
        for cabinet_, lines in enumerate((60, 40)):
            begin = first_slot(key, marks.POWER_FIRST, cabinet_, lines)
            hit = {(cabinet_, (begin + n) % lines) for n in range(lines // 2)}
            last.update(dict.fromkeys(hit, (number, over)))
    power = failures(
        (at(1, "09:00"), 0, 4 * H, HALF, 7),
        (at(1, "12:00"), 0, 3 * H, HALF, 8),
        (at(1, "10:30"), 1, 0, ALL, 9),
    )
    log, _ = run(scenario, power)
    late = sum(over == 15 for _, over in last.values())
    assert late == 50 and 50 < len(last) < 100
    assert told(log, Kind.POWER_LOST) == [
        (0, "09:00", 50), (2, "10:30", 50), (1, "12:00", len(last) - 50),
    ]  # fmt: skip
    both = 100 - len(last)
    assert told(log, Kind.POWER_BACK) == [
        (2, "10:30", 50), (0, "13:00", 50 - both), (0, "15:00", both), (1, "15:00", 50 - both),
    ]  # fmt: skip


def test_a_silent_line_is_given_up_when_its_power_is_back() -> None:
    begin = first_slot(7, marks.POWER_FIRST, 0, 60)
    orders = [order(at(1, "10:00"), CEASE, slot=begin), order(at(1, "10:00"))]
    log, _ = run(silent_town(), failures((at(1, "09:00"), 0, 4 * H, HALF, 7)), orders)
    assert [r["time_ms"] for r in rows(log, Kind.CEASED)] == [at(1, "13:00")]
    # A new line is put in service meanwhile and is not touched.
    assert rows(log, Kind.POWER_BACK)[0]["amount"] == 50


def test_without_failures_the_log_is_as_it_was() -> None:
    scenario = silent_town()
    faults = [fault(at(1, "08:00"), 3)]
    plain = simulate(scenario, workload(scenario, [], faults))
    assert plain.digest() == run(scenario, PowerFailures.none(), [], faults)[0].digest()


# -- what is drawn ------------------------------------------------------------------------------


def test_failures_come_as_often_and_last_as_long_as_written() -> None:
    year = 50
    scenario = silent_town(
        window=f"{year * 365} days",
        follow_up="0 h",
        demand={},
        faults={},
        crews=[],
        power={**POWER, "failures": "2 events per exchange per month"},
    )
    power = draw(scenario, 1, 0).power
    mean = 2 * 2 * scenario.horizon_ms / MONTH_MS
    assert abs(len(power.time_ms) - mean) < 4.5 * mean**0.5
    assert (np.diff(power.time_ms) >= 0).all()
    assert power.time_ms[-1] < scenario.horizon_ms
    n = len(power.time_ms)
    for values, low, high in ((power.lasts_ms / HOUR_MS, 2, 12), (power.share_ppm / 1e6, 0.2, 1)):
        assert low <= values.min() and values.max() <= high
        deviation = (high - low) / 12**0.5
        assert abs(values.mean() - (low + high) / 2) < 4.5 * deviation / n**0.5
    assert abs((power.exchange == 0).mean() - 0.5) < 4.5 * 0.5 / n**0.5


def test_switching_power_on_or_up_moves_nothing_else() -> None:
    rates = {"drop": cause(rate="20 events per 100 lines per month")}
    often = {**POWER, "failures": "5 events per exchange per month"}
    oftener = {**often, "failures": "9 events per exchange per month", "lasts": "3 h"}
    off, on, up = (
        draw(silent_town(faults=rates, power=power), 3, 1) for power in (None, often, oftener)
    )
    for name in ("key", "time_ms", "slot"):
        for other in (on, up):
            assert np.array_equal(getattr(off.faults, name), getattr(other.faults, name))
            assert np.array_equal(off.orders.key, other.orders.key)
    assert len(off.power.key) == 0 and len(on.power.key) > 0
    # More failures are added to those that are there; another law moves no instant.
    assert set(on.power.key.tolist()) < set(up.power.key.tolist())
    times = dict(zip(up.power.key.tolist(), up.power.time_ms.tolist(), strict=True))
    assert all(
        times[key] == time
        for key, time in zip(on.power.key.tolist(), on.power.time_ms.tolist(), strict=True)
    )


def test_an_exchange_keeps_its_failures_when_another_is_added() -> None:
    often = {**POWER, "failures": "5 events per exchange per month"}
    both = draw(silent_town(power=often), 3, 1).power
    alone = draw(
        silent_town(power=often, exchanges=[exchange("F")], cabinets=[cabinet("c", "F", 50)],
                    crews=[crew(base="F")]), 3, 1,
    ).power  # fmt: skip
    assert np.array_equal(both.key[both.exchange == 1], alone.key)


def test_the_table_of_failures_is_for_people() -> None:
    scenario = silent_town(power={**POWER, "failures": "5 events per exchange per month"})
    drawn = draw(scenario, 3, 1)
    frame = to_frames(drawn, scenario)["power"]
    assert set(frame["exchange"]) == {"E", "F"}
    assert frame["lasts_h"].between(2, 12).all()
    assert frame["share_of_lines_pct"].between(20, 100).all()
    assert "power" not in to_frames(drawn, silent_town(power=None))


# -- figures ------------------------------------------------------------------------------------


def test_line_hours_are_those_of_the_window() -> None:

    # The window is days 10 to 40.
    log = log_of(
        [
            *plant(),
            # Six hours before the window and six in it: 10 lines.
            row(10 * D - 6 * H, Kind.POWER_LOST, place=A, reason=0, amount=10),
            row(10 * D + 6 * H, Kind.POWER_BACK, place=A, reason=0, amount=10),
            row(12 * D, Kind.POWER_LOST, place=B, reason=1, amount=50),
            row(12 * D + 2 * H, Kind.POWER_BACK, place=B, reason=1, amount=50),
            # Still without power when the window ends: 12 h of it in the window.
            row(40 * D - 12 * H, Kind.POWER_LOST, place=A, reason=2, amount=3),
        ]
    )
    table = Table(kpi_town(), log)
    assert table("power_failures") == 2
    assert table("power_failures", county="East") == 1
    assert table("power_line_hours_lost") == pytest.approx(10 * 6 + 50 * 2 + 3 * 12)
    assert table("power_line_hours_lost", county="East") == pytest.approx(60 + 36)
    assert table("power_line_hours_lost", area="rural") == pytest.approx(100)
    assert table("line_hours_lost") == 0
    conservation.check(kpi_town(), log)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"amount": 11}, "must bring back the lines"),
        ({"place": B}, "must bring back the lines"),
        ({"reason": 5}, "must bring back the lines"),
        ({"place": 0}, "needs its exchange"),
        ({"amount": 9}, "no failure keeps them silent"),
        ({"kind": Kind.POWER_LOST}, "fails a second time"),
    ],
)
def test_a_log_in_which_power_does_not_add_up_is_refused(
    changes: dict[str, int], told: str
) -> None:
    more = {"place": A, "reason": 0, "amount": 10, **changes}
    kind = Kind(more.pop("kind", Kind.POWER_BACK))
    lost = row(12 * D, Kind.POWER_LOST, place=A, reason=0, amount=10)
    with pytest.raises(ConservationError, match=told):
        conservation.check(kpi_town(), log_of([*plant(), lost, row(13 * D, kind, **more)]))


def test_validate_says_what_follows() -> None:
    # Two exchanges, 0.2 a year each; 60 % of 75 lines on average, 7 h.
    found = check(silent_town()).power
    assert found is not None
    assert found.failures_per_year == pytest.approx(0.4)
    assert (found.lines, found.hours) == (pytest.approx(45, rel=1e-3), pytest.approx(7))
    assert found.line_hours_per_month == pytest.approx(0.4 * MONTH_MS / YEAR_MS * 45 * 7, rel=1e-3)
    told = "\n".join(check(silent_town()).lines())
    assert "power: 0.4 failures of exchanges a year, each of 7.0 h and 45 lines" in told
    assert "power" not in "\n".join(check(silent_town(power=None)).lines())


# -- words --------------------------------------------------------------------------------------


def test_rates_by_exchange_are_read() -> None:
    assert parse_exchange_rate("0.2 events per exchange per year", "events") == pytest.approx(
        0.2 * 30.4 / 365
    )
    assert parse_exchange_rate("1 event per exchange per month", "events") == 1
    for wrong in ("0.2", "0.2 events per line per year", "-1 events per exchange per year",
                  "2 orders per exchange per year", "1 events per exchange"):  # fmt: skip
        with pytest.raises(UnitError):
            parse_exchange_rate(wrong, "events")


SECTION = """\
power:
  failures: 0.2 events per exchange per year
  lasts: {uniform: {low: 2 h, high: 12 h}}
  share_of_lines: 40 %
  source: assumed
targets:"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("per exchange per year", "per 100 lines per year",
         "power.failures: got \"0.2 events per 100 lines per year\", need 0 or more events per "
         "exchange and time"),
        ("low: 2 h", "low: 2 work h", "power.lasts.uniform.low: got \"2 work h\", need an elapsed"),
        ("40 %", "140 %", "power.share_of_lines: got \"140 %\", need a share from 0 % to 100 %"),
        ("40 %", "0.4", "power.share_of_lines: got 0.4, need a share from 0 % to 100 %"),
        ("share_of_lines", "share_of_line", "got the unknown key 'share_of_line', need a key of "
         "this section; did you mean 'share_of_lines'?"),
        ("  source: assumed\ntargets", "targets", "power.source: is missing"),
    ],
)  # fmt: skip
def test_one_wrong_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    files.change(("targets:", SECTION))
    assert files.load().power is not None
    files.change((old, new))
    assert told in "\n".join(map(str, files.problems()))


def test_a_cable_is_cut_though_the_line_struck_is_silent() -> None:
    """All lines of E but 10 are without power when the cable of line 0 is cut."""
    faults = {"joint": cause(lines="3 lines", cable="distribution", job="cable", skill="cable")}
    scenario = silent_town(faults=faults)
    power = failures((at(1, "08:00"), 0, 5 * H, 900_000, 7))
    cut = fault(at(1, "09:00"), 0, lines=3)
    for slot in range(60):
        log, _ = run(scenario, power, faults=[{**cut, "slot": slot}])
        assert [r["amount"] for r in rows(log, Kind.FAULT)] == [3]
    # All is silent: there is nobody to miss the cable, and nothing to strike.
    dark = failures((at(1, "08:00"), 0, 5 * H, 1_000_000, 7))
    assert rows(run(scenario, dark, faults=[cut])[0], Kind.FAULT) == []
