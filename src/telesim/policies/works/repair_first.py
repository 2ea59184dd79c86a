"""Repair pre-empts construction at the end of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.works.base import WORKS_POLICIES, WorksPolicy


@WORKS_POLICIES.register("repair-first")
@dataclass(frozen=True, slots=True)
class RepairFirst(WorksPolicy):
    """Construction when nothing else waits; repairs that came up meanwhile go first next morning.

    A visit to a building site lasts until the end of the day at most, so that a repair waits for
    a gang that builds one day at most.
    """

    summary: ClassVar[str] = "Whatever else waits goes first each morning; construction fills up."
