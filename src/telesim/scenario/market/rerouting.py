"""Held orders that are served over a neighbouring cabinet's spare pairs until there is room."""

from __future__ import annotations

from pydantic import Field

from telesim.policies.rerouting.nearest import NearestLender
from telesim.scenario.choices import Lender
from telesim.scenario.fields import MOST, Distance, Duration, Factor, Section, Share, Sourced, Work
from telesim.units import DAY_MS


class Neighbour(Section):
    """A row of ``neighbours.csv``: a cabinet of the same exchange near enough for a wire.

    Read one way: the neighbour lends, the cabinet borrows. A second row says the other way.
    """

    #: Cabinet that may borrow.
    cabinet: str
    #: Cabinet that may lend to it.
    neighbour: str
    #: Length of the drop wire between them, in metres.
    m: int = Field(ge=0, le=MOST)
    #: Pairs that the neighbour lends to this cabinet at any time, at most.
    max_pairs: int = Field(ge=0, le=MOST)


class Rerouting(Sourced):
    """Temporary re-routing, by the table ``neighbours``.

    An install that is held for pairs, though the exchange has a port, is served over the spare
    pairs of a neighbour that may lend; when its own cabinet has a pair and nobody is
    held there any more, a crew moves the line back. Borrowed lines fail more often.
    """

    #: Longest drop wire over which a line is re-routed.
    at_most: Distance
    #: A neighbour lends as long as less than this share of its pairs of either kind is in use.
    below_fill: Share
    #: And as long as it has lent no more than this share of its pairs to homes to all together.
    lent_at_most: Share = 1.0
    #: Which of the neighbours that may lend does: ``nearest``, or ``most-spare``.
    lender: Lender = Field(default_factory=NearestLender)
    #: How long an order has been held before it is re-routed: somebody plans it.
    takes: Duration = 3 * DAY_MS
    #: How often held orders and borrowed lines are gone through.
    looked_every: Duration = Field(default=DAY_MS, gt=0)
    #: Crew time on site at the norm, beside that of the order, to run the wire.
    extra_work: Work
    #: Crew time on site at the norm to move the line back.
    back_work: Work = Field(gt=0)
    #: Price of the wire, such as "0.50 CNY per m".
    wire_cost: str | None = None
    #: How many times as often a borrowed line in service fails as one of its own cabinet; those on
    #: top come evenly over the year.
    faults: Factor = Field(ge=1)
    #: Cause of the faults on top, by its name.
    cause: str
