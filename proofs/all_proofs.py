"""Every proof, in the order of the table."""

from __future__ import annotations

from proofs import (
    ar1,
    engine,
    erlang_a,
    mm1,
    quantiles,
    rare_shares,
    ratio_kpis,
    roster,
    selection,
    smallest_staff,
    stopping,
    verdict_errors,
    wilson,
)
from proofs.proof import Proof

PROOFS: tuple[Proof, ...] = (
    mm1.PROOF,
    ar1.PROOF,
    roster.PROOF,
    erlang_a.PROOF,
    ratio_kpis.PROOF,
    rare_shares.PROOF,
    quantiles.PROOF,
    wilson.PROOF,
    verdict_errors.PROOF,
    stopping.PROOF,
    selection.PROOF,
    smallest_staff.PROOF,
    engine.PROOF,
)


def named(names: list[str]) -> tuple[Proof, ...]:
    """Some of the proofs; all of them when no name is given.

    Raises:
        KeyError: the first name that no proof has.
    """
    known = {proof.name: proof for proof in PROOFS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise KeyError(unknown[0])
    return tuple(proof for proof in PROOFS if not names or proof.name in names)
