"""What a plan of trunks carries at the start, told before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario.check_words import percent
from telesim.scenario.model import Scenario
from telesim.scenario.traffic.network import Calls, carried_by

_WORST = 10
_LOSS = 0.01

Loads = NDArray[np.float64]


@dataclass(frozen=True)
class TrunkOutlook:
    """Busy hour of the trunk groups on the lines at the start; arrays by group.

    Erlangs: ``calls`` in all, ``on_trunks`` of them, ``attempts`` with further tries, ``through``
    those that find a path. ``offered`` is what each group is offered, ``final`` where nothing
    takes what it loses, ``blocking`` the share that it loses.
    """

    names: tuple[str, ...]
    calls: float
    on_trunks: float
    attempts: float
    through: float
    circuits: NDArray[np.int64]
    lacking: int
    planned: int
    offered: Loads
    final: NDArray[np.bool_]
    blocking: Loads

    def in_words(self) -> Iterator[str]:
        """Erlangs, circuits and the groups that block most."""
        yield (
            f"{self.calls:,.0f} E of calls, {self.on_trunks:,.0f} E on trunks; "
            f"{self.circuits.size:,} groups with {int(self.circuits.sum()):,} circuits"
        )
        yield (
            f"of {self.attempts:,.0f} E of attempts on trunks "
            f"{100 * self.through / max(self.attempts, 1e-300):.1f} % find a free path; "
            f"{self.lacking:,} circuits lack for {100 * _LOSS:g} % loss, with {self.planned:,} "
            "planned"
        )
        blocked = np.where(self.final & (self.offered > 0), self.blocking, 0.0)
        worst = [int(n) for n in np.argsort(-blocked, kind="stable")[:_WORST] if blocked[n] > _LOSS]
        if worst:
            names = ", ".join(f"{self.names[n]} {100 * blocked[n]:.0f} %" for n in worst)
            yield f"groups that block most: {names}"

    def warnings(self) -> Iterator[str]:
        """Groups that are offered more than their circuits carry when all are busy."""
        load = np.where(self.final, self.offered / np.maximum(self.circuits, 1), 0.0)
        over = [int(n) for n in np.argsort(-load, kind="stable") if load[n] > 1]
        if over:
            names = ", ".join(f"{self.names[n]} {percent(float(load[n]))}" for n in over[:_WORST])
            more = f" and {len(over) - _WORST} more" if len(over) > _WORST else ""
            yield (
                "trunk groups: more calls than circuits in the busy hour at the start, further "
                f"tries counted, on {names}{more}"
                + (f"; {self.planned:,} circuits are planned" if self.planned else "")
            )


def trunks_of(scenario: Scenario) -> TrunkOutlook | None:
    """The busy hour at the start; None without trunks."""
    traffic = scenario.traffic
    if traffic is None or not scenario.trunks:
        return None
    calls = Calls(scenario)
    offered = calls.offered([float(exchange.lines) for exchange in scenario.exchanges])
    circuits = np.array([group.circuits for group in scenario.trunks], dtype=np.int64)
    carried = carried_by(calls, circuits, offered)
    on_trunks = float(offered.streams.sum())
    return TrunkOutlook(
        names=tuple(group.id for group in scenario.trunks),
        calls=on_trunks + float(offered.within.sum()),
        on_trunks=on_trunks,
        attempts=float(carried.attempts.sum()),
        through=float((carried.attempts * carried.success).sum()),
        circuits=circuits,
        lacking=int(calls.network.lacking(circuits, offered.streams, _LOSS).sum()),
        planned=sum(row.circuits for row in scenario.circuits),
        offered=carried.offered,
        final=~calls.network.overflowing,
        blocking=carried.blocking,
    )
