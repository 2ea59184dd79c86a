"""Checks of desks: agents in every open hour, laws that mean something, hours that can be read."""

from __future__ import annotations

from telesim.calendar import parse_range
from telesim.scenario.desks.reference_staffing import check_staffing_of_desk
from telesim.scenario.findings import Findings


def check_desks(found: Findings) -> None:
    """Every desk that the scenario has."""
    _fault_desk(found)


def _fault_desk(found: Findings) -> None:
    desk = found.scenario.fault_desk
    if desk is None or not found.sound("fault_desk"):
        return
    check_staffing_of_desk(found, ("fault_desk",), desk)
    try:
        parse_range(desk.again.later)
    except ValueError:
        found.say(("fault_desk", "again", "later"), repr(desk.again.later),
                  'need hours of one day such as "08:00-18:00", at most to 24:00')  # fmt: skip
    if desk.put_together_within is not None and found.scenario.diagnosis is None:
        found.say(("fault_desk", "put_together_within"), "a time",
                  "need a section diagnosis: without it every fault is known at once")  # fmt: skip
