"""What happens to a job when the crew's day ends before the job does.

``start`` is asked when a crew could take a job, with the expected crew time of the visit;
``overrun_ms`` says how far past the end of the day the crew may work once it has begun.
Whatever is left then is suspended and resumed by the same crew on its next day on duty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from telesim.registry import Registry

SHIFT_ENDS: Registry[type[ShiftEnd]] = Registry(
    "shift-end policy", entry_point_group="telesim.shift_ends"
)


@dataclass(frozen=True, slots=True)
class ShiftEnd:
    """A policy for the end of the day; a subclass is a frozen dataclass of its parameters."""

    summary: ClassVar[str] = ""
    #: Whether overtime ends when the crew's next day on duty begins, and the work goes on in it.
    until_next_day: ClassVar[bool] = False

    def for_lines(self, lines: int) -> ShiftEnd | None:
        """The policy for a job of so many lines; None = suspend and resume."""
        return self

    def start(self, expected_ms: int, remaining_ms: int) -> bool:
        """Whether to begin a visit of ``expected_ms`` with ``remaining_ms`` left in the day."""
        return True

    def overrun_ms(self, left_ms: int) -> int:
        """Overtime to work at the day's end with ``left_ms`` of crew time still to do."""
        return 0


@SHIFT_ENDS.register("suspend")
@dataclass(frozen=True, slots=True)
class Suspend(ShiftEnd):
    """Stop at the end of the day; the same crew goes on where it stopped."""

    summary: ClassVar[str] = "Stop at the end of the day and resume with the same crew."


@SHIFT_ENDS.register("finish")
@dataclass(frozen=True, slots=True)
class Finish(ShiftEnd):
    """Stay until the job is done, on overtime."""

    summary: ClassVar[str] = "Stay until the job is done, on overtime."

    def overrun_ms(self, left_ms: int) -> int:
        """All that is left."""
        return left_ms


@SHIFT_ENDS.register("overtime")
@dataclass(frozen=True, slots=True)
class Overtime(ShiftEnd):
    """Stay when the job can be finished within ``up_to_ms`` of overtime, otherwise suspend."""

    summary: ClassVar[str] = "Finish on overtime within a limit, else suspend."
    #: Most overtime for a job; what needs more is suspended.
    up_to_ms: int = 7_200_000

    def overrun_ms(self, left_ms: int) -> int:
        """All that is left when it fits the limit, otherwise nothing."""
        return left_ms if left_ms <= self.up_to_ms else 0


@SHIFT_ENDS.register("no-start")
@dataclass(frozen=True, slots=True)
class NoStart(ShiftEnd):
    """Do not begin what is not expected to fit into the day; finish what overruns all the same.

    A visit expected to be longer than ``whole_day_ms`` never fits any day, so it may begin
    once at least half of that is left, and is then suspended at the day's end.
    """

    summary: ClassVar[str] = (
        "Do not start what is not expected to fit into the day; finish on overtime what overruns."
    )
    #: Longest visit that is expected to fit into a day.
    whole_day_ms: int = 21_600_000

    def start(self, expected_ms: int, remaining_ms: int) -> bool:
        """Whether the expected visit fits, or is too long for any day and half of one is left."""
        if expected_ms > self.whole_day_ms:
            return remaining_ms * 2 >= self.whole_day_ms
        return expected_ms <= remaining_ms

    def overrun_ms(self, left_ms: int) -> int:
        """What is left, unless it is long enough for another day."""
        return left_ms if left_ms * 2 <= self.whole_day_ms else 0


@dataclass(frozen=True, slots=True)
class WhatFits(ShiftEnd):
    """Begin what fits into the day; the policy of construction, whose visits end with the day."""

    summary: ClassVar[str] = "Begin what fits into the day."

    def start(self, expected_ms: int, remaining_ms: int) -> bool:
        """Whether the expected visit fits."""
        return expected_ms <= remaining_ms


@SHIFT_ENDS.register("round-the-clock")
@dataclass(frozen=True, slots=True)
class RoundTheClock(ShiftEnd):
    """Work on through nights and days off, on overtime, where many lines are out of service.

    Jobs of fewer than ``lines_at_least`` lines are suspended at the end of the day. It is one gang
    that goes on without rest; that two relieve each other is not modelled.
    """

    summary: ClassVar[str] = "Through the night for jobs of many lines; suspend the others."
    until_next_day: ClassVar[bool] = True
    #: Lines out of service from which on the work goes on through the night.
    lines_at_least: int = 100

    def __post_init__(self) -> None:
        if self.lines_at_least < 1:
            raise ValueError(f"lines_at_least: got {self.lines_at_least}, need 1 or more")

    def for_lines(self, lines: int) -> ShiftEnd | None:
        """See the class."""
        return self if lines >= self.lines_at_least else None

    def overrun_ms(self, left_ms: int) -> int:
        """All that is left."""
        return left_ms
