"""Capacity that grows: projects by date and rules by date or fill, with lead time and cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from telesim.eventlog import Kind, Level, Recorder
from telesim.scenario import Scenario
from telesim.scenario.demand import Expansion
from telesim.simulation import agenda as when
from telesim.simulation.agenda import Agenda
from telesim.simulation.facilities import Facilities
from telesim.simulation.frost import month_numbers, thawed
from telesim.simulation.recovery import Recovery
from telesim.simulation.works import Works, finishing
from telesim.units import PER_MILLION, parse_money

_ORDERED, _SPENT = int(Kind.EXPANSION_ORDERED), int(Kind.SPENT)
_LEVELS = {
    "ports": int(Level.PORT),
    "feeder": int(Level.FEEDER),
    "distribution": int(Level.DISTRIBUTION),
    "drops": int(Level.DROP),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """An expansion rule in plain numbers; ``places`` are exchanges for ports, else cabinets."""

    number: int
    expansion: Expansion
    level: int
    places: tuple[int, ...]
    unit_cost_cents: int
    frozen_months: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Opening:
    """Capacity of a rule that is to be ordered or opened at a place."""

    rule: _Rule
    place: int
    place_id: str
    units: int = 0

    def __str__(self) -> str:
        return f"expansion of {self.rule.expansion.what} at {self.place_id}"


class Expansions:
    """Orders capacity when a date or a fill says so, and opens it after its lead time.

    Cables that gangs build, or that need a bore, are handed over to ``works``.
    """

    def __init__(
        self,
        scenario: Scenario,
        facilities: Facilities,
        agenda: Agenda,
        recorder: Recorder,
        works: Works | None = None,
    ) -> None:
        self._works = works
        self._recovery: Recovery | None = None
        if works is not None and scenario.pair_recovery is not None:
            self._recovery = Recovery(scenario.pair_recovery, works, facilities, recorder)
        self._scenario = scenario
        self._facilities = facilities
        self._agenda = agenda
        self._log = recorder.append
        self._cabinets = len(scenario.cabinets)
        self._under_way: set[tuple[int, int]] = set()
        self._watching: dict[tuple[int, int], list[_Rule]] = {}
        self._opening = 0
        for number, expansion in enumerate(scenario.expansions.values()):
            rule = self._rule(number, expansion)
            if expansion.at_fill is not None:
                for place in rule.places:
                    self._watching.setdefault((rule.level, place), []).append(rule)
            else:
                self._schedule(rule)
        for project in scenario.projects:
            self._schedule_project(
                project.what, project.place, project.amount, project.opens, project.cost
            )

    def _rule(self, number: int, expansion: Expansion) -> _Rule:
        scenario = self._scenario
        wanted = [
            n
            for n, e in enumerate(scenario.exchanges)
            if (not expansion.counties or e.county in expansion.counties)
            and (not expansion.areas or e.area in expansion.areas)
        ]
        level = _LEVELS[expansion.what]
        if level == Level.PORT:
            places = tuple(wanted)
        else:
            chosen = set(wanted)
            # Lines fed directly have no distribution pairs to expand.
            places = tuple(
                c
                for c, exchange in enumerate(scenario.cabinet_exchange)
                if exchange in chosen
                and not (level == Level.DISTRIBUTION and scenario.cabinets[c].direct)
            )
        return _Rule(
            number=number,
            expansion=expansion,
            level=level,
            places=places,
            unit_cost_cents=_unit_cost(expansion, scenario.currency.code),
            frozen_months=month_numbers(expansion.frozen),
        )

    def _schedule(self, rule: _Rule) -> None:
        """Dated rules: place after place within each county, and again at every interval."""
        scenario, expansion = self._scenario, rule.expansion
        assert expansion.on is not None
        first = scenario.ms_of(expansion.on)
        horizon = scenario.horizon_ms
        turn: dict[int, int] = {}
        for place in rule.places:
            exchange = place if rule.level == Level.PORT else scenario.cabinet_exchange[place]
            county = scenario.exchange_county[exchange]
            start = first + turn.get(county, 0) * expansion.stagger
            turn[county] = turn.get(county, 0) + 1
            while start < horizon:
                if start >= 0:
                    self._at(start, rule, place)
                if expansion.every is None:
                    break
                start += expansion.every

    def _at(self, instant: int, rule: _Rule, place: int) -> None:
        self._opening += 1
        self._agenda.at(
            instant, when.ENDS, when.OPENING, self._opening, self._begin, self._named(rule, place)
        )

    def _named(self, rule: _Rule, place: int, units: int = 0) -> _Opening:
        scenario = self._scenario
        places = scenario.exchanges if rule.level == Level.PORT else scenario.cabinets
        return _Opening(rule, place, places[place].id, units)

    def _begin(self, opening: _Opening) -> None:
        self._order(opening.rule, opening.place, self._agenda.now)

    def _order(self, rule: _Rule, place: int, now_ms: int) -> None:
        """Order the capacity now; it opens after the lead time, not in a frozen month."""
        expansion = rule.expansion
        if rule.level == Level.DROP:
            units = round((expansion.raise_to or 0.0) * PER_MILLION)
            if units <= self._facilities.drop_ppm[place]:
                return
        elif expansion.add is not None:
            units = expansion.add
        else:
            _, capacity = self._facilities.used_and_capacity(rule.level, place)
            units = math.ceil(capacity * (expansion.add_share or 0.0) - 1e-9)
        if units <= 0:
            return
        number = place + self._cabinets if rule.level == Level.PORT else place
        self._log((now_ms, _ORDERED, -1, -1, number, -1, rule.level, units))
        cents = rule.unit_cost_cents * self._charged_units(rule, place, units)
        if cents:
            self._log((now_ms, _SPENT, -1, -1, number, -1, rule.level, cents))
        self._under_way.add((rule.number, place))
        opens = thawed(self._scenario, now_ms + expansion.lead_time, rule.frozen_months)
        if self._works is not None and self._works.takes(rule.level, place):
            finished = finishing(self._open, self._named(rule, place, units))
            self._works.cable(
                rule.level, place, units, now_ms, opens, rule.frozen_months, finished,
                (rule.number, -1),
            )  # fmt: skip
            return
        self._opening += 1
        self._agenda.at(
            opens,
            when.ENDS,
            when.OPENING,
            self._opening,
            self._open,
            self._named(rule, place, units),
        )

    def _charged_units(self, rule: _Rule, place: int, units: int) -> int:
        """Units that cost money: ports or pairs; for drops, those missing among today's pairs."""
        if rule.level != Level.DROP:
            return units
        more = units - self._facilities.drop_ppm[place]
        return round(self._facilities.pairs_to_homes(place)[1] * more / PER_MILLION)

    def _open(self, opening: _Opening) -> None:
        rule = opening.rule
        self._under_way.discard((rule.number, opening.place))
        self._facilities.build(rule.level, opening.place, opening.units, self._agenda.now)

    def _schedule_project(
        self, what: str, place: str, amount: int, opens: str, cost: float
    ) -> None:
        scenario = self._scenario
        level = _LEVELS[what]
        if level == Level.PORT:
            places = [scenario.exchange_number[place]]
        elif place in scenario.cabinet_number:
            places = [scenario.cabinet_number[place]]
        else:
            exchange = scenario.exchange_number[place]
            places = [c for c, e in enumerate(scenario.cabinet_exchange) if e == exchange]
        units = round(amount * PER_MILLION / 100) if level == Level.DROP else amount
        instant = max(0, scenario.ms_of(opens))
        for n, number in enumerate(places):
            cents = round(cost * 100) if n == 0 else 0
            if self._works is not None and self._works.takes(level, number):
                finished = finishing(self._open_project, (level, number, units, 0))
                # What the table names is planned: a duct is thought of in time, if there is any.
                known = self._works.ducts.thought_of(instant)
                self._works.cable(
                    level, number, units, known, instant, frozenset(), finished, (-1, instant)
                )
                units_now = 0
            else:
                units_now = units
            self._opening += 1
            self._agenda.at(
                instant,
                when.ENDS,
                when.OPENING,
                self._opening,
                self._open_project,
                (level, number, units_now, cents),
            )

    def _open_project(self, what: tuple[int, int, int, int]) -> None:
        level, place, units, cents = what
        now = self._agenda.now
        if cents:
            number = place + self._cabinets if level == Level.PORT else place
            self._log((now, _SPENT, -1, -1, number, -1, level, cents))
        if units:
            self._facilities.build(level, place, units, now)

    def settle(self, now_ms: int) -> None:
        """Order what has reached its fill and is not under way."""
        touched = self._facilities.touched
        if not touched:
            return
        if self._watching:
            for key in sorted(touched):
                for rule in self._watching.get(key, ()):
                    if (rule.number, key[1]) in self._under_way:
                        continue
                    used, capacity = self._facilities.used_and_capacity(*key)
                    if capacity and used >= (rule.expansion.at_fill or 0.0) * capacity:
                        self._order(rule, key[1], now_ms)
        if self._recovery is not None:
            self._recovery.look(touched)
        touched.clear()


def _unit_cost(expansion: Expansion, currency: str) -> int:
    """Cents for one port, pair or drop."""
    if expansion.unit_cost is None:
        return 0
    noun = {"ports": "port", "drops": "drop"}.get(expansion.what, "pair")
    return parse_money(expansion.unit_cost, currency, noun)
