"""What a planner writes of trunks: groups, circuits that are added, and calls by class of line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from telesim.scenario.dates import IsoDate
from telesim.scenario.fields import MOST, Kind, Section, Share, Sourced
from telesim.units import UnitError, parse_measure

#: Where long-distance calls go; a place that is no exchange.
LONG_DISTANCE = "long-distance"
#: Nobody needs a group of more circuits.
_MOST_CIRCUITS = 100_000


def _erlangs(value: object) -> float:
    load = parse_measure(value, "E")
    if load > 1:
        raise UnitError(value, "1 E or less: a line is busy once")
    return load


def _spread(value: object) -> object:
    return value if isinstance(value, Mapping) else {"*": value}


#: Traffic of a line in the busy hour, in erlangs.
Erlangs = Annotated[
    float,
    BeforeValidator(_erlangs),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*[0-9.][0-9_,.eE+-]*\s*E\s*$",
            "examples": ["0.02 E"],
            "description": "erlangs of a line in the busy hour, 0 to 1",
        }
    ),
    Kind("erlangs", "0.02 E"),
]
#: One share for all areas, or one by area.
Shares = Annotated[dict[str, Share], BeforeValidator(_spread), Kind("area", None)]


class TrunkGroup(Section):
    """A row of ``trunks.csv``: circuits that carry calls from one place to another, one way."""

    #: Name of the group, by which other rows name it.
    id: str = Field(min_length=1)
    #: An exchange, or a place where another group ends (a tandem exchange).
    starts_at: str = Field(min_length=1)
    #: An exchange, a place where another group begins, or ``long-distance``.
    ends_at: str = Field(min_length=1)
    #: Circuits at the start.
    circuits: int = Field(gt=0, le=_MOST_CIRCUITS)
    #: Group that takes the calls which find this one full; blank = they are lost.
    overflow_to: str | None = None


class CircuitsRow(Section):
    """A row of ``circuits.csv``: circuits that a group gets by plan."""

    #: Name of this addition.
    id: str = Field(min_length=1)
    #: Trunk group that gets the circuits.
    group: str = Field(min_length=1)
    #: How many it gets.
    circuits: int = Field(gt=0, le=_MOST_CIRCUITS)
    #: Date on which they are ordered, ISO.
    ordered: IsoDate
    #: Days from the order until they carry calls.
    lead_days: int = Field(ge=0, le=MOST)
    #: Cost in whole units of the scenario's currency, paid when they open.
    cost: float = Field(default=0.0, ge=0)


class LineClass(Section):
    """A class of lines, such as residential ones."""

    #: Share of the lines in service; the shares of all classes make 100 % in each area.
    share: Shares
    #: All calls that a line makes in the busy hour when none is blocked, as a meter counts them:
    #: those that nobody answers hold circuits too, and so do the tries that follow them.
    busy_hour: Erlangs


class DialUp(Section):
    """Lines that are on the internet in the busy hour, by calls to one place, beside all else."""

    #: Share of the lines in service that are on the internet then.
    share: Shares
    #: What such a line carries to the provider in the busy hour.
    busy_hour: Erlangs
    #: Exchange where the provider of access is.
    to: str


class Traffic(Sourced):
    """Calls of the busy hour, by lines in service and their class.

    Calls go within the own exchange, to the other exchanges of the county in proportion to their
    lines, and out of the area. In a county with a single exchange all local calls stay in it.
    Dial-up calls count as local ones. Exchanges themselves block nothing.
    """

    #: Classes of lines, by name.
    classes: dict[str, LineClass]
    #: Share of the calls that stay within the own exchange; with the next two it makes 100 %.
    own_exchange: Share
    #: Share of the calls to the other exchanges of the county.
    other_local: Share
    #: Share of the calls that leave the area.
    long_distance: Share
    #: Share of the calls that fail which are tried again, each time anew: those without a free
    #: path, those whose called party is busy, and those nobody answers.
    retries: Share = 0.0
    #: Share of the calls with a free path whose called party is busy.
    called_party_busy: Share = 0.0
    #: Share of the calls with a free path that nobody answers.
    no_answer: Share = 0.0
    dial_up: DialUp | None = None
