"""All mutants, grouped by what they break: one module a group."""

from __future__ import annotations

from mutants.catalogue import (
    care,
    control,
    crews,
    desks,
    faults,
    market,
    measuring,
    office,
    people,
    plant,
    queues,
    randomness,
    sending,
    statistics,
)
from mutants.mutant import Mutant

_WRONG: dict[str, tuple[Mutant, ...]] = {
    "queues": queues.MUTANTS,
    "crews and their days": crews.MUTANTS,
    "crews called away, gathering, set-ups": sending.MUTANTS,
    "faults": faults.MUTANTS,
    "ports, pairs and expansion": plant.MUTANTS,
    "office": office.MUTANTS,
    "desks, callers and trunks": desks.MUTANTS,
    "complaints, arrears, public telephones": care.MUTANTS,
    "screening": market.MUTANTS,
    "training and supervision": people.MUTANTS,
    "randomness": randomness.MUTANTS,
    "figures of a run": measuring.MUTANTS,
    "statistics over runs": statistics.MUTANTS,
}
_ALL = (one for group in _WRONG.values() for one in group)
GROUPS: dict[str, tuple[Mutant, ...]] = {"control": control.controls(_ALL), **_WRONG}
MUTANTS: tuple[Mutant, ...] = tuple(one for group in GROUPS.values() for one in group)
