"""Complaints: hazards, the 180 desk, the head of the county, levels, and whom they put back."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kpi_log import A1, A2, B1, D, Table, log_of, plant, row
from kpi_log import fault as fault_rows
from kpi_log import install as install_rows
from kpi_log import town as kpi_town
from kpi_log import visit as visit_rows
from scenario_town import Town
from telesim import conservation
from telesim.calendar import Calendar
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.scenario.check import check
from telesim.simulation import Simulation, simulate
from telesim.simulation import agenda as when_due
from telesim.simulation.care.answering import (
    ANSWERED,
    CLOSED,
    GAVE_UP,
    Answer,
    ComplaintLines,
    Reader,
)
from telesim.theory import ErlangA, ErlangC, FixedService
from telesim.workload import CEASE, draw
from telesim.workload.care.complaints import LOGGED, borne, climbs, customer
from telesim.workload.followups import repeat_key
from telesim.workload.marks import per_million
from towns import (
    DAY,
    MAY_BE_AWAY,
    MIN,
    H,
    at,
    cabinet,
    crew,
    exchange,
    fault,
    instants,
    order,
    rows,
    story,
    town,
    workload,
)

COMPLAINTS: dict[str, Any] = {
    "hazard": {
        "per_day_overdue": {"repair": "10 %", "install": "2 %"},
        "broken_promise": "15 %",
        "hand_off": "20 %",
        "repeat": "50 %",
    },
    "desk": {
        "hours": "08:00-18:00", "positions": 1, "handling": "6 min", "patience": "3 min",
        "logged": "100 %",
    },
    "head": {"reads": "24 work min", "calendar": "day"},
    "climbs": {"after": "3 days"},
    "source": "assumed",
}  # fmt: skip
PROMISES = {"repair": "24 h", "install": "5 days"}
#: A key whose mark is small: the customer complains at 0.1 of what people bear on average.
HASTY = next(k for k in range(1, 10_000) if abs(borne(k) - 0.1) < 0.001)
ALL_AWAY = [(0, day) for day in range(1, 29)]


def sour_town(**more: Any) -> Scenario:
    section = {**COMPLAINTS, **more.pop("complaints", {})}
    policies = {"promises": PROMISES, **more.pop("policies", {})}
    return town(**{**MAY_BE_AWAY, "complaints": section, "policies": policies, **more})


def run(scenario: Scenario, orders: Any = (), faults: Any = (), away: Any = ()) -> EventLog:
    log = simulate(scenario, workload(scenario, orders, faults, away))
    conservation.check(scenario, log)
    return log


def days(share: float, key: int, factor: float = 1.0) -> float:
    """Days overdue after which the customer complains."""
    return borne(key) / (share * factor)


# -- when customers complain ----------------------------------------------------------------------


def test_the_customer_complains_when_the_hazard_has_added_up_to_what_he_bears() -> None:
    # Down at eight on Monday, overdue from eight on Tuesday; nobody comes.
    log = run(sour_town(), [], [fault(at(1, "08:00"), 3, key=HASTY)], ALL_AWAY)
    complaint = rows(log, Kind.COMPLAINT)[0]
    assert complaint["time_ms"] == at(2, "08:00") + int(days(0.10, HASTY) * DAY) + 1
    assert (complaint["line"], complaint["reason"], complaint["amount"]) == (3, 2, 0)
    # An order that waits when the run begins was overdue before: it bears from its first instant.
    scarce = sour_town(exchanges=[exchange(ports=100)])
    log = run(scarce, [order(-30 * DAY, key=HASTY)])
    complaint = rows(log, Kind.COMPLAINT)[0]
    assert complaint["time_ms"] == int(days(0.02, HASTY) * DAY) + 1
    assert complaint["reason"] == 0
    # What is done in time, or promised nothing, brings none.
    assert not rows(run(sour_town(), [], [fault(at(1, "08:00"), key=HASTY)]), Kind.COMPLAINT)
    silent = sour_town(policies={"promises": {"install": "5 days"}},
                       complaints={"hazard": {"per_day_overdue": {"install": "2 %"}}})  # fmt: skip
    assert not rows(run(silent, [], [fault(at(1, "08:00"), key=HASTY)], ALL_AWAY), Kind.COMPLAINT)


def test_as_many_complain_as_the_hazard_says() -> None:
    """After t days overdue at a hazard of h a day 1 - exp(-h t) have complained."""
    n = 4_000
    big = cabinet(lines=n, feeder_pairs=n + 9, distribution_pairs=n + 9)
    scenario = sour_town(cabinets=[big], exchanges=[exchange(ports=n + 9)], crews=[],
                         calendars={"day": {"hours": {"mon-sun": "00:00-24:00"},
                                            "source": "assumed"}})  # fmt: skip
    rng = np.random.default_rng(5)
    keys = rng.integers(1, 2**63, n).tolist()
    faults = [fault(0, slot, key=key) for slot, key in enumerate(keys)]
    log = run(scenario, [], faults)
    said = np.array([r["time_ms"] for r in rows(log, Kind.COMPLAINT)])
    for day in (2, 5, 9, 20):
        share, expected = (said < day * DAY).mean() * len(said) / n, 1 - math.exp(-0.1 * (day - 1))
        assert abs(share - expected) < 4.5 * (expected * (1 - expected) / n) ** 0.5


def handed_over(times: int) -> int:
    """When the customer complains whose case is handed over at ten on Tuesday, so many times."""
    scenario = sour_town()
    drawn = workload(scenario, [], [fault(at(1, "08:00"), key=HASTY)], ALL_AWAY)
    simulation = Simulation(scenario, drawn)
    book = simulation.town.complaints
    assert book is not None

    def hand_over(_: object) -> None:
        for _ in range(times):
            book.handed_over(book._customers[0][0].job)

    simulation.agenda.at(at(2, "10:00"), when_due.ENDS, 999, 0, hand_over)
    log = simulation.run()
    conservation.check(scenario, log)
    (found,) = [r["time_ms"] for r in rows(log, Kind.COMPLAINT)]
    return found


def test_a_hand_off_makes_the_hazard_higher_from_then_on() -> None:
    # Two hours at 10 % a day, then at 12 %; two hand-offs make it 14 %.
    left = borne(HASTY) - 0.10 * 2 / 24
    for times, share in ((1, 0.12), (2, 0.14)):
        expected = at(2, "10:00") + left / share * DAY
        assert handed_over(times) == pytest.approx(expected, abs=2)


def test_a_repeat_and_a_broken_promise_make_the_hazard_higher() -> None:
    scenario = sour_town(repeats={"share": "100 %", "within": "1 ms", "source": "assumed"},
                         window="20 days")  # fmt: skip
    # A day of work; the line fails again when the crew has gone home for three weeks.
    given = fault(at(1, "08:00"), key=HASTY, work_ms=8 * H)
    log = run(scenario, [], [given], [(0, day) for day in range(2, 22)])
    repeat = rows(log, Kind.REPORT)[1]
    found = [r for r in rows(log, Kind.COMPLAINT) if r["amount"] == repeat["case"]]
    expected = repeat["time_ms"] + DAY + int(days(0.10, repeat_key(HASTY, 0), 1.5) * DAY) + 1
    assert [r["time_ms"] for r in found] == [expected]
    assert expected < at(21)

    # The crew books for Tuesday morning and is away from Tuesday on: the promise is broken at noon.
    promise = {
        "windows": ["08:00-12:00"],
        "jobs": {"repair": {"notice": "12 h", "no_access": "0 %"}},
        "source": "assumed",
    }
    scenario = sour_town(policies={"promises": PROMISES, "appointments": promise})
    log = run(scenario, [], [fault(at(1, "08:00"), key=HASTY)], [(0, d) for d in range(2, 29)])
    window = rows(log, Kind.PROMISED)[0]
    assert window["amount"] + window["reason"] == at(2, "12:00")
    (complaint,) = rows(log, Kind.COMPLAINT)
    left = borne(HASTY) - 0.10 * 4 / 24
    assert complaint["time_ms"] == pytest.approx(at(2, "12:00") + left / 0.115 * DAY, abs=2)


def cable_town() -> Scenario:
    return sour_town(
        window="14 days",
        policies={"promises": {"cable": "24 h"}},
        complaints={"hazard": {"per_day_overdue": {"cable": "100 %"}}, "supervised": True},
    )


def several(key: int) -> list[float]:
    """What the four customers bear who report a cable fault."""
    return [borne(customer(key, number)) for number in range(4)]


def test_everyone_who_reports_a_cable_fault_may_complain_and_the_job_is_urgent_once() -> None:
    # Twenty lines are down from Monday at eight, four customers report it, and nobody comes.
    key = next(k for k in range(1, 10**5) if max(several(k)) < 3)
    cut = fault(at(1, "08:00"), 10, cause=1, lines=20, reports=4, key=key)
    scenario = cable_town()
    log = run(scenario, [], [cut], ALL_AWAY)
    said = [r["time_ms"] for r in rows(log, Kind.COMPLAINT)]
    assert said == sorted(at(2, "08:00") + int(b * DAY) + 1 for b in several(key))
    assert {(r["reason"], r["amount"]) for r in rows(log, Kind.COMPLAINT)} == {(3, 0)}
    assert len({r["case"] for r in rows(log, Kind.COMPLAINT)}) == 4
    assert len(rows(log, Kind.COMPLAINT_READ)) == 4
    assert [r["reason"] for r in rows(log, Kind.JOB_URGENT)] == [0]
    table = Table(scenario, log)
    assert (table("complaints"), table("complaint_urgent_jobs")) == (4, 1)
    assert table("complaints_per_1000_lines") == pytest.approx(4 / 0.1 / (14 / 30.4))
    # Two lines, and four who would report them: two customers.
    pair = fault(at(1, "08:00"), 10, cause=1, lines=2, reports=4, key=key)
    log = run(scenario, [], [pair], ALL_AWAY)
    said = [r["time_ms"] for r in rows(log, Kind.COMPLAINT)]
    assert said == sorted(at(2, "08:00") + int(b * DAY) + 1 for b in several(key)[:2])


def test_who_has_a_line_again_does_not_complain_though_others_of_the_cable_do() -> None:
    # The gang comes on Wednesday at eight, has found the damage at ten, joins ten pairs until
    # eleven and the others until twelve. Overdue from Tuesday at eight: who bears 1.125 to 1.166
    # would complain between eleven and twelve. The second customer has the sixth line, which is
    # back; the third has the eleventh, which is not.
    late = (1 + 3.05 / 24, 1 + 3.95 / 24)

    def fits(key: int) -> bool:
        first, second, third, fourth = several(key)
        return first < 0.5 and all(late[0] < b < late[1] for b in (second, third)) and fourth > 2

    key = 452107  # the first that fits
    assert fits(key)
    cut = fault(at(1, "08:00"), 10, cause=1, lines=20, reports=4, key=key)
    log = run(cable_town(), [], [cut], [(0, 1), (0, 2)])
    assert instants(log, Kind.PART_RESTORED) == [at(3, "11:00")]
    assert instants(log, Kind.CLEARED) == [at(3, "12:00")]
    bears = several(key)
    assert [r["time_ms"] for r in rows(log, Kind.COMPLAINT)] == [
        at(2, "08:00") + int(bears[number] * DAY) + 1 for number in (0, 2)
    ]
    # The first customer's line is the first of twenty and back at eleven: nothing is left to
    # complain about, though the job is done at noon, as for the third.
    over = [(r["time_ms"], r["reason"]) for r in rows(log, Kind.COMPLAINT_RESOLVED)]
    assert over == [(at(3, "11:00"), 3), (at(3, "12:00"), 0)]
    assert rows(log, Kind.COMPLAINT_RESOLVED)[0]["amount"] == at(3, "11:00") - (
        at(2, "08:00") + int(bears[0] * DAY) + 1
    )
    found = life(log, names_for_logs(cable_town()), f"C{rows(log, Kind.COMPLAINT)[0]['case']}")
    assert "The customer's own line works again, " in found[-1]


def test_who_was_sent_away_and_comes_back_bears_from_the_second_order_on() -> None:
    """Sent away on day 0 and back on day 20: overdue from day 35, not from day 15."""
    key = next(k for k in range(1, 10**6) if abs(borne(k) - 0.116) < 1e-4)

    def complaints(returns: str) -> list[int]:
        scenario = sour_town(
            window="80 days",
            cabinets=[cabinet(feeder_pairs=100)],
            crews=[],
            policies={"promises": {"install": "15 days"}},
            complaints={"hazard": {"per_day_overdue": {"install": "0.5 %"}}},
            screening={
                "acceptance": "records",
                "look": "30 work min",
                "records": {"unrecorded": "0 %"},
                "registered": {"told_every": "20 days", "returns": returns},
                "source": "assumed",
            },
        )
        # A pair comes free on day 10; whoever is on the list is told on day 20.
        log = run(scenario, [order(0, key=key), order(10 * DAY, CEASE, slot=3)])
        back = [r["time_ms"] for r in rows(log, Kind.RETURNED, 0)]
        assert back == ([20 * DAY] if returns == "100 %" else [])
        return [r["time_ms"] for r in rows(log, Kind.COMPLAINT)]

    # 0.116 at 0.005 a day: 23.2 days overdue. By the first order it would be day 38.2.
    (said,) = complaints("100 %")
    assert said == 35 * DAY + int(days(0.005, key) * DAY) + 1
    assert said / DAY == pytest.approx(58.2, abs=0.05)
    # Who stays away complains of nothing.
    assert complaints("0 %") == []


def test_who_is_sent_away_has_nothing_to_complain_about_any_more() -> None:
    # Six hours at the acceptance desk, promised within the hour: the customer complains after
    # 0.1 days overdue, and before the head has read that the office finds no pair.
    quick = {"work": "1 work min", "staff": {"*": 1}}
    others = ("assignment", "exchange", "dispatch", "test", "billing")
    steps = {"acceptance": {**quick, "work": "6 work h"}, **dict.fromkeys(others, quick)}
    scenario = sour_town(
        cabinets=[cabinet(feeder_pairs=100)],
        crews=[],
        policies={"promises": {"install": "1 h"}},
        complaints={
            "hazard": {"per_day_overdue": {"install": "100 %"}},
            "supervised": True,
            "head": {"reads": "8 work h", "calendar": "day"},
        },
        order_system={"calendar": "day", "steps": steps, "source": "assumed"},
        screening={"acceptance": "records", "look": "30 work min",
                   "records": {"unrecorded": "0 %"}, "source": "assumed"},
    )  # fmt: skip
    log = run(scenario, [order(at(1, "08:00"), key=HASTY)])
    assert instants(log, Kind.REGISTERED) == [at(1, "16:00")]
    complaint = rows(log, Kind.COMPLAINT)[0]
    assert complaint["time_ms"] == at(1, "09:00") + int(days(1.0, HASTY) * DAY) + 1
    assert [line.split(" ")[-1] for line in story(log, complaint["case"])] == [
        "complaint", "complaint-answered", "complaint-resolved",
    ]  # fmt: skip
    resolved = rows(log, Kind.COMPLAINT_RESOLVED)[0]
    assert (resolved["time_ms"], resolved["reason"]) == (at(1, "16:00"), 2)


# -- who answers ----------------------------------------------------------------------------------


def test_the_desk_answers_first_come_first_served_until_patience_or_the_day_ends() -> None:
    desk = ComplaintLines(1, 8 * H, 18 * H)
    assert desk.call(at(1, "08:00"), 6 * MIN, 3 * MIN) == Answer(ANSWERED, at(1, "08:00"))
    # Free at 08:06: who comes at 08:02 with three minutes' patience gives up, 08:04 is answered.
    assert desk.call(at(1, "08:02"), 6 * MIN, 3 * MIN) == Answer(GAVE_UP, at(1, "08:05"))
    assert desk.call(at(1, "08:03"), 6 * MIN, 3 * MIN) == Answer(GAVE_UP, at(1, "08:06"))
    assert desk.call(at(1, "08:04"), 6 * MIN, 3 * MIN) == Answer(ANSWERED, at(1, "08:06"))
    desk.call(at(1, "17:55"), 9 * MIN, H)
    assert desk.call(at(1, "17:58"), MIN, H) == Answer(CLOSED, at(1, "18:00"))
    assert desk.call(at(1, "17:59"), MIN, MIN // 2) == Answer(GAVE_UP, at(1, "17:59") + MIN // 2)
    assert not desk.is_open(at(1, "18:00")) and desk.is_open(at(2, "08:00"))
    assert desk.next_day(at(1, "18:00"), 0.25) == at(2, "10:30")
    assert desk.next_day(at(2, "07:00"), 0.25) == at(2, "10:30")


def calls(rate: float, patience: float | None, positions: int) -> tuple[float, float]:
    """Mean wait of those answered, and share lost, of 200,000 calls of one hour's mean length."""
    rng = np.random.default_rng(11)
    n = 200_000
    arrive = np.cumsum(rng.exponential(H / rate, n)).astype(int).tolist()
    length = (rng.exponential(H, n).astype(int) + 1).tolist()
    bears = (rng.exponential(H * (patience or 1e6), n).astype(int) + 1).tolist()
    desk = ComplaintLines(positions, 0, 10**12)
    found = [desk.call(*call) for call in zip(arrive, length, bears, strict=True)]
    waits = [one.time_ms - a for one, a in zip(found, arrive, strict=True) if one.what == ANSWERED]
    return float(np.mean(waits)) / H, 1 - len(waits) / n


def test_a_desk_is_an_erlang_queue() -> None:
    """M/M/2 without and with patience: Erlang C and Erlang A."""
    wait, lost = calls(1.2, None, 2)
    assert lost == 0
    assert wait == pytest.approx(ErlangC(1.2, 1.0, 2).mean_wait, rel=0.05)
    _, lost = calls(2.4, 0.5, 2)
    assert lost == pytest.approx(ErlangA(2.4, 1.0, 2.0, 2).abandonment_probability, rel=0.04)


def test_the_head_of_the_county_is_an_m_d_1_queue() -> None:
    """One who reads each case for 24 minutes, all day long: Pollaczek and Khinchine."""
    rng = np.random.default_rng(3)
    n, gap, reads = 60_000, 30 * MIN, 24 * MIN
    arrive = np.cumsum(rng.exponential(gap, n)).astype(int).tolist()
    head = Reader(Calendar([(0, arrive[-1] + 1000 * DAY, 0)]), reads)
    done = [head.read(time) for time in arrive]
    waits = [d - a - reads for d, a in zip(done, arrive, strict=True) if d is not None]
    expected = FixedService(1 / gap, reads, 1).mean_wait
    assert expected == pytest.approx(0.8 * reads / (2 * 0.2))
    assert float(np.mean(waits)) == pytest.approx(expected, rel=0.06)


def test_the_head_reads_twenty_cases_a_day() -> None:
    spans = [
        (at(d, a), at(d, b), d) for d in (1, 2) for a, b in (("08:00", "12:00"), ("14:00", "18:00"))
    ]
    head = Reader(Calendar(spans), 24 * MIN)
    done = [head.read(at(1, "07:00")) for _ in range(41)]
    assert done[0] == at(1, "08:24") and done[9] == at(1, "12:00") and done[19] == at(1, "18:00")
    assert done[20] == at(2, "08:24") and done[39] == at(2, "18:00") and done[40] is None


# -- what becomes of a complaint ------------------------------------------------------------------


def told(scenario: Scenario, **more: Any) -> list[str]:
    """The complaint of a line that is down from Monday to the twentieth day."""
    given = {"key": HASTY, **more}
    log = run(scenario, [], [fault(at(1, "08:00"), **given)], [(0, d) for d in range(1, 20)])
    return story(log, rows(log, Kind.COMPLAINT)[0]["case"])


def test_without_supervision_nothing_happens_until_it_climbs() -> None:
    # Overdue from Tuesday at eight; 0.1 is borne in a day: he complains early on Wednesday, calls
    # when the desk opens, and goes to the city on Saturday and to the regulator on Tuesday.
    found = told(sour_town())
    kinds = [line.split(" ")[-1] for line in found]
    assert kinds == [
        "complaint", "complaint-answered", "complaint-climbs", "job-urgent", "complaint-climbs",
        "complaint-resolved",
    ]  # fmt: skip
    assert found[-1].startswith("Sat 09:00 of week 3") or "of week 3" in found[-1]


def test_the_head_reads_what_is_written_down_and_the_job_is_urgent() -> None:
    # Hotlines or not, at noon: the call, 24 minutes of reading, urgent.
    scenario = sour_town(complaints={"supervised": True, "climbs": {"after": "30 days"}})
    found = told(scenario)
    assert [line.split(" ")[-1] for line in found] == [
        "complaint", "complaint-answered", "complaint-read", "job-urgent", "complaint-resolved",
    ]  # fmt: skip
    log = run(scenario, [], [fault(at(1, "08:00"), key=HASTY)], [(0, d) for d in range(1, 20)])
    answered, read = rows(log, Kind.COMPLAINT_ANSWERED)[0], rows(log, Kind.COMPLAINT_READ)[0]
    assert answered["reason"] == 1
    calendar = Calendar([(at(d, a), at(d, b), d) for d in range(1, 7)
                         for a, b in (("08:00", "12:00"), ("14:00", "18:00"))])  # fmt: skip
    assert read["time_ms"] == calendar.add_work(answered["time_ms"], 24 * MIN)
    # What is not written down is not read.
    key = next(k for k in range(HASTY, 10**6) if abs(borne(k) - 0.1) < 0.01
               and per_million(k, LOGGED, 0) >= 400_000)  # fmt: skip
    section = {**COMPLAINTS["desk"], "logged": "40 %"}
    deaf = sour_town(
        complaints={"supervised": True, "desk": section, "climbs": {"after": "30 days"}}
    )
    kinds = [line.split(" ")[-1] for line in told(deaf, key=key)]
    assert kinds == ["complaint", "complaint-answered", "complaint-resolved"]


def test_levels_are_climbed_every_three_days_as_long_as_the_customer_goes_on() -> None:
    def levels(**section: Any) -> list[tuple[int, int]]:
        scenario = sour_town(complaints=section)
        log = run(scenario, [], [fault(at(1, "08:00"), key=HASTY)], ALL_AWAY)
        begin = rows(log, Kind.COMPLAINT)[0]["time_ms"]
        return [
            ((r["time_ms"] - begin) // DAY, r["reason"]) for r in rows(log, Kind.COMPLAINT_CLIMBS)
        ]

    assert levels() == [(3, 2), (6, 3)]
    assert levels(hotlines=True) == [(3, 1), (6, 2), (9, 3)]
    half = {"after": "3 days", "share": "50 %"}
    goes_on = [climbs(HASTY, level, 0.5) for level in range(3)]
    reached = next((n for n, more in enumerate(goes_on) if not more), 3)
    assert [level for _, level in levels(hotlines=True, climbs=half)] == list(range(1, reached + 1))


def test_an_urgent_job_goes_first_and_puts_others_back() -> None:
    # Six lines are down; the crew is away until Friday of the second week. The last one complains.
    mild = next(k for k in range(1, 10**6) if borne(k) > 8)
    faults = [fault(at(1, "08:00") + n * H, n, key=mild, work_ms=H) for n in range(5)]
    faults.append(fault(at(1, "13:00"), 5, key=HASTY, work_ms=H))
    away = [(0, day) for day in range(1, 12)]
    scenario = sour_town(complaints={"supervised": True, "climbs": {"after": "30 days"}})
    for rule in (
        "oldest-first",
        "repair-first",
        {"rule": "nearest", "hour_of_waiting_is_worth": "1 h"},
    ):
        ruled = sour_town(
            complaints={"supervised": True, "climbs": {"after": "30 days"}},
            policies={"dispatch": rule if isinstance(rule, dict) else {"rule": rule}},
        )
        log = run(ruled, [], faults, away)
        assert [r["amount"] for r in rows(log, Kind.JOB_URGENT)] == [5]
        assert [r["line"] for r in rows(log, Kind.DISPATCHED)] == [5, 0, 1, 2, 3, 4]
    calm = town(policies={"promises": PROMISES}, **MAY_BE_AWAY)
    log = run(calm, [], faults, away)
    assert [r["line"] for r in rows(log, Kind.DISPATCHED)] == [0, 1, 2, 3, 4, 5]
    assert scenario.complaints is not None


def test_an_appointment_stays_and_is_urgent_when_its_window_opens() -> None:
    """Promised for Saturday; a complaint of Tuesday makes it go before repairs on that morning."""
    appointments = {
        "windows": ["08:00-12:00"],
        "precedence": "dispatch-rule",
        "jobs": {"install": {"notice": "5 days", "no_access": "0 %"}},
        "source": "assumed",
    }

    def sent(hazard: str) -> tuple[list[tuple[int, int]], EventLog]:
        scenario = sour_town(
            policies={
                "promises": {"install": "1 day"},
                "appointments": appointments,
                "dispatch": {"rule": "repair-first"},
            },
            complaints={
                "hazard": {"per_day_overdue": {"install": hazard}},
                "supervised": True,
                "climbs": {"after": "30 days"},
            },
        )
        # Two repairs of four hours come in on Friday night.
        night = [fault(at(5, "20:00") + n, n, work_ms=4 * H) for n in range(2)]
        log = run(scenario, [order(at(1, "07:00"), key=HASTY)], night)
        return [(r["time_ms"], r["case"]) for r in rows(log, Kind.DISPATCHED)], log

    calm, _ = sent("0 %")
    assert calm[:2] == [(at(6, "08:00"), 1), (at(6, "14:00"), 2)]
    hurried, log = sent("100 %")
    assert hurried[:2] == [(at(6, "08:00"), 0), (at(6, "11:00"), 1)]
    (urgent,) = rows(log, Kind.JOB_URGENT)
    # It waits for nobody at that time, so that it passes none then, but both of the night that the
    # crew would have done first when its window opens.
    assert (urgent["time_ms"] // DAY + 1, urgent["amount"]) == (2, 0)
    assert instants(log, Kind.READY) == [at(6, "08:00")]
    (passing,) = rows(log, Kind.JOB_OVERTAKES)
    assert (passing["time_ms"], passing["case"]) == (at(6, "08:00"), 0)
    assert (passing["reason"], passing["amount"]) == (0, 2)


# -- the overlays ---------------------------------------------------------------------------------


def busy(**section: Any) -> tuple[Scenario, EventLog]:
    scenario = sour_town(
        window="60 days",
        follow_up="60 days",
        cabinets=[cabinet(lines=300)],
        crews=[crew("one", count=2)],
        demand={},
        faults={"drop": {"cause_group": "x", "skill": "repair", "work": "3 work h",
                         "rate": "55 events per 100 lines per month", "source": "assumed"}},
        complaints={"desk": {**COMPLAINTS["desk"], "logged": "40 %"}, **section},
    )  # fmt: skip
    log = simulate(scenario, draw(scenario, 3, 0))
    conservation.check(scenario, log)
    return scenario, log


def test_each_overlay_first_changes_rows_of_its_own_kinds() -> None:
    full = {**COMPLAINTS["desk"], "logged": "100 %"}
    before = busy()
    for section, first_kinds in (
        ({"desk": full, "supervised": True}, {Kind.COMPLAINT_ANSWERED, Kind.COMPLAINT_READ}),
        ({"hotlines": True}, {Kind.COMPLAINT_CLIMBS, Kind.COMPLAINT_READ}),
    ):
        after = busy(**section)
        first = before[1].first_difference(after[1])
        assert first is not None
        assert {Kind(int(log.kind[first])) for log in (before[1], after[1])} & first_kinds
        tables = [Table(*one) for one in (before, after)]
        assert tables[1]("complaint_unrecorded_share") <= tables[0]("complaint_unrecorded_share")
        assert tables[1]("complaint_head_wait_mean") > 0
        if "hotlines" in section:
            left = [table("complaint_left_county_share") for table in tables]
            assert left[1] < left[0]
    assert tables[0]("jobs_overtaken") > 0


def test_without_complaints_the_log_is_as_it_was() -> None:
    quiet, plain = sour_town(), town(policies={"promises": PROMISES})
    faults = [fault(at(1, "08:00"), 3)]
    assert run(quiet, [], faults).digest() == run(plain, [], faults).digest()


# -- figures --------------------------------------------------------------------------------------


def night_town(**changes: Any) -> Scenario:
    """The town of the KPIs, whose crews are on duty at night, by the rows below."""
    hours = {"mon-sun": ["00:00-06:00", "22:00-24:00"]}
    nights = {"hours": hours, "absence": "1 %", "source": "assumed"}
    return kpi_town(calendars={"week": nights}, **changes)


def told_rows() -> list[tuple[int, ...]]:
    """Days 10 to 40 are the window, the run ends on day 60."""
    hour = D // 24
    its = {"place": A1, "line": 0}
    b, a2 = {"place": B1, "line": 0}, {"place": A2, "line": 90}
    return [
        *plant(),
        *(
            row(day * D, Kind.ON_DUTY, crew=crew, amount=8 * hour)
            for day in range(9, 40)
            for crew in (0, 1)
        ),
        # A repair of twenty days: complains on day 12, written down, read, urgent before 3.
        *fault_rows(0, 8 * D, A1),
        row(12 * D, Kind.COMPLAINT, 10, **its, reason=2, amount=0),
        row(12 * D + hour, Kind.COMPLAINT_ANSWERED, 10, **its, reason=1, amount=hour),
        row(12 * D + 3 * hour, Kind.COMPLAINT_READ, 10, **its, amount=2 * hour),
        row(12 * D + 3 * hour, Kind.JOB_URGENT, 10, **its, reason=0, amount=3),
        *visit_rows(0, 14 * D - 2 * hour, Kind.CLEARED, hour, hour, reason=1),
        row(14 * D, Kind.COMPLAINT_RESOLVED, 10, **its, amount=2 * D),
        # An order that nobody serves: not answered, climbs to the city, never resolved.
        *install_rows(1, 9 * D, B1),
        row(20 * D, Kind.COMPLAINT, 11, **b, reason=0, amount=1),
        row(20 * D + hour, Kind.COMPLAINT_CALL_LOST, 11, **b, amount=hour),
        row(23 * D, Kind.COMPLAINT_CLIMBS, 11, **b, reason=2),
        row(23 * D, Kind.JOB_URGENT, 11, **b, reason=1),
        # Later it stands before two others, and before four beyond the window.
        row(25 * D, Kind.JOB_OVERTAKES, 1, **b, reason=0, amount=2),
        row(41 * D, Kind.JOB_OVERTAKES, 1, **b, reason=0, amount=4),
        # Answered, and nobody writes it down.
        *fault_rows(2, 29 * D, A1, line=4),
        row(30 * D, Kind.COMPLAINT, 12, place=A1, line=4, reason=2, amount=2),
        row(30 * D + hour, Kind.COMPLAINT_ANSWERED, 12, place=A1, line=4, amount=0),
        *visit_rows(2, 31 * D - 2 * hour, Kind.CLEARED, hour, hour, reason=1, crew=1),
        row(31 * D, Kind.COMPLAINT_RESOLVED, 12, place=A1, line=4, amount=D),
        # As well, but the customer goes on to the city, where it is known.
        *fault_rows(5, 29 * D, A1, line=6),
        row(30 * D, Kind.COMPLAINT, 15, place=A1, line=6, reason=2, amount=5),
        row(30 * D + hour, Kind.COMPLAINT_ANSWERED, 15, place=A1, line=6, amount=0),
        row(31 * D, Kind.COMPLAINT_CLIMBS, 15, place=A1, line=6, reason=2),
        row(31 * D, Kind.JOB_URGENT, 15, place=A1, line=6, reason=5),
        *visit_rows(5, 32 * D - 2 * hour, Kind.CLEARED, hour, hour, reason=1, crew=1),
        row(32 * D, Kind.COMPLAINT_RESOLVED, 15, place=A1, line=6, amount=2 * D),
        # An order given up: written down, and resolved before the head comes to it.
        *install_rows(6, 9 * D, A2),
        row(21 * D, Kind.COMPLAINT, 16, **a2, reason=0, amount=6),
        row(21 * D + hour, Kind.COMPLAINT_ANSWERED, 16, **a2, reason=1, amount=hour),
        row(25 * D, Kind.CANCELLED, 6, place=A2, reason=1, amount=1),
        row(25 * D, Kind.COMPLAINT_RESOLVED, 16, **a2, reason=1, amount=4 * D),
        # An order that nobody serves; the case lies with the head still when the run ends.
        *install_rows(7, 9 * D, A2),
        row(22 * D, Kind.COMPLAINT, 17, **a2, reason=0, amount=7),
        row(22 * D + hour, Kind.COMPLAINT_ANSWERED, 17, **a2, reason=1, amount=hour),
        # A line that nobody has any more from the middle of the window on.
        row(25 * D, Kind.ORDER, 8, place=A1, reason=CEASE, line=9),
        row(25 * D, Kind.CEASED, 8, place=A1, line=9),
        # Before the window.
        *fault_rows(3, 5 * D, A1, line=5),
        row(9 * D, Kind.COMPLAINT, 13, place=A1, line=5, reason=2, amount=3),
    ]


def test_figures_are_those_worked_out_by_hand() -> None:
    scenario = night_town(complaints={**COMPLAINTS, "supervised": True})
    log = log_of(told_rows())
    conservation.check(scenario, log)
    table = Table(scenario, log)
    # Six of 150 lines and then 149, in 30 of the 30.4 days of a month.
    assert table("complaints_per_1000_lines") == pytest.approx(6 / 0.1495 / (30 / 30.4))
    assert table("complaints_per_1000_lines", county="West") == pytest.approx(
        1 / 0.05 / (30 / 30.4)
    )
    assert (table("complaints"), table("complaints", job="repair")) == (6, 3)
    assert table("complaint_escalated_share") == pytest.approx(100 / 3)
    assert table("complaint_left_county_share") == pytest.approx(100 / 3)
    # One of the two that the desk answered and did not write down; of the others three were
    # written down and one is known higher.
    assert table("complaint_unrecorded_share") == pytest.approx(100 / 6)
    # Who has given up is not among those who have waited for a line.
    ages = (48, 40 * 24, 24, 48, 38 * 24)
    assert table("complaint_age_mean") == pytest.approx(sum(ages) / 5)
    assert (table.at("complaint_age_mean").open, table.at("complaint_age_mean").n) == (2, 5)
    assert table("complaint_given_up_share") == pytest.approx(100 / 6)
    assert table("complaint_given_up_share", job="repair") == 0
    assert table("complaint_calls_lost_share") == pytest.approx(100 / 6)
    # Read after two hours; not read in the 38 days but an hour until the end of the run.
    assert table("complaint_head_wait_mean") == pytest.approx((2 + 38 * 24 - 1) / 2)
    head = table.at("complaint_head_wait_mean")
    assert (head.open, head.n) == (1, 2)
    assert (table("complaint_urgent_jobs"), table("jobs_overtaken")) == (3, 3 + 2)
    assert table("jobs_overtaken", job="install") == 2


@pytest.mark.parametrize(
    ("old", "new", "told_"),
    [
        ({"case": 13}, {"amount": 0}, "a customer complains once about a job"),
        ({"case": 13}, {"time_ms": 4 * D}, "needs a job that is open"),
        ({"case": 12, "kind": Kind.COMPLAINT_RESOLVED}, {"amount": 5}, "the time since"),
        ({"case": 11, "kind": Kind.COMPLAINT_CLIMBS}, {"reason": 4}, "needs its level"),
        ({"case": 10, "kind": Kind.JOB_URGENT}, {"reason": 3}, "needs its own job"),
        ({"case": 1, "kind": Kind.JOB_OVERTAKES}, {"case": 2}, "needs an urgent job"),
        ({"case": 1, "kind": Kind.JOB_OVERTAKES}, {"amount": 0}, "overtakes at least one"),
        ({"case": 12, "kind": Kind.COMPLAINT_RESOLVED}, {"reason": 3}, "that work again"),
        ({"case": 12, "kind": Kind.COMPLAINT_RESOLVED}, {"reason": 1}, "has given up"),
        ({"case": 16, "kind": Kind.COMPLAINT_RESOLVED}, {"reason": 0}, "has given up"),
    ],
)  # fmt: skip
def test_a_log_in_which_complaints_do_not_add_up_is_refused(
    old: dict[str, int], new: dict[str, int], told_: str
) -> None:
    names = ("time_ms", "kind", "case", "line", "place", "crew", "reason", "amount")
    changed = []
    for one in told_rows():
        values = dict(zip(names, one, strict=True))
        if all(values[name] == value for name, value in old.items()):
            values.update(new)
        changed.append(tuple(int(values[name]) for name in names))
    with pytest.raises(ConservationError, match=told_):
        conservation.check(night_town(), log_of(changed))


def test_a_complaint_without_its_end_is_refused() -> None:
    kept = [one for one in told_rows() if not (one[2] == 12 and one[1] == Kind.COMPLAINT_RESOLVED)]
    with pytest.raises(ConservationError, match="must be resolved once"):
        conservation.check(night_town(), log_of(kept))


def test_validate_and_case_say_what_happens() -> None:
    scenario = sour_town(complaints={"supervised": True})
    words = " ".join("\n".join(check(scenario).lines()).split())
    assert (
        "complaints: a week overdue brings one from 50 % of repairs, 13 % of installs; the head of "
        "a county can read 20 cases in 8 hours and reads what the desk writes down"
    ) in words
    log = log_of(told_rows())
    found = life(log, names_for_logs(kpi_town()), "C10")
    assert found[0] == "C10: a complaint, cabinet A1 (A, East)"
    assert [line.split("  ")[-1] for line in found[1:]] == [
        "The customer of F0 complains: it is overdue.",
        "The 180 desk answers after 60 min and writes it down.",
        "The head of the county has read it, after 2.0 h.",
        "F0 is urgent now, before 3 jobs that waited longer.",
        "The job is done, 48.0 h after the complaint.",
    ]
    job = life(log, names_for_logs(kpi_town()), "F0")
    # In the order of time: the customer complains before the crew sets out.
    (complains,) = (n for n, line in enumerate(job) if line.endswith("complains: see C10."))
    (sets_out,) = (n for n, line in enumerate(job) if "sets out" in line)
    assert complains < sets_out


# -- bad input ------------------------------------------------------------------------------------

SECTION = """\
  promises: {repair: 48 h, install: 15 days}
complaints:
  hazard: {per_day_overdue: {repair: 3 %, install: 0.5 %}, broken_promise: 15 %}
  desk: {hours: "08:00-18:00", positions: 1, handling: 6 min, patience: 3 min, logged: 40 %}
  head: {reads: 24 work min, calendar: day}
  climbs: {after: 3 days, share: 50 %}
  source: assumed
targets:"""


@pytest.mark.parametrize(
    ("old", "new", "told_"),
    [
        ("{repair: 3 %, install", "{repairs: 3 %, install", "got 'repairs', need a known kind of "
         "job; did you mean 'repair'?"),
        ("repair: 3 %", "repair: 0.03", "complaints.hazard.per_day_overdue.repair: got 0.03, need"),
        ("repair: 3 %", "move: 3 %", "complaints.hazard.per_day_overdue.move: got a kind without a "
         "promise, need policies.promises.move"),
        ("{repair: 3 %, install: 0.5 %}", "{}", "per_day_overdue: got no kind of job"),
        ("logged: 40 %", "logged: 140 %", 'complaints.desk.logged: got "140 %", need a share'),
        ("positions: 1", "positions: 0", "complaints.desk.positions: got 0, need 1 or more"),
        ('"08:00-18:00"', '"18-08"', "complaints.desk.hours: got '18-08', need hours of one day"),
        ("calendar: day", "calendar: dey", "complaints.head.calendar: got 'dey', need a known"),
        ("24 work min", "24 min", 'complaints.head.reads: got "24 min", need crew time'),
        ("after: 3 days", "after: 0 h", "complaints.climbs.after: got no time"),
        ("positions", "position", "did you mean 'positions'?"),
        ("  source: assumed\ntargets", "targets", "complaints.source: is missing"),
    ],
)  # fmt: skip
def test_one_wrong_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, told_: str
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    files.change(("targets:", SECTION))
    assert files.load().complaints is not None
    files.change((SECTION, SECTION.replace(old, new, 1)))
    assert told_ in "\n".join(map(str, files.problems()))
