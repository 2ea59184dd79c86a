"""Calls through a network of trunk groups in the busy hour: what each loses, who gets through.

Each group is an Erlang group by itself, offered what the groups on its ways leave of the calls
(the fixed point of reduced loads); what overflows is rough, and the group that takes it loses as
much of all its calls as Wilkinson's method says. A call that fails, as it finds no free path
or as nobody answers it, may be tried again, which is more load for everybody: the fixed point holds
these further attempts too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.theory.checks import refuse, share
from telesim.theory.erlang_b import smallest_trunks
from telesim.theory.overflow import EquivalentRandom, Traffic, smallest_final_group
from telesim.theory.trunk_routes import TrunkRoutes, overflow_order

Loads = NDArray[np.float64]
Numbers = NDArray[np.int64]

#: No loss moves by more than this in the last round.
_SETTLED = 1e-8
_MOST_ROUNDS = 1_000
#: Losses that still move by so little after all rounds will do: a ten-thousandth of a per cent.
_NEAR_ENOUGH = 1e-6
#: Rounds before the losses are taken half old, half new: then nothing can swing to and fro.
_HURRIED = 100
#: Columns of so few groups are not worth their making.
_FEW = 8
#: Loads less rough than this are Poisson loads.
_ROUGH = 1e-9


class NotSettledError(ArithmeticError):
    """The losses of a network come to no rest: the one that moves most, by how much, and when."""

    def __init__(self, group: int, moved: float, rounds: int) -> None:
        self.group, self.moved, self.rounds = group, moved, rounds
        super().__init__(
            f"losses: that of group {group} still moves by {100 * moved:.2g} % after {rounds:,} "
            "rounds, need losses that settle: more circuits, or fewer retries"
        )


@dataclass(frozen=True)
class Carried:
    """What becomes of the calls of each stream, and what each group is offered.

    ``success`` is the share of the attempts of a stream that find a free path, ``attempts`` the
    erlangs of the stream with all further attempts; ``offered`` the erlangs that a group is offered
    and that could be completed behind it, ``variance`` theirs, ``blocking`` the share it loses.
    """

    success: Loads
    attempts: Loads
    offered: Loads
    variance: Loads
    blocking: Loads


@dataclass(frozen=True)
class _Step:
    """States at one distance from the end: the groups tried and the states behind them.

    Both have a row for each choice; without one the group is the last of all, which loses all.
    """

    states: Numbers
    groups: Numbers
    behind: Numbers


class TrunkNetwork:
    """The ways of some streams of calls through one-way groups.

    ``streams`` are (origin, destination) by number of the place.
    Raises ValueError for a stream without a way, or groups that overflow in a circle.
    """

    def __init__(self, routes: TrunkRoutes, streams: Sequence[tuple[int, int]]) -> None:
        self.groups = len(routes.starts)
        self._overflow = np.array(routes.overflow, dtype=np.int64)
        self._order = overflow_order(routes.overflow)
        #: Groups of which calls that find them full go on to another.
        self.overflowing: NDArray[np.bool_] = self._overflow >= 0
        firsts = {d: routes.first_choices(d) for d in dict.fromkeys(d for _, d in streams)}
        number: dict[tuple[int, int], int] = {}
        height: list[int] = []
        tried: list[tuple[int, ...]] = []
        behind: list[tuple[int, ...]] = []
        under_way: set[tuple[int, int]] = set()

        def state(place: int, destination: int) -> int:
            """The state of a call at a place; -1 where it has arrived."""
            if place == destination:
                return -1
            key = place, destination
            if key in number:
                return number[key]
            if key in under_way:
                raise refuse("overflow", place, "ways on which no call comes back to a place")
            under_way.add(key)
            choices = routes.choices(place, destination, firsts[destination])
            if not choices:
                raise refuse("streams", (place, destination), "a way from the one to the other")
            next_ = tuple(state(routes.ends[group], destination) for group in choices)
            under_way.discard(key)
            number[key] = len(height)
            height.append(1 + max((height[one] for one in next_ if one >= 0), default=0))
            tried.append(choices)
            behind.append(next_)
            return number[key]

        self._first = np.array([state(*stream) for stream in streams], dtype=np.int64)
        if (self._first < 0).any():
            raise refuse("streams", "a stream to its own place", "two places")
        self._states = len(height)
        self._most_choices = max((len(one) for one in tried), default=0)
        steps = []
        for level in range(1, max(height, default=0) + 1):
            states = [n for n in range(self._states) if height[n] == level]
            # The last state of all is that of calls that have arrived.
            groups = np.full((self._most_choices, len(states)), self.groups, dtype=np.int64)
            goes_to = np.full((self._most_choices, len(states)), self._states, dtype=np.int64)
            for column, n in enumerate(states):
                for row, (group, next_one) in enumerate(zip(tried[n], behind[n], strict=True)):
                    groups[row, column] = group
                    goes_to[row, column] = next_one if next_one >= 0 else self._states
            steps.append(_Step(np.array(states, dtype=np.int64), groups, goes_to))
        self._steps = steps

    def solve(
        self,
        circuits: Sequence[int] | Numbers,
        fresh: Sequence[float] | Loads,
        retries: float = 0.0,
        begin: Loads | None = None,
        answered: float = 1.0,
    ) -> Carried:
        """What each stream gets through with some circuits of each group.

        ``fresh`` are the erlangs of each stream before anybody tries again, ``retries`` the share
        of the attempts that fail which are tried again, ``answered`` the share of the attempts
        with a path that do not fail. An attempt with a path holds its circuits for the time that
        is in its erlangs, answered or not; one without holds none. ``begin`` are losses to start
        from.
        Raises ValueError for a share of retries below 0, or of 1 and more, or of answers beyond 0
        to 1; NotSettledError when no losses are found that stay as they are.
        Source: reduced loads, Kelly 1986; overflow, Wilkinson 1956; the rounds are ours.
        """
        again = retries
        if not 0 <= again < 1:
            raise refuse("retries", again, "a share from 0 to less than 1")
        if not 0 <= answered <= 1:
            raise refuse("answered", answered, "a share from 0 to 1")
        room = np.asarray(circuits, dtype=np.int64)
        first_load = np.asarray(fresh, dtype=np.float64)
        loss = np.zeros(self.groups) if begin is None else begin.copy()
        earlier: tuple[Loads, Loads] | None = None
        step, moved = np.zeros(self.groups), 0.0
        for count in range(_MOST_ROUNDS):
            passes = self._passes(loss)
            attempts = first_load / (1 - again * (1 - answered * passes[self._first]))
            fresh_at, spilt = self._offered(passes, attempts, loss)
            offered, variance, new = self._losses(room, fresh_at, spilt)
            step = new - loss
            moved = float(np.abs(step).max(initial=0.0))
            if moved <= _SETTLED:
                break
            following = _further(loss, step, earlier) if count < _HURRIED else loss + step / 2
            earlier = (loss, step)
            loss = following
        else:
            if moved > _NEAR_ENOUGH:
                raise NotSettledError(int(np.abs(step).argmax()), moved, _MOST_ROUNDS)
        return Carried(passes[self._first], attempts, offered, variance, loss)

    def lacking(
        self, circuits: Sequence[int] | Numbers, fresh: Sequence[float] | Loads, loss: float
    ) -> Numbers:
        """Circuits that each group lacks so that it loses at most a share of its calls.

        Groups that overflow lack none; the others are offered what they were if nobody else lost
        any call. ``fresh`` are the erlangs of each stream then.
        """
        room = np.asarray(circuits, dtype=np.int64)
        target = share("loss", loss)
        attempts = np.asarray(fresh, dtype=np.float64)
        blocked = np.zeros(self.groups)
        offered = variance = blocked
        for _ in range(self._most_choices + 1):
            fresh_at, spilt = self._offered(np.ones(self._states + 1), attempts, blocked)
            offered, variance, new = self._losses(room, fresh_at, spilt)
            blocked = np.where(self.overflowing, new, 0.0)
        lacks = np.zeros(self.groups, dtype=np.int64)
        for group in np.flatnonzero(~self.overflowing & (offered > 0)).tolist():
            stream = Traffic(float(offered[group]), float(variance[group]))
            if stream.peakedness < 1 + _ROUGH:
                needed = smallest_trunks(stream.mean, target)
            else:
                needed = smallest_final_group(stream, target)
            lacks[group] = max(0, needed - int(room[group]))
        return lacks

    def _passes(self, loss: Loads) -> Loads:
        """Chance of getting through from each state."""
        losing = np.append(loss, 1.0)
        passes = np.ones(self._states + 1)
        for step in self._steps:
            through = np.zeros(step.states.size)
            left = np.ones(step.states.size)
            for group, behind in zip(step.groups, step.behind, strict=True):
                through += left * (1 - losing[group]) * passes[behind]
                left *= losing[group]
            passes[step.states] = through
        return passes

    def _offered(self, passes: Loads, attempts: Loads, loss: Loads) -> tuple[Loads, Loads]:
        """Erlangs that come to each group first, and those that overflow to it."""
        losing = np.append(loss, 1.0)
        here = np.zeros(self._states + 1)
        np.add.at(here, self._first, attempts)
        first, spilt = np.zeros(self.groups + 1), np.zeros(self.groups + 1)
        for step in reversed(self._steps):
            left = here[step.states]
            for row, (group, behind) in enumerate(zip(step.groups, step.behind, strict=True)):
                wanted = left * passes[behind]
                np.add.at(spilt if row else first, group, wanted)
                np.add.at(here, behind, left * (1 - losing[group]))
                left = left * losing[group]
        return first[:-1], spilt[:-1]

    def _losses(self, room: Numbers, first: Loads, spilt: Loads) -> tuple[Loads, Loads, Loads]:
        """Offered erlangs, their variance, and the share lost by each group."""
        offered = first + spilt
        loss = erlang_b_of_groups(offered, room)
        variance = offered.copy()
        if not self.overflowing.any():
            return offered, variance, loss
        # By group: mean and variance of what its feeders leave to it.
        means, squares = np.zeros(self.groups), np.zeros(self.groups)
        feeding = np.unique(self._overflow[self.overflowing])
        involved = self.overflowing.copy()
        involved[feeding] = True
        for group in (one for one in self._order if involved[one]):
            load, trunks = float(offered[group]), int(room[group])
            if load <= 0:
                continue
            roughness = float(squares[group] / means[group]) if means[group] > 0 else 1.0
            rough = max(1.0, (float(first[group]) + float(spilt[group]) * roughness) / load)
            variance[group] = load * rough
            base, before = load, 0.0
            if rough > 1 + _ROUGH:
                equivalent = EquivalentRandom.of(Traffic(load, load * rough))
                base, before = equivalent.offered_erlangs, equivalent.trunks
                loss[group] = min(1.0, equivalent.lost_erlangs(trunks) / load)
            target = int(self._overflow[group])
            if target >= 0:
                lost = load * float(loss[group])
                above = before + trunks + 1 - base + lost
                means[target] += lost
                squares[target] += lost * (1 - lost + base / above)
        return offered, variance, loss


def _further(loss: Loads, step: Loads, earlier: tuple[Loads, Loads] | None) -> Loads:
    """Losses to try next: where the line through the last two rounds would have come to rest.

    Source: the secant for many unknowns, Anderson 1965 with a memory of one round.
    """
    if earlier is None:
        return loss + step
    change = step - earlier[1]
    size = float((change * change).sum())
    back = float((step * change).sum()) / size if size > 0 else 0.0
    tried = loss + step - back * (loss - earlier[0] + change)
    return np.clip(tried, 0.0, 1.0)


def erlang_b_of_groups(offered_erlangs: Loads, circuits: Numbers) -> Loads:
    """Erlang B for many groups at once: share of its calls that each loses.

    Raises ValueError for a negative load.
    """
    if (offered_erlangs < 0).any():
        raise refuse("offered_erlangs", float(offered_erlangs.min()), "0 or more")
    order = np.argsort(-circuits, kind="stable")
    load, room = offered_erlangs[order], circuits[order]
    blocking = np.ones(load.size)
    # How many groups have at least 1, 2, 3, ... circuits.
    most = int(room[0]) if room.size else 0
    reach = np.searchsorted(-room, -np.arange(1, most + 1), side="right")
    together = int((reach > _FEW).sum())
    for busy, groups in enumerate(reach[:together].tolist(), start=1):
        part = load[:groups] * blocking[:groups]
        blocking[:groups] = part / (busy + part)
    # The few largest go on alone: plain numbers are quicker than short columns.
    for group in range(int((room > together).sum())):
        lost, each = float(blocking[group]), float(load[group])
        for busy in range(together + 1, int(room[group]) + 1):
            lost = each * lost / (busy + each * lost)
        blocking[group] = lost
    found: Loads = np.empty_like(blocking)
    found[order] = blocking
    return found
