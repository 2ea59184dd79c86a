"""Directory enquiry and counters: who comes on sample days, how they are served, what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kpi_log import kpis_of
from queue_answers import ratio
from telesim import conservation
from telesim import scenario as scenarios
from telesim.conservation import ConservationError
from telesim.eventlog import COLUMNS, EventLog, Kind
from telesim.kpi import measure
from telesim.policies.clerks import MonthDone, StarClerkPay
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation import simulate
from telesim.theory import ErlangA
from telesim.units import DAY_MS, HOUR_MS
from telesim.workload import draw
from telesim.workload.sampled import Sampled
from towns import MIN, H, at, cabinet, exchange, rows, town, workload

S = 1000
FOREVER = 2**62
DIRECTORY: dict[str, Any] = {
    "hours": {"mon-sun": "00:00-24:00"},
    "agents": {"mon-sun": {"00:00-24:00": 1}},
    "rate": "0.03 calls per line per day",
    "call": "30 s",
    "patience": "60 s",
    "source": "assumed",
}
COUNTERS: dict[str, Any] = {
    "hours": {"mon-sun": "08:00-18:00"},
    "agents": {"mon-sun": {"08:00-18:00": 2}},
    "bills": {"in_person": "70 %", "at_month_end": "50 %", "last_days": 5, "serve": "3 min"},
    "orders": {"rate": "4 visits per 100 lines per month", "serve": "10 min"},
    "enquiries": {"rate": "6 visits per 100 lines per month", "serve": "4 min"},
    "by_hour": {"08-18": "100 %"},
    "errors": "10 %",
    "correction": "5 min",
    "sample_days": {"month_end": 31, "other": 31},
    "source": "assumed",
}


def quiet(lines: int = 1000, **more: Any) -> Scenario:
    """Places without faults or orders; the year begins on Monday, 1 January 2001."""
    said = {
        "demand": {},
        "faults": {},
        "window": "31 days",
        "follow_up": "1 day",
        "exchanges": [exchange("E", ports=5000), exchange("F", county="south", ports=5000)],
        "cabinets": [
            cabinet("C", "E", lines, feeder_pairs=5000, distribution_pairs=5000),
            cabinet("D", "F", lines, feeder_pairs=5000, distribution_pairs=5000),
        ],
        **more,
    }
    return town(**said)


def rows_of(*came: tuple[int, int, int, int], day: int = 1) -> Sampled:
    """Rows by hand: instant, service, patience, sort; all from the first line, on one day."""
    table = np.array(came, dtype=np.int64).reshape(-1, 4)
    nothing = np.zeros(len(table), dtype=np.int64)
    return Sampled(
        table[:, 0], nothing, np.arange(len(table)), table[:, 3], table[:, 1], table[:, 2],
        np.arange(7, 7 + len(table), dtype=np.uint64),
        np.array([at(day)]), np.array([31_000]),
    )  # fmt: skip


def checked(scenario: Scenario, **sampled: Sampled) -> EventLog:
    log = simulate(scenario, replace(workload(scenario), **sampled))
    conservation.check(scenario, log)
    return log


def figures(scenario: Scenario, log: EventLog) -> dict[tuple[str, str], float]:
    table = measure(scenario, log)
    return {(k, w): float(v) for k, w, v in zip(table["kpi"], table["where"], table["value"],
                                                strict=True)}  # fmt: skip


# -- directory enquiry ------------------------------------------------------------------------


def test_callers_wait_give_up_and_dial_again() -> None:
    scenario = quiet(directory_desk={**DIRECTORY, "again": {"share": "100 %", "within": "1 s"}})
    ten = at(1, "10:00")
    came = rows_of(
        (ten, 30 * S, 60 * S, 0),
        (ten + 10 * S, 30 * S, 60 * S, 0),
        (ten + 20 * S, 30 * S, 5 * S, 0),
    )
    log = checked(scenario, directory=came)
    answered = [(r["time_ms"] - ten, r["amount"]) for r in rows(log, Kind.DIRECTORY_ANSWERED)]
    assert answered[:2] == [(0, 0), (30 * S, 20 * S)]
    lost = [(r["time_ms"] - ten, r["reason"], r["amount"]) for r in rows(log, Kind.DIRECTORY_LOST)]
    # The third waits five seconds at a time and is answered when the second is done.
    assert lost[0] == (25 * S, 0, 5 * S)
    assert answered[2][0] >= 60 * S
    found = figures(scenario, log)
    calls = 3 + len(lost)
    assert found["directory_calls_per_day", "{}"] == pytest.approx(calls)
    assert found["directory_answered_in_15s", "{}"] == pytest.approx(200 / calls)
    assert found["directory_abandoned", "{}"] == pytest.approx(100 * len(lost) / calls)
    waits = sum(wait for _, wait in answered) / 3 / S
    assert found["directory_answer_mean", "{}"] == pytest.approx(waits)
    assert found["directory_sample_days", "{}"] == 1


def test_a_line_without_service_cannot_call() -> None:
    scenario = quiet(lines=1, directory_desk=DIRECTORY)
    rows_there = rows_of((at(1, "10:00"), S, S, 0), (at(1, "11:00"), S, S, 0))
    # The second row is of slot 1, which is no line yet.
    made = replace(workload(scenario), directory=rows_there, slots=np.array([2, 1]))
    log = simulate(scenario, made)
    assert len(rows(log, Kind.DIRECTORY_ANSWERED)) == 1


def test_the_desk_is_the_queue_of_palm_and_the_calls_are_as_many_as_stated() -> None:
    hours = 28 * 24
    scenario = quiet(
        window="28 days",
        directory_desk={
            **DIRECTORY,
            "agents": {"mon-sun": {"00:00-24:00": 5}},
            "rate": "1.44 calls per line per day",
            "call": {"exponential": {"mean": "2 min"}},
            "patience": {"exponential": {"mean": "2 min"}},
            "sample_days": 28,
        },
    )
    log = simulate(scenario, draw(scenario, 5, 0))
    conservation.check(scenario, log)
    # Two thousand lines, 120 calls an hour of two minutes: four busy of five.
    exact = ErlangA(120.0, 30.0, 30.0, 5)
    at_row = np.isin(log.kind, (Kind.DIRECTORY_ANSWERED, Kind.DIRECTORY_LOST))
    came = log.time_ms[at_row] - log.amount[at_row]
    day = came // DAY_MS
    assert abs(at_row.sum() - 120 * hours) < 4 * np.sqrt(120 * hours)
    lost = (log.kind[at_row] == Kind.DIRECTORY_LOST).astype(float)

    def of_days(values: NDArray[np.float64], inside: NDArray[np.bool_]) -> Any:
        its = day[inside]
        return ratio(np.bincount(its, values[inside], minlength=28),
                     np.bincount(its, minlength=28).astype(float))  # fmt: skip

    everyone = np.ones(lost.size, dtype=bool)
    abandoned = of_days(lost, everyone)
    asa = of_days(log.amount[at_row] / HOUR_MS, lost == 0)
    assert abandoned.half_width < 0.05 and asa.half_width < 0.06
    assert abs(abandoned.z(exact.abandonment_probability)) < 4
    assert abs(asa.z(exact.average_speed_of_answer)) < 4


def test_more_calls_only_add_and_nobody_else_is_moved() -> None:
    scenario = quiet(directory_desk={**DIRECTORY, "sample_days": 2}, counters=COUNTERS)
    often = {**DIRECTORY, "sample_days": 2, "rate": "0.05 calls per line per day"}
    more = quiet(directory_desk=often, counters=COUNTERS)
    few, many = draw(scenario, 2, 0), draw(more, 2, 0)
    assert set(few.directory.key.tolist()) < set(many.directory.key.tolist())
    assert (few.directory.day_ms == many.directory.day_ms).all()
    assert (few.counters.key == many.counters.key).all()
    assert len(few.directory.day_ms) == 2
    assert few.directory.stands_for.tolist() == [15_500, 15_500]


# -- counters ---------------------------------------------------------------------------------


def test_bills_come_at_the_end_of_the_month_with_orders_and_enquiries_beside_them() -> None:
    scenario = quiet(lines=4000, counters=COUNTERS)
    drawn = draw(scenario, 3, 0).counters
    assert len(drawn.day_ms) == 31 and set(drawn.stands_for.tolist()) == {1000}
    counts = np.bincount(drawn.sort, minlength=3)
    expected = 8000 * np.array([0.7, 0.04 * 31 / 30.4, 0.06 * 31 / 30.4])
    assert (np.abs(counts - expected) < 4 * np.sqrt(expected)).all()
    last = (drawn.time_ms[drawn.sort == 0] >= 26 * DAY_MS).sum()
    assert abs(last - 2800) < 4 * np.sqrt(2800)
    of_day = drawn.time_ms % DAY_MS
    assert of_day.min() >= 8 * HOUR_MS and of_day.max() < 18 * HOUR_MS


def test_a_few_days_stand_for_the_month() -> None:
    sampled = {**COUNTERS, "sample_days": {"month_end": 1, "other": 2}}
    drawn = draw(quiet(counters=sampled), 3, 0).counters
    stands = sorted(zip(drawn.day_ms.tolist(), drawn.stands_for.tolist(), strict=True))
    assert [days for begin, days in stands if begin >= 26 * DAY_MS] == [5_000]
    assert [days for begin, days in stands if begin < 26 * DAY_MS] == [13_000, 13_000]


def test_clerks_serve_slower_under_equal_pay_and_an_error_takes_longer() -> None:
    ten = at(1, "10:00")
    came = [(ten + n * MIN, 4 * MIN, FOREVER, 0) for n in range(3)]
    plain = quiet(counters={**COUNTERS, "errors": "0 %"})
    slow = quiet(counters={**COUNTERS, "errors": "100 %", "pay": {"scheme": "equal", "pace": 0.8}})
    taken = [
        [r["reason"] for r in rows(checked(s, counters=rows_of(*came)), Kind.COUNTER_SERVED)]
        for s in (plain, slow)
    ]
    assert taken == [[4 * MIN] * 3, [5 * MIN + 5 * MIN] * 3]
    log = checked(slow, counters=rows_of(*came))
    found = figures(slow, log)
    # Two clerks: the third waits eight minutes; ten hours of two clerks on a day for thirty-one.
    assert found["counter_wait_mean", "{}"] == pytest.approx(8 / 3)
    assert found["counter_served_in_10min", "{}"] == 100
    assert found["counter_errors_per_1000", "{}"] == 1000
    assert found["counter_transactions_per_clerk_hour", '{"county": "north"}'] == pytest.approx(
        3 / 20
    )
    assert found["counter_transactions_per_clerk_hour", "{}"] == pytest.approx(3 / 40)


def test_who_is_inside_at_closing_is_served_and_who_comes_later_is_not() -> None:
    six = at(1, "18:00")
    log = checked(
        quiet(counters={**COUNTERS, "errors": "0 %"}),
        counters=rows_of(
            (six - 3 * MIN, 10 * MIN, FOREVER, 0), (six - 2 * MIN, 10 * MIN, FOREVER, 1),
            (six - MIN, 10 * MIN, FOREVER, 2), (six + MIN, MIN, FOREVER, 0),
            (six + 2 * MIN, MIN, 0, 1),
        ),
    )  # fmt: skip
    served = [(r["line"], (r["time_ms"] - six) // MIN) for r in rows(log, Kind.COUNTER_SERVED)]
    assert served == [(0, -3), (1, -2), (2, 7)]
    left = [(r["line"], r["reason"]) for r in rows(log, Kind.COUNTER_LEFT)]
    assert left == [(0, 1), (1, 1)]


def test_a_generated_town_conserves_what_it_must_and_has_every_figure() -> None:
    impatient = {**COUNTERS, "agents": {"mon-sun": {"08:00-13:00": 1, "13:00-18:00": 2}},
                 "agents_in": {"south": {"mon-sun": {"08:00-18:00": 3}}},
                 "patience": {"exponential": {"mean": "10 min"}}, "pay": STARS}  # fmt: skip
    scenario = quiet(
        lines=3000, counters=impatient, directory_desk={**DIRECTORY, "sample_days": 3,
        "again": {"share": "60 %", "within": "10 min"},
        "rate": "0.4 calls per line per day"},
    )  # fmt: skip
    log = simulate(scenario, draw(scenario, 4, 0))
    conservation.check(scenario, log)
    assert set(range(Kind.SAMPLE_DAY, Kind.COUNTER_ERROR + 1)) <= set(log.kind.tolist())
    found = figures(scenario, log)
    for name in (*kpis_of("directory_desk"), *kpis_of("counters")):
        for where in ("{}", '{"county": "north"}', '{"county": "south"}'):
            assert found[name, where] >= 0
    plain = quiet()
    names = {name for name, _ in figures(plain, simulate(plain, draw(plain, 4, 0)))}
    assert not names & {*kpis_of("directory_desk"), *kpis_of("counters")}


@pytest.mark.parametrize(
    ("kind", "column", "value", "message"),
    [
        (Kind.COUNTER_SERVED, "reason", 2 * H, "more are served"),
        (Kind.COUNTER_SERVED, "amount", -1, "waited less"),
        (Kind.COUNTER_SERVED, "place", 0, "needs its county"),
        (Kind.SAMPLE_DAY, "reason", 0, "before the first sample day"),
    ],
)
def test_a_log_that_cannot_be_true_is_found(
    kind: Kind, column: str, value: int, message: str
) -> None:
    scenario = quiet(counters={**COUNTERS, "agents": {"mon-sun": {"08:00-18:00": 1}}})
    ten = at(1, "10:00")
    log = checked(scenario, counters=rows_of((ten, MIN, FOREVER, 0), (ten + H, MIN, FOREVER, 0)))
    columns = {name: getattr(log, name).copy() for name in COLUMNS}
    columns[column][np.flatnonzero(log.kind == kind)[0]] = value
    with pytest.raises(ConservationError, match=message):
        conservation.check(scenario, EventLog(columns, log.end_ms))


FOLDER = Path(__file__).parents[2] / "scenarios" / "zhumadian"


@pytest.mark.parametrize(
    ("reform", "first", "last"),
    [
        ("114-positions", Kind.DIRECTORY_ANSWERED, Kind.DIRECTORY_LOST),
        ("star-clerks", Kind.COUNTER_SERVED, Kind.COUNTER_ERROR),
    ],
)
def test_the_first_difference_of_a_reform_is_a_row_of_its_own(
    reform: str, first: Kind, last: Kind
) -> None:
    before, after = (
        scenarios.load(FOLDER / "before.yaml", reforms=more)
        for more in ((), (FOLDER / "reforms" / f"{reform}.yaml",))
    )
    # The desks of Zhumadian in a little town, with as many agents for it.
    logs = []
    for source in (before, after):
        assert source.directory_desk is not None and source.counters is not None
        one = {"mon-sun": {"00:00-24:00": 1 if source is before else 2}}
        desk = source.directory_desk.model_copy(
            update={"agents": one, "rate": source.directory_desk.rate}
        )
        there = quiet(lines=4000).model_copy(
            update={"directory_desk": desk, "counters": source.counters.model_copy(
                update={"agents_in": {}, "agents": {"mon-sun": {"08:00-18:00": 2}}})}
        )  # fmt: skip
        if reform == "star-clerks":
            there = there.model_copy(update={"directory_desk": before.directory_desk})
        logs.append(simulate(there, draw(there, 6, 0)))
    at_row = logs[0].first_difference(logs[1])
    assert at_row is not None
    assert first <= logs[0].kind[at_row] <= last


def test_validate_says_how_many_are_busy_in_the_busiest_hour() -> None:
    scenario = quiet(
        lines=1000,
        directory_desk={**DIRECTORY, "by_hour": {"10-11": "50 %"}, "call": "36 s"},
        counters={**COUNTERS, "agents": {"mon-sun": {"08:00-12:00": 4, "12:00-18:00": 2}}},
    )
    directory, north, south = check(scenario).desks
    # 2,000 lines, 60 calls a day, 30 of them in an hour: 30 x 36 s = 0.3 h.
    assert directory.startswith("directory enquiry: 60 calls a day of 36 s, 0.3 busy of 1 from 10")
    # 1,000 lines: 70 bills of 3 min, 1.3 orders of 10 and 2.0 enquiries of 4, and one in ten five
    # minutes longer: 267.7 min in ten hours, 0.4 busy.
    assert north == (
        "counters of north: 73 customers on each of the last days of a month, of 3.7 min, "
        "0.4 busy of 2 from 12:00"
    )
    assert south.startswith("counters of south: 73 customers")
    assert any(line == "Desks" for line in check(scenario).lines())
    assert check(quiet()).desks == ()


# -- pay of clerks ----------------------------------------------------------------------------

STARS: dict[str, Any] = {
    "scheme": "stars", "base": "300 CNY", "per_customer": "1 CNY", "off_per_error": "5 CNY",
    "bonus": "20 CNY",
}  # fmt: skip


def month_of(customers: float, errors: float, per_hour: float) -> MonthDone:
    return MonthDone(customers, errors, per_hour)


def test_stars_rank_by_quantity_and_quality() -> None:
    done = [month_of(100, 10, 8), month_of(200, 4, 9), month_of(150, 3, 9), month_of(50, 0, 2)]
    # Ranks of quantity: 1/3, 2.5/3, 2.5/3, 0; of quality (10, 2, 2 and 0 %): 0, 1.5/3, 1.5/3, 1.
    # Means 1/6, 2/3, 2/3, 1/2; in fifths 0.83, 3.33, 3.33, 2.5.
    assert StarClerkPay().rated(done) == [1, 4, 4, 3]
    assert StarClerkPay(quality=1.0).rated(done) == [1, 3, 3, 5]
    amounts = {"base": 300.0, "per_customer": 1.0, "off_per_error": 5.0, "bonus": 20.0}
    assert StarClerkPay().month(done, amounts) == [350, 540, 495, 390]
    assert StarClerkPay().month([month_of(0, 99, 0)], amounts) == [0]
    assert StarClerkPay().rated([]) == []


def test_pay_of_a_little_counter_by_hand() -> None:
    """Two clerks; the first serves two in the time in which the second serves one."""
    ten = at(1, "10:00")
    came = [(ten, 4 * MIN, FOREVER, 0), (ten + MIN, 20 * MIN, FOREVER, 0),
            (ten + 2 * MIN, 4 * MIN, FOREVER, 0)]  # fmt: skip
    pay = {**STARS, "errors": 0, "hours_a_month": "155 work h"}
    log = checked(quiet(counters={**COUNTERS, "errors": "50 %", "pay": pay}),
                  counters=rows_of(*came))  # fmt: skip
    assert [r["crew"] for r in rows(log, Kind.COUNTER_SERVED)] == [0, 1, 0]
    scenario = quiet(counters={**COUNTERS, "errors": "50 %", "pay": pay})
    found = figures(scenario, log)
    # The day stands for 31 of ten hours: 310 hours at each place, of 155 for a person in 31 days;
    # in a month of 30.4 days 304 hours of 155, so 1.961 persons. Each of the first place serves
    # 2 x 31 x 30.4 / 31 / 1.961 = 31 customers, each of the second 15.5.
    # Rank by quantity 1 and 0, no errors: half each. Weighted 0.75 and 0.25: stars 4 and 2.
    north = '{"county": "north"}'
    first, second = 300 + 31 + 60, 300 + 15.5 + 20
    assert found["counter_pay_mean", north] == pytest.approx((first + second) / 2)
    assert found["counter_pay_p10", north] == pytest.approx(second)
    # Nobody comes in the south: both rank alike, three stars.
    assert found["counter_pay_mean", '{"county": "south"}'] == pytest.approx(340)
    assert found["counter_pay_mean", "{}"] == pytest.approx((first + second + 680) / 4)
    # With an error for each of them: 3 x 30.4 errors a month off, shared by 1.961 at each place.
    wrong = quiet(counters={**COUNTERS, "errors": "100 %", "pay": {**pay, "errors": 1}})
    found = figures(wrong, checked(wrong, counters=rows_of(*came)))
    assert found["counter_pay_mean", north] == pytest.approx((first + second - 5 * (31 + 15.5)) / 2)


def test_a_salary_is_the_same_for_all_and_errors_follow_pay() -> None:
    ten = at(1, "10:00")
    came = [(ten + n * MIN, 4 * MIN, FOREVER, 0) for n in range(3)]
    equal = quiet(counters={**COUNTERS, "pay": {"scheme": "equal", "monthly": "850 CNY"}})
    found = figures(equal, checked(equal, counters=rows_of(*came)))
    assert found["counter_pay_mean", "{}"] == found["counter_pay_p10", "{}"] == 850
    unpaid = quiet(counters=COUNTERS)
    names = {name for name, _ in figures(unpaid, checked(unpaid, counters=rows_of(*came)))}
    assert not {"counter_pay_mean", "counter_pay_p10"} & names
    counters = quiet(counters={**COUNTERS, "pay": STARS}).counters
    assert counters is not None and counters.pace == 1
    assert counters.errors_made == pytest.approx(0.06)


def test_who_has_been_free_for_longest_serves_next() -> None:
    ten = at(1, "10:00")
    came = [(ten, 9 * MIN, FOREVER, 0), (ten + MIN, MIN, FOREVER, 0),
            (ten + 10 * MIN, MIN, FOREVER, 0), (ten + 20 * MIN, MIN, FOREVER, 0),
            (ten + 23 * H, MIN, FOREVER, 0)]  # fmt: skip
    scenario = quiet(
        counters={
            **COUNTERS,
            "errors": "0 %",
            "hours": {"mon-sun": "00:00-24:00"},
            "agents": {"mon": {"00:00-24:00": 2}, "tue-sun": {"00:00-24:00": 1}},
        }
    )
    log = checked(scenario, counters=rows_of(*came))
    # Clerk 1 is free from minute 2, clerk 0 from minute 9; on the second day there is only one.
    assert [r["crew"] for r in rows(log, Kind.COUNTER_SERVED)] == [0, 1, 1, 0, 0]


def test_a_clerk_who_serves_two_is_found() -> None:
    scenario = quiet(counters=COUNTERS)
    ten = at(1, "10:00")
    log = checked(scenario, counters=rows_of((ten, H, FOREVER, 0), (ten, H, FOREVER, 1)))
    for value, message in ((1, "who serves another"), (2, "one of the clerks")):
        columns = {name: getattr(log, name).copy() for name in COLUMNS}
        columns["crew"][np.flatnonzero(log.kind == Kind.COUNTER_SERVED)] = value
        with pytest.raises(ConservationError, match=message):
            conservation.check(scenario, EventLog(columns, log.end_ms))


def test_validate_says_what_follows_from_pay() -> None:
    told = check(quiet(counters={**COUNTERS, "pay": STARS})).desks
    # Ten in a hundred under equal pay, six tenths of that under stars.
    assert told[-1] == (
        "clerks of counters: 1.00 of the pace of the times stated, errors in 6 % of the "
        "transactions; both follow from their pay by assumption"
    )
    assert not any("clerks of counters" in line for line in check(quiet(counters=COUNTERS)).desks)
