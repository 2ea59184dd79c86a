"""The two shapes a dispatch rule can have (DESIGN 2.6).

A *key rule* turns each waiting job into a sort key once; crews take the lowest key. A *pair
rule* scores a job for one particular crew, over the first K jobs of each queue; the lowest
score wins. Both see plain integers and return plain integers, and neither may draw, write or
read a clock of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.jobs import CrewView, Job
from telesim.registry import Registry

DISPATCH_RULES: Registry[type[DispatchRule]] = Registry(
    "dispatch rule", entry_point_group="telesim.dispatch_rules"
)


#: Ranks of cause groups, that of orders among them, stay below it.
GROUPS = 100


@dataclass(frozen=True, slots=True)
class DispatchRule:
    """A named order of work; a subclass is a frozen dataclass whose fields are its parameters."""

    #: One sentence for ``telesim schema`` and the help.
    summary: ClassVar[str] = ""

    def job_class(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """Which jobs the rule puts before which, whatever their age: the lowest class first.

        0 to 1,000. Within a class crews may pick for themselves (policies.picking). One class for
        all where a rule goes by age, promise or way alone.
        """
        return 0


@dataclass(frozen=True, slots=True)
class KeyRule(DispatchRule, ABC):
    """A rule that orders jobs by themselves, whoever the crew."""

    @abstractmethod
    def job_key(self, job: Job) -> tuple[int, int, int]:
        """Sort key of a job; the lowest is served first, ties end at the lowest case."""


@dataclass(frozen=True, slots=True)
class PairRule(DispatchRule, ABC):
    """A rule that weighs a job against the crew that would do it.

    ``scan`` is how many of the longest-waiting jobs of each queue are looked at (K, 64).
    """

    #: How many of the longest-waiting jobs of each queue are looked at for a crew.
    scan: int = 64

    @abstractmethod
    def pair_score(self, job: Job, crew: CrewView, now_ms: int) -> int:
        """Score of giving ``job`` to ``crew`` now; the lowest wins, ties end at the lowest ids."""
