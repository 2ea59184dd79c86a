"""Cases at the counter: how often they are passed on, questions, and how long an answer takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog import Kind
from telesim.kpi.families import FAMILIES
from telesim.kpi.faults import NEVER
from telesim.kpi.grouping import Grouping, group
from telesim.kpi.record import By, Column, Record
from telesim.kpi.statistics import Measured, amounts, means, ratios, with_open
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
    waiting, hours, answered = _questions(record)
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
            waits = places(waiting)
            yield from with_open(means("question_wait_mean", waits, hours), waits, answered)


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


def _questions(record: Record) -> tuple[Column, NDArray[np.float64], NDArray[np.bool_]]:
    """Rows of questions of the window, hours until their answers, and whether they have one.

    The first answer of an order belongs to its first question, and so on: a question that nobody
    needs to answer any more, as the order has ended, is its last and is left out. A question of an
    order that is still open counts with its age when the run ends.
    """
    log, orders = record.log, record.orders
    asked, asked_key = _numbered(record, Kind.CHASED)
    answered, answered_key = _numbered(record, Kind.ANSWERED)
    _, of_asked, of_answered = np.intersect1d(asked_key, answered_key, return_indices=True)
    ends = np.full(asked.size, log.end_ms, dtype=np.int64)
    ends[of_asked] = log.time_ms[answered[of_answered]]
    has_answer = np.zeros(asked.size, dtype=np.bool_)
    has_answer[of_asked] = True
    closed_ms = np.full(record.cases + 1, NEVER, dtype=np.int64)
    closed_ms[orders.case] = orders.closed_ms
    counts = has_answer | (closed_ms[log.case[asked]] == NEVER)
    chosen = np.flatnonzero(counts & record.in_window(log.time_ms[asked]))
    at = asked[chosen]
    return at, (ends[chosen] - log.time_ms[at]) / HOUR_MS, has_answer[chosen]


def _numbered(record: Record, kind: Kind) -> tuple[Column, Column]:
    """Rows of a kind, and for each a number made of its case and its place in that case."""
    at = record.rows.of(kind)
    at = at[stable_order(record.log.case[at])]
    case = record.log.case[at].astype(np.int64)
    first = np.flatnonzero(np.append(True, case[1:] != case[:-1])[: case.size])
    lengths = np.diff(np.append(first, case.size))
    number = np.arange(case.size) - np.repeat(first, lengths)
    return np.asarray(at, dtype=np.int64), case * 2**20 + number
