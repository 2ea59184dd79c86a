"""The choice itself: search, settle what keeps its requirements, break ties, look with fresh draws.

Nothing here knows a scenario: a :class:`Response` answers for designs, the simulation in earnest
and an exact formula in the proofs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from telesim.experiment.plan.errors import OutOfBudget
from telesim.experiment.plan.feasibility import Answer, chance_answer, mean_answer
from telesim.experiment.plan.kn import Kn
from telesim.experiment.plan.search import EXHAUSTIVE, local_search
from telesim.experiment.plan.space import Design, Space

#: Replications of the first look; each later one adds half as many again. *Assumed*.
FIRST = 6
#: Most replications of a design in the search; what is still open then is told so. *Assumed*.
MOST = 96
#: Error allowed at each design, and in the choice among equals.
ERROR = 0.05
#: Designs that go on side by side, cheapest first.
_TOGETHER = 3
#: Replications that a selection adds at a time.
_BLOCK = 8
#: Times that a search which does not see all goes on to what costs less than the cheapest kept.
_WAYS_DOWN = 12


@dataclass(frozen=True)
class Rule:
    """How one requirement is tested."""

    #: Within which either answer counts as right: of the mean as a share of its limit, or of
    #: probability.
    tolerance: float
    #: The probability wanted; None for a requirement on a mean.
    chance: float | None = None


@dataclass(frozen=True)
class Evidence:
    """What replications say of one design, one array for each requirement.

    Of a mean: how far each replication lies beyond the limit, as a share of it, shape
    (parts, n), where parts are the counties or months that must all keep it. Of a probability:
    whether each replication keeps it, shape (n,). Replications without a case are left out.
    """

    values: tuple[NDArray[np.float64] | NDArray[np.bool_], ...]
    #: Whether too many cases are open for the requirement to be called kept.
    rests_on_open: tuple[bool, ...]


class Response(Protocol):
    """Answers for designs; observations of equal number have their draws in common."""

    def evidence(self, designs: Sequence[Design], upto: int) -> list[Evidence]:
        """What replications 1 to ``upto`` of each design say.

        Raises:
            OutOfBudget: they would be too many.
        """
        ...

    def ranked_by(self, designs: Sequence[Design], first: int, last: int) -> NDArray[np.float64]:
        """What decides among equals, less is better: a row for each replication in which all of
        them have a case, a column for each design.

        Raises:
            OutOfBudget: they would be too many.
        """
        ...


@dataclass
class Chosen:
    """What the choice came to."""

    #: None when nothing keeps the requirements.
    design: Design | None = None
    #: Designs of equal cost that keep them too, as they stood before the selection.
    ties: tuple[Design, ...] = ()
    #: Whether the selection among equals came to its end.
    selected: bool = True
    answers: dict[Design, Answer] = field(default_factory=dict)
    #: Replications of each design in the search.
    seen: dict[Design, int] = field(default_factory=dict)
    #: Chosen, then struck off because fresh draws spoke against them.
    struck: tuple[Design, ...] = ()
    #: Whether the budget ended the search.
    stopped: bool = False
    exhaustive: bool = True


@dataclass
class Chooser:
    """One choice under way."""

    space: Space
    tests: tuple[Rule, ...]
    #: For the search, for the selection among equals, and for the last look at the winner: each
    #: has draws of its own.
    search: Response
    selection: Response
    last: Response
    #: Difference that does not matter in what decides among equals.
    difference: float
    #: Replications of the last look.
    last_look: int = 30
    first: int = FIRST
    most: int = MOST
    exhaustive_up_to: int = EXHAUSTIVE
    error: float = ERROR
    chosen: Chosen = field(default_factory=Chosen)
    _short: dict[tuple[Design, int], float] = field(default_factory=dict)

    def choose(self, start: Design) -> Chosen:
        """The cheapest design that keeps all requirements, best among equals."""
        try:
            self._choose(start)
        except OutOfBudget:
            self.chosen.stopped = True
            self.chosen.design = self._cheapest_kept()
        return self.chosen

    def _choose(self, start: Design) -> None:
        chosen = self.chosen
        chosen.exhaustive = self.space.size <= self.exhaustive_up_to
        ways_down = 0
        # It ends: each turn that does not strikes a kept design off, looks at the top for the first
        # time, or is one of the few that go on downwards.
        while True:
            if chosen.exhaustive:
                self._look(self.space.every(), self.first)
            else:
                self._search(start)
            self._settle()
            cheapest = self._cheapest_kept()
            if cheapest is None:
                if chosen.exhaustive or not self._go_on_from_top():
                    return
                continue
            going_down = not chosen.exhaustive and ways_down < _WAYS_DOWN
            if going_down and self._short_cut(cheapest):
                ways_down += 1
                start = cheapest
                continue
            design = self._best_of_equals(self.space.cost(cheapest))
            [evidence] = self.last.evidence([design], self.last_look)
            if not refuted(evidence, self.tests):
                chosen.design = design
                return
            chosen.answers[design] = "failed"
            chosen.struck = (*chosen.struck, design)
            start = design

    # -- searching ------------------------------------------------------------------------------

    def _search(self, start: Design) -> None:
        """Local search with more draws each round; all that it looks at is remembered."""
        for number in (self.first, 2 * self.first):
            found = local_search(self.space, start, partial(self._shortfalls, number))
            start = found if found is not None else self.space.largest()

    def _short_cut(self, cheapest: Design) -> bool:
        """Whether a neighbour that costs less is still to be looked at."""
        near = [one for one in self.space.cheaper(cheapest) if one not in self.chosen.answers]
        self._look(near, self.first)
        return any(self.chosen.answers[one] != "failed" for one in near)

    def _go_on_from_top(self) -> bool:
        """Look at the most of everything once; whether that was new."""
        top = self.space.largest()
        new = top not in self.chosen.answers
        self._look([top], self.first)
        return new

    def _shortfalls(self, upto: int, designs: Sequence[Design]) -> list[float]:
        self._look(designs, upto)
        found = []
        for design in designs:
            answer = self.chosen.answers[design]
            short = self._short[design, self.chosen.seen[design]]
            found.append(0.0 if answer == "kept" else max(short, 1e-9 * (answer == "failed")))
        return found

    # -- settling -------------------------------------------------------------------------------

    def _look(self, designs: Iterable[Design], upto: int) -> None:
        """Answers from at least so many replications of each."""
        seen, answers = self.chosen.seen, self.chosen.answers
        wanted = [one for one in dict.fromkeys(designs) if seen.get(one, 0) < upto]
        wanted = [one for one in wanted if answers.get(one, "open") == "open"]
        if not wanted:
            return
        for design, evidence in zip(wanted, self.search.evidence(wanted, upto), strict=True):
            seen[design] = upto
            answers[design] = judged(evidence, self.tests, self.first, self.error)
            self._short[design, upto] = shortfall(evidence, self.tests)

    def _settle(self) -> None:
        """More replications for what is open and might be the cheapest, until it is told."""
        while True:
            cheapest = self._cheapest_kept()
            most = math.inf if cheapest is None else self.space.cost(cheapest)
            open_ = [
                one
                for one, answer in self.chosen.answers.items()
                if answer == "open"
                and self.space.cost(one) <= most
                and self.chosen.seen[one] < self.most
            ]
            if not open_:
                return
            # The cheapest first, to their end: what is dearer than the first kept need not be told.
            open_.sort(key=lambda one: (self.space.cost(one), one))
            group = open_[:_TOGETHER]
            least = min(self.chosen.seen[one] for one in group)
            group = [one for one in group if self.chosen.seen[one] == least]
            self._look(group, min(self.most, least + max(self.first, least // 2)))

    def _cheapest_kept(self) -> Design | None:
        kept = [one for one, answer in self.chosen.answers.items() if answer == "kept"]
        return min(kept, key=lambda one: (self.space.cost(one), one), default=None)

    # -- among equals ---------------------------------------------------------------------------

    def _best_of_equals(self, cost: int) -> Design:
        kept = sorted(
            one
            for one, answer in self.chosen.answers.items()
            if answer == "kept" and self.space.cost(one) == cost
        )
        self.chosen.ties = tuple(kept) if len(kept) > 1 else ()
        if len(kept) == 1:
            return kept[0]
        choice = Kn(len(kept), self.difference, error=self.error, first=2 * self.first)
        drawn = 0
        while not choice.decided and drawn < self.most:
            begin, drawn = drawn + 1, drawn + _BLOCK if drawn else 2 * self.first
            rest = [kept[number] for number in choice.survivors]
            choice.add(self.selection.ranked_by(rest, begin, drawn))
        self.chosen.selected = choice.decided
        return kept[choice.best]


def judged(evidence: Evidence, tests: Sequence[Rule], first: int, error: float = ERROR) -> Answer:
    """All requirements together: failed when one is, kept when all are."""
    parts = sum(len(np.atleast_2d(values)) for values in evidence.values)
    error /= max(1, parts)
    answers: set[Answer] = set()
    for values, test, rests in zip(evidence.values, tests, evidence.rests_on_open, strict=True):
        if test.chance is not None:
            said = chance_answer(values.astype(bool), test.chance, test.tolerance, error)
            answers.add("failed" if rests and said == "kept" else said)
            continue
        for part in np.atleast_2d(values.astype(float)):
            usable = part[np.isfinite(part)]
            said = mean_answer(usable, test.tolerance, error, first)
            answers.add("failed" if rests and said == "kept" else said)
    if "failed" in answers:
        return "failed"
    return "open" if "open" in answers else "kept"


def shortfall(evidence: Evidence, tests: Sequence[Rule]) -> float:
    """How far the figures so far lie beyond the limits, summed; 0 when they keep them all."""
    total = 0.0
    for values, test, rests in zip(evidence.values, tests, evidence.rests_on_open, strict=True):
        if test.chance is not None:
            total += max(0.0, test.chance - float(values.mean())) if len(values) else 1.0
        else:
            for part in np.atleast_2d(values.astype(float)):
                usable = part[np.isfinite(part)]
                total += max(0.0, float(usable.mean())) if len(usable) else 1.0
        total += float(rests)
    return total


def refuted(evidence: Evidence, tests: Sequence[Rule]) -> bool:
    """Whether fresh draws speak against a design: a requirement is missed, not undecided."""
    from telesim.experiment.estimate import student_quantile, wilson_interval

    for values, test in zip(evidence.values, tests, strict=True):
        if test.chance is not None:
            if len(values) and wilson_interval(int(values.sum()), len(values))[1] < test.chance:
                return True
            continue
        for part in np.atleast_2d(values.astype(float)):
            usable = part[np.isfinite(part)]
            if len(usable) < 2:
                continue
            half = student_quantile(len(usable)) * usable.std(ddof=1) / math.sqrt(len(usable))
            if usable.mean() - half > 0:
                return True
    return False
