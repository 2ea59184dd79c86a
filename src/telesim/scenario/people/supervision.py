"""Supervision: heads who look at a sample of closed repairs, whatever the crews are paid."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.fields import MOST, Duration, Share, Sourced


class Supervision(Sourced):
    """A sample of the repairs that crews close is looked at some time later.

    Inspectors are the crews of some teams, who take turns: each is one in so many of its days on
    duty away from its own work. They see tests that were skipped, lines that were not repaired,
    and repairs that will not hold; these they put right, which takes as long as another look. The
    crew that closed a job found bad has a deduction. Under contract pay this inspection stands in
    the place of the one that pay has itself.
    """

    #: Share of the closed repairs that are to be looked at.
    sample: Share
    #: Share of those that are bad and looked at in which it is seen.
    detection: Share = 0.8
    #: From closing to the look.
    after: Duration = Field(default=86_400_000, gt=0)
    #: Teams whose crews inspect by turns.
    teams: tuple[str, ...]
    #: Each crew inspects on one in so many of its days; 1 = it does nothing else.
    one_day_in: int = Field(ge=1, le=MOST)
    #: Jobs that a crew looks at on its day; what the county has of a week serves all its closings.
    looks_per_day: int = Field(default=8, ge=1, le=10_000)
    #: What a job found bad costs its crew, taken off what its pay scheme pays; for lines not
    #: repaired that of the contract counts, and a repair that was charged is no charged repeat.
    deduction: str | None = None
    #: What is left of all that slips where somebody looks: forgotten tickets, skipped tests,
    #: repairs closed that are none.
    slips_left: Share = 1.0
