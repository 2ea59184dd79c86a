"""The fewest servers that meet a target: a plan's choice against exact queueing answers.

Twenty staffing questions with one answer each, of calls lost (Erlang B), of waits (Erlang C) and
of callers who hang up (Erlang A). The choice sees the exact figure of each number of servers under
noise, half of the limit for each observation, part of it in common; what may be taken for
either is as small as the answer's own distance from the limit or that of one server fewer. A
choice by the means of the first look is the control.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from proofs.claims import Claim, at_least
from proofs.proof import Proof
from telesim import theory
from telesim.experiment.plan.choosing import ERROR, FIRST, Chooser, Evidence, Rule
from telesim.experiment.plan.space import Axis, Design, Space

#: Standard deviation of an observation, as a share of the limit; of it what designs share.
NOISE, SHARED = 0.5, 0.3
#: Observations of a design at most, and of the answer with fresh draws.
MOST, LAST = 100_000, 1_000


@dataclass(frozen=True)
class Case:
    """A staffing question: a figure that falls with servers, its limit, and the exact answer."""

    name: str
    figure: Callable[[int], float]
    limit: float
    answer: int

    def beyond(self, servers: int) -> float:
        """How far the figure lies beyond the limit, as a share of it; 3 at most."""
        return min(3.0, (self.figure(servers) - self.limit) / self.limit)


def _lost(load: float, blocking: float) -> Case:
    return Case(
        f"B {load:g} {blocking:g}",
        lambda n: theory.erlang_b(load, n),
        blocking,
        theory.smallest_trunks(load, blocking),
    )


def _waiting(rate: float, service: float, wait: float) -> Case:
    def figure(servers: int) -> float:
        if servers * service <= rate:
            return np.inf
        return theory.ErlangC(rate, service, servers).mean_wait

    answer = theory.smallest_for_mean_wait(rate, service, wait)
    return Case(f"C wait {rate:g} {service:g} {wait:g}", figure, wait, answer)


def _delayed(load: float, share: float) -> Case:
    def figure(servers: int) -> float:
        return theory.erlang_c(load, servers) if servers > load else 1.0

    return Case(
        f"C delay {load:g} {share:g}", figure, share, theory.smallest_for_delay(load, share)
    )


def _leaving(rate: float, service: float, patience: float, share: float) -> Case:
    return Case(
        f"A {rate:g} {service:g} {patience:g} {share:g}",
        lambda n: theory.ErlangA(rate, service, patience, n).abandonment_probability,
        share,
        theory.smallest_for_abandonment(rate, service, patience, share),
    )


@cache
def cases() -> tuple[Case, ...]:
    """The twenty questions."""
    return (
        _lost(2, 0.1), _lost(5, 0.02), _lost(10, 0.01), _lost(1200 / 36, 0.01), _lost(20, 0.04),
        _lost(50, 0.002), _lost(84, 0.012),
        _waiting(0.8, 1, 1.0), _waiting(2, 0.5, 0.5), _waiting(10, 1, 0.1), _waiting(30, 2, 0.05),
        _delayed(3, 0.2), _delayed(8, 0.5), _delayed(16, 0.2), _delayed(40, 0.1),
        _leaving(10 / 3, 1 / 3, 0.2, 0.02), _leaving(5, 1, 0.5, 0.05), _leaving(20, 1, 1, 0.03),
        _leaving(48, 1, 0.5, 0.01), _leaving(100, 1, 1, 0.018),
    )  # fmt: skip


@dataclass
class Noisy:
    """The exact figure of each number of servers under noise; observation k is always the same."""

    case: Case
    servers: Sequence[int]
    rng: np.random.Generator
    _own: dict[Design, NDArray[np.float64]] = field(default_factory=dict)
    _common: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def evidence(self, designs: Sequence[Design], upto: int) -> list[Evidence]:
        """The figures beyond the limit."""
        return [Evidence((self._seen(one, upto)[None, :],), (False,)) for one in designs]

    def ranked_by(self, designs: Sequence[Design], first: int, last: int) -> NDArray[np.float64]:
        """Never asked for: each number of servers has its own cost."""
        return np.column_stack([self._seen(one, last)[first - 1 :] for one in designs])

    def _seen(self, design: Design, upto: int) -> NDArray[np.float64]:
        if len(self._common) < upto:
            more = SHARED * self.rng.standard_normal(upto - len(self._common))
            self._common = np.concatenate([self._common, more])
        own = self._own.get(design, np.empty(0))
        if len(own) < upto:
            deviation = (NOISE**2 - SHARED**2) ** 0.5
            own = np.concatenate([own, deviation * self.rng.standard_normal(upto - len(own))])
            self._own[design] = own
        true = self.case.beyond(self.servers[design[0]])
        return np.asarray(true + self._common[:upto] + own[:upto])


def found(
    case: Case, rng: np.random.Generator, *, by_steps: bool = False, error: float = ERROR
) -> int:
    """The number of servers that a choice ends with; 0 for none."""
    servers = range(1, 2 * case.answer + 10)
    near = [abs(case.beyond(case.answer)), 1.0]
    if case.answer > 1:
        near.append(abs(case.beyond(case.answer - 1)))
    chooser = Chooser(
        space=Space((Axis(tuple(servers)),)),
        tests=(Rule(tolerance=max(1e-3, min(near))),),
        search=Noisy(case, servers, rng),
        selection=Noisy(case, servers, rng),
        last=Noisy(case, servers, rng),
        difference=1.0,
        last_look=LAST,
        most=MOST,
        exhaustive_up_to=0 if by_steps else len(servers),
        error=error,
    )
    chosen = chooser.choose((case.answer // 2,)).design
    return 0 if chosen is None else servers[chosen[0]]


def of_first_look(case: Case, rng: np.random.Generator) -> int:
    """The fewest servers whose first observations keep the limit on average."""
    servers = range(1, 2 * case.answer + 10)
    noisy = Noisy(case, servers, rng)
    for number, count in enumerate(servers):
        [evidence] = noisy.evidence([(number,)], FIRST)
        if evidence.values[0].mean() <= 0:
            return count
    return 0


def experiments(rng: np.random.Generator, size: int) -> Mapping[str, int]:
    """How often the exact answer is found, of the twenty cases in turn."""
    asked = [cases()[k % len(cases())] for k in range(size)]
    return {
        "every number looked at": sum(found(one, rng) == one.answer for one in asked),
        "a search by steps": sum(found(one, rng, by_steps=True) == one.answer for one in asked),
        "the first look alone": sum(of_first_look(one, rng) == one.answer for one in asked),
    }


PROOF = Proof(
    "smallest-staff",
    "a plan finds the fewest servers of 20 Erlang B, C and A cases",
    (
        at_least("every number looked at", 0.95),
        at_least("a search by steps", 0.95),
        Claim("the first look alone", 0.95, 1.0, must_fail=True),
    ),
    experiments,
    quick_size=40,
)
