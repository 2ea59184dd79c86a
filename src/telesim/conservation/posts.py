"""Posts that are empty send nobody, and every cabinet is served by those who may."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.conservation.audit import Audit
from telesim.eventlog import Kind
from telesim.ordering import stable_order
from telesim.scenario.reach import covered, covers_of
from telesim.scenario.territories import Holder, owned_cabinets


def check_posts(audit: Audit) -> None:
    """Who leaves a post comes before who takes it, and in between nobody begins a day or a visit.

    A visit begun before may end a little after, on overtime.
    """
    log = audit.log
    changes = audit.of(Kind.LEFT, Kind.JOINED)
    if changes.size == 0:
        return
    rows = audit.of(Kind.LEFT, Kind.JOINED, Kind.ON_DUTY, Kind.DISPATCHED, Kind.RESUMED,
                    Kind.PREVENTIVE)  # fmt: skip
    rows = rows[stable_order(log.crew[rows])]
    crew, kind = log.crew[rows], log.kind[rows]
    first = np.append(True, crew[1:] != crew[:-1])
    before = np.append(-1, kind[:-1])
    left = (before == Kind.LEFT) & ~first
    audit.demand((kind == Kind.JOINED) == left, rows,
                 "an empty post is filled next, and only an empty one")  # fmt: skip
    length = log.time_ms[rows[1:]] - log.time_ms[rows[:-1]]
    filled = left[1:]
    audit.demand(length[filled] == log.amount[rows[:-1]][filled], rows[1:][filled],
                 "must come when the post was to be filled")  # fmt: skip


def check_territories(audit: Audit) -> None:
    """Owners serve their cabinets; others only where crews lend, with a row that says so.

    Looked at where the same holds throughout: without reforms that begin later or in some counties,
    without crews that come or go, and without teams that are pulled off to other work and have no
    cabinets of their own.
    """
    log, scenario = audit.log, audit.scenario
    territory = scenario.policies.territory
    lent = audit.of(Kind.LENT)
    if territory is None and not scenario.phases:
        audit.demand(np.zeros(lent.size, dtype=np.bool_), lent, "nobody has a territory to lend in")
    if territory is None or scenario.phases or any(c.since or c.until for c in scenario.crews):
        return
    pull_off = scenario.policies.pull_off
    if pull_off is not None and any(
        not set(scenario.teams[name].skills) & set(territory.skills) for name in pull_off.teams
    ):
        return
    audit.demand(
        np.full(lent.size, territory.lending == "idle"), lent, "crews do not lend a hand here"
    )
    sent = audit.of(Kind.DISPATCHED)
    sent = sent[_by_skill(audit, territory.skills)[log.case[sent]]]
    owns = _owners(audit)[log.crew[sent], log.place[sent]]
    with_row = np.zeros(len(log), dtype=np.bool_)
    # The row stands behind that of the setting out, at the same instant and of the same case.
    order = audit.of(Kind.DISPATCHED, Kind.LENT)
    order = order[stable_order(log.case[order])]
    follows = np.flatnonzero(log.kind[order] == Kind.LENT)
    audit.demand(
        (log.kind[order[follows - 1]] == Kind.DISPATCHED)
        & (log.crew[order[follows - 1]] == log.crew[order[follows]]),
        order[follows],
        "needs the setting out of the same crew before it",
    )
    with_row[order[follows - 1]] = True
    audit.demand(owns != with_row[sent], sent,
                 "the crew must own the cabinet or lend a hand")  # fmt: skip


def _owners(audit: Audit) -> NDArray[np.bool_]:
    """Whether a crew owns a cabinet: shape (crews, cabinets)."""
    scenario = audit.scenario
    local = scenario.policies.base == "local"
    rows = [scenario.crews[row] for _, row in scenario.crew_units]
    holders = [
        Holder(
            number,
            covered(scenario, covers_of(row, local)),
            frozenset(scenario.teams[row.team].skills),
        )
        for number, row in enumerate(rows)
    ]
    in_force = [scenario.policies.territory] * len(scenario.exchanges)
    owns = np.zeros((len(holders), len(scenario.cabinets)), dtype=np.bool_)
    for crew, cabinets in owned_cabinets(scenario, in_force, holders).items():
        owns[crew, list(cabinets)] = True
    return owns


def _by_skill(audit: Audit, skills: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether a case asks for one of some skills throughout, by case number."""
    log, scenario = audit.log, audit.scenario
    found = np.zeros(audit.cases, dtype=np.bool_)
    for number, kind in enumerate((scenario.demand.install, scenario.demand.move)):
        rows = audit.of(Kind.ORDER)
        if kind is not None and kind.skill in skills:
            found[log.case[rows[log.reason[rows] == number]]] = True
    rows = audit.of(Kind.FAULT)
    swapped = audit.by_case(audit.of(Kind.PAIR_SWAP)) > 0
    for number, cause in enumerate(scenario.faults.values()):
        cases = log.case[rows[log.reason[rows] == number]]
        its = cause.skill in skills
        swap = cause.pair_swap is not None and cause.pair_swap.skill in skills
        found[cases] = np.where(swapped[cases], swap, its)
    # Of these the first visits ask for another skill.
    found[log.case[audit.of(Kind.MISJUDGED)]] = False
    return found
