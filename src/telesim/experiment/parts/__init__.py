"""Where the hours went: the time that each case took, split into what it was spent on.

Read from scenario and event log alone, in whole milliseconds: the parts of a case add up to its
time exactly.
"""

from __future__ import annotations

from telesim.experiment.parts.hours import Hours, hours_of_faults, hours_of_orders
from telesim.experiment.parts.names import PART_WORDS, PARTS

__all__ = ["PARTS", "PART_WORDS", "Hours", "hours_of_faults", "hours_of_orders"]
