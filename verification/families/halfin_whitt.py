"""Limits and staffing numbers: questions for the calculators, not for a run."""

from __future__ import annotations

from telesim import theory
from verification.calculators import answer
from verification.plans import Calculated, Control, Family
from verification.rows import Row, rows_of

_WHY = {
    "HW-O03": "exact formula beside its limit; EC-O08 simulates this queue",
    "HW-O04": "exact formula beside its limit",
    "HW-O05": "inverse problem",
}


def _one_crew_more(one: Row) -> float:
    return float(theory.erlang_c(one.parameters["lam"], one.parameters["N"] + 1))


FAMILY = Family(
    "halfin_whitt",
    plans={
        one.id: Calculated(answer, _WHY.get(one.id, "a limit of many servers"))
        for one in rows_of("halfin_whitt")
    },
    controls=(Control("one server more", "HW-O03", value=_one_crew_more),),
)
