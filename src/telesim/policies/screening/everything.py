"""Every order is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.policies.screening.base import SCREENING_RULES, ScreeningRule


@SCREENING_RULES.register("everything")
@dataclass(frozen=True, slots=True)
class Everything(ScreeningRule):
    """Every order is taken, whatever the records show; nobody looks."""

    summary: ClassVar[str] = "Every order is taken, whatever the records show."
    looks: ClassVar[bool] = False
