"""What training and supervision take from the crews, told before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator

from telesim.policies.training import error_factor
from telesim.scenario.model import Scenario
from telesim.scenario.office.courses import ROLE_OF_STEP, beginnings, heads_of_offices
from telesim.scenario.people.crews import inspecting_crews, mending_crews
from telesim.units import DAY_MS


def people_in_words(scenario: Scenario) -> Iterator[str]:
    """A sentence for each programme of courses, and one for inspection."""
    training = scenario.training
    if training is not None:
        crews = mending_crews(scenario)
        for name, programme in training.programmes.items():
            away = beside = 0
            for county, numbers in zip(scenario.counties, crews, strict=True):
                if programme.counties and county not in programme.counties:
                    continue
                if "repair" in programme.roles:
                    rows = (scenario.crew_units[number][1] for number in numbers)
                    away += sum(scenario.crews[row].members for row in rows)
                clerks, others = heads_of_offices(scenario, programme, county)
                away, beside = away + clerks, beside + others
            there = f" and {beside:,} beside their work" if beside else ""
            again = f", again every {programme.every // DAY_MS} days" if programme.every else ""
            factor = error_factor(programme.to, training.effect, training.rates_hold_at)
            yield (
                f"courses {name}: {away:,} heads away for {training.days} days each{there}, from "
                f"{programme.begins}{again}; errors at level {programme.to:g} are {factor:.2f} of "
                "those stated"
            )
    supervision = scenario.supervision
    if supervision is not None:
        crews_in_turn = sum(len(numbers) for numbers in inspecting_crews(scenario))
        yield (
            f"inspection: {crews_in_turn:,} crews take turns, each on one of its days in "
            f"{supervision.one_day_in}, {supervision.looks_per_day} jobs a day"
        )


def people_doubts(scenario: Scenario) -> Iterator[str]:
    """Programmes that teach nobody, or nothing."""
    training = scenario.training
    if training is None:
        return
    clerks = ROLE_OF_STEP if scenario.order_system is not None else ()
    for name, programme in training.programmes.items():
        path = f"training.programmes.{name}"
        if not any(True for _ in beginnings(scenario, programme)):
            yield (
                f"{path}.begins: {programme.begins}, and no course begins within the run, from "
                f"{scenario.start} to {scenario.date_of(scenario.horizon_ms - 1).date()}"
            )
        for role in programme.roles:
            of = training.roles[role]
            if programme.to < of.starts_at:
                yield (
                    f"{path}.to: {programme.to:g}, less than the {of.starts_at:g} at which {role} "
                    "starts: the course teaches nothing that is not known"
                )
            # Repairers are crews, and the clerks of the order system are counted by their desks.
            if role != "repair" and not of.heads and role not in clerks:
                yield (
                    f"training.roles.{role}.heads: 0, so that {name} counts nobody of that role "
                    "on a course; its errors change all the same"
                )
