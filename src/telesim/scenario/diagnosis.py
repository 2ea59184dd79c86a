"""What the desk makes of a report before anybody goes: the right trade, or another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from telesim.scenario.fields import MOST, Share, Sourced, Work, for_area
from telesim.scenario.lines_hit import faults_per_event

if TYPE_CHECKING:
    from telesim.scenario.causes import Cause, PairSwap
    from telesim.scenario.model import Scenario


class Diagnosis(Sourced):
    """The line test names the cause of a reported fault; a wrong cause may send a wrong crew.

    A fault in the company's plant that the test gets wrong is taken for one of another trade: of a
    cause in the plant that needs another skill; which, a mark of the case says, each as likely as
    its faults are frequent at the exchange. For few lines of a cause with ``pair_swap`` the crew
    that changes pairs is sent. Where its team can mend the fault as well, nothing is lost and
    nothing is counted. Else the fault waits as if it were the other; the crew that comes finds that
    it is not theirs, and the fault waits for the right crew, as old as it is. So a ``pair_swap``,
    or crews of several trades, spare visits in vain, and add none elsewhere. Left out, every test
    is right.

    Where nobody tests the line, the desk sends the trade of most faults to whatever it does not
    know better (``mistaken_for: commonest-trade``): then no fault of that trade is mistaken, and
    all that is wrong goes one way.
    """

    #: Share of the tests that name a cause of the right trade.
    right: Share
    #: What a fault is taken for when that is wrong: a cause of any other trade, as often as its
    #: faults are frequent, or one of the trade with the most faults of all.
    mistaken_for: Literal["as-frequent", "commonest-trade"] = "as-frequent"
    #: Crew time on site until a crew knows that the fault is not theirs.
    look: Work = Field(gt=0)
    #: With so many reports of an event the desk knows without a test what it is.
    sure_from_reports: int = Field(default=3, ge=2, le=MOST)

    @property
    def tests_lines(self) -> bool:
        """Whether anybody tests lines at all: a test that is never right is none."""
        return self.right > 0


@dataclass(frozen=True, slots=True)
class Suspect:
    """What a fault may be taken for.

    ``cause`` is its number, ``skill`` that of the crew sent for it, ``by_pair`` whether that crew
    is to change lines over to spare pairs, ``in_vain`` whether it cannot mend the fault itself.
    """

    cause: int
    skill: str
    by_pair: bool
    in_vain: bool


def suspects(there: Scenario, cause: str, lines: int = 1) -> tuple[Suspect, ...]:
    """The causes that a fault of some lines may be taken for: those in the plant of other trades.

    A crew is sent in vain when no team has its skill together with one that helps. For a fault of
    few lines changing over to spare pairs helps too.
    """
    its = there.faults[cause]
    if its.customer_side:
        return ()
    helpful = {its.skill}
    if (swap := _swap(its, lines)) is not None:
        helpful.add(swap.skill)
    test = there.diagnosis
    one_way = test is not None and test.mistaken_for == "commonest-trade"
    only = _commonest_trade(there) if one_way else None
    found = []
    for number, other in enumerate(there.faults.values()):
        if other.customer_side or other.skill == its.skill:
            continue
        swap = _swap(other, lines)
        skill = other.skill if swap is None else swap.skill
        if only is not None and (skill != only or swap is not None):
            continue
        helps = skill in helpful or any(
            skill in team.skills and helpful & team.skills.keys() for team in there.teams.values()
        )
        found.append(Suspect(number, skill, swap is not None, not helps))
    return tuple(found)


def _commonest_trade(there: Scenario) -> str:
    """The skill that most faults need, over town and country alike."""
    rates: dict[str, float] = {}
    for cause in there.faults.values():
        rate = sum(for_area(cause.rate, area).per_line_month for area in there.areas)
        rate *= faults_per_event(cause)
        rates[cause.skill] = rates.get(cause.skill, 0.0) + rate
    return max(rates, key=lambda skill: rates[skill])


def _swap(cause: Cause, lines: int) -> PairSwap | None:
    """How so many lines of a cause are changed over to spare pairs; None = they are not."""
    few = cause.pair_swap is not None and lines <= cause.pair_swap.lines_at_most
    return cause.pair_swap if few else None
