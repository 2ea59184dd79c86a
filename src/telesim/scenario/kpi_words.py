"""The words of a KPI's dimensions that no scenario names itself: kinds of job, levels and the like.

Tables of KPIs print these, targets may name them, and ``schema --kpis`` lists them.
"""

from __future__ import annotations

from telesim.policies.jobs import JOB_KINDS
from telesim.scenario.model import Scenario
from telesim.scenario.office.steps import STEPS

#: What always stands there.
FIXED_WORDS: dict[str, tuple[str, ...]] = {
    "order": ("install", "move"),
    "facilities": ("yes", "held"),
    "band": ("near", "middle", "far"),
    "level": ("port", "feeder", "distribution"),
    "job": JOB_KINDS,
    "work": ("feeder", "distribution", "duct", "recovery"),
    "step": (*STEPS, "facilities", "jumper", "field"),
    "to": (*STEPS, "facilities", "field"),
}
#: What comes to it, each word with what it needs.
FURTHER_WORDS: dict[str, tuple[str, ...]] = {
    "level": (
        "box (with boxes; of held orders)",
        "drop (of cost_expansions)",
        "duct (with duct_projects; of cost_expansions)",
    ),
    "job": ("works (with works)", "main-frame (with main_frame)"),
    "month": ("a month of the window, such as 2001-04",),
}


def jobs_of(scenario: Scenario) -> tuple[str, ...]:
    """Kinds of job, in the order of their codes."""
    works = ("works",) if scenario.works is not None else ()
    frame = ("main-frame",) if scenario.main_frame is not None else ()
    return (*FIXED_WORDS["job"], *works, *frame)


def held_levels(scenario: Scenario) -> tuple[str, ...]:
    """What an order may be held for, in the order of the levels of the log."""
    return (*FIXED_WORDS["level"], *(("box",) if scenario.boxes is not None else ()))


def spent_levels(scenario: Scenario) -> tuple[str, ...]:
    """What money of expansions goes into."""
    ducts = ("duct",) if scenario.duct_projects is not None else ()
    return (*FIXED_WORDS["level"], "drop", *ducts)


def fixed_words(scenario: Scenario, kpi: str, dimension: str) -> tuple[str, ...] | None:
    """The words of a dimension of a KPI; None for those that the scenario names itself."""
    if dimension == "job":
        return jobs_of(scenario)
    if dimension == "level":
        return spent_levels(scenario) if kpi == "cost_expansions" else held_levels(scenario)
    return FIXED_WORDS.get(dimension)
