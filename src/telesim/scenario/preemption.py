"""Pre-emption: what calls a crew away from its work, and what becomes of that work."""

from __future__ import annotations

from typing import Literal

from telesim.scenario.fields import Section

#: For what a crew is called away; the first two look at single jobs, the others at the rule.
URGENT, KEY_ACCOUNTS, CLASS, ORDER = "urgent", "key-accounts", "class", "order"
REASONS = (URGENT, KEY_ACCOUNTS, CLASS, ORDER)
#: Kinds of job that may be interrupted; gangs at a cable, and those that build, never are.
INTERRUPTED = ("install", "move", "repair")


class Preemption(Section):
    """When a job that finds no idle crew calls one away from a less urgent job.

    ``by`` says what makes a job more urgent than that in hand, one reason being enough:

    - ``urgent``: a complaint has made it so, and not the other;
    - ``key-accounts``: it is that of a key account in the ``channel``, and the other is not;
    - ``class``: the dispatch rule puts all jobs of its class before all of the other's, such as
      ``group-then-age`` those of an earlier cause group;
    - ``order``: it stands before the other in the order of the dispatch rule for whatever reason.

    Urgent jobs stand before all others in that order, and where key accounts call crews away those
    come next. Nobody is called away against it: not by a key account from an urgent job, nor by the
    class of another exchange's rule from a job that stands before it.

    Of the crews that can do it, may begin it and are on duty, the one with the job that comes last
    in the order of the dispatch rule is called away, on its way as well as on site. Customers with
    an appointment keep their crew, and so do those at whose door nobody answers. The job left
    behind waits at its place in the queue and needs the way again. What becomes of its work is

    - ``resume``: whoever comes next goes on where it was left;
    - ``restart``: it begins anew and takes as long as it would have taken;
    - ``resample``: it begins anew and takes a time drawn anew.
    """

    #: For what a crew is called away: one or more of ``urgent``, ``key-accounts``, ``class``,
    #: ``order``.
    by: tuple[str, ...]
    #: What becomes of the work left behind: gone on with, begun anew, or begun anew with a time
    #: drawn anew.
    work: Literal["resume", "restart", "resample"] = "resume"
    #: Kinds of job that may be interrupted.
    jobs: tuple[str, ...] = INTERRUPTED
