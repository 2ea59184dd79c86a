"""What pre-emption means, told before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator

from telesim.scenario.model import Scenario
from telesim.scenario.preemption import CLASS, KEY_ACCOUNTS, ORDER, URGENT

_WHO = {
    URGENT: "jobs that a complaint has made urgent",
    KEY_ACCOUNTS: "those of key accounts",
    CLASS: "those of an earlier class of the dispatch rule",
    ORDER: "whatever the dispatch rule puts first",
}
_WORK = {
    "resume": "goes on where it was left",
    "restart": "begins anew and takes as long again",
    "resample": "begins anew and takes a time drawn anew",
}


def preemption_in_words(scenario: Scenario) -> Iterator[str]:
    """One sentence where crews are called away: by what, and what is not in the loads above."""
    policy = scenario.policies.preemption
    if policy is None:
        return
    who = ", ".join(_WHO[reason] for reason in policy.by)
    again = "the way" if policy.work == "resume" else "the way and the work done"
    yield (
        f"called away from less urgent jobs, by {who}: a job left behind {_WORK[policy.work]}; "
        f"{again} must be spent again, which the loads do not count"
    )
