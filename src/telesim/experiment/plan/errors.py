"""What can go wrong while a plan is sought."""

from __future__ import annotations

from telesim.experiment.errors import RunError


class PlanError(RunError):
    """No plan within the ranges; the message names the requirement that fails, and by how much."""


class QuestionError(ValueError):
    """A number that no plan can be made with; the message says which and what is needed."""


class OutOfBudget(Exception):  # noqa: N818  (caught inside; no error of the planner's)
    """The replications that may be used are spent."""
