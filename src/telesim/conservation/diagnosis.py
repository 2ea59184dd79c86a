"""Faults that are taken for others: a crew of the wrong trade sees them first, once."""

from __future__ import annotations

import numpy as np

from telesim.conservation.audit import Audit
from telesim.conservation.running import is_first
from telesim.eventlog import Kind


def check_diagnosis(audit: Audit) -> None:
    """A misjudged fault is taken for one of another skill, and found out before it is cleared.

    Whether that crew has the skill is looked at where teams keep theirs throughout: without reforms
    that begin later or in some counties, and without teams that are pulled off to other work.
    """
    log, scenario = audit.log, audit.scenario
    misjudged, seen = audit.of(Kind.MISJUDGED), audit.of(Kind.WRONG_SKILL)
    if misjudged.size == 0 and seen.size == 0:
        return
    skills = [cause.skill for cause in scenario.faults.values()]
    swaps = [c.pair_swap.skill if c.pair_swap else c.skill for c in scenario.faults.values()]
    rank = {skill: number for number, skill in enumerate(dict.fromkeys(skills + swaps))}
    skill_of = np.array([rank[skill] for skill in skills], dtype=np.int64)
    swap_of = np.array([rank[skill] for skill in swaps], dtype=np.int64)
    believed = log.reason[misjudged]
    known = (believed >= 0) & (believed < skill_of.size)
    audit.demand(known, misjudged, "needs the cause that it is taken for")
    failed = audit.of(Kind.FAULT)
    real = np.zeros(audit.cases, dtype=np.int64)
    real[log.case[failed]] = log.reason[failed]
    taken_for = np.full(audit.cases, -1, dtype=np.int64)
    taken_for[log.case[misjudged]] = believed
    audit.demand(
        skill_of[believed] != skill_of[real[log.case[misjudged]]],
        misjudged,
        "is taken for a fault that asks for the same skill",
    )
    audit.demand(taken_for[log.case[seen]] >= 0, seen, "had been judged right")
    times = audit.by_case(seen)
    audit.demand(is_first(log.case[seen]), seen, "is found out once")
    cleared = audit.of(Kind.CLEARED)
    righted = audit.by_case(audit.of(Kind.RIGHTED))
    wanted = (taken_for[log.case[cleared]] >= 0) & (righted[log.case[cleared]] == 0)
    audit.demand(
        times[log.case[cleared]] == wanted, cleared, "must be found out before it is cleared"
    )
    if scenario.phases or scenario.policies.pull_off is not None:
        return
    has = np.array(
        [
            [skill in scenario.teams[scenario.crews[row].team].skills for skill in rank]
            for _, row in scenario.crew_units
        ],
        dtype=np.bool_,
    ).reshape(-1, len(rank))
    crew, case = log.crew[seen], log.case[seen]
    # What is taken for a fault of few lines may send the crew that changes pairs.
    wanted = has[crew, skill_of[taken_for[case]]] | has[crew, swap_of[taken_for[case]]]
    audit.demand(wanted, seen, "needs a crew of the trade wanted")
    audit.demand(~has[crew, skill_of[real[case]]], seen, "its crew could have done it")
