"""Customers that the company must not lose: their limits at every step, and their green channel."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from telesim.scenario.fields import Duration, Section, Share, Sourced, Words
from telesim.scenario.office.steps import STEPS

#: Steps whose time may be limited, in the order of their numbers: the office's, and the way to
#: the customer.
LIMITED: tuple[str, ...] = (*STEPS, "field")
FIELD = LIMITED.index("field")


class GreenChannel(Section):
    """Key accounts go first everywhere, are carried by hand, and somebody asks when they lie.

    At desks they go before all others. Ports, pairs and crews are given out by age in most rules:
    there they stand as if ordered ``head_start`` earlier, and so does the call to the main frame
    that runs their jumper. Of appointments they get the first window that has any hours, those too
    that ``appointments.fill`` keeps from others. When a limit passes, the liaison takes the order
    up, and it goes before other key accounts; when one passes again, at this step or a later one,
    the manager does; an appointment that has been made stands. Each step looks at what it gets: the
    next desk finds every mistake.
    """

    #: How much older than it is an order of theirs counts, wherever age decides.
    head_start: Duration
    #: How much older still when the liaison takes it up, as a limit passes.
    liaison: Duration
    #: How much older still when the manager takes it up, as a limit passes again.
    manager: Duration


class KeyAccounts(Sourced):
    """A class of customers, and how long one step may take for them.

    The clock of a step begins when it gets the order and begins again when another step returns
    it; the exchange step has it until the jumper is run. Time without facilities belongs to none.
    Without ``channel`` limits are only watched: each department takes its turn.
    """

    #: Share of the orders for new lines and moves, those that wait at the start included.
    share: Share
    #: The longest time that an order may lie at a step.
    limits: Annotated[dict[str, Annotated[Duration, Field(gt=0)]], Words(LIMITED)]
    #: Limits count opening hours of the office, or all hours.
    clock: Literal["office-hours", "elapsed"] = "office-hours"
    channel: GreenChannel | None = None
