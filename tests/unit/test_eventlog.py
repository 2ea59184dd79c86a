from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from telesim.eventlog import COLUMNS, EventLog, Kind, Recorder
from towns import H, at, fault, order, run, town


def small() -> EventLog:
    return run(town(), [order(at(1, "09:00"))], [fault(at(1, "08:30"))])


def changed(log: EventLog, column: str, row: int) -> EventLog:
    columns = {name: values.copy() for name, values in log.columns.items()}
    columns[column][row] += 1
    return EventLog(columns, log.end_ms)


def test_a_saved_log_comes_back_whole(tmp_path: Path) -> None:
    log = small()
    log.save(tmp_path / "log.parquet")
    again = EventLog.load(tmp_path / "log.parquet")
    assert [file.name for file in tmp_path.iterdir()] == ["log.parquet"]
    assert again.digest() == log.digest()
    assert again.first_difference(log) is None
    assert {n: c.dtype for n, c in again.columns.items()} == {
        n: np.dtype(t) for n, t in COLUMNS.items()
    }


def test_another_table_is_no_log(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"time_ms": [1]}), tmp_path / "other.parquet")
    with pytest.raises(ValueError, match="not an event log"):
        EventLog.load(tmp_path / "other.parquet")


@pytest.mark.parametrize("column", list(COLUMNS))
def test_any_change_changes_the_digest_and_is_found(column: str) -> None:
    log = small()
    other = changed(log, column, 9)
    assert other.digest() != log.digest()
    assert log.first_difference(other) == 9


def test_the_end_belongs_to_the_digest() -> None:
    log = small()
    assert EventLog(log.columns, log.end_ms + 1).digest() != log.digest()


def test_a_log_that_is_the_beginning_of_another_differs_after_its_end() -> None:
    log = small()
    shorter = EventLog({name: values[:5] for name, values in log.columns.items()}, log.end_ms)
    assert log.first_difference(shorter) == 5
    assert shorter.first_difference(log) == 5


def test_a_row_reads_as_words() -> None:
    log = small()
    n = int(np.flatnonzero(log.kind == Kind.CLEARED)[0])
    assert log.text(n, n + 1).split() == (
        f"{at(1, '09:30')} cleared case 1 line 0 place 0 crew 0 reason 1 amount {H}".split()
    )
    assert len(log.text().splitlines()) == len(log)


def test_an_unknown_column_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="colour"):
        small().colour  # noqa: B018 - asking is the test


def test_rows_are_sorted_by_time_and_keep_their_order_within_an_instant() -> None:
    recorder = Recorder()
    recorder.append((7, 30, 0, -1, -1, 0, 0, 1))
    recorder.append((5, 30, 0, -1, -1, 0, 0, 2))
    recorder.pack()
    recorder.append((5, 31, 0, -1, -1, 0, 0, 3))
    recorder.append((9, 31, 0, -1, -1, 0, 0, 4))
    log = recorder.finish(end_ms=8)
    # The row at 9 did not happen: the run ended at 8.
    assert log.amount.tolist() == [2, 3, 1]
    assert log.end_ms == 8


def test_numbers_at_their_limits_survive_packing() -> None:
    recorder = Recorder()
    row = (2**62, 41, 2**31 - 1, -1, 2**31 - 1, -1, 2**31 - 1, -(2**62))
    recorder.append(row)
    log = recorder.finish(end_ms=2**62)
    assert tuple(log.row(0).values()) == row


def test_rows_of_several_blocks_are_one_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recorder, "BLOCK", 4)
    recorder = Recorder()
    for number in range(11):  # packed by threes: blocks of 3, 3, 3 and what remains
        recorder.append((20 - number, 30, number, -1, -1, 0, 0, number * 2**40))
        assert recorder.rows == number + 1
        if number % 3 == 2:
            recorder.pack()
    recorder.append((0, 31, 99, -1, -1, 0, 0, 0))
    log = recorder.finish(end_ms=100)
    assert log.case.tolist() == [99, *range(10, -1, -1)]
    assert log.amount.tolist() == [0, *(number * 2**40 for number in range(10, -1, -1))]
    assert log.time_ms.tolist() == [0, *range(10, 21)]


def test_kinds_keep_their_numbers() -> None:
    # Stored logs hold these numbers; a kind may be added, none may change.
    assert {kind.name: int(kind) for kind in Kind} == {
        "LINES": 1, "CAPACITY": 2, "EXPANSION_ORDERED": 3, "SPENT": 4, "REFORM": 5,
        "ORDER": 10, "HELD": 11, "ASSIGNED": 12, "IN_SERVICE": 13, "CANCELLED": 14,
        "CEASED": 15, "RELEASED": 16, "JUMPER_ASKED": 17, "JUMPERED": 18,
        "FAULT": 20, "REPEAT_OF": 21, "REPORT": 22, "CLEARED_REMOTELY": 23, "LOCATED": 24,
        "MATERIAL": 25, "PART_RESTORED": 26, "CLEARED": 27, "PAIR_SWAP": 28, "NO_SPARE": 29,
        "WORK_RELEASED": 50, "PLANNED": 51, "PART_BUILT": 52, "BUILT": 53, "NO_BORE": 54,
        "BORE_TAKEN": 55, "DUCT_ORDERED": 56, "BORES": 57, "PAIRS_RECOVERED": 58, "FROST": 59,
        "RECONNECTED": 90,
        "FORGOTTEN": 80, "REMINDED": 81, "UNTESTED": 82, "UNREPAIRED": 83,
        "FOUND_UNREPAIRED": 84, "PREVENTIVE": 85, "TREATED": 86, "AVOIDED": 87,
            "SAME_JOINT": 88, "PASSED_OVER": 89,
        "DISPATCHED": 30, "ARRIVED": 31, "NO_ACCESS": 32, "UNFINISHED": 33, "SUSPENDED": 34,
        "RESUMED": 35, "OVERTIME": 36, "READY": 37, "INTERRUPTED": 38,
        "ON_DUTY": 40, "DEPOT": 41,
        "EARLY_LIFE": 42, "WORK_INDUCED": 43,
        "FRAME_CALL": 44, "FRAME_DONE": 45, "FRAME_LAPSED": 46,
        "FURTHER_DOWN": 60, "FURTHER_BACK": 61, "POWER_LOST": 62, "POWER_BACK": 63,
        "BORE_SHARED": 64,
        "LEFT": 70, "JOINED": 71, "LENT": 72,
        "PROMISED": 75, "PULL_OFF_BEGINS": 76, "PULL_OFF_ENDS": 77,
        "ACCEPTED": 100, "RECORDED": 101, "FRAME_WRITTEN": 102, "WORK_ORDERED": 103, "TESTED": 104,
        "BILLED": 105, "SENT_BACK": 106, "CONNECTED": 107, "WORKING": 108, "WORKED_IN_VAIN": 109,
        "KEY_ACCOUNT": 110, "OVERDUE": 111, "ESCALATED": 112, "HANDED_LATE": 113,
        "HANDED_OFF": 115, "CHASED": 116, "ANSWERED": 117,
        "FIRST_TRY": 130, "REPORT_ANSWERED": 131, "FURTHER_ANSWERED": 132,
        "ENQUIRY_ANSWERED": 133, "CALL_LOST": 134, "CABLE_RECOGNISED": 135, "REPORTS_JOINED": 136,
        "RIGHTED": 137, "DUPLICATE": 138, "DUPLICATE_SEEN": 139, "FALSE_CABLE": 146,
        "PUT_TO_CABLE": 147, "TOLD_APART": 148, "DUPLICATE_LAPSED": 149,
        "SAMPLE_DAY": 140, "DIRECTORY_ANSWERED": 141, "DIRECTORY_LOST": 142,
        "COUNTER_SERVED": 143, "COUNTER_LEFT": 144, "COUNTER_ERROR": 145,
        "STORM": 93, "MISJUDGED": 94, "WRONG_SKILL": 95,
        "LINE_SUSPENDED": 160, "BILL_PAID": 161, "NOTICE_SENT": 162, "NOTICE_LOST": 163,
        "NOTICE_FOUND": 164, "LINE_BACK": 165, "SUSPENDED_CEASED": 166,
        "PAYPHONE_DOWN": 170, "PAYPHONE_FOUND": 171, "PAYPHONE_VISIT": 172,
        "PAYPHONE_REPAIRED": 173,
        "COMPLAINT": 180, "COMPLAINT_CALL_LOST": 181, "COMPLAINT_ANSWERED": 182,
        "COMPLAINT_CLIMBS": 183, "COMPLAINT_READ": 184, "JOB_URGENT": 185,
        "COMPLAINT_RESOLVED": 186, "JOB_OVERTAKES": 187,
        "FALSELY_ACCEPTED": 190, "NO_PAIR": 191, "REGISTERED": 192, "RETURNED": 193,
        "COMMISSION": 194, "AUDITED": 195,
        "REROUTED": 196, "MOVE_BACK": 197, "MOVED_BACK": 198, "MOVE_BACK_LAPSED": 199,
        "REROUTED_FAULT": 200,
        "CAMPAIGN_BEGINS": 201, "CAMPAIGN_ENDS": 202, "CAMPAIGN_LEFT_OUT": 203, "PROMOTED": 204,
        "FORESTALLED": 205, "CAMPAIGN_SIZE": 206,
        "CIRCUITS": 220, "CIRCUITS_ORDERED": 221, "CIRCUITS_OPEN": 222, "CIRCUITS_PAID": 223,
        "TRAINING_LEVEL": 230, "COURSE": 231, "COURSES_PLANNED": 232,
            "TAUGHT_BESIDE": 233,
        "SUPERVISED": 240, "INSPECTS": 241, "INSPECTED": 242, "FOUND_BAD": 243,
    }  # fmt: skip
