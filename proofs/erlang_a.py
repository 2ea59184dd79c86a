"""A desk whose callers hang up: the share lost and the mean wait of those who are answered.

Rows EA-O01 and EA-O04 of the reference: 14 agents, 3 1/3 calls a minute of three minutes each,
patience of five minutes. Both figures divide by a number that is itself random.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from proofs.claims import coverage
from proofs.proof import Proof
from proofs.recursions import arrivals, many_servers_waits, sums_in_window
from proofs.telling import covered, ratio_table
from telesim.theory import ErlangA

REPLICATIONS = 10
AGENTS, CALLS_A_MINUTE, SERVICE_MINUTES, PATIENCE_MINUTES = 14, 10 / 3, 3.0, 5.0
WARM_UP, UNTIL = 50.0, 1_050.0
LOST, WAIT = "fault_calls_abandoned", "counter_wait_mean"


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the intervals hold the exact values."""
    instants = arrivals(rng, size * REPLICATIONS, CALLS_A_MINUTE, UNTIL)
    services = rng.exponential(SERVICE_MINUTES, instants.shape)
    patience = rng.exponential(PATIENCE_MINUTES, instants.shape)
    waits = many_servers_waits(instants, services, AGENTS, patience)
    answered = waits >= 0
    calls, lost, served, waited, all_waited = (
        one.reshape(size, REPLICATIONS)
        for one in sums_in_window(
            instants,
            WARM_UP,
            UNTIL,
            100.0 * ~answered,
            answered,
            np.where(answered, waits, 0.0),
            np.abs(waits),
        )
    )
    exact = ErlangA(CALLS_A_MINUTE, 1 / SERVICE_MINUTES, 1 / PATIENCE_MINUTES, AGENTS)
    speed = exact.average_speed_of_answer
    return {
        "share lost": covered(ratio_table(LOST, lost, calls), 100 * exact.abandonment_probability),
        "speed of answer": covered(ratio_table(WAIT, waited, served), speed),
        # Those who hang up have waited too, but nobody answered them.
        "callers lost among the answered": covered(ratio_table(WAIT, all_waited, served), speed),
    }


PROOF = Proof(
    "erlang-a",
    "14 agents and impatient callers, ten replications of 1,000 minutes",
    (
        coverage("share lost"),
        coverage("speed of answer"),
        coverage("callers lost among the answered", must_fail=True),
    ),
    experiments,
)
