"""Checks of pre-emption: its words, and that what shall call crews away can come to pass."""

from __future__ import annotations

from telesim.policies.dispatch import DispatchRule, KeyRule
from telesim.scenario.findings import Findings
from telesim.scenario.node import Path
from telesim.scenario.preemption import CLASS, INTERRUPTED, KEY_ACCOUNTS, REASONS, URGENT

_PATH: Path = ("policies", "preemption")


def check_preemption(found: Findings) -> None:
    """Pre-emption, where the scenario has it."""
    scenario, policies = found.scenario, found.scenario.policies
    policy = policies.preemption
    if policy is None or not found.sound("policies.preemption"):
        return
    if not policy.by:
        found.say((*_PATH, "by"), "no reason", f"need one or more of {', '.join(REASONS)}")
    for n, word in enumerate(policy.by):
        found.known((*_PATH, "by", n), word, "reason to call a crew away", REASONS)
    if not policy.jobs:
        found.say((*_PATH, "jobs"), "no job", f"need one or more of {', '.join(INTERRUPTED)}")
    for n, word in enumerate(policy.jobs):
        found.known((*_PATH, "jobs", n), word, "kind of job that may be interrupted", INTERRUPTED)
    if URGENT in policy.by and scenario.complaints is None:
        found.say((*_PATH, "by"), "urgent, and nobody complains", "need complaints beside it")
    accounts = scenario.key_accounts
    if KEY_ACCOUNTS in policy.by and (accounts is None or accounts.channel is None):
        found.say(
            (*_PATH, "by"), "key-accounts, and no channel for them", "need key_accounts.channel"
        )
    if policies.territory is not None:
        found.say(_PATH, "pre-emption where cabinets belong to crews", "need one of the two only")
    if not found.sound("policies.dispatch", "policies.pay"):
        return
    rule = policies.dispatch
    if not isinstance(rule, KeyRule) or policies.pay.near_and_easy is not None:
        found.say(
            _PATH,
            "jobs that crews choose by their way",
            "need a dispatch rule that orders jobs by themselves, and no pay with near_and_easy",
        )
    elif CLASS in policy.by and type(rule).job_class is DispatchRule.job_class:
        found.say(
            (*_PATH, "by"),
            "class, and a dispatch rule that has no classes",
            "need order, or a rule such as group-then-age",
        )
