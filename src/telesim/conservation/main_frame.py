"""Jumpers at the main frame: asked, run by the call that was joined, and before any visit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import CEASE, INSTALL, MOVE, Audit, Index
from telesim.eventlog import Kind


def check_main_frame(audit: Audit) -> None:
    """Every jumper is run by its own call, and every job that needs one has it."""
    section = audit.scenario.main_frame
    log = audit.log
    asked, run = audit.of(Kind.JUMPER_ASKED), audit.of(Kind.JUMPERED)
    done = audit.of(Kind.FRAME_DONE)
    audit.demand(_asked_before(audit, asked, run), run, "run by another call than it joined")
    ended_ms, crew = (np.full(audit.cases + 1, -1, dtype=np.int64) for _ in range(2))
    ended_ms[log.case[done]] = log.time_ms[done]
    crew[log.case[done]] = log.crew[done]
    by = log.reason[run]
    audit.demand(ended_ms[by] == log.time_ms[run], run, "needs the end of its call at this instant")
    audit.demand(crew[by] == log.crew[run], run, "run by another crew than went")
    joined = np.bincount(log.reason[run], minlength=audit.cases)[log.case[done]]
    audit.demand(joined <= log.reason[done], done, "more jumpers than the call had")
    if section is None:
        audit.demand(np.zeros(asked.size, dtype=np.bool_), asked, "no jumpers in this scenario")
        return
    audit.demand(log.reason[done] <= section.at_most, done, "more jumpers than one call takes")
    has = np.zeros(audit.cases, dtype=np.bool_)
    has[log.case[run]] = True
    kind_of = np.full(audit.cases, CEASE, dtype=np.int64)
    ordered = audit.of(Kind.ORDER)
    kind_of[log.case[ordered]] = log.reason[ordered]
    # A line that moves back to a pair of its own needs one as a new line does.
    back = audit.of(Kind.MOVE_BACK)
    kind_of[log.case[back]] = INSTALL
    sent = audit.of(Kind.DISPATCHED)
    # Where nobody mans the exchange, whoever is sent runs the jumper on the way.
    staffed = audit.scenario.frame_manned
    needs = np.array([staffed[exchange] for exchange in audit.scenario.cabinet_exchange])
    asks = np.zeros(audit.cases, dtype=np.bool_)
    first = np.concatenate([ordered, back, audit.of(Kind.FAULT)])
    asks[log.case[first]] = needs[log.place[first]]
    for word, number in (("install", INSTALL), ("move", MOVE)):
        its = sent[kind_of[log.case[sent]] == number]
        needed = asks[log.case[its]] & (word in section.jobs)
        audit.demand(has[log.case[its]] == needed, its, f"the jumper of every {word} comes first"
                     if word in section.jobs else f"no {word} needs a jumper")  # fmt: skip
    # A crew of the wrong trade may have been there before anybody knew of the swap.
    swapped = np.full(audit.cases, len(log), dtype=np.int64)
    known = audit.of(Kind.PAIR_SWAP)
    swapped[log.case[known]] = known
    its = sent[sent > swapped[log.case[sent]]]
    audit.demand(has[log.case[its]] == (asks[log.case[its]] & ("pair-swap" in section.jobs)), its,
                 "a pair swap has its jumper before its visit, or none at all")  # fmt: skip


def _asked_before(audit: Audit, asked: Index, run: Index) -> NDArray[np.bool_]:
    """Whether the row of its case before each jumper asks for it at the same call.

    A case that a crew has gone for in vain asks once more when it has a pair.
    """
    log = audit.log
    rows = np.concatenate([asked, run])
    order = np.lexsort((rows, log.case[rows]))
    rows = rows[order]
    is_run = order >= asked.size
    case, call = log.case[rows], log.reason[rows]
    good = np.zeros(rows.size, dtype=np.bool_)
    good[1:] = ~is_run[:-1] & (case[1:] == case[:-1]) & (call[1:] == call[:-1])
    found = np.zeros(len(log), dtype=np.bool_)
    found[rows[good]] = True
    return found[run]
