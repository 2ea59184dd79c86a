"""What a scenario says that is allowed and yet looks like a slip, with what follows from it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from telesim.calendar import weekly_ranges
from telesim.policies.works.reserve import Reserve
from telesim.scenario.care.arrears import Arrears
from telesim.scenario.check_ranges import ranges_in_words
from telesim.scenario.check_words import listed, percent
from telesim.scenario.desks.reference_staffing import closed_on_all_days, spans_in_words
from telesim.scenario.fields import for_area
from telesim.scenario.model import Scenario
from telesim.scenario.people.outlook import people_doubts
from telesim.scenario.reach import covered, covers_of
from telesim.scenario.workforce import Crew
from telesim.units import HOUR_MS


def doubts_in_words(scenario: Scenario) -> Iterator[str]:
    """One sentence each: the path, what it says, and what follows."""
    yield from _gangs(scenario)
    yield from _works(scenario)
    yield from _faults(scenario)
    yield from _desks(scenario)
    yield from _pulled(scenario)
    yield from _territory(scenario)
    yield from _feeders(scenario)
    yield from _ceases(scenario)
    yield from people_doubts(scenario)
    yield from ranges_in_words(scenario)


def _crews_with(scenario: Scenario, skill: str) -> list[Crew]:
    return [
        crew for crew in scenario.crews if crew.count and skill in scenario.teams[crew.team].skills
    ]


def _gangs(scenario: Scenario) -> Iterator[str]:
    """A gang-day and the gang that does it, against the gangs that there are."""
    works = scenario.works
    if works is None:
        return
    gangs = _crews_with(scenario, works.skill)
    if not gangs:
        return
    sizes = sorted({crew.members for crew in gangs})
    if works.gang_size not in sizes:
        days = works.gang_size / sizes[-1]
        yield (
            f"works.gang_size: {works.gang_size}, and gangs have "
            f"{listed(tuple(str(size) for size in sizes))} members: the work of a gang-day takes "
            f"{'the largest' if len(sizes) > 1 else 'them'} {days:.2g} days"
        )
    depot = scenario.visits.depot if scenario.visits is not None else 0
    longest = max(
        sum(end - start for start, end in day)
        for crew in gangs
        for day in weekly_ranges(scenario.calendars[crew.calendar].hours)
    )
    room = longest - depot
    if works.gang_day > room:
        yield (
            f"works.gang_day: {works.gang_day / HOUR_MS:g} work h, and the longest day of a gang "
            f"has {room / HOUR_MS:g} h less the depot: the work of a gang-day takes longer than a "
            "day"
        )


def _works(scenario: Scenario) -> Iterator[str]:
    """Rules of construction that have nothing to rule, and projects that undo themselves."""
    policies = scenario.policies
    if "works" in policies.model_fields_set and scenario.works is None:
        yield "policies.works without works: cables take no gangs, so that it changes nothing"
    elif isinstance(policies.works, Reserve) and scenario.origin is not None:
        if "policies.works.share" not in scenario.origin.settings:
            share = percent(policies.works.share)
            yield (
                f"policies.works: reserve without share, so that {share} of the gangs' days "
                "are for construction first"
            )
    recovery = scenario.pair_recovery
    if recovery is not None and recovery.most_per_project < recovery.least_defective:
        yield (
            f"pair_recovery.most_per_project: {recovery.most_per_project}, less than the "
            f"{recovery.least_defective} of least_defective: every project leaves defective pairs "
            "behind, and another follows while the cabinet is full enough and as many are left"
        )


def _faults(scenario: Scenario) -> Iterator[str]:
    """Causes of one line that otherwise hit many, and shares at their very ends."""
    install, induced = scenario.demand.install, scenario.work_induced
    named = []
    if install is not None and install.early_life is not None:
        named.append(("demand.install.early_life.cause", install.early_life.cause))
    if induced is not None:
        named.append(("work_induced.cause", induced.cause))
    for path, name in named:
        if scenario.faults[name].lines is not None:
            yield (
                f"{path}: {name} hits several lines, but what comes from people takes one line "
                f"down; it takes the work of {name} all the same"
            )
    test = scenario.diagnosis
    if test is not None and test.right <= 0 and test.mistaken_for == "as-frequent":
        yield (
            "diagnosis.right: 0 %, so that every fault that may be taken for one of another trade "
            "is, and a wrong crew goes first"
        )
    if scenario.boxes is not None and scenario.boxes.correlation >= 1:
        yield (
            "boxes.correlation: 100 %, so that every box is either full or empty: customers find "
            "no pair as often as pairs of their cabinet are in use"
        )


def _desks(scenario: Scenario) -> Iterator[str]:
    """Callers who try again when nobody can answer."""
    desk = scenario.fault_desk
    if desk is not None and (closed := closed_on_all_days(desk, desk.again.later)):
        yield (
            f"fault_desk.again.later: {desk.again.later}, and {spans_in_words(closed)} the desk is "
            "closed on every day: whoever tries then tries once more"
        )


def _pulled(scenario: Scenario) -> Iterator[str]:
    """Teams that are pulled off to what they do anyway, or from cables."""
    policy = scenario.policies.pull_off
    if policy is None:
        return
    cables = {cause.skill for cause in scenario.faults.values() if cause.job == "cable"}
    cables |= {scenario.works.skill} if scenario.works is not None else set()
    for name in policy.teams:
        skills = scenario.teams[name].skills
        if policy.skill in skills:
            yield (
                f"policies.pull_off.teams: {name} has the skill {policy.skill} anyway; pulled off "
                "it only puts that before its other work"
            )
        mends = [skill for skill in skills if skill in cables and skill != policy.skill]
        if mends:
            yield (
                f"policies.pull_off.teams: {name} has the skill {listed(tuple(mends))}; pulled "
                "off it leaves cables until below is reached"
            )


def _territory(scenario: Scenario) -> Iterator[str]:
    """Skills of which each place has but one crew: it owns all that it covers."""
    territory = scenario.policies.territory
    if territory is None:
        return
    local = scenario.policies.base == "local"
    for skill in territory.skills:
        crews: dict[int, int] = {}
        for crew in _crews_with(scenario, skill):
            for place in covered(scenario, covers_of(crew, local)):
                crews[place] = crews.get(place, 0) + crew.count
        if crews and max(crews.values()) == 1:
            yield (
                f"policies.territory.skills: {skill}, of which every place has one crew: it owns "
                "all cabinets there, so that nothing changes"
            )


def _ceases(scenario: Scenario) -> Iterator[str]:
    """Lines that ceased because nobody paid, where a reform has taken the arrears away."""
    origin = scenario.origin
    if origin is None or scenario.arrears is not None or not origin.taken_away.get("arrears"):
        return
    try:
        arrears = Arrears.model_validate(origin.taken_away["arrears"])
    except ValidationError:
        return
    lines = sum(row.lines for row in scenario.exchanges)
    gone = sum(row.lines * arrears.given_up_per_line_month(row.area) for row in scenario.exchanges)
    if not gone:
        return
    cease = scenario.demand.cease
    left = 0.0
    if cease is not None:
        left = sum(
            row.lines * float(for_area(cease.rate, row.area).per_line_month)
            for row in scenario.exchanges
        )
    yield (
        f"arrears is taken away: {100 * gone / lines:.2g} lines per 100 a month that nobody paid "
        f"for no longer cease, and {100 * left / lines:.2g} by demand.cease.rate are left; raise "
        "that rate if as many are to cease as before"
    )


def _feeders(scenario: Scenario) -> Iterator[str]:
    """Blank feeders beside named ones."""
    blank = [cabinet.id for cabinet in scenario.cabinets if cabinet.feeder_id is None]
    if 0 < len(blank) < len(scenario.cabinets):
        many = len(blank) > 1
        more = f" and {len(blank) - 1} more" if many else ""
        yield (
            f"feeder_id of {blank[0]}{more} is blank, while {len(scenario.cabinets) - len(blank)} "
            f"{'cabinets name' if len(scenario.cabinets) - len(blank) > 1 else 'cabinet names'} "
            f"theirs: {'each of them has' if many else 'it has'} a feeder of its own"
        )
