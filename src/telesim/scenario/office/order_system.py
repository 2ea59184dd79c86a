"""The way of an order through the office: by paper, or by an automatic system such as "97"."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from telesim.scenario.choices import WorkLaw
from telesim.scenario.fields import MOST, Duration, Kind, Section, Share, Sourced, Words, spread
from telesim.scenario.office.steps import OFFICE_ORDERS, STEPS

#: Clerks at a step: one number for every county, or ``{city: 6, "*": 3}``.
Staff = Annotated[
    dict[str, Annotated[int, Field(ge=0, le=MOST)]], BeforeValidator(spread), Kind("area", None)
]


#: Shares by kind of order: one for both, or ``{install: 30 %, move: 100 %}``.
OrderShares = Annotated[dict[str, Share], BeforeValidator(spread), Kind("area", None)]


class OfficeStep(Section):
    """One desk of each county's office."""

    #: Clerk's time for one order.
    work: WorkLaw = Field(examples=["15 work min"])
    #: Papers for this desk are carried together, after equal spells of opening time: so many that
    #: on average over the run this time passes between two, nights and closed days included. A
    #: paper that comes while the office is open waits half of it on average; one that comes at
    #: night waits longer. 0 h = each comes at once.
    batch: Duration = 0
    #: Clerks at the desk, in each county.
    staff: Staff
    #: Share of the orders that need this desk; the others pass it by, also when they go back, and
    #: keep a mistake that it would have found. An order that is open when the run ends is told at
    #: the first desk there is.
    share: OrderShares = Field(default_factory=lambda: {"*": 1.0})
    #: Share of the orders that leave this desk with a mistake in them, each time they pass it.
    wrong: Share = 0.0
    #: The later step that finds such a mistake, when it has done its own work. The order goes back
    #: to this desk and passes the office steps after it once more, as far as it had come.
    found_at: str | None = None

    def share_of(self, kind: str) -> float:
        """Share of the orders of a kind that need the desk."""
        return float(self.share.get(kind, self.share.get("*", 0.0)))

    @property
    def passed_by_all(self) -> bool:
        """Whether all orders need the desk."""
        return all(self.share_of(kind) >= 1 for kind in OFFICE_ORDERS)


class OrderSystem(Sourced):
    """The office steps of an order; a step that is left out takes no time and no staff.

    Acceptance comes before ports and pairs are asked for; assignment and exchange order when they
    are there, before the jumper at the main frame; dispatch before anybody is sent to the customer;
    the test between that visit and working service; billing after it, so that nobody waits for it.
    Orders that wait when the run starts have been accepted; a line that still stands needs no
    dispatch and no test; the end of a line does not pass the office. What has been done outside
    the office, a jumper or a visit, is not done again when an order goes back.
    """

    #: Hours of the offices; rotation and absence of the calendar are left aside.
    calendar: str
    #: Desks of each county's office, by step; a step that is left out takes no time.
    steps: Annotated[dict[str, OfficeStep], Words(STEPS)]
