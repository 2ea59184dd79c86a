"""How crews close jobs under their pay scheme, as the plain parts that the hot path asks for."""

from __future__ import annotations

from dataclasses import dataclass

from telesim.policies import jobs
from telesim.policies.pay import PayScheme
from telesim.policies.pay.effects import SkippedTests, Unrepaired
from telesim.scenario import Scenario
from telesim.scenario.reach import pay_of


@dataclass(frozen=True, slots=True)
class Habits:
    """What a crew does on closing; a scheme without any of it has no habits at all.

    ``redo`` is the factor on the general share of repeats, by kind of job as in policies.jobs;
    ``found_share`` the share of repairs that are none which inspection finds, ``found_after_ms``
    how long after closing.
    """

    skipped_tests: SkippedTests | None
    redo: tuple[float, ...]
    unrepaired: Unrepaired | None
    found_share: float
    found_after_ms: int


def habits_of(scheme: PayScheme) -> Habits | None:
    """The habits that a scheme makes; None when closing is as it should be."""
    redo = tuple(scheme.redo.get(kind, 1.0) for kind in jobs.JOB_KINDS)
    if scheme.skipped_tests is None and scheme.unrepaired is None and set(redo) == {1.0}:
        return None
    inspection = scheme.inspection
    return Habits(
        skipped_tests=scheme.skipped_tests,
        redo=redo,
        unrepaired=scheme.unrepaired,
        found_share=inspection.share * inspection.detection if inspection is not None else 0.0,
        found_after_ms=inspection.after_ms if inspection is not None else 0,
    )


def schemes_of(scenario: Scenario) -> list[PayScheme]:
    """Every scheme that is ever in force: of the policies and of crews, reforms included."""
    found: list[PayScheme] = []
    for there in (scenario, *(phase.scenario for phase in scenario.phases)):
        found.append(there.policies.pay)
        found.extend(pay_of(there, row) for row in scenario.crews if row.pay is not None)
    return found


def slips_anywhere(scenario: Scenario) -> bool:
    """Whether any scheme lets tickets be forgotten or jobs be closed badly."""
    return any(
        scheme.forgotten is not None or habits_of(scheme) is not None
        for scheme in schemes_of(scenario)
    )


def prevents_anywhere(scenario: Scenario) -> bool:
    """Whether any scheme makes idle crews do preventive work."""
    return any(scheme.preventive is not None for scheme in schemes_of(scenario))
