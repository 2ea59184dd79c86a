"""How many cleared faults come back, as crews close their jobs under their pay.

The general share of repeats is that of repairs that were not done well. Tests that are skipped and
jobs done in haste make it more; a repair closed though the line is not repaired comes back for
certain. Crews that have the skill of a job count alike, wherever they work.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from telesim.policies.pay import PAY_SCHEMES, PayScheme
from telesim.scenario.causes import Cause
from telesim.scenario.lines_hit import few_and_many
from telesim.scenario.model import Scenario

#: Stands for a share of repeats that never end, so that a check still has an answer.
_NEARLY_ALL = 0.99


class ComingBack(NamedTuple):
    """Share of cleared cases that come back; ``unrepaired`` are those that nobody had repaired."""

    share: float
    unrepaired: float


def coming_back(scenario: Scenario, cause: Cause) -> tuple[ComingBack, ComingBack]:
    """What comes back of a cause's events, and of its faults of a single line.

    Spare pairs are taken to be found always. Of events that come back whole nobody is taken to
    close one without repair.
    """
    law = cause.repeats if cause.repeats is not None else scenario.repeats
    share = law.share if law is not None and law.within > 0 else 0.0
    swap = cause.pair_swap
    few = 0.0 if swap is None else few_and_many(cause.lines, swap.lines_at_most)[0]
    of_one = few_and_many(cause.lines, 1)[0]
    if cause.repeats is not None and cause.repeats.whole_event:
        of_one, few, swap = 0.0, 0.0, None
    recurs = cause.repeats is not None
    parts = []
    if swap is not None and few:
        parts.append((few, _visited(scenario, swap.skill, "repair", of_one / few, share, recurs)))
        of_one = 0.0
    if few < 1:
        its = _visited(scenario, cause.skill, cause.job, of_one / (1 - few), share, recurs)
        parts.append((1 - few, its))
    event = _desk_and_field(cause, share, parts)
    if cause.repeats is not None and cause.repeats.whole_event:
        return event, event
    skill, kind = (cause.skill, cause.job) if swap is None else (swap.skill, "repair")
    single = _visited(scenario, skill, kind, 1.0, share, recurs)
    return event, _desk_and_field(cause, share, [(1.0, single)])


def _desk_and_field(
    cause: Cause, share: float, parts: list[tuple[float, ComingBack]]
) -> ComingBack:
    """What the desk clears knows no crew; the rest is visited."""
    remote = cause.cleared_remotely
    back = remote * share + (1 - remote) * sum(weight * one.share for weight, one in parts)
    bad = (1 - remote) * sum(weight * one.unrepaired for weight, one in parts)
    return ComingBack(min(back, _NEARLY_ALL), min(bad, back, _NEARLY_ALL))


def _visited(
    scenario: Scenario, skill: str, kind: str, of_one_line: float, share: float, recurs: bool
) -> ComingBack:
    """Of visits of a skill; ``of_one_line`` is the share of them to a single line."""
    back = bad = 0.0
    for weight, scheme in _schemes(scenario, skill):
        none = 0.0
        if scheme.unrepaired is not None and kind == "repair":
            none = scheme.unrepaired.share * of_one_line
        again = share if recurs else _as_closed(scheme, kind, share)
        back += weight * (none + (1 - none) * again)
        bad += weight * none
    return ComingBack(back, bad)


def _as_closed(scheme: PayScheme, kind: str, share: float) -> float:
    """The general share of repeats under a scheme."""
    share *= scheme.redo.get(kind, 1.0)
    skipped = scheme.skipped_tests
    if skipped is None:
        return min(1.0, share)
    untested = min(1.0, share * skipped.untested_repeats)
    return (1 - skipped.share) * min(1.0, share) + skipped.share * untested


def _schemes(scenario: Scenario, skill: str) -> Iterator[tuple[float, PayScheme]]:
    """Schemes of the crews with a skill and the share of the crews that have each."""
    policies = scenario.policies
    crews = scenario.crews_by_pay.get(skill, {})
    whole = sum(crews.values())
    if not whole:
        yield 1.0, policies.pay
        return
    for name, count in crews.items():
        scheme = policies.pay
        if name is not None and name in policies.schemes:
            scheme = policies.schemes[name]
        elif name is not None and name in PAY_SCHEMES:
            scheme = PAY_SCHEMES[name]()
        yield count / whole, scheme
