"""Preventive work as far as a plan shows it: spare hours, lines looked after, faults avoided.

An estimate, too high or too low: hours that are spare over a county are taken to be spare where
they are wanted, ways are left out, every visit helps as if all had been going on for long, and work
comes as its means say. So it is told beside the reports and taken off from nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telesim.scenario.cables import share_exposed
from telesim.scenario.check_binding import Node
from telesim.scenario.check_periods import Period
from telesim.scenario.check_pools import Pool
from telesim.scenario.fields import for_area
from telesim.scenario.lines_hit import faults_per_event
from telesim.scenario.model import Scenario
from telesim.units import HOUR_MS, MONTH_MS


@dataclass(frozen=True)
class PreventiveTime:
    """What spare time may do in a month of 30.4 days, about.

    ``hours`` of crews, ``lines`` looked after, ``helped`` the share of all lines for which a visit
    helps at any time, ``avoided`` first-time events that are kept away for it.
    """

    hours: float
    lines: float
    helped: float
    avoided: float

    def in_words(self) -> str:
        """One sentence."""
        return (
            f"preventive work: about {self.hours:,.0f} spare crew hours a month for "
            f"{self.lines:,.0f} lines (an estimate from means, a run may differ either "
            f"way); once it has gone on for long, {100 * self.helped:.0f} % of the lines are "
            f"helped and about {self.avoided:,.0f} faults a month avoided, which are not taken "
            "off above"
        )


class PreventiveSums:
    """Adds up the spare time of crews that do preventive work, period by period."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        #: Crew hours and lines over all periods; lines helped and events avoided, each times the
        #: months of the period.
        self._hours = self._lines = self._helped = self._avoided = 0.0
        self._any = False

    def add(self, period: Period, work: Mapping[Node, float], pools: Sequence[Pool]) -> None:
        """Take in a period: crew hours of work by exchange and skill, and its crews."""
        scenario = self._scenario
        its_pools: dict[str, list[Pool]] = defaultdict(list)
        for pool in pools:
            base = scenario.exchanges[scenario.exchange_number[pool.crew.base]]
            its_pools[base.county].append(pool)
        for county, here in its_pools.items():
            able = [pool for pool in here if self._skills(pool)]
            if able:
                self._any = True
                self._add(period, county, work, here, able)

    def _skills(self, pool: Pool) -> list[str]:
        """Skills of a pool that its preventive work takes; none for pools that do none."""
        policy, faults = pool.preventive, self._scenario.faults
        if policy is None:
            return []
        return [faults[c].skill for c in policy.causes if faults[c].skill in pool.skills]

    def _add(
        self,
        period: Period,
        county: str,
        work: Mapping[Node, float],
        here: Sequence[Pool],
        able: Sequence[Pool],
    ) -> None:
        scenario = self._scenario
        places = {n for n, e in enumerate(scenario.exchanges) if e.county == county}
        lines = sum(scenario.exchanges[n].lines for n in places)
        skills = {skill for pool in able for skill in pool.skills}
        wanted = sum(h for (place, skill), h in work.items() if place in places and skill in skills)
        hours = sum(pool.hours for pool in here if not skills.isdisjoint(pool.skills))
        spare = max(0.0, 1 - wanted / hours)
        policy = able[0].preventive
        assert policy is not None
        visits = spent = 0.0
        for pool in able:
            each = policy.hours_per_line_ms / HOUR_MS
            each /= pool.pace * max(pool.skills[skill].speed for skill in self._skills(pool))
            visits += spare * pool.hours / each
            spent += spare * pool.hours
        # A line for which a visit helps still needs no other.
        due = lines * period.months * MONTH_MS / policy.lasts_ms
        part = min(1.0, due / visits) if visits else 0.0
        helped = lines * visits * part / due if due else 0.0
        rates = 0.0
        for name in policy.causes:
            cause = scenario.faults[name]
            for n in places:
                exchange = scenario.exchanges[n]
                rate = for_area(cause.rate, exchange.area).per_line_month * faults_per_event(cause)
                rates += rate * share_exposed(scenario, cause, n) * exchange.lines
        self._hours += spent * part
        self._lines += visits * part
        self._helped += helped * period.months
        if lines:
            self._avoided += policy.effect * rates * helped / lines * period.months

    def monthly(self, periods: Sequence[Period]) -> PreventiveTime | None:
        """The sums over all periods as a month's; None where nobody does such work."""
        if not self._any:
            return None
        months = sum(period.months for period in periods)
        lines = sum(exchange.lines for exchange in self._scenario.exchanges)
        return PreventiveTime(
            self._hours / months,
            self._lines / months,
            self._helped / months / lines if lines else 0.0,
            self._avoided / months,
        )
