"""Each system counts: its reform changes rows of its own kinds, and one of these first.

On a corner of Zhumadian, with everything that ``before.yaml`` has and the reforms as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from corner import SETTINGS, ZHUMADIAN, corner
from telesim import conservation
from telesim.eventlog import COLUMNS, EventLog, Kind
from telesim.scenario import load
from telesim.simulation import simulate
from telesim.workload import draw

#: Reform -> the kinds of rows of its system.
KINDS: dict[str, Iterable[Kind]] = {
    "97-system": (
        Kind.ACCEPTED, Kind.RECORDED, Kind.FRAME_WRITTEN, Kind.WORK_ORDERED, Kind.TESTED,
        Kind.BILLED, Kind.SENT_BACK, Kind.CONNECTED, Kind.WORKING,
    ),
    "green-channel": (Kind.KEY_ACCOUNT, Kind.OVERDUE, Kind.ESCALATED, Kind.HANDED_LATE),
    # A case that is passed on no more is ACCEPTED instead: the same clerk, the same instant.
    "first-contact": (Kind.HANDED_OFF, Kind.CHASED, Kind.ANSWERED, Kind.ACCEPTED),
    # The line test tells the desk what to clear from there, and whom to send: CLEARED_REMOTELY and
    # MISJUDGED are its rows as well, and come first for faults that are open at the start.
    "112-automation": (
        Kind.FIRST_TRY, Kind.REPORT_ANSWERED, Kind.FURTHER_ANSWERED, Kind.ENQUIRY_ANSWERED,
        Kind.CALL_LOST, Kind.CABLE_RECOGNISED, Kind.REPORTS_JOINED, Kind.RIGHTED,
        Kind.CLEARED_REMOTELY, Kind.MISJUDGED, Kind.WRONG_SKILL,
        Kind.FALSE_CABLE, Kind.PUT_TO_CABLE, Kind.TOLD_APART,
        Kind.DUPLICATE, Kind.DUPLICATE_SEEN, Kind.DUPLICATE_LAPSED,
    ),
    "114-positions": (Kind.SAMPLE_DAY, Kind.DIRECTORY_ANSWERED, Kind.DIRECTORY_LOST),
    "star-clerks": (
        Kind.SAMPLE_DAY, Kind.COUNTER_SERVED, Kind.COUNTER_LEFT, Kind.COUNTER_ERROR,
    ),
    "complaints-supervised": (Kind.COMPLAINT_ANSWERED, Kind.COMPLAINT_READ, Kind.JOB_URGENT),
    "hotlines": (Kind.COMPLAINT_CLIMBS, Kind.COMPLAINT_READ, Kind.JOB_URGENT),
    "payphone-centre": (
        Kind.PAYPHONE_DOWN, Kind.PAYPHONE_FOUND, Kind.PAYPHONE_VISIT, Kind.PAYPHONE_REPAIRED,
    ),
    "reconnection-notice": (
        Kind.NOTICE_SENT, Kind.NOTICE_LOST, Kind.NOTICE_FOUND, Kind.LINE_BACK,
    ),
    "order-screening": (
        Kind.FALSELY_ACCEPTED, Kind.NO_PAIR, Kind.REGISTERED, Kind.RETURNED, Kind.COMMISSION,
        Kind.AUDITED,
    ),
    "temporary-rerouting": (
        Kind.REROUTED, Kind.MOVE_BACK, Kind.MOVED_BACK, Kind.MOVE_BACK_LAPSED,
        Kind.REROUTED_FAULT,
    ),
    "promotions-timed": (
        Kind.CAMPAIGN_BEGINS, Kind.CAMPAIGN_ENDS, Kind.CAMPAIGN_LEFT_OUT, Kind.PROMOTED,
        Kind.FORESTALLED, Kind.CAMPAIGN_SIZE,
    ),
    "trunk-circuits": (Kind.CIRCUITS_ORDERED, Kind.CIRCUITS_OPEN, Kind.CIRCUITS_PAID),
    # Courses are planned at the start, before anybody is away.
    "training": (Kind.COURSES_PLANNED, Kind.COURSE, Kind.TRAINING_LEVEL),
    # Who inspects, and what is looked at, is said at the start.
    "supervision": (Kind.SUPERVISED, Kind.INSPECTS, Kind.INSPECTED, Kind.FOUND_BAD),
}  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corner(tmp_path_factory.mktemp("corner"))


def log_with(before: Path, *reforms: str) -> EventLog:
    files = [before.parent / "reforms" / f"{name}.yaml" for name in reforms]
    scenario = load(before, files, settings=SETTINGS)
    log = simulate(scenario, draw(scenario, 2, 0))
    conservation.check(scenario, log)
    return log


@pytest.fixture(scope="module")
def log(before: Path) -> EventLog:
    return log_with(before)


def rows_of(
    log: EventLog, kinds: Iterable[Kind]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    wanted = np.isin(log.kind, [int(kind) for kind in kinds])
    return np.column_stack([getattr(log, name)[wanted].astype(np.int64) for name in COLUMNS])


@pytest.mark.parametrize("reform", KINDS)
def test_a_reform_changes_rows_of_its_own_kinds_and_one_of_them_first(
    before: Path, log: EventLog, reform: str
) -> None:
    after, kinds = log_with(before, reform), set(KINDS[reform])
    assert not np.array_equal(rows_of(log, kinds), rows_of(after, kinds))
    n = log.first_difference(after)
    assert n is not None
    differing = [one.row(n) for one in (log, after)]
    # The earlier of the two rows is what is new, or is missing now; at one instant it is either.
    first = min(row["time_ms"] for row in differing)
    told = {Kind(row["kind"]) for row in differing if row["time_ms"] == first}
    assert told & kinds, (told, log.text(n - 1, n + 1), after.text(n - 1, n + 1))


def test_the_corner_has_every_system_before_its_reform(log: EventLog) -> None:
    """Each system that only its reform brings is without rows; every other one has some."""
    brought = {"temporary-rerouting", "trunk-circuits", "supervision"}
    for reform, kinds in KINDS.items():
        assert bool(len(rows_of(log, kinds))) == (reform not in brought), reform


def test_every_reform_of_the_whole_company_is_looked_at() -> None:
    # The others are those of plant, crews and pay.
    files = {file.stem for file in (ZHUMADIAN / "reforms").glob("*.yaml")}
    assert len(KINDS) == 16
    assert set(KINDS) <= files
