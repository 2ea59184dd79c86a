"""What the office draws on: clerk's time and mistakes, by order, step and how often it was there.

Most orders are at a desk once:
these numbers are drawn as columns, in :func:`first_times`; those of later visits one at a time.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from telesim.distributions import Distribution
from telesim.workload import marks, values
from telesim.workload.plain import plain

_NONE = np.zeros(0, dtype=np.int64)


def office_work_ms(law: Distribution, key: int, step: int, generation: int) -> int:
    """Clerk's time for an order at its visit number ``generation`` to a step, 1 ms or more."""
    drawn = law.one(marks.uniform(key, marks.OFFICE_WORK + step, generation))
    return max(1, values.one_whole_ms(drawn))


def office_mark(key: int, step: int, generation: int) -> int:
    """The chance, in parts per million, above which the order leaves a step with a mistake.

    ``generation`` counts the visits to the step from 0.
    """
    return marks.per_million(key, marks.OFFICE_WRONG + step, generation)


def needs_step(key: int, step: int, share_ppm: int) -> bool:
    """Whether an order needs a step; the same each time that it comes by."""
    return marks.per_million(key, marks.NEEDS_STEP + step, 0) < share_ppm


def key_account(key: int, share_ppm: int) -> bool:
    """Whether an order is that of a key account."""
    return marks.per_million(key, marks.KEY_ACCOUNT, 0) < share_ppm


def first_times(
    laws: Sequence[Distribution | None], wrong_ppm: Sequence[int], keys: NDArray[np.uint64]
) -> tuple[list[array[int]], list[array[int]]]:
    """The same for the first visit of every order, by its row.

    Returns by step the clerk's time in ms (empty without a law) and the mark of a mistake in parts
    per million (empty without a chance of one).
    """
    work: list[array[int]] = []
    wrong: list[array[int]] = []
    for step, law in enumerate(laws):
        drawn = values.durations(law, keys, marks.OFFICE_WORK + step) if law is not None else _NONE
        work.append(plain(np.maximum(drawn, 1)))
        some = wrong_ppm[step]
        chances = marks.column_per_million(keys, marks.OFFICE_WRONG + step, 0) if some else _NONE
        wrong.append(plain(chances.astype(np.int32)))
    return work, wrong


def passed_on(key: int, generation: int, chance_ppm: int) -> bool:
    """Whether a clerk passes a case on; ``generation`` counts the clerks of all its cases."""
    return marks.per_million(key, marks.HAND_OFF, generation) < chance_ppm


def asks_after_ms(law: Distribution, key: int, number: int) -> int:
    """From the order, or the question before, to question ``number``, in ms; 1 or more."""
    return max(1, values.one_whole_ms(law.one(marks.uniform(key, marks.ASKS_AFTER, number))))


def question_ms(law: Distribution, key: int, number: int) -> int:
    """Clerk's time for question ``number`` about an order, in ms; 1 or more."""
    return max(1, values.one_whole_ms(law.one(marks.uniform(key, marks.QUESTION, number))))
