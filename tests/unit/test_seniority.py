"""Places among held orders by halving are those that going through them all would give."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from telesim.simulation.seniority import Seniority

#: Two exchanges with two cabinets each.
EXCHANGE_OF = (0, 0, 1, 1)


def test_counts_what_a_scan_counts_while_orders_come_and_go() -> None:
    rng = random.Random(7)
    seniority = Seniority(EXCHANGE_OF, 2)
    standing: dict[int, tuple[Any, bool]] = {}
    seen = 0
    for case in range(400):
        # Few instants, so that several are of one age and the case decides.
        job: Any = SimpleNamespace(
            case=case, since_ms=rng.randrange(20), cabinet=rng.randrange(len(EXCHANGE_OF))
        )
        for for_port in (False, True):
            older = [
                other
                for other, wants_port in standing.values()
                if (other.since_ms, other.case) < (job.since_ms, job.case)
                and (
                    wants_port and EXCHANGE_OF[other.cabinet] == EXCHANGE_OF[job.cabinet]
                    if for_port
                    else other.cabinet == job.cabinet
                )
            ]
            assert seniority.before(job, for_port) == len(older)
            seen += len(older)
        standing[case] = job, rng.random() < 0.5
        seniority.add(*standing[case])
        if rng.random() < 0.4:
            gone = rng.choice(list(standing))
            seniority.remove(standing.pop(gone)[0])
            seniority.remove(job if case not in standing else standing.pop(case)[0])
    assert seen > 1_000


def test_removing_who_does_not_stand_there_changes_nothing() -> None:
    seniority = Seniority(EXCHANGE_OF, 2)
    first: Any = SimpleNamespace(case=1, since_ms=5, cabinet=0)
    other: Any = SimpleNamespace(case=2, since_ms=5, cabinet=0)
    late: Any = SimpleNamespace(case=3, since_ms=9, cabinet=0)
    seniority.add(first, for_port=True)
    seniority.remove(other)
    assert seniority.before(late, for_port=False) == seniority.before(late, for_port=True) == 1
