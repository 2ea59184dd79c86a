"""Public telephones: broken, found by patrol or report, repaired by counties or one centre."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kpi_log import A, B, D, H, Table, log_of, plant, row
from kpi_log import town as kpi_town
from scenario_town import Town
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.scenario import Scenario
from telesim.scenario.care.payphones import payphones_by_exchange
from telesim.scenario.check import check
from telesim.simulation import simulate
from telesim.simulation.care.payphones import first_looks
from telesim.theory import ErlangC
from telesim.units import MONTH_MS
from telesim.workload import draw, to_frames
from telesim.workload.care.payphones import NEVER_MS, PayphoneFaults
from towns import DAY, DAY_HOURS, at, cabinet, crew, exchange, fault, rows, story, town, workload

BY_COUNTY: dict[str, Any] = {
    "by": "county", "crews": 1, "calendar": "day", "work": "1 work h",
}  # fmt: skip
CENTRE = {**BY_COUNTY, "by": "centre", "base": "E", "to_other_counties": "2 h"}
PHONES: dict[str, Any] = {
    "share_of_lines": "4 %",
    "faults": "6 events per 100 lines per month",
    "reports": {"share": "30 %", "after": "5 h"},
    "patrol": {"every": "4 days", "at": "09:00"},
    "repair": BY_COUNTY,
    "revenue_per_month": "304 CNY",
    "source": "assumed",
}


def phone_town(repair: dict[str, Any] = BY_COUNTY, **more: Any) -> Scenario:
    """E and F in the north and G in the south, four telephones each, half an hour away."""
    section = {**PHONES, "repair": repair, **more.pop("payphones", {})}
    return town(
        **{
            "window": "20 days",
            "follow_up": "20 days",
            "exchanges": [
                exchange("E", base_travel_min=30),
                exchange("F", base_travel_min=30),
                exchange("G", county="south", base_travel_min=30),
            ],
            "cabinets": [cabinet("e"), cabinet("f", "F"), cabinet("g", "G")],
            "payphones": section,
            **more,
        }
    )


def broken(time_ms: int, exchange_: int = 0, phone: int = 0, **more: int) -> dict[str, int]:
    """A candidate that nobody reports, with an hour of work, unless said."""
    whole = {"time_ms": time_ms, "exchange": exchange_, "phone": phone, "key": 70 + phone,
             "report_ms": NEVER_MS, "work_ms": H}  # fmt: skip
    return {**whole, **more}


def run(scenario: Scenario, *given: dict[str, int], away: Any = None) -> EventLog:
    names = PayphoneFaults.none().__dict__
    columns = {
        name: np.array([one[name] for one in given], dtype=column.dtype)
        for name, column in names.items()
    }
    drawn = replace(workload(scenario), payphones=PayphoneFaults(**columns))
    if away is not None:
        drawn = replace(drawn, payphone_crews_away=away)
    log = simulate(scenario, drawn)
    conservation.check(scenario, log)
    return log


def told(log: EventLog) -> list[list[str]]:
    return [story(log, r["case"]) for r in rows(log, Kind.PAYPHONE_DOWN)]


# -- what happens -------------------------------------------------------------------------------


def test_a_patrol_finds_it_on_its_day_and_a_crew_comes() -> None:
    # E is looked at on days 1, 5, 9, ...; F, second of its county, on days 3, 7, 11, ...
    scenario = phone_town()
    assert first_looks(scenario, scenario.payphones.patrol) == [
        at(1, "09:00"), at(3, "09:00"), at(1, "09:00"),
    ]  # fmt: skip
    log = run(scenario, broken(at(1, "09:00"), 2), broken(at(1, "10:00"), 0), broken(at(2), 1))
    assert told(log) == [
        ["Mon 09:00 payphone-down", "Mon 09:00 payphone-found", "Mon 09:00 payphone-visit",
         "Mon 10:30 payphone-repaired"],
        ["Mon 10:00 payphone-down", "Fri 09:00 payphone-found", "Fri 09:00 payphone-visit",
         "Fri 10:30 payphone-repaired"],
        ["Tue 00:00 payphone-down", "Wed 09:00 payphone-found", "Wed 09:00 payphone-visit",
         "Wed 10:30 payphone-repaired"],
    ]  # fmt: skip
    assert [r["reason"] for r in rows(log, Kind.PAYPHONE_FOUND)] == [1, 1, 1]


def test_a_report_that_comes_first_finds_it_and_one_that_comes_later_does_not() -> None:
    log = run(
        phone_town(),
        broken(at(1, "10:00"), 0, 0, report_ms=5 * H),
        broken(at(1, "11:00"), 0, 1, report_ms=at(5, "09:00") - at(1, "11:00")),
        broken(at(1, "12:00"), 0, 2, report_ms=9 * DAY),
    )
    assert [r["reason"] for r in rows(log, Kind.PAYPHONE_FOUND)] == [0, 0, 1]
    assert told(log)[0][1:] == [
        "Mon 15:00 payphone-found", "Mon 15:00 payphone-visit", "Mon 16:30 payphone-repaired",
    ]  # fmt: skip


def test_one_crew_takes_them_in_the_order_of_finding_and_goes_on_in_the_morning() -> None:
    # All three are found at nine on Friday. One crew: 09:00-10:30, 10:30-12:00, 14:00-15:30; with
    # four hours of work the second is broken off at six and goes on at eight on Saturday.
    given = [broken(at(1, "10:00") + n, 0, n) for n in range(3)]
    log = run(phone_town(), *given)
    assert [life_[-1] for life_ in told(log)] == [
        "Fri 10:30 payphone-repaired", "Fri 12:00 payphone-repaired",
        "Fri 15:30 payphone-repaired",
    ]  # fmt: skip
    long = [{**one, "work_ms": 4 * H} for one in given]
    log = run(phone_town(), *long)
    assert [life_[-1] for life_ in told(log)] == [
        "Fri 15:30 payphone-repaired", "Sat 10:00 payphone-repaired",
        "Sat 16:30 payphone-repaired",
    ]  # fmt: skip
    two = phone_town({**BY_COUNTY, "crews": 2})
    log = run(two, *given)
    assert [r["reason"] for r in rows(log, Kind.PAYPHONE_VISIT)] == [0, 1, 0]
    assert told(log)[2][-1] == "Fri 12:00 payphone-repaired"


def test_crews_have_days_off_and_are_away_at_times_like_others() -> None:
    # Every second working day is off: Tuesday, Thursday and Saturday in the north, in the south
    # Monday, Wednesday and Friday.
    rota = {"hours": {"mon-sat": ["08:00-12:00", "14:00-18:00"]}, "rotation": "1 of 2",
            "source": "assumed"}  # fmt: skip
    scenario = phone_town(
        {**BY_COUNTY, "calendar": "rota"},
        payphones={"patrol": {"every": "1 h", "at": "00:00"}},
        calendars={"day": DAY_HOURS, "rota": rota},
    )
    given = (
        broken(at(1, "10:00"), 0, 0, work_ms=8 * H),
        broken(at(1, "10:00"), 2),
        broken(at(2, "09:00"), 0, 1),
    )
    # North: two and four hours on Monday, two and a half on Wednesday; then the next.
    assert told(run(scenario, *given)) == [
        ["Mon 10:00 payphone-down", "Mon 10:00 payphone-found", "Mon 10:00 payphone-visit",
         "Wed 10:30 payphone-repaired"],
        ["Mon 10:00 payphone-down", "Mon 10:00 payphone-found", "Tue 08:00 payphone-visit",
         "Tue 09:30 payphone-repaired"],
        ["Tue 09:00 payphone-down", "Tue 09:00 payphone-found", "Wed 10:30 payphone-visit",
         "Wed 12:00 payphone-repaired"],
    ]  # fmt: skip
    # Ill on Wednesday: on Friday.
    ill = np.zeros((2, 40), dtype=np.bool_)
    ill[0, 2] = True
    assert [one[-1] for one in told(run(scenario, *given, away=ill))] == [
        "Fri 10:30 payphone-repaired", "Tue 09:30 payphone-repaired", "Fri 12:00 payphone-repaired",
    ]  # fmt: skip
    # Two crews in the north: the one that is on duty goes, whatever its number.
    two = phone_town(
        {**BY_COUNTY, "calendar": "rota", "crews": 2},
        payphones={"patrol": {"every": "1 h", "at": "00:00"}},
        calendars={"day": DAY_HOURS, "rota": rota},
    )
    log = run(two, broken(at(1, "10:00")), broken(at(2, "10:00"), 0, 1))
    assert [(r["time_ms"], r["reason"]) for r in rows(log, Kind.PAYPHONE_VISIT)] == [
        (at(1, "10:00"), 0), (at(2, "10:00"), 1),
    ]  # fmt: skip


def test_crews_are_away_as_often_as_their_calendar_says() -> None:
    ill = {**DAY_HOURS, "absence": "8 %"}
    scenario = phone_town({**BY_COUNTY, "crews": 20}, calendars={"day": ill}, window="400 days")
    away = draw(scenario, 1, 0).payphone_crews_away
    assert away.shape == (40, 420)
    assert abs(away.mean() - 0.08) < 4.5 * (0.08 * 0.92 / away.size) ** 0.5
    assert not draw(phone_town(), 1, 0).payphone_crews_away.any()


def test_counties_do_not_help_each_other_and_a_centre_goes_everywhere() -> None:
    computer = {"patrol": {"every": "1 h", "at": "00:00"}}
    given = [broken(at(1, "09:30"), 0, 0), broken(at(1, "09:30"), 0, 1), broken(at(1, "09:30"), 2)]
    log = run(phone_town(payphones=computer), *given)
    assert [life_[1] for life_ in told(log)] == ["Mon 10:00 payphone-found"] * 3
    assert sorted(life_[-1] for life_ in told(log)) == [
        "Mon 11:30 payphone-repaired", "Mon 11:30 payphone-repaired",
        "Mon 15:00 payphone-repaired",
    ]  # fmt: skip
    # Two crews of one centre in the north: two hours more to the south, over the break.
    log = run(phone_town({**CENTRE, "crews": 2}, payphones=computer), *given)
    assert [life_[-1] for life_ in told(log)] == [
        "Mon 11:30 payphone-repaired", "Mon 11:30 payphone-repaired",
        "Mon 17:00 payphone-repaired",
    ]  # fmt: skip
    assert [r["amount"] for r in rows(log, Kind.PAYPHONE_VISIT)] == [H // 2, H // 2, 5 * H // 2]


def test_a_telephone_that_is_broken_does_not_break() -> None:
    again = broken(at(2, "10:00"), 0, 0, key=9)
    log = run(phone_town(), broken(at(1, "10:00")), again, {**again, "time_ms": at(6)})
    assert [r["time_ms"] for r in rows(log, Kind.PAYPHONE_DOWN)] == [at(1, "10:00"), at(6)]


def test_the_run_follows_the_telephones_of_its_window() -> None:
    short = phone_town(window="2 days")
    assert run(short, broken(at(2, "10:00"))).end_ms == at(5, "10:30")


# -- what is drawn ------------------------------------------------------------------------------


def test_telephones_are_a_share_of_the_lines_rounded_half_up() -> None:
    lines = [cabinet("e", lines=37), cabinet("f", "F", lines=38), cabinet("g", "G", lines=12)]
    assert payphones_by_exchange(phone_town(cabinets=lines)) == (1, 2, 0)
    assert payphones_by_exchange(town()) == (0,)


def test_faults_come_as_often_as_written_and_know_nothing_of_the_repair() -> None:
    scenario = phone_town(window="3000 days", follow_up="0 h", crews=[], demand={}, faults={})
    drawn = draw(scenario, 1, 0).payphones
    n, mean = len(drawn.time_ms), 12 * 0.06 * scenario.horizon_ms / MONTH_MS
    assert abs(n - mean) < 4.5 * mean**0.5
    reported = drawn.report_ms < NEVER_MS
    assert abs(reported.mean() - 0.3) < 4.5 * (0.21 / n) ** 0.5
    assert set(drawn.report_ms[reported].tolist()) == {5 * H}
    assert set(drawn.exchange.tolist()) == {0, 1, 2} and set(drawn.phone.tolist()) == set(range(4))
    other = draw(phone_town(CENTRE, window="3000 days", follow_up="0 h", crews=[], demand={},
                            faults={}), 1, 0).payphones  # fmt: skip
    assert all(np.array_equal(getattr(drawn, k), getattr(other, k)) for k in vars(drawn))


def test_the_table_of_telephones_is_for_people() -> None:
    scenario = phone_town(payphones={"faults": "300 events per 100 lines per month"})
    frame = to_frames(draw(scenario, 1, 0), scenario)["payphones"]
    assert set(frame["exchange"]) == {"E", "F", "G"} and set(frame["telephone"]) == {1, 2, 3, 4}
    assert set(frame["reported_after_h"].dropna()) == {5.0}


def test_hours_unfound_meet_their_formula() -> None:
    """A patrol every four days finds a fault after two on average; a report after five hours."""
    scenario = phone_town(
        window="4000 days", follow_up="10 days", crews=[], demand={}, faults={},
        exchanges=[exchange(ports=3_000)],
        cabinets=[cabinet(lines=2_500, feeder_pairs=3_000, distribution_pairs=3_000)],
    )  # fmt: skip
    log = simulate(scenario, draw(scenario, 2, 0))
    conservation.check(scenario, log)
    table = Table(scenario, log)
    n = table("payphone_faults")
    # Three in ten are reported, unless the patrol comes within the five hours: then it finds them.
    cycle, report = 96.0, 5.0
    early = report / cycle
    expected = 0.7 * cycle / 2 + 0.3 * ((1 - early) * report + early * report / 2)
    assert abs(table("payphone_hours_unfound") / n - expected) < 4.5 * 34 / n**0.5
    share = (0.7 + 0.3 * early) * 100
    assert abs(table("payphone_found_by_patrol_share") - share) < 4.5 * 46 / n**0.5


def test_telephones_waiting_for_an_open_pool_are_an_erlang_c_queue() -> None:
    """No way, open all hours, looked at all the time, exponential work: M/M/2."""
    scenario = phone_town(
        {**BY_COUNTY, "crews": 2, "calendar": "always",
         "work": {"exponential": {"mean": "4 work h"}}},
        payphones={
            "share_of_lines": "100 %",
            "faults": "2.5 events per 100 lines per month",
            "patrol": {"every": "1 ms", "at": "00:00"},
        },
        window="2000 days", warm_up="60 days", follow_up="0 h", crews=[], demand={}, faults={},
        exchanges=[exchange(ports=20_000)],
        cabinets=[cabinet(lines=10_000, feeder_pairs=12_000, distribution_pairs=12_000)],
    )  # fmt: skip
    means = []
    for replication in range(6):
        log = simulate(scenario, draw(scenario, 5, replication))
        means.append(Table(scenario, log)("payphones_out_mean"))
    # 250 faults a month of 729.6 hours: 1.371 erlang for two crews. Broken telephones do not
    # break, but they are one in three thousand.
    queue = ErlangC(250 / 729.6, 0.25, 2)
    expected = queue.mean_waiting + 1000 / 729.6
    half = 4.5 * float(np.std(means, ddof=1)) / len(means) ** 0.5
    assert abs(float(np.mean(means)) - expected) < half < 0.1 * expected


# -- the overlay --------------------------------------------------------------------------------


def test_the_first_difference_between_counties_and_centre_is_of_a_telephone() -> None:
    more = {"faults": {"drop": {"cause_group": "x", "skill": "repair", "work": "1 work h",
                                "rate": "9 events per 100 lines per month",
                                "source": "assumed"}}}  # fmt: skip
    often = {"faults": "200 events per 100 lines per month"}
    computer = {"patrol": {"every": "1 h", "at": "00:00"}, **often}
    scenarios = (
        phone_town(payphones=often, **more),
        phone_town({**CENTRE, "crews": 2}, payphones=computer, **more),
    )
    logs = [simulate(scenario, draw(scenario, 3, 0)) for scenario in scenarios]
    first = logs[0].first_difference(logs[1])
    assert first is not None
    assert any(160 < int(log.kind[first]) <= Kind.PAYPHONE_REPAIRED for log in logs)
    # And nothing else differs at all.
    rest = [
        [tuple(log.row(n).values()) for n in np.flatnonzero(log.kind < 160)][:-1] for log in logs
    ]
    shortest = min(map(len, rest))
    whole = [[(r[0], r[1], r[3], r[4], r[5]) for r in log[:shortest]] for log in rest]
    assert whole[0] == whole[1] and shortest > 100
    tables = [Table(s, log) for s, log in zip(scenarios, logs, strict=True)]
    assert tables[1]("payphones_out_mean") < tables[0]("payphones_out_mean")


# -- figures ------------------------------------------------------------------------------------


def life_of(case: int, place: int, phone: int, down: int, found: int, repaired: int | None,
            how: int = 1, crew_: int = 0) -> list[tuple[int, ...]]:  # fmt: skip
    its = {"place": place, "line": phone}
    told_ = [
        row(down, Kind.PAYPHONE_DOWN, case, **its),
        row(found, Kind.PAYPHONE_FOUND, case, **its, reason=how),
    ]
    if repaired is not None:
        told_.append(row(repaired - 2 * H, Kind.PAYPHONE_VISIT, case, **its, reason=crew_))
        told_.append(row(repaired, Kind.PAYPHONE_REPAIRED, case, **its, reason=crew_, amount=2 * H))
    return told_


def test_figures_are_those_worked_out_by_hand() -> None:
    # Four telephones at A (100 lines) and two at B (50). The window is days 10 to 40.
    scenario = kpi_town(payphones={**PHONES, "repair": {**BY_COUNTY, "calendar": "week"}})
    log = log_of(
        [
            *plant(),
            *life_of(0, A, 0, 8 * D, 11 * D, 12 * D),  # in the window: a day unfound, one waiting
            *life_of(1, A, 1, 20 * D, 20 * D + 6 * H, 21 * D, how=0),
            *life_of(2, B, 0, 39 * D, 41 * D, None),  # never repaired: one day in the window
        ]
    )
    conservation.check(scenario, log)
    table = Table(scenario, log)
    assert table("payphones_out_mean") == pytest.approx((2 + 1 + 1) / 30)
    assert table("payphones_out_share") == pytest.approx(100 * 4 / (6 * 30))
    assert table("payphones_out_share", county="West") == pytest.approx(100 / 60)
    assert table("payphone_hours_unfound") == pytest.approx(24 + 6 + 24)
    assert table("payphone_hours_waiting") == pytest.approx(24 + 18)
    # 304 CNY a month of 30.4 days: 10 a day.
    assert table("payphone_revenue_lost") == pytest.approx(40)
    assert table("payphone_faults") == 2
    assert table("payphone_out_time_mean") == pytest.approx((24 + 21 * 24) / 2)
    assert table.at("payphone_out_time_mean").open == 1
    assert table("payphone_found_by_patrol_share") == 50


@pytest.mark.parametrize(
    ("rows_", "told_"),
    [
        (life_of(0, A, 4, 12 * D, 12 * D, 13 * D), "there is no such telephone"),
        (life_of(0, 0, 1, 12 * D, 12 * D, 13 * D), "needs its exchange"),
        ([*life_of(0, A, 1, 12 * D, 12 * D, None), *life_of(1, A, 1, 13 * D, 13 * D, None)],
         "breaks, then is repaired"),
        (life_of(0, A, 1, 12 * D, 12 * D, 13 * D, crew_=1), "needs its crew"),
        ([*life_of(0, A, 1, 12 * D, 12 * D, 13 * D),
          *life_of(1, A, 2, 12 * D, 12 * D, 13 * D + H)], "is at one of them"),
    ],
)  # fmt: skip
def test_a_log_in_which_telephones_do_not_add_up_is_refused(
    rows_: list[tuple[int, ...]], told_: str
) -> None:
    scenario = kpi_town(payphones={**PHONES, "repair": {**BY_COUNTY, "calendar": "week"}})
    with pytest.raises(ConservationError, match=told_):
        conservation.check(scenario, log_of([*plant(), *rows_]))


def test_validate_and_case_say_what_happens() -> None:
    scenario = phone_town()
    words = " ".join("\n".join(check(scenario).lines()).split())
    assert (
        "public telephones: 12, of which 1 break in a month; 1 hours of work on site for 2 crews"
        in words
    )
    log = run(scenario, broken(at(1, "10:00"), 0, 2))
    case = rows(log, Kind.PAYPHONE_DOWN)[0]["case"]
    told_ = life(log, names_for_logs(scenario), f"P{case}")
    assert told_[0] == f"P{case}: public telephone 3 at exchange E"
    assert [line.split("  ")[-1] for line in told_[1:]] == [
        "The public telephone breaks; nobody knows yet.",
        "The patrol finds it.",
        "Crew 1 for public telephones sets out; the way takes 30 min.",
        "It works again after 60 min on site, 4.0 days after the fault.",
    ]


def test_without_public_telephones_the_log_is_as_it_was() -> None:
    plain = town(crews=[crew()])
    faults = [fault(at(1, "08:00"), 3)]
    quiet = town(crews=[crew()], payphones={**PHONES})
    assert (
        simulate(plain, workload(plain, [], faults)).digest()
        == simulate(quiet, workload(quiet, [], faults)).digest()
    )


# -- bad input ----------------------------------------------------------------------------------

SECTION = """\
payphones:
  share_of_lines: 2 %
  faults: 6 events per 100 lines per month
  reports: {share: 30 %, after: 24 h}
  patrol: {every: 10 days, at: "09:00"}
  repair: {by: centre, crews: 1, calendar: day, work: 1 work h, base: seat}
  revenue_per_month: 300 CNY
  source: assumed
targets:"""


@pytest.mark.parametrize(
    ("old", "new", "told_"),
    [
        ("2 %", "200 %", 'payphones.share_of_lines: got "200 %", need a share from 0 %'),
        ("2 %", "0 %", "payphones.share_of_lines: got no telephone at all, need a larger share"),
        ("calendar: day", "calendar: dya", "payphones.repair.calendar: got 'dya', need a known "
         "calendar; did you mean 'day'?"),
        ("base: seat", "base: seet", "payphones.repair.base: got 'seet', need a known exchange; "
         "did you mean 'seat'?"),
        (", base: seat", "", "payphones.repair.base: got nothing, need the exchange of the centre"),
        ("by: centre", "by: county", "payphones.repair.base: got 'seat', need it left out"),
        ("by: centre", "by: center", "did you mean 'centre'?"),
        ("every: 10 days", "every: 0 days", "payphones.patrol.every: got no time"),
        ('"09:00"', '"9 am"', "payphones.patrol.at: got '9 am', need a time of the day"),
        ("share: 30 %", "share: 0.3", "payphones.reports.share: got 0.3, need a share"),
        ("300 CNY", "300", "payphones.revenue_per_month"),
        ("crews: 1", "crews: 0", "payphones.repair.crews: got 0, need 1 or more"),
        ("work: 1 work h", "work: 1 h", 'payphones.repair.work: got "1 h", need crew time'),
        ("  source: assumed\ntargets", "targets", "payphones.source: is missing"),
    ],
)  # fmt: skip
def test_one_wrong_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, told_: str
) -> None:
    monkeypatch.chdir(tmp_path)
    files = Town(tmp_path)
    files.change(("targets:", SECTION))
    assert files.load().payphones is not None
    # Only in the section itself.
    files.change((SECTION, SECTION.replace(old, new, 1)))
    assert told_ in "\n".join(map(str, files.problems()))
