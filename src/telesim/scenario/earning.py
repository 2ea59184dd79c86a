"""Who earns by what: the jobs that skills are for, and crews whose pay scheme pays them nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from telesim.policies.pay import Contract, PayScheme
from telesim.scenario.model import Scenario
from telesim.scenario.reach import pay_name, pay_of
from telesim.units import parse_money


def jobs_of(there: Scenario, skills: Collection[str]) -> frozenset[str]:
    """Kinds of job, of those that a rate may pay, for which one has a skill."""
    install, move, frame = there.demand.install, there.demand.move, there.main_frame
    wanted = [
        *([("install", install.skill)] if install is not None else ()),
        *([("move", move.skill)] if move is not None else ()),
        *((cause.job, cause.skill) for cause in there.faults.values()),
        *(("repair", c.pair_swap.skill) for c in there.faults.values() if c.pair_swap is not None),
        *([("works", there.works.skill)] if there.works is not None else ()),
        *([("works", there.pair_recovery.skill)] if there.pair_recovery is not None else ()),
        *([("main-frame", frame.skill)] if frame is not None else ()),
    ]
    return frozenset(job for job, skill in wanted if skill in skills)


def earns_by_rates(scheme: PayScheme, jobs: Collection[str], code: str) -> bool:
    """Whether one of these jobs has a rate of more than nothing; ``code`` is the currency."""
    return any(parse_money(rate, code) > 0 for job, rate in scheme.rates.items() if job in jobs)


def pays_money(scenario: Scenario) -> bool:
    """Whether a pay scheme of some crew names money at some time."""
    everywhere = (scenario, *(phase.scenario for phase in scenario.phases))
    schemes = [pay_of(there, crew) for there in everywhere for crew in there.crews]
    return any(s.monthly is not None or s.fee is not None or s.rates for s in schemes)


def unpaid_teams(scenario: Scenario) -> Iterator[str]:
    """Teams that their scheme pays nothing for what they do, in words; each said once."""
    told: set[tuple[str, str]] = set()
    for county in scenario.counties:
        for _, there in scenario.timeline(county):
            for crew in there.crews:
                base = scenario.exchanges[scenario.exchange_number[crew.base]]
                name = pay_name(there, crew)
                if base.county != county or (crew.team, name) in told or not crew.count:
                    continue
                skills = there.teams[crew.team].skills
                why = _why_unpaid(there, pay_of(there, crew), frozenset(skills))
                if why:
                    told.add((crew.team, name))
                    yield f"team {crew.team} earns nothing under pay {name}: {why}"


def _why_unpaid(there: Scenario, scheme: PayScheme, skills: frozenset[str]) -> str:
    """Why a scheme that pays others pays nothing to who has these skills; empty when it does."""
    if isinstance(scheme, Contract) and scheme.fee is None:
        return "the contract names no fee"
    if scheme.monthly is not None:
        return ""
    if scheme.fee is not None and scheme.keeps not in skills:
        return f"it keeps no lines, as it has no skill {scheme.keeps}; name monthly for such crews"
    jobs = jobs_of(there, skills)
    if scheme.rates and jobs and not earns_by_rates(scheme, jobs, there.currency.code):
        return f"no rate for {', '.join(sorted(jobs))}; name one, or monthly for such crews"
    return ""
