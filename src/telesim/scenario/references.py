"""Checks across the parts of a scenario: every name means something, every sum adds up.

One file a subject, many small checks, all told together. Each check names the values that its
answer rests on; it stays silent when one of them had to be replaced, since the planner has
been told of that value already.
"""

from __future__ import annotations

from telesim.scenario.care.reference_arrears import check_arrears
from telesim.scenario.care.reference_complaints import check_complaints
from telesim.scenario.care.reference_payphones import check_payphones
from telesim.scenario.errors import Problems
from telesim.scenario.findings import Findings
from telesim.scenario.market.reference_market import check_market
from telesim.scenario.model import Scenario
from telesim.scenario.node import Node
from telesim.scenario.office.references import check_office
from telesim.scenario.people.references import check_people
from telesim.scenario.reference_demand import check_demand
from telesim.scenario.reference_desks import check_desks
from telesim.scenario.reference_gathering import check_gathering
from telesim.scenario.reference_made_faults import check_made_faults
from telesim.scenario.reference_pay import check_pay
from telesim.scenario.reference_places import check_places
from telesim.scenario.reference_planned_repairs import check_planned_repairs
from telesim.scenario.reference_preemption import check_preemption
from telesim.scenario.reference_promises import check_promises
from telesim.scenario.reference_staffing import check_staffing
from telesim.scenario.reference_targets import check_targets, check_tolerances
from telesim.scenario.reference_workforce import check_workforce
from telesim.scenario.reference_works import check_works
from telesim.scenario.repairs import Repairs
from telesim.scenario.traffic.references import check_traffic


def check_references(scenario: Scenario, tree: Node, problems: Problems, repairs: Repairs) -> None:
    """File a problem for everything that does not fit together; ``tree`` knows the places."""
    found = Findings(scenario, tree, problems, repairs)
    check_places(found)
    check_workforce(found)
    check_pay(found)
    check_staffing(found)
    check_demand(found)
    check_made_faults(found)
    check_works(found)
    check_promises(found)
    check_planned_repairs(found)
    check_preemption(found)
    check_gathering(found)
    check_desks(found)
    check_office(found)
    check_arrears(found)
    check_payphones(found)
    check_complaints(found)
    check_market(found)
    check_traffic(found)
    check_people(found)
    check_targets(found)
    check_tolerances(found)
