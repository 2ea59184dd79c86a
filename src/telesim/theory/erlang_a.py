"""Erlang A: callers hang up when their patience ends (M/M/n+M, with or without limited room)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from telesim.theory.checks import non_negative, positive, refuse, whole
from telesim.theory.markov import Array, birth_death_steady_state

_MOST_STATES = 2_000_000
_NEGLIGIBLE = 1e-18


@dataclass(frozen=True)
class ErlangA:
    """A steady queue whose waiting callers each leave at rate `patience_rate`. Any load is allowed.

    Rates are per unit of time; times come back in that unit. `room`, when given, counts those in
    service too: callers who find it full get the busy signal, and the shares of waits and
    abandonment below are then of the admitted callers.
    Raises ValueError for a negative arrival rate, another rate of 0 or less, no server, a room
    smaller than the servers, or patience so long that the chain would need 2,000,000 states.
    Source: Palm 1957; the wait of a served caller who finds j waiting is a sum of j + 1
    exponentials of rates n mu + theta, ..., n mu + (j + 1) theta.
    """

    arrival_rate: float
    service_rate: float
    patience_rate: float
    servers: int
    room: int | None = None

    def __post_init__(self) -> None:
        non_negative("arrival_rate", self.arrival_rate)
        positive("service_rate", self.service_rate)
        positive("patience_rate", self.patience_rate)
        whole("servers", self.servers, 1)
        if self.room is not None and whole("room", self.room, 1) < self.servers:
            raise refuse("room", self.room, f"at least the {self.servers} servers, or None")

    @cached_property
    def _places(self) -> int:
        """Highest number of callers in the system that has any weight."""
        if self.room is not None:
            return self.room
        busy = self.servers * self.service_rate
        balance = max(0.0, (self.arrival_rate - busy) / self.patience_rate)
        queue = 64
        while True:
            if balance + queue > _MOST_STATES:
                raise refuse(
                    "patience_rate",
                    self.patience_rate,
                    "a rate that keeps the queue below 2,000,000 callers",
                )
            waiting = np.arange(1.0, balance + queue + 1)
            steps = np.log(max(self.arrival_rate, 1e-300) / (busy + waiting * self.patience_rate))
            heights = np.cumsum(steps)
            # Beyond the last state the chances fall at least as fast as a geometric series.
            rest = heights[-1] - np.log(-np.expm1(steps[-1]))
            if rest - max(0.0, float(heights.max())) < np.log(_NEGLIGIBLE):
                return self.servers + waiting.size
            queue *= 2

    @cached_property
    def state_probabilities(self) -> Array:
        """Probability of 0, 1, 2, ... callers in the system, to where it is negligible."""
        number = np.arange(1.0, self._places + 1)
        deaths = self.service_rate * np.minimum(
            number, self.servers
        ) + self.patience_rate * np.maximum(number - self.servers, 0)
        births = np.full(self._places, float(self.arrival_rate))
        return birth_death_steady_state(births, deaths)

    @property
    def busy_signal_probability(self) -> float:
        """Share of all callers who find the room full; 0 without a limit."""
        return 0.0 if self.room is None else float(self.state_probabilities[-1])

    @cached_property
    def _met_waiting(self) -> Array:
        """Probability that an admitted caller finds all servers busy and j = 0, 1, ... waiting."""
        met = self.state_probabilities[self.servers :]
        if self.room is None:
            return met
        return met[:-1] / (1 - self.busy_signal_probability)

    @cached_property
    def _served_rates(self) -> Array:
        """Rate n mu + (j + 1) theta for each number j found waiting."""
        ahead = np.arange(1.0, self._met_waiting.size + 1)
        rates: Array = self.servers * self.service_rate + self.patience_rate * ahead
        return rates

    @cached_property
    def _met_waiting_and_served(self) -> Array:
        """As `_met_waiting`, and the caller is served in the end."""
        served: Array = self._met_waiting * (self.servers * self.service_rate / self._served_rates)
        return served

    @property
    def delay_probability(self) -> float:
        """Share of callers who are not answered at once."""
        return float(self._met_waiting.sum())

    @property
    def abandonment_probability(self) -> float:
        """Share of callers who hang up before they are answered."""
        ahead = np.arange(1.0, self._met_waiting.size + 1)
        return float(self._met_waiting @ (self.patience_rate * ahead / self._served_rates))

    @property
    def mean_wait(self) -> float:
        """Mean wait of all callers, served or not (often mistaken for the speed of answer)."""
        return self.abandonment_probability / self.patience_rate

    @property
    def average_speed_of_answer(self) -> float:
        """Mean wait of the callers who are answered."""
        waits = np.cumsum(1 / self._served_rates)
        return float(self._met_waiting_and_served @ waits) / (1 - self.abandonment_probability)

    @property
    def occupancy(self) -> float:
        """Share of its time a server works."""
        answered = (1 - self.busy_signal_probability) * (1 - self.abandonment_probability)
        return self.arrival_rate * answered / (self.servers * self.service_rate)

    def service_level(self, within: float) -> float:
        """Share of callers who are answered, and within this time; those who hang up count as not.

        Source: the sum of exponentials is the time a linear birth process with immigration takes,
        whose number of births is negative binomial.
        """
        from scipy.special import betainc

        non_negative("within", within)
        births = np.arange(1.0, self._met_waiting.size + 1)
        immigration = self._served_rates[:1] / self.patience_rate
        by_then = betainc(births, immigration, -np.expm1(-self.patience_rate * within))
        return 1 - self.delay_probability + float(self._met_waiting_and_served @ by_then)
