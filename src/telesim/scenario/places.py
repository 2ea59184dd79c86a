"""Where lines are and what they hang on: exchanges and their cabinets, one table row each."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from telesim.scenario.dates import IsoDate
from telesim.scenario.fields import MOST, Section, Share, Sourced

#: Pairs of a distribution box where a row does not say.
BOX_SIZE = 20


def usable_pairs(pairs: int, defective_pct: float) -> int:
    """Pairs that can carry a line: all less the defective ones, which are rounded half up."""
    return pairs - math.floor(pairs * defective_pct / 100 + 0.5)


class Exchange(Section):
    """A row of ``exchanges.csv``: a switch, its ports and the way to it."""

    #: Name of the exchange, by which other tables name it.
    id: str = Field(min_length=1)
    #: County to which it belongs.
    county: str = Field(min_length=1)
    #: Kind of area for rates and targets, usually ``town`` or ``rural``.
    area: str = Field(default="town", min_length=1)
    #: Lines in service at the start; the sum over the exchange's cabinets.
    lines: int = Field(ge=0, le=MOST)
    #: Line ports of the switch.
    ports: int = Field(ge=0, le=MOST)
    #: Mean minutes from the county seat to a customer of this exchange.
    base_travel_min: float = Field(default=0.0, ge=0, le=10_000)
    #: Exchange where a local crew for this one is based; blank = this exchange itself.
    branch: str | None = None
    #: Mean minutes from that local base to a customer of this exchange; blank = as from the seat.
    local_travel_min: float | None = Field(default=None, ge=0, le=10_000)
    #: Customers lie evenly over a disc of this radius around the exchange.
    radius_km: float = Field(default=0.0, ge=0, le=1_000)


class Boxes(Sourced):
    """Pairs end in boxes, and a box may be full while its cabinet has pairs to spare.

    Left out, every customer finds a pair as long as the cabinet has one. How many pairs of a box
    are in use is beta-binomial: its mean is the fill of the cabinet.
    """

    #: Correlation between two pairs of one box: 0 = as chance has it, 1 = full or empty.
    correlation: Share


class Cabinet(Section):
    """A row of ``cabinets.csv``: a cross-connection point between feeder and distribution pairs.

    Or lines fed directly: they hang on their feeder cable without a cross-connection point.
    """

    #: Name of the cabinet, by which other tables name it.
    id: str = Field(min_length=1)
    #: Exchange on which it hangs.
    exchange: str = Field(min_length=1)
    #: Feeder cable; one to four cabinets of an exchange share one, and what strikes it strikes
    #: them all. Pairs of a feeder end in fixed cabinets: each has those of its own row.
    #: Blank = a cable of its own.
    feeder_id: str | None = None
    #: Section of ``ducts.csv`` through which its feeder runs; blank = a new feeder needs none.
    duct: str | None = None
    #: Whether these lines are fed directly: only feeder pairs are needed. Blank = no.
    direct: bool | None = None
    #: Lines in service at the start.
    lines: int = Field(ge=0, le=MOST)
    #: Pairs from the exchange, defective ones included.
    feeder_pairs: int = Field(ge=0, le=MOST)
    #: Pairs from the cabinet to the boxes, defective ones included; blank or 0 for lines fed
    #: directly, which have none.
    distribution_pairs: int | None = Field(ge=0, le=MOST)
    #: Share of both kinds of pairs that cannot carry a line, in per cent.
    defective_pct: float = Field(default=0.0, ge=0, le=100)
    #: Pairs of a distribution box; used when ``boxes`` says how unevenly they fill. Blank = 20.
    box_size: int | None = Field(default=None, ge=1, le=MOST)
    #: Share of new customers whose drop is already built, in per cent.
    prebuilt_pct: float = Field(default=0.0, ge=0, le=100)

    @property
    def pairs_of_a_box(self) -> int:
        """Pairs of a distribution box."""
        return BOX_SIZE if self.box_size is None else self.box_size

    @property
    def usable_feeder_pairs(self) -> int:
        """Feeder pairs that can carry a line at the start."""
        return usable_pairs(self.feeder_pairs, self.defective_pct)

    @property
    def usable_distribution_pairs(self) -> int:
        """Distribution pairs that can carry a line at the start; 0 for lines fed directly."""
        return usable_pairs(self.distribution_pairs or 0, self.defective_pct)

    @property
    def defective_distribution_pairs(self) -> int:
        """Distribution pairs that can carry nothing at the start."""
        return (self.distribution_pairs or 0) - self.usable_distribution_pairs

    @property
    def pairs_to_homes(self) -> int:
        """Pairs that end in the boxes: of the feeder for lines fed directly, else distribution."""
        return self.feeder_pairs if self.direct else self.distribution_pairs or 0


class Project(Section):
    """A row of ``projects.csv``: capacity that opens on a date."""

    #: Name of the project.
    id: str = Field(min_length=1)
    #: Exchange (ports, drops) or cabinet (feeder, distribution, drops).
    place: str
    #: ``ports``, ``feeder``, ``distribution`` or ``drops``.
    what: Literal["ports", "feeder", "distribution", "drops"]
    #: Ports or pairs added; for drops the share of new customers with a drop, in per cent.
    amount: int = Field(gt=0, le=MOST)
    #: Date on which it opens, ISO; of a cable that gangs build (``works``), the date from which
    #: they may.
    opens: IsoDate
    #: Cost in whole units of the scenario's currency, spent on that date.
    cost: float = Field(default=0.0, ge=0)


class WaitingRow(Section):
    """A row of ``waiting.csv``: paid orders that wait at a cabinet when the run starts."""

    #: Cabinet at which the orders wait.
    cabinet: str
    #: How many orders wait.
    orders: int = Field(ge=0, le=MOST)
    #: Mean age of the orders; ages are exponential.
    mean_age_days: float = Field(ge=0)


class OpenFaultRow(Section):
    """A row of ``open_faults.csv``: faults that are open at a cabinet when the run starts.

    With such a table ``initial.open_faults_days`` says nothing more. A line that another of these
    faults has taken down is not struck again.
    """

    #: Cabinet at which the faults are.
    cabinet: str
    #: Cause of the faults, by its name.
    cause: str
    #: How many faults are open.
    faults: int = Field(ge=0, le=MOST)
    #: Mean age since the line went down; ages are exponential.
    mean_age_days: float = Field(ge=0)
