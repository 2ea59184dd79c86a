"""How a row of the reference is answered: by simulation, in two steps, or by a calculator."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from telesim import EventLog, Scenario, Workload
from verification.answers import Answer, Statistic, Sums
from verification.drawn import Input
from verification.rows import Row
from verification.samples import Sample

#: So many standard errors are the half-width of a 95 % interval.
NORMAL = 1.96
#: A recursion that is followed far enough gives the exact value at this half-width.
TWO_STEP_WIDTH = 0.005
#: Jobs over which the engine's log must equal the recursion.
TWO_STEP_JOBS = 200_000
#: Millions of jobs that a row must take the engine, or else the engine has to run it.
TWO_STEP_FROM = 10.0

Combine = Callable[[tuple[Answer, ...]], Answer]


def alone(answers: tuple[Answer, ...]) -> Answer:
    """The answer of a row that has one part."""
    (answer,) = answers
    return answer


@dataclass(frozen=True)
class Part:
    """One figure of one scenario: what is read from a run, and what is made of it."""

    #: Name of the scenario's file in the folder of the family, without its end.
    scenario: str
    sample: Sample
    statistic: Statistic

    @property
    def key(self) -> str:
        """The words under which a run files what this part needs."""
        return f"{self.sample!r} {self.statistic!r}"


@dataclass(frozen=True)
class Simulated:
    """A row whose figure is read from runs of committed scenarios."""

    parts: tuple[Part, ...]
    combine: Combine = alone

    @property
    def width(self) -> float:
        """The half-width that is asked for: the strictest of the parts'."""
        return min(part.statistic.width for part in self.parts)


#: Compares a log with a recursion on the same workload: the number of jobs that were compared, and
#: a word about the first that differs, or "".
Compare = Callable[[Scenario, Workload, EventLog], tuple[int, str]]
#: What a piece of a recursion leaves, by the name of a reading, from seed and number of the piece.
Piece = Callable[[int, int], Mapping[str, Sums]]


@dataclass(frozen=True)
class Recursion:
    """A short recursion, independent of telesim, that gives a log and can go on for much longer."""

    #: The committed scenario on whose workload engine and recursion are compared.
    scenario: str
    compare: Compare
    piece: Piece
    pieces: int
    #: What the jobs of that workload must be like by the row, and not by the scenario.
    inputs: tuple[Input, ...]
    #: Where another recursion gives the value than meets the engine: which, and why it may.
    value_from: str = ""


@dataclass(frozen=True)
class Reading:
    """One figure of one of the family's recursions."""

    recursion: str
    name: str
    statistic: Statistic


@dataclass(frozen=True)
class Pilot:
    """What a part of a row was known to after so many jobs of its recursion."""

    millions: float
    #: What the part adds to the standard error of the row's figure, as a share of that.
    error: float


def millions_needed(pilots: Iterable[Pilot], width: float) -> float:
    """Millions of jobs after which a figure is known to a half-width, as a share of it.

    The error of a part falls with the root of its jobs. So many are the fewest, divided between
    the parts as is best: each has jobs in proportion to its error after a million.
    """
    after_a_million = sum(pilot.error * math.sqrt(pilot.millions) for pilot in pilots)
    return (after_a_million * NORMAL / width) ** 2


@dataclass(frozen=True)
class TwoStep:
    """A row that would take the engine too long.

    The engine's log equals an independent recursion, job by job and to the millisecond, on the
    workload of a committed scenario, whose jobs have the row's rate and work; and the recursion
    meets the exact value.
    """

    parts: tuple[Reading, ...]
    #: How many jobs the engine alone would take, a pilot for each part.
    pilots: tuple[Pilot, ...]
    combine: Combine = alone
    width: float = TWO_STEP_WIDTH

    @property
    def millions(self) -> float:
        """Jobs, in millions, that the engine alone would take to the width asked of it."""
        return millions_needed(self.pilots, min(part.statistic.width for part in self.parts))


@dataclass(frozen=True)
class Analysed:
    """A row about a series that no town makes: it is drawn, and telesim's output analysis reads it.

    ``draw`` gives what a piece leaves, from seed and number of the piece.
    """

    draw: Callable[[int, int], Sums]
    pieces: int
    statistic: Statistic
    #: What reads the series, in a few words.
    why: str


@dataclass(frozen=True)
class Calculated:
    """A row about a formula, a limit or an inverse problem: telesim.theory answers it."""

    value: Callable[[Row], float]
    #: What makes it a question for a calculator, in a few words.
    why: str


@dataclass(frozen=True)
class LeftOut:
    """A row that is not tested."""

    #: Begins with ``NO_PLANNER`` or ``NOT_BUILT``.
    why: str


#: How the reason of a row that is left out begins: nobody who plans a town would ask for what the
#: row needs, or somebody would and it is not there yet.
NO_PLANNER, NOT_BUILT = "no planner asks for it: ", "not built yet: "

Plan = Simulated | TwoStep | Analysed | Calculated | LeftOut


@dataclass(frozen=True)
class Control:
    """A town that is wrong on purpose, whose figure must be refused."""

    title: str
    #: The row whose exact value it must miss, and the parts of that with other settings.
    row: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: Runs of each scenario; a gross mistake needs few.
    replications: int = 1
    #: For a row that a calculator answers: the wrong answer.
    value: Callable[[Row], float] | None = None
    #: Read or combined wrongly instead of, or beside, being set wrongly.
    plan: Simulated | Analysed | None = None


@dataclass(frozen=True)
class Family:
    """The rows of one table, and how each is answered."""

    name: str
    plans: Mapping[str, Plan]
    controls: tuple[Control, ...]
    #: Scenario files by name: the text of each, as ``generate`` writes it.
    scenarios: Mapping[str, str] = field(default_factory=dict)

    recursions: Mapping[str, Recursion] = field(default_factory=dict)

    def settings_of(self, control: int | None) -> Mapping[str, Any]:
        """What a control sets otherwise; nothing for the rows themselves."""
        return {} if control is None else self.controls[control].settings

    def parts_on(self, scenario: str) -> tuple[Part, ...]:
        """All parts of rows and controls that are read from one scenario, each once."""
        plans = [plan for plan in self.plans.values() if isinstance(plan, Simulated)]
        plans += [c.plan for c in self.controls if isinstance(c.plan, Simulated)]
        found = {p.key: p for plan in plans for p in plan.parts if p.scenario == scenario}
        return tuple(found.values())
