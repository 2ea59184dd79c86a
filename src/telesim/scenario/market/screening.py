"""What a counter knows of free pairs, whom it sends away, and what becomes of them."""

from __future__ import annotations

from pydantic import Field

from telesim.scenario.choices import Acceptance, DurationLaw
from telesim.scenario.fields import Duration, Section, Share, Sourced, Work
from telesim.units import DAY_MS


class Records(Section):
    """What the office believes about the free pairs of each cabinet: the truth and an error.

    Each pair that is taken, given back or left for a spare one goes into the records, or does not;
    what is built always does. Free ports are known exactly, as the switch tells them.
    """

    #: Share of the changes that never get into the records.
    unrecorded: Share
    #: Largest error of a cabinet's records at the start, too many or too few, as a share of its
    #: lines; all errors up to it are alike likely.
    error_at_start: Share = 0.0
    #: How often each cabinet is counted anew, one after the other; left out, never.
    audit_every: Duration | None = Field(default=None, gt=0)


class Registered(Section):
    """Customers who were sent away and left their name; they pay nothing until they order."""

    #: How long they wait to be told; none = for ever.
    patience: DurationLaw | None = None
    #: How often the list is gone through: as many are told as the records show free pairs.
    told_every: Duration = Field(default=7 * DAY_MS, gt=0)
    #: Share of those told who order, where nothing had been free when they were sent away.
    returns: Share = 1.0
    #: Share of those told who order, where there had been facilities after all.
    returns_if_misled: Share = 0.4


class Published(Section):
    """The public is told in which cabinets there is service, as the records have it that day."""

    #: From one publication to the next, from the start of the run on.
    every: Duration = Field(gt=0)
    #: Share of customers who read it first and do not come to the counter if it says no.
    readers: Share = 0.0


class Agents(Section):
    """Others who take orders for a commission; they decide by what was published last.

    Without ``published`` they ask the records as counters do. Whom they send away does not come to
    the office; what they take goes there as every order does.
    """

    #: Share of the orders for a new line that they bring.
    share: Share
    #: Share of their decisions that are not what they read.
    wrong: Share
    #: For each order that they accept, built or not, such as "20 CNY".
    commission: str


class Screening(Sourced):
    """Whether counters look before they take an order for a new line, and its money.

    With ``acceptance: everything`` they take it whatever the records say; with ``records`` they
    take it where the records show a free pair and a free port, and register the customer where
    not. An order that is taken without facilities is found at the assignment, or where the
    records show a pair that there is not, by the crew that looks for it in vain. With an order
    system the clerk of acceptance decides when done with the order, and accepts anew whoever was
    registered and orders after all. Moves and orders that wait when the run begins are not
    screened. Boxes are in no record.
    """

    #: Whether counters look at the records before they take an order.
    acceptance: Acceptance
    #: Share of a clerk's decisions that are not what the records say.
    wrong: Share = 0.0
    #: What a customer pays when the order is taken, such as "600 CNY"; back if it is given up.
    prepayment: str | None = None
    #: Crew time on site until a crew knows that there is no pair.
    look: Work = Field(gt=0)
    records: Records
    registered: Registered = Registered()
    published: Published | None = None
    agents: Agents | None = None
