"""Checks across the parts of a run: what cannot be in one place and another, or now and later."""

from __future__ import annotations

from collections.abc import Sequence

from telesim.scenario.findings import Findings
from telesim.scenario.model import Scenario

#: Policies that each say for themselves how crews and jobs are brought together.
_OWN_WAYS = ("territory", "preemption", "gather")


def check_whole_run(found: Findings, others: Sequence[Scenario]) -> None:
    """A part of a run against the parts before it; one scenario for itself is checked elsewhere."""
    if not found.sound("policies"):
        return
    policies = found.scenario.policies
    mine = [name for name in _OWN_WAYS if getattr(policies, name) is not None]
    theirs = [
        name
        for name in _OWN_WAYS
        if any(getattr(other.policies, name) is not None for other in others)
    ]
    first = others[0].policies.group_order
    if policies.group_order != first:
        found.say(
            ("policies", "group_order"),
            f"another order than {', '.join(first)} on a date or by county",
            "need one order of groups for the whole run",
        )
    for name in mine:
        for other in theirs:
            if other != name and other not in mine:
                found.say(
                    ("policies", name),
                    f"{name} in a run that has {other} elsewhere or at another time",
                    "need one of the two only, in the whole run",
                )
