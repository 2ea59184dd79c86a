"""The trunk network of a scenario in numbers: ways, streams of calls, their erlangs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telesim.scenario.fields import for_area
from telesim.scenario.model import Scenario
from telesim.scenario.traffic.sections import LONG_DISTANCE, Traffic
from telesim.theory.trunk_network import Carried, TrunkNetwork
from telesim.theory.trunk_routes import TrunkRoutes

Loads = NDArray[np.float64]
Numbers = NDArray[np.int64]

#: Kinds of calls.
LOCAL, DISTANT = range(2)


def place_numbers(scenario: Scenario) -> dict[str, int]:
    """Exchanges by their number, then all other places in the order in which groups name them."""
    found = dict(scenario.exchange_number)
    for group in scenario.trunks:
        for place in (group.starts_at, group.ends_at):
            found.setdefault(place, len(found))
    return found


def routes_of(scenario: Scenario) -> TrunkRoutes:
    """The groups of a scenario as routes; the numbers of groups are those of their rows."""
    places = place_numbers(scenario)
    number = {group.id: n for n, group in enumerate(scenario.trunks)}
    return TrunkRoutes(
        tuple(places[group.starts_at] for group in scenario.trunks),
        tuple(places[group.ends_at] for group in scenario.trunks),
        tuple(number.get(group.overflow_to or "", -1) for group in scenario.trunks),
    )


def streams_of(scenario: Scenario) -> list[tuple[int, int]]:
    """Pairs of places between which calls use trunks, each once.

    Local calls between the exchanges of each county, then long-distance calls, then dial-up calls.
    """
    assert scenario.traffic is not None
    county = scenario.exchange_county
    exchanges = range(len(county))
    found = [(o, d) for o in exchanges for d in exchanges if o != d and county[o] == county[d]]
    if scenario.traffic.long_distance:
        distant = place_numbers(scenario)[LONG_DISTANCE]
        found += [(o, distant) for o in exchanges]
    dial_up = scenario.traffic.dial_up
    if dial_up is not None:
        to = scenario.exchange_number[dial_up.to]
        found += [(o, to) for o in exchanges if o != to]
    return found


def erlangs_per_line(traffic: Traffic, area: str) -> float:
    """Calls of a line of an area in the busy hour, without dial-up."""
    classes = traffic.classes.values()
    return sum(float(for_area(one.share, area)) * one.busy_hour for one in classes)


@dataclass(frozen=True)
class Offered:
    """Erlangs of the busy hour if no call is blocked: of each stream, and within each exchange."""

    streams: Loads
    within: Loads


class Calls:
    """The streams of a scenario: which exchange makes them, of what kind, how many."""

    def __init__(self, scenario: Scenario) -> None:
        assert scenario.traffic is not None
        traffic = self.traffic = scenario.traffic
        self.pairs = streams_of(scenario)
        self.network = TrunkNetwork(routes_of(scenario), self.pairs)
        county = np.array(scenario.exchange_county, dtype=np.int64)
        exchanges = county.size
        self.origin = np.array([o for o, _ in self.pairs], dtype=np.int64)
        self._destination = np.array([d for _, d in self.pairs], dtype=np.int64)
        self._is_distant = self._destination >= exchanges
        dial_up = traffic.dial_up
        #: Streams of dial-up are the last ones, as many as there are exchanges but one.
        calling_up = exchanges - 1 if dial_up is not None else 0
        self._dials = np.arange(self.origin.size) >= self.origin.size - calling_up
        #: LOCAL or DISTANT, by stream.
        self.kind = np.where(self._is_distant, DISTANT, LOCAL)
        self._county = county
        areas = [exchange.area for exchange in scenario.exchanges]
        self._per_line = np.array([erlangs_per_line(traffic, area) for area in areas])
        self._dial_up = np.zeros(exchanges)
        self._provider = -1
        if dial_up is not None:
            shares: Mapping[str, float] = dial_up.share
            each = [float(for_area(shares, area)) * dial_up.busy_hour for area in areas]
            self._dial_up = np.array(each)
            self._provider = scenario.exchange_number[dial_up.to]

    def offered(self, lines: Sequence[float] | Loads) -> Offered:
        """Erlangs with so many lines in service at each exchange."""
        traffic = self.traffic
        in_service = np.maximum(np.asarray(lines, dtype=np.float64), 0.0)
        made = in_service * self._per_line
        near = np.bincount(self._county, weights=in_service)[self._county] - in_service
        origin, destination = self.origin, self._destination
        streams = np.zeros(origin.size)
        local = ~self._is_distant & ~self._dials
        to = in_service[destination[local]]
        around = near[origin[local]]
        share = np.divide(to, around, out=np.zeros_like(to), where=around > 0)
        streams[local] = made[origin[local]] * traffic.other_local * share
        distant = self._is_distant
        streams[distant] = made[origin[distant]] * traffic.long_distance
        dialled = in_service * self._dial_up
        streams[self._dials] = dialled[origin[self._dials]]
        within = made * (traffic.own_exchange + np.where(near > 0, 0.0, traffic.other_local))
        if self._provider >= 0:
            within[self._provider] += dialled[self._provider]
        return Offered(streams, within)


def answered_share(traffic: Traffic) -> float:
    """Share of the calls with a path that somebody answers."""
    return max(0.0, 1 - traffic.called_party_busy - traffic.no_answer)


def first_tries(traffic: Traffic) -> float:
    """Share of the attempts that are calls first made, where no call is blocked.

    The others are tries after one that nobody has answered.
    """
    return 1 - traffic.retries * (1 - answered_share(traffic))


def carried_by(
    calls: Calls, circuits: Numbers, offered: Offered, begin: Loads | None = None
) -> Carried:
    """What trunk groups make of the calls of a busy hour, all tries included.

    Raises NotSettledError when the losses of the groups come to no rest.
    """
    traffic = calls.traffic
    fresh = offered.streams * first_tries(traffic)
    answered = answered_share(traffic)
    return calls.network.solve(circuits, fresh, traffic.retries, begin, answered)
