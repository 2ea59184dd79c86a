"""What the desk makes of a report before anybody goes: the right trade, or another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from telesim.scenario.fields import MOST, Share, Sourced, Work

if TYPE_CHECKING:
    from telesim.scenario.causes import Cause
    from telesim.scenario.model import Scenario


class Diagnosis(Sourced):
    """The line test names the cause of a reported fault; a wrong cause may send a wrong crew.

    A fault in the company's plant that the test gets wrong is taken for one of another cause whose
    faults need another skill; which, a mark of the case says, each as likely as its faults are
    frequent at the exchange. It waits as if it were that. The crew that comes finds that it is not
    theirs, and the fault waits for the right crew, as old as it is. Left out, every test is right.
    """

    #: Share of the tests that name the right cause.
    right: Share
    #: Crew time on site until a crew knows that the fault is not theirs.
    look: Work = Field(gt=0)
    #: With so many reports of an event the desk knows without a test what it is.
    sure_from_reports: int = Field(default=3, ge=2, le=MOST)


def suspects(there: Scenario, cause: str, lines: int = 1) -> tuple[int, ...]:
    """Numbers of the causes that a fault may be taken for, so that a wrong crew is sent.

    Such a cause lies in the plant and needs a skill that does not help: that of a team whose crews
    can do none of the right work. For a fault of few lines the right work includes changing over
    to spare pairs, and a cause that would be mended in this way is left out.
    """
    if there.faults[cause].customer_side:
        return ()
    helpful = _sent(there.faults[cause], lines)
    return tuple(
        number
        for number, other in enumerate(there.faults.values())
        if not other.customer_side
        and len(_sent(other, lines)) == 1
        and other.skill not in helpful
        and not any(
            other.skill in team.skills and helpful & team.skills.keys()
            for team in there.teams.values()
        )
    )


def _sent(cause: Cause, lines: int) -> set[str]:
    """Skills with which a fault of some lines may be mended."""
    swap = cause.pair_swap
    few = swap is not None and lines <= swap.lines_at_most
    return {cause.skill, swap.skill} if few and swap is not None else {cause.skill}
