"""Ports, pairs and bores of the static check while the weeks pass."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from telesim.scenario.check_ducts import Bores
from telesim.scenario.check_openings import after_frost, places_of
from telesim.scenario.demand import Expansion
from telesim.scenario.model import Scenario
from telesim.units import DAY_MS

Numbers = NDArray[np.float64]
LEVELS = ("ports", "feeder", "distribution")
#: What a table of capacity calls a level, in the event log's word for it.
NOUNS = {"ports": "port", "feeder": "feeder", "distribution": "distribution"}


class Plant:
    """Capacity and use by cabinet and exchange while the weeks pass."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.exchange = np.array(scenario.cabinet_exchange, dtype=np.int64)
        cabinets = scenario.cabinets
        self.capacity: dict[str, Numbers] = {
            "ports": np.array([e.ports for e in scenario.exchanges], dtype=float),
            "feeder": np.array([c.usable_feeder_pairs for c in cabinets], dtype=float),
            # Lines fed directly never lack distribution pairs, since they need none.
            "distribution": np.array(
                [math.inf if c.direct else c.usable_distribution_pairs for c in cabinets],
                dtype=float,
            ),
            "drops": np.array([c.prebuilt_pct / 100 for c in cabinets], dtype=float),
        }
        self.lines = np.array([c.lines for c in cabinets], dtype=float)
        #: Day on which capacity ordered by a fill trigger opens, by rule and place.
        self.coming: dict[tuple[str, int], int] = {}
        self._bores = Bores(scenario)
        self.defective = np.array(
            [0 if c.direct else c.defective_distribution_pairs for c in cabinets], dtype=float
        )
        #: Work of gangs since somebody looked: pairs of ``feeder`` or ``distribution``, gang-days
        #: of ``digging`` or ``recovery``, each as (what, cabinet, amount).
        self.works: list[tuple[str, int, float]] = []

    def by_exchange(self, values: Numbers) -> Numbers:
        """Sums over the cabinets of each exchange."""
        sums = np.bincount(self.exchange, weights=values, minlength=len(self.scenario.exchanges))
        return sums.astype(float)

    def used(self, what: str) -> Numbers:
        """Ports or pairs in use."""
        return self.by_exchange(self.lines) if what == "ports" else self.lines

    def open(self, day: int, rule: Expansion, place: int) -> None:
        """Add what a rule adds at one place; a cable without a bore never opens."""
        found, dug = self._bores.take(day, rule, place)
        if dug:
            self.works.append(("digging", place, dug))
        if not found:
            return
        capacity = self.capacity[rule.what]
        before = float(capacity[place])
        if rule.raise_to is not None:
            capacity[place] = max(capacity[place], rule.raise_to)
        elif rule.add is not None:
            capacity[place] += rule.add
        else:
            capacity[place] += math.ceil(capacity[place] * (rule.add_share or 0.0) - 1e-9)
        if rule.what in LEVELS[1:]:
            self.works.append((rule.what, place, float(capacity[place]) - before))

    def recover(self) -> None:
        """Bring defective pairs back where the scenario says so, a project a cabinet at most."""
        section = self.scenario.pair_recovery
        if section is None:
            return
        usable = self.capacity["distribution"]
        asked = (self.defective >= section.least_defective) & (
            self.lines >= section.at_fill * usable
        )
        for cabinet in np.flatnonzero(asked).tolist():
            pairs = min(float(self.defective[cabinet]), float(section.most_per_project))
            self.defective[cabinet] -= pairs
            usable[cabinet] += pairs
            self.works.append(("recovery", cabinet, pairs / section.pairs_per_gang_day))

    def triggered(self, day: int) -> None:
        """Order capacity where a fill trigger is reached, and open what has been ordered."""
        for name, rule in self.scenario.expansions.items():
            if rule.at_fill is None or rule.what == "drops":
                continue
            capacity, used = self.capacity[rule.what], self.used(rule.what)
            for place in places_of(self.scenario, rule):
                key = (name, place)
                due = self.coming.get(key)
                if due is not None and due <= day:
                    self.open(day, rule, place)
                    del self.coming[key]
                elif due is None and used[place] >= rule.at_fill * capacity[place]:
                    ready = day + -(-rule.lead_time // DAY_MS)
                    self.coming[key] = after_frost(self.scenario, rule, ready)

    def serve(self, waiting: Numbers) -> Numbers:
        """Orders of each cabinet that find a port and pairs: taken from ``waiting`` into lines."""
        pairs = np.minimum(self.capacity["feeder"], self.capacity["distribution"]) - self.lines
        served = np.minimum(waiting, np.maximum(pairs, 0.0))
        room = np.maximum(self.capacity["ports"] - self.by_exchange(self.lines), 0.0)
        asked = self.by_exchange(served)
        granted = np.divide(room, asked, out=np.ones_like(room), where=asked > room)
        served = served * granted[self.exchange]
        self.lines = self.lines + served
        return np.asarray(served)

    def blocked(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """By level, which places have less than one unit left."""
        for what in LEVELS:
            yield what, self.capacity[what] - self.used(what) < 1.0
