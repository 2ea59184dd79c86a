"""What a plan of trunks carries at the start, told before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from telesim.scenario.model import Scenario
from telesim.scenario.traffic.network import Calls, carried_by

_WORST = 10
_LOSS = 0.01


def traffic_in_words(scenario: Scenario) -> Iterator[str]:
    """Erlangs, circuits and the groups that block most, on the lines at the start."""
    traffic = scenario.traffic
    if traffic is None or not scenario.trunks:
        return
    calls = Calls(scenario)
    offered = calls.offered([float(exchange.lines) for exchange in scenario.exchanges])
    circuits = np.array([group.circuits for group in scenario.trunks], dtype=np.int64)
    carried = carried_by(calls, circuits, offered)
    lacking = calls.network.lacking(circuits, offered.streams, _LOSS)
    on_trunks = float(offered.streams.sum())
    through = float((carried.attempts * carried.success).sum())
    yield (
        f"{on_trunks + float(offered.within.sum()):,.0f} E of calls, {on_trunks:,.0f} E on trunks; "
        f"{circuits.size:,} groups with {int(circuits.sum()):,} circuits"
    )
    attempts = float(carried.attempts.sum())
    yield (
        f"of {attempts:,.0f} E of attempts on trunks {100 * through / max(attempts, 1e-300):.1f} % "
        f"find a free path; {int(lacking.sum()):,} circuits lack for {100 * _LOSS:g} % loss, with "
        f"{sum(row.circuits for row in scenario.circuits):,} planned"
    )
    final = ~calls.network.overflowing
    blocked = np.where(final & (carried.offered > 0), carried.blocking, 0.0)
    worst = [int(n) for n in np.argsort(-blocked, kind="stable")[:_WORST] if blocked[n] > _LOSS]
    if worst:
        names = ", ".join(f"{scenario.trunks[n].id} {100 * blocked[n]:.0f} %" for n in worst)
        yield f"groups that block most: {names}"
