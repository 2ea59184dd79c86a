"""Crews that come and go by the clock: a roster that repeats, day by day or week by week."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from telesim.theory.checks import non_negative, positive, refuse, same_length, whole
from telesim.theory.markov import Array, Propagator
from telesim.theory.roots import bisect, grow_until

_MOST_STATES = 3_000
_NEGLIGIBLE = 1e-15
_KRYLOV = 400
_SOLVED = 1e-11


@dataclass(frozen=True)
class Period:
    """Part of the cycle: its length, arrivals per unit of time in it, and crews on duty."""

    length: float
    arrival_rate: float
    crews: int

    def __post_init__(self) -> None:
        positive("length", self.length)
        non_negative("arrival_rate", self.arrival_rate)
        whole("crews", self.crews, 0)


@dataclass(frozen=True)
class PeriodicRoster:
    """M(t)/M/c(t) in its periodic steady state, first come first served.

    The periods follow one another and start again. Work is exponential; a crew that goes off duty
    leaves its job, which is taken up by the next free crew as if new (the same thing, for
    exponential work, as resuming it). The chain is cut at `cut_at` jobs, or by itself where their
    chance is below 1e-15: too low a cut loses the long backlogs and makes every answer too small.
    Raises ValueError without arrivals, for a service rate of 0, for work of one cycle that the
    crews on duty cannot do, for a cut below 1, or for a backlog too long for 3,000 states.
    Source: Kolmogorov's equations of the periodic chain, by uniformization.
    """

    periods: Sequence[Period]
    service_rate: float
    cut_at: int | None = None

    def __post_init__(self) -> None:
        same_length(periods=self.periods)
        positive("service_rate", self.service_rate)
        if self.cut_at is not None:
            whole("cut_at", self.cut_at, 1)
        if self._arrivals == 0:
            raise refuse("arrival_rate", 0, "above 0 in at least one period")
        capacity = self.service_rate * math.fsum(one.length * one.crews for one in self.periods)
        if self._arrivals >= capacity:
            raise refuse(
                "crews",
                tuple(one.crews for one in self.periods),
                f"more: {self._arrivals:.6g} jobs come in a cycle, the crews can do {capacity:.6g}",
            )

    @property
    def cycle(self) -> float:
        """Length of all periods together."""
        return math.fsum(one.length for one in self.periods)

    @property
    def _arrivals(self) -> float:
        """Jobs per cycle."""
        return math.fsum(one.length * one.arrival_rate for one in self.periods)

    @cached_property
    def _states(self) -> int:
        """Highest number of jobs the chain follows."""
        if self.cut_at is not None:
            return self.cut_at
        capacity = self.service_rate * math.fsum(one.length * one.crews for one in self.periods)

        # Beyond the crews the chances fall by exp(-decay) per job, from cycle to cycle.
        def drift(decay: float) -> float:
            return self._arrivals * math.expm1(decay) + capacity * math.expm1(-decay)

        lowest = math.log(capacity / self._arrivals) / 2
        decay = bisect(drift, lowest, grow_until(lambda high: drift(high) > 0, 2 * lowest))
        # Within one cycle the backlog can also rise by what a whole cycle brings.
        rise = self._arrivals + 10 * math.sqrt(self._arrivals)
        crews = max(one.crews for one in self.periods)
        states = crews + math.ceil(rise - math.log(_NEGLIGIBLE) / decay)
        if states > _MOST_STATES:
            raise refuse(
                "arrival_rate",
                tuple(one.arrival_rate for one in self.periods),
                f"less: the backlog needs {states:,} states, at most {_MOST_STATES:,}",
            )
        return states

    @cached_property
    def _moves(self) -> list[Propagator]:
        """For each period, how the number of jobs present spreads."""
        present = np.arange(self._states + 1)
        moves = []
        for one in self.periods:
            up = np.full(present.size, float(one.arrival_rate))
            up[-1] = 0.0
            moves.append(Propagator(up, self.service_rate * np.minimum(present, one.crews)))
        return moves

    @cached_property
    def starts(self) -> list[Array]:
        """Probability of 0, 1, 2, ... jobs present at the start of each period."""
        starts = [self._first_start()]
        for one, move in zip(self.periods[:-1], self._moves, strict=False):
            starts.append(move.move(starts[-1], one.length))
        return starts

    def _first_start(self) -> Array:
        """The distribution that one cycle turns into itself."""
        from scipy.sparse.linalg import LinearOperator, gmres

        size = self._states + 1
        empty = np.eye(size)[0]

        # p - (p after a cycle) + empty sum(p) = empty has the wanted p as its only solution.
        def residual(distribution: Array) -> Array:
            after = np.array(distribution, dtype=float)
            total = after.sum()
            for one, move in zip(self.periods, self._moves, strict=True):
                after = move.move(after, one.length)
            changed: Array = distribution - after + empty * total
            return changed

        operator = LinearOperator((size, size), matvec=residual, dtype=float)
        found, _ = gmres(operator, empty, rtol=1e-14, atol=0.0, restart=_KRYLOV, maxiter=5)
        off = float(np.abs(residual(found) - empty).sum())
        if off > _SOLVED:
            raise ArithmeticError(f"the cycle's steady state is off by {off:.1e} after 5 rounds")
        first: Array = found / found.sum()
        return first

    def mean_backlog_at_start(self, period: int = 0) -> float:
        """Mean number of jobs present when this period, counted from 0, starts."""
        return float(np.arange(self._states + 1) @ self.starts[period])

    @cached_property
    def mean_backlog(self) -> float:
        """Mean number of jobs present over the cycle."""
        total = 0.0
        for one, start, move in zip(self.periods, self.starts, self._moves, strict=True):
            integral = move.integrate(start, one.length)
            total += float(np.arange(self._states + 1) @ integral)
        return total / self.cycle

    @property
    def mean_time_to_repair(self) -> float:
        """Mean time from arrival to done, waits and time off duty included (Little's law)."""
        return self.mean_backlog * self.cycle / self._arrivals

    def share_done_within(self, within: float) -> float:
        """Share of jobs done at most this long after they arrive, time off duty included.

        Raises ValueError for a negative time.
        Source: a job taken out and followed through the crews' hours, averaged over its arrival by
        16-point Gauss-Legendre steps.
        """
        non_negative("within", within)
        points, weights = np.polynomial.legendre.leggauss(16)
        late = 0.0
        for place, offset, width in self._smooth_pieces(within):
            instants = offset + width * (1 + points) / 2
            start, move = self.starts[place], self._moves[place]
            met = np.stack([move.move(start, instant) for instant in instants.tolist()])
            left = self._left_after(met, place, instants, within)
            late += self.periods[place].arrival_rate * width / 2 * float(weights @ left)
        return 1 - late / self._arrivals

    def _smooth_pieces(self, within: float) -> Iterator[tuple[int, float, float]]:
        """Period, offset and width of the pieces in which no boundary enters or leaves view."""
        ends = np.cumsum([0.0, *(one.length for one in self.periods)])
        seen = np.mod(ends - within, self.cycle)
        for place, one in enumerate(self.periods):
            # Pieces as short as a few events keep the polynomial through 16 points exact.
            busiest = one.arrival_rate + self.service_rate * max(p.crews for p in self.periods)
            inside = seen[(seen > ends[place]) & (seen < ends[place + 1])]
            cuts = np.unique(np.concatenate((ends[place : place + 2], inside)))
            for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
                parts = max(1, math.ceil((high - low) * busiest / 16))
                for part in range(parts):
                    width = (high - low) / parts
                    yield place, low - float(ends[place]) + part * width, width

    def _left_after(self, met: Array, place: int, instants: Array, within: float) -> Array:
        """Chances that jobs that meet these distributions are not done `within` later.

        The jobs arrive at these instants of one period and see the same changes of crews.
        """
        remaining = self.periods[place].length - instants
        rest = within - remaining
        if rest.max() <= 0:
            return _totals(self._followed[place].move(met, within))
        ahead = self._each_moved(place, met, remaining)
        while True:
            place = (place + 1) % len(self.periods)
            length = self.periods[place].length
            if rest.max() <= length:
                return _totals(self._each_moved(place, ahead, rest))
            ahead, rest = self._followed[place].move(ahead, length), rest - length

    def _each_moved(self, place: int, ahead: Array, spans: Array) -> Array:
        """Distributions of the jobs ahead, each moved by its own span within one period."""
        follow = self._followed[place]
        pairs = zip(ahead, spans.tolist(), strict=True)
        return np.stack([follow.move(one, span) for one, span in pairs])

    @cached_property
    def _followed(self) -> list[Propagator]:
        """For each period, how the jobs ahead of one job become fewer, and when it is done."""
        ahead = np.arange(self._states + 1)
        none = np.zeros(ahead.size)
        return [
            Propagator(
                none,
                self.service_rate * np.minimum(ahead, one.crews),
                np.where(ahead < one.crews, self.service_rate, 0.0),
            )
            for one in self.periods
        ]


def _totals(distributions: Array) -> Array:
    totals: Array = distributions.sum(axis=-1)
    return totals
