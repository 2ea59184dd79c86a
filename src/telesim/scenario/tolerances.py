"""By how much a KPI may differ from its baseline before ``telesim check`` says that it moved."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from telesim.scenario.fields import Percentage, Section
from telesim.scenario.targets import Limit

#: Stands for every KPI that no tolerance names.
ALL = "all"


class Tolerance(Section):
    """The difference of a KPI from its baseline that changes no decision, in both directions.

    ``within`` is a difference in the KPI's unit ("2 h"; for a share in per cent "3 %" are
    percentage points), ``relative`` one in per cent of the baseline's mean; of both the wider
    counts. ``kpi: all`` gives ``relative`` to the totals of all KPIs that no other one names.
    A tolerance changes no replication, so it is not part of what a scenario's hash is made of.
    """

    #: Name of the KPI, or all.
    kpi: str
    #: The place and group, as in targets; none = everywhere.
    where: dict[str, str] = Field(default_factory=dict)
    #: Largest difference in the KPI's unit, such as "2 h".
    within: Limit | None = None
    #: Largest difference in per cent of the baseline's mean, such as "5 %".
    relative: Percentage | None = None
    #: Clock of a KPI that is a time, as in targets.
    clock: str = "elapsed"
    #: county = the same in each county, beside the total.
    for_each: Literal["county"] | None = None
    #: Why this much does not matter; no number of the model, so no source is asked for.
    reason: str | None = None
