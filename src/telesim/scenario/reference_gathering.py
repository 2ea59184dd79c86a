"""Checks of gathering: with what it cannot go together."""

from __future__ import annotations

from telesim.policies.dispatch import KeyRule
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path

_PATH: Path = ("policies", "gather")


def check_gathering(found: Findings) -> None:
    """Gathering, where the scenario has it."""
    policies = found.scenario.policies
    if policies.gather is None or not found.sound("policies"):
        return
    for other, words in (
        (policies.territory, "territory"),
        (policies.preemption, "preemption"),
    ):
        if other is not None:
            found.say(_PATH, f"gather beside {words}", "need one of the two only")
    if not isinstance(policies.dispatch, KeyRule) or policies.pay.near_and_easy is not None:
        found.say(
            _PATH,
            "jobs that crews choose by their way",
            "need a dispatch rule that orders jobs by themselves, and no pay with near_and_easy",
        )
