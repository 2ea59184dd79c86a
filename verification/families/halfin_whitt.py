"""Limits and staffing numbers, which are questions for the calculators; one queue is simulated.

The queue beside its limit is a desk of 100 agents whose callers wait for as long as it takes. One
unit of time is a minute. HW-O04 is such a queue with a thousand agents, asked of the calculator
alone: ten times as many agents would take ten times as many calls.
"""

from __future__ import annotations

from telesim import theory
from verification.answers import Mean
from verification.calculators import answer
from verification.desks import Length, OfCalls, agents, desk_town
from verification.plans import Calculated, Control, Family, Part, Plan, Simulated
from verification.rows import row, rows_of
from verification.writing import text_of

_NAME = "hundred-agents"
_SIMULATED = "HW-O03"
_WHY = {
    "HW-O04": "a queue of a thousand agents, by its exact formula; that of a hundred is simulated",
    "HW-O05": "inverse problem",
}
#: Days of which each is long beside the quarter of an hour that the queue remembers.
_LENGTH = Length(11, 5)


def _text() -> str:
    one = row(_SIMULATED)
    p = one.parameters
    tree = desk_town(
        "halfin_whitt", _NAME, _LENGTH, per_minute=p["lam"], talk_min=1.0, count=p["N"]
    )
    head = f"{_SIMULATED}: {p['N']} agents at {p['lam']:g} erlangs of calls, M/M/N."
    return text_of(tree, f"{head} One unit of time = one minute.")


_PLANS: dict[str, Plan] = {
    one.id: Calculated(answer, _WHY.get(one.id, "a limit of many servers"))
    for one in rows_of("halfin_whitt")
}
_PLANS[_SIMULATED] = Simulated((Part(_NAME, OfCalls("waited"), Mean()),))

FAMILY = Family(
    "halfin_whitt",
    plans=_PLANS,
    controls=(
        Control("three agents more", _SIMULATED, {"directory_desk.agents": agents(103)}),
        Control(
            "the limit for the queue", "HW-O04", value=lambda one: theory.halfin_whitt_delay(0.5)
        ),
    ),
    scenarios={_NAME: _text()},
)
