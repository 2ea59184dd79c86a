"""Where the hours went: answers by hand, and sums over everything that a corner of a city does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import telesim
from corner import SETTINGS, corner
from kpi_log import A1, A, D, H, Table, fault, install, log_of, plant, row, town, visit
from kpi_week import everything
from telesim.conservation.fault_lives import FAULT_NEXT
from telesim.conservation.order_lives import ORDER_NEXT
from telesim.eventlog import EventLog, Kind, Level
from telesim.experiment.parts import PARTS, Hours, hours_of_faults, hours_of_orders
from telesim.experiment.parts.states import _STATES
from telesim.kpi.record import Record
from telesim.scenario import Scenario, load

K = Kind
#: Monday 8 January 2001, 8:00, for the town of kpi_log, whose crews work 8-12 and 14-18.
MON = 7 * D + 8 * H


def told(hours: Hours, case: int = 0) -> dict[str, float]:
    """The parts of one case in hours, those that are none left out."""
    return {
        part: float(ms) / H for part, ms in zip(PARTS, hours.parts[case], strict=True) if ms != 0
    }


def faults_of(*rows: tuple[int, ...], scenario: Scenario | None = None) -> Hours:
    return hours_of_faults(Record(scenario or town(), log_of([*plant(), *rows])))


def orders_of(*rows: tuple[int, ...]) -> Hours:
    return hours_of_orders(Record(town(), log_of([*plant(), *rows])))


def test_a_fault_that_waits_over_night_and_is_done_at_the_second_visit() -> None:
    hours = faults_of(
        *fault(0, MON - 3 * H, reported=MON + 8 * H),  # at 16:00, 11 hours after it failed
        # Two hours wait, the night (14 h), an hour wait; then a visit in vain, 9 to 11 o'clock.
        *visit(0, MON + D + H, K.UNFINISHED, H, H),
        # An hour wait, the break of two hours and half an hour more; 14:30 to 16:30.
        *visit(0, MON + D + 6 * H + H // 2, K.CLEARED, H // 2, 3 * H // 2, number=1, reason=1),
    )
    assert told(hours) == {
        "waiting for a crew": 2 + 1 + 1 + 0.5,
        "off shift": 14 + 2,
        "travel": 1 + 0.5,
        "work": 1.5,
        "rework": 1,
    }
    assert hours.before_ms[0] == 11 * H
    assert hours.closed.all()


def test_what_a_visit_lasts_beyond_the_crews_own_time_is_off_shift() -> None:
    """Out at 11, half an hour of way and four hours of work with the break and the night."""
    hours = faults_of(
        *fault(0, MON + 3 * H),
        row(MON + 3 * H, K.DISPATCHED, 0, crew=0, amount=H // 2),
        row(MON + 3 * H + H // 2, K.ARRIVED, 0, crew=0),
        row(MON + 10 * H, K.SUSPENDED, 0, crew=0),
        row(MON + D, K.RESUMED, 0, crew=0),
        # 11:30 to 12, 14 to 18, and half an hour in the morning.
        row(MON + D + H // 2, K.CLEARED, 0, crew=0, reason=1, amount=5 * H),
    )
    assert told(hours) == {"travel": 0.5, "work": 5, "off shift": 2 + 14}


def test_a_night_on_the_way_goes_on_as_the_way() -> None:
    hours = faults_of(
        *fault(0, MON + 9 * H + H // 2),
        row(MON + 9 * H + H // 2, K.DISPATCHED, 0, crew=0, amount=H),
        row(MON + 10 * H, K.SUSPENDED, 0, crew=0),
        row(MON + D, K.RESUMED, 0, crew=0),
        row(MON + D + H // 2, K.ARRIVED, 0, crew=0),
        row(MON + D + H, K.CLEARED, 0, crew=0, reason=1, amount=H // 2),
    )
    assert told(hours) == {"travel": 1, "work": 0.5, "off shift": 14}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [row(MON + 2 * H, K.CLEARED_REMOTELY, 0)],
            {"reporting": 2},
        ),
        (
            [
                row(MON + H, K.FORGOTTEN, 0, amount=2 * H),
                row(MON + 3 * H, K.REMINDED, 0),
                *visit(0, MON + 3 * H, K.CLEARED, H // 2, H // 2, reason=1),
            ],
            {"waiting for a crew": 1, "reporting": 2, "travel": 0.5, "work": 0.5},
        ),
        (
            [
                *visit(0, MON, K.NO_ACCESS, H, H // 4),
                row(MON + D, K.READY, 0),
                *visit(0, MON + D + H, K.CLEARED, H, H, number=1, reason=1),
            ],
            {"customer": 22.75 + 0.25, "travel": 2, "work": 1, "waiting for a crew": 1},
        ),
        (
            [
                *visit(0, MON, K.MATERIAL, H, H, reason=D),
                row(MON + 2 * H + D, K.READY, 0),
                *visit(0, MON + 2 * H + D, K.CLEARED, H, H, number=1, reason=1),
            ],
            {"facilities": 24, "travel": 2, "work": 2},
        ),
        (
            # Called away on the way, with half an hour left of it; then with work that is lost.
            [
                row(MON, K.DISPATCHED, 0, crew=0, amount=H),
                row(MON + H // 2, K.INTERRUPTED, 0, crew=0, amount=-H // 2),
                *visit(0, MON + H // 2, K.INTERRUPTED, H, H // 2, reason=1),
                *visit(0, MON + 2 * H, K.CLEARED, H, H, reason=1),
            ],
            {"travel": 2.5, "work": 1, "rework": 0.5},
        ),
        (
            [
                row(MON, K.JUMPER_ASKED, 0, reason=9, amount=H),
                row(MON + H, K.JUMPERED, 0, crew=1, reason=9),
                row(MON + H, K.PROMISED, 0, amount=MON + 6 * H, reason=4 * H),
                row(MON + 6 * H, K.READY, 0),
                *visit(0, MON + 7 * H, K.WRONG_SKILL, H, H),
                *visit(0, MON + 9 * H, K.CLEARED, 0, H, number=1, reason=1),
            ],
            {"office": 1, "customer": 5, "waiting for a crew": 1, "travel": 1, "rework": 1,
             "work": 1},
        ),
    ],
)  # fmt: skip
def test_what_a_fault_waits_for(rows: list[tuple[int, ...]], expected: dict[str, float]) -> None:
    assert told(faults_of(*fault(0, MON), *rows)) == expected


def test_an_order_goes_through_office_facilities_and_test() -> None:
    hours = orders_of(
        row(MON, K.ORDER, 0, place=A1, amount=500),
        row(MON + H, K.ACCEPTED, 0, reason=H // 2),
        row(MON + H, K.HELD, 0, reason=Level.PORT),
        row(MON + D, K.ASSIGNED, 0, amount=1),
        row(MON + D + H, K.RECORDED, 0),
        row(MON + D + 2 * H, K.WORK_ORDERED, 0),
        # Two hours of hours that are worked.
        row(MON + D + 7 * H, K.DISPATCHED, 0, crew=0, amount=H),
        row(MON + D + 8 * H, K.ARRIVED, 0, crew=0),
        row(MON + D + 9 * H, K.CONNECTED, 0, crew=0, amount=H),
        row(MON + 2 * D, K.TESTED, 0),
        row(MON + 2 * D, K.WORKING, 0),
        # What the office does afterwards is nobody's waiting.
        row(MON + 3 * D, K.BILLED, 0),
    )
    assert told(hours) == {
        "office": 1 + 2 + 15,
        "facilities": 23,
        "waiting for a crew": 3,
        "off shift": 2,
        "travel": 1,
        "work": 1,
    }


def test_without_an_office_an_order_waits_for_a_crew_from_the_first_instant() -> None:
    hours = orders_of(*install(0, MON), *visit(0, MON + 2 * H, K.IN_SERVICE, H, H))
    assert told(hours) == {"waiting for a crew": 2, "travel": 1, "work": 1}


def test_nights_when_somebody_is_on_duty_are_not_off_shift() -> None:
    """A second crew with the same skill works at night, so that the hours of both count."""
    week = {"hours": {"mon-fri": ["08:00-12:00", "14:00-18:00"]}, "source": "assumed"}
    night = {"hours": {"mon-sun": ["00:00-08:00", "18:00-24:00"]}, "source": "assumed"}
    one = {"id": "one", "team": "all", "base": "A", "covers": "all", "calendar": "week"}
    owl = {"id": "owl", "team": "all", "base": "A", "covers": "A", "calendar": "night"}
    scenario = town(calendars={"week": week, "night": night}, crews=[one, owl])
    rows = [*fault(0, MON + 9 * H), *visit(0, MON + D, K.CLEARED, H, H, reason=1)]
    # From 17:00 the hours of both follow one another until the first sets out at 8:00.
    waited = {"waiting for a crew": 15.0, "travel": 1, "work": 1}
    assert told(faults_of(*rows, scenario=scenario)) == waited
    # A place that the second crew does not serve has its nights.
    rows = [*fault(0, MON + 9 * H, place=2), *visit(0, MON + D, K.CLEARED, H, H, reason=1)]
    assert told(faults_of(*rows, scenario=scenario))["off shift"] == 14


def test_the_parts_of_the_written_month_add_up_to_its_figures() -> None:
    log, scenario = log_of(everything()), town()
    figures = Table(scenario, log)
    record = Record(scenario, log)
    hours = hours_of_faults(record)
    mine = record.in_window(hours.start_ms) & ~record.faults.remote[hours.position]
    mean = hours.parts[mine].sum() / mine.sum() / H
    assert mean == pytest.approx(figures("time_to_restore_mean"))
    hours = hours_of_orders(record)
    mine = record.in_window(hours.start_ms)
    mean = hours.parts[mine].sum() / mine.sum() / D
    assert mean == pytest.approx(figures("supply_time_mean"))


#: Reforms with all that cases can go through: desks, appointments, pre-emption, screening.
REFORMS = (
    "exchange-expansion", "prebuilt-drops", "temporary-rerouting", "integrated-crews",
    "local-base", "repair-first", "piece-rate", "gang-priority", "appointments", "97-system",
    "order-screening", "green-channel", "first-contact", "112-automation",
    "complaints-supervised", "supervision",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corner(tmp_path_factory.mktemp("corner")).parent


@pytest.mark.parametrize("reforms", [(), REFORMS], ids=["before", "after"])
def test_every_case_of_a_corner_of_the_city_adds_up(folder: Path, reforms: tuple[str, ...]) -> None:
    files = [folder / "reforms" / f"{name}.yaml" for name in reforms]
    scenario = load(folder / "before.yaml", files, SETTINGS)
    log = telesim.simulate(scenario)
    record = Record(scenario, log)
    for hours in (hours_of_faults(record), hours_of_orders(record)):
        assert hours.position.size > 100
        assert (hours.parts.sum(axis=1) == hours.end_ms - hours.start_ms).all()
        assert (hours.parts >= 0).all()
        assert hours.parts.dtype == np.int64
        assert (hours.parts[:, PARTS.index("travel")] > 0).any()
        assert (hours.parts[:, PARTS.index("off shift")] > 0).any()
    # The travel of closed faults is that of their visits, to the millisecond.
    hours = hours_of_faults(record)
    travel = np.zeros(record.cases + 1, dtype=np.int64)
    visits = record.visits
    np.add.at(travel, visits.case, visits.travel_ms)
    closed = hours.position[hours.closed]
    first = record.faults.case[closed]
    assert (hours.parts[hours.closed, PARTS.index("travel")] == travel[first]).all()


def test_a_log_without_cases_has_no_hours() -> None:
    log: EventLog = log_of([row(0, K.CAPACITY, place=A, amount=1)])
    record = Record(town(), log)
    assert hours_of_faults(record).parts.shape == (0, len(PARTS))
    assert hours_of_orders(record).parts.shape == (0, len(PARTS))


def test_every_row_in_the_life_of_a_fault_or_order_is_known_here() -> None:
    """A new kind of row must be given a state, or be named as one that changes none."""
    known = {kind for kinds in _STATES.values() for kind in kinds}
    lives = (FAULT_NEXT, ORDER_NEXT)
    steps = {kind for life in lives for kind in life}
    steps |= {kind for life in lives for kinds in life.values() for kind in kinds}
    changes_nothing = {
        # What is said of a fault before it is reported.
        K.FURTHER_DOWN, K.REPEAT_OF, K.SAME_JOINT, K.EARLY_LIFE, K.WORK_INDUCED, K.REROUTED_FAULT,
        # During a visit.
        K.LENT, K.LOCATED, K.PART_RESTORED, K.FURTHER_BACK, K.UNTESTED, K.UNREPAIRED,
        # The end, and what follows it.
        K.CLEARED, K.CLEARED_REMOTELY, K.FOUND_UNREPAIRED, K.INSPECTED, K.FOUND_BAD,
        K.IN_SERVICE, K.WORKING, K.RECONNECTED, K.CANCELLED, K.CEASED, K.RELEASED, K.BILLED,
    }  # fmt: skip
    assert steps - known == changes_nothing
    assert known <= steps
