"""What can go wrong while a plan is sought."""

from __future__ import annotations

from collections.abc import Sequence

from telesim.experiment.errors import RunError

#: Names told of many.
_NAMED = 3


class PlanError(RunError):
    """No plan within the ranges; the message names the requirement that fails, and by how much."""


class QuestionError(ValueError):
    """A number that no plan can be made with; the message says which and what is needed."""


class OutOfBudget(Exception):  # noqa: N818  (caught inside; no error of the planner's)
    """The replications that may be used are spent."""


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few of many: ``a, b, c and 143 more``."""
    if len(names) <= _NAMED + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
