"""Piece rate: a rate for each job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from telesim.policies.pay.base import PAY_SCHEMES, PayScheme
from telesim.policies.pay.effects import Forgotten, NearAndEasyFirst, SkippedTests, written


@PAY_SCHEMES.register("piece")
@dataclass(frozen=True, slots=True)
class PieceRate(PayScheme):
    """A rate for each finished job. The norm itself is the pace under this scheme.

    Of ``rates`` that of ``works`` is for a gang-day of construction at the norm, whatever the days
    it took, and that of ``main-frame`` for each jumper run on a call; all others are for a job,
    whatever the visits. A line changed over to a spare pair is paid as a ``repair``, whoever does
    it. A crew with no skill for a job that has a rate of more than nothing has the wage
    ``monthly``, or nothing when none is named.

    ``redo`` is a factor on the scenario's share of repeats by kind of job: *assumed* 1.0 on
    routine repairs, 1.2 to 1.5 on cable jobs (after Hejazi and Silverman). It does not touch
    causes with ``repeats`` of their own: thieves come again however a cable was joined.
    ``near_and_easy`` lets crews pick such jobs first, as a rate for each job makes them do.
    """

    summary: ClassVar[str] = "A rate for each job; works at the norm."
    pace: float = 1.0
    #: Paid for each finished job, by its kind: install, move, repair, cable, works, main-frame.
    rates: Mapping[str, str] = field(default_factory=dict, metadata=written("money by job"))
    #: Factor on the scenario's share of repeats, for repair and cable; 1 where none is named.
    redo: Mapping[str, float] = field(default_factory=dict, metadata=written("factor by job"))
    #: Whether crews take near and easy jobs first; left out, as the dispatch rule says.
    near_and_easy: NearAndEasyFirst | None = field(default=None, metadata=written(NearAndEasyFirst))
    # What slips for want of supervision slips under any pay: a rate changes the speed alone.
    #: Tickets that lie forgotten; left out, none do.
    forgotten: Forgotten | None = field(default=None, metadata=written(Forgotten))
    #: Jobs closed without their closing test; left out, all are tested.
    skipped_tests: SkippedTests | None = field(default=None, metadata=written(SkippedTests))
    #: Monthly wage of each member of a crew that earns by no rate.
    monthly: str | None = field(default=None, metadata=written("money"))

    def __post_init__(self) -> None:
        # Not super(): a dataclass with slots is made anew, and super() would miss it.
        PayScheme.__post_init__(self)
        if self.monthly is not None and not self.rates:
            raise ValueError(
                "monthly: got a wage for crews that earn by no rate and no rates for the others, "
                "need also rates"
            )
        for kind in self.redo:
            if kind not in ("repair", "cable"):
                raise ValueError(f"redo: got {kind!r}, need repair or cable: only faults repeat")
