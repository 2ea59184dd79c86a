"""Cases at the counter: how often they are passed on, questions, and how long an answer takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.grouping import Grouping, group
from telesim.kpi.record import By, Column, Record
from telesim.kpi.statistics import Measured, amounts, means, ratios
from telesim.ordering import stable_order
from telesim.units import DAY_MS, HOUR_MS

USUAL: tuple[By, ...] = ((), ("county",), ("area",))
NAMES = ("hand_offs_per_case", "questions_per_day", "question_wait_mean")


@FAMILIES.register("contacts")
def contacts(record: Record) -> Iterator[Measured]:
    """What clerks at the counter did in the window; questions asked in it."""
    if record.scenario.contacts is None:
        return
    passed = _in_window(record, Kind.HANDED_OFF)
    ended = _cases(record)
    asked = _in_window(record, Kind.CHASED)
    answered, hours = _answers(record)
    days = (record.end_ms - record.start_ms) / DAY_MS
    for _, words, combinations in record.wanted(NAMES, USUAL):
        for by in combinations:

            def places(at: Column, by: By = by, words: object = words) -> Grouping:
                dimensions = record.places.dimensions(record.log.place[at].astype(np.int64))
                return group(dimensions, by, at.size, words)  # type: ignore[arg-type]

            cases = places(ended)
            yield from ratios(
                "hand_offs_per_case", cases.wheres, places(passed).counts(), cases.counts(),
                cases.counts(),
            )  # fmt: skip
            questions = places(asked)
            n = questions.counts()
            yield from amounts("questions_per_day", questions.wheres, n / days, n)
            yield from means("question_wait_mean", places(answered), hours)


def _in_window(record: Record, *kinds: Kind) -> Column:
    at = record.rows.of(*kinds)
    return np.asarray(at[record.in_window(record.log.time_ms[at])], dtype=np.int64)


def _cases(record: Record) -> Column:
    """Rows of the window that end a case: first acceptances of orders, and answers.

    An order that comes back to acceptance with a mistake in it is no further case: the clerk who
    has accepted it keeps it.
    """
    accepted = record.rows.of(Kind.ACCEPTED)
    _, first = np.unique(record.log.case[accepted], return_index=True)
    at = np.sort(np.concatenate([accepted[first], record.rows.of(Kind.ANSWERED)]))
    return np.asarray(at[record.in_window(record.log.time_ms[at])], dtype=np.int64)


def _answers(record: Record) -> tuple[Column, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Rows of questions of the window that have been answered, and hours until then.

    The first answer of an order belongs to its first question, and so on: a question that nobody
    needs to answer any more is its last.
    """
    log = record.log
    rows = {}
    for kind in (Kind.CHASED, Kind.ANSWERED):
        at = record.rows.of(kind)
        at = at[stable_order(log.case[at])]
        case = log.case[at].astype(np.int64)
        first = np.flatnonzero(np.append(True, case[1:] != case[:-1])[: case.size])
        lengths = np.diff(np.append(first, case.size))
        number = np.arange(case.size) - np.repeat(first, lengths)
        rows[kind] = at, case * 2**20 + number
    (asked, asked_key), (answered, answered_key) = rows[Kind.CHASED], rows[Kind.ANSWERED]
    _, of_asked, of_answered = np.intersect1d(asked_key, answered_key, return_indices=True)
    at, end = asked[of_asked], answered[of_answered]
    inside = record.in_window(log.time_ms[at])
    hours = (log.time_ms[end] - log.time_ms[at]) / HOUR_MS
    return np.asarray(at[inside], dtype=np.int64), hours[inside]
