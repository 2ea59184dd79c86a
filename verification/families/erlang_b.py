"""Calls lost: a desk with a line for each agent, so that nobody can wait.

A call takes three minutes on the average, which is the unit of time.
"""

from __future__ import annotations

from functools import partial

from telesim.units import MINUTE_MS
from verification.answers import Mean
from verification.calculators import answer
from verification.desks import (
    Length,
    LineInOrder,
    OfCalls,
    agents,
    calls,
    desk_town,
    lines_for,
)
from verification.drawn import call_inputs
from verification.loss import LossChain, compare_losses
from verification.plans import (
    Calculated,
    Control,
    Family,
    Part,
    Pilot,
    Plan,
    Reading,
    Recursion,
    Simulated,
    TwoStep,
)
from verification.rows import row
from verification.writing import text_of

_TALK_MIN = 3.0
#: Row -> scenario and how much is run.
_TESTED: dict[str, tuple[str, Length]] = {
    "EB-O01": ("two-lines", Length(60, 4)),
    "EB-O02": ("ten-lines", Length(120, 6)),
    "EB-O03": ("thirty-lines", Length(80, 9)),
    "EB-O07": ("thousand-lines-at-1010-erlangs", Length(6, 6)),
    "EB-O08": ("twelve-lines", Length(150, 1)),
}
#: Row -> scenario, how much of it is set beside the recursion, the recursion and its pieces, and
#: what all of these gave as a pilot.
_TWO_STEP: dict[str, tuple[str, Length, LossChain, int, Pilot]] = {
    "EB-O04": ("hundred-lines", Length(5, 1),
               LossChain(84.06, 100, copies=2_000, warm_up=10, blocks=270), 2,
               Pilot(277.9, 0.002021)),
    "EB-O05": ("thousand-lines", Length(0, 1),
               LossChain(1000, 1000, copies=4_000, warm_up=20, blocks=160), 2,
               Pilot(331.8, 0.002029)),
    "EB-O06": ("thousand-lines-at-950-erlangs", Length(0, 1),
               LossChain(950, 1000, copies=4_000, warm_up=20, blocks=400), 5,
               Pilot(2_052, 0.002216)),
}  # fmt: skip


def _text(identity: str, name: str, length: Length, more: str = "") -> str:
    p = row(identity).parameters
    lines, erlangs = p["servers"], p["offered_erl"]
    tree = desk_town(
        "erlang_b",
        name,
        length,
        per_minute=erlangs / _TALK_MIN,
        talk_min=_TALK_MIN,
        count=lines,
        lines=lines,
    )
    head = f"""
        {identity}: {lines:,} lines and no place to wait, {erlangs:g} erlangs of calls. One unit of
        time = a call's mean time = 3 minutes. {more}"""
    return text_of(tree, head)


_LOST = OfCalls("engaged")
_PLANS: dict[str, Plan] = {
    identity: Simulated((Part(name, _LOST, Mean()),)) for identity, (name, _) in _TESTED.items()
}
_PLANS["EB-O08"] = Simulated((Part("twelve-lines", LineInOrder(12, 12), Mean()),))
_PLANS |= {
    identity: TwoStep((Reading(name, "blocked", Mean()),), (pilot,))
    for identity, (name, *_, pilot) in _TWO_STEP.items()
}
_PLANS |= {identity: Calculated(answer, "inverse problem") for identity in ("EB-O09", "EB-O10")}
_PLANS = dict(sorted(_PLANS.items()))
_WALK = "the value is that of a walk of lines in use, which is the same system"
_SAID = "The row would take the engine too long; its log is set beside a recursion."

FAMILY = Family(
    "erlang_b",
    plans=_PLANS,
    controls=(
        Control("one line and agent more", "EB-O02",
                {"directory_desk.lines": 11, "directory_desk.agents": agents(11)}),
        Control("a place to wait", "EB-O01", {"directory_desk.lines": 3}),
        Control("calls 5 % longer", "EB-O03",
                {"directory_desk.call": {"exponential": {"mean": "3.15 min"}}}),
        Control("the line before the last", "EB-O08",
                plan=Simulated((Part("twelve-lines", LineInOrder(12, 11), Mean()),))),
        Control("one line and agent more than the recursion has", "EB-O04",
                {"directory_desk.lines": 101, "directory_desk.agents": agents(101)}),
        Control("calls 2 % longer, for engine and recursion alike", "EB-O04",
                {"directory_desk.call": {"exponential": {"mean": "3.06 min"}}}),
        Control("2 % more calls, for engine and recursion alike", "EB-O06",
                {"directory_desk.rate": calls(1.02 * 950 / _TALK_MIN, lines_for(950 / _TALK_MIN))}),
    ),
    scenarios={
        **{name: _text(one, name, length) for one, (name, length) in _TESTED.items()},
        **{name: _text(one, name, length, _SAID)
           for one, (name, length, *_) in _TWO_STEP.items()},
    },
    recursions={
        name: Recursion(name, partial(compare_losses, lines=chain.lines), chain.blocked, pieces,
                        call_inputs(row(identity).parameters["offered_erl"], _TALK_MIN * MINUTE_MS),
                        _WALK)
        for identity, (name, _, chain, pieces, _) in _TWO_STEP.items()
    },
)  # fmt: skip
