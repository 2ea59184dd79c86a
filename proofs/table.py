"""The table of all claims, for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proofs.claims import Finding
from proofs.proof import Proof

Row = tuple[Proof, Finding]
HEAD = ("proof", "macro-reps", "estimate", "s.e.", "wanted", "passed")


def passed(rows: Sequence[Row]) -> int:
    """How many claims are borne out."""
    return sum(finding.passed for _, finding in rows)


#: How the last line begins: only that of all proofs, with all their experiments, says ``proved``.
WHOLE, PART, QUICK = "proved", "only a part", "quick look"


def last_line(rows: Sequence[Row], begin: str = WHOLE) -> str:
    """``proved: K/N``."""
    said = f"{begin}: {passed(rows)}/{len(rows)}"
    return said if begin == WHOLE else f"{said} claims hold"


def shortcomings(rows: Sequence[Row]) -> str:
    """In words which claims are not borne out; "" for none."""
    told = [
        f"  {proof.name}: {finding.claim.name}, {finding.estimate:.3f} +/- "
        f"{finding.standard_error:.3f}, must be {finding.claim.wanted}"
        for proof, finding in rows
        if not finding.passed
    ]
    return "\n".join(["Not as it should be:", *told]) if told else ""


def as_text(rows: Sequence[Row], quick: bool = False) -> str:
    """One line a claim under a line for its proof; controls are marked with ``not``."""
    cells: list[tuple[str, ...]] = [HEAD]
    last: Proof | None = None
    for proof, finding in rows:
        if proof is not last:
            said = (quick and proof.quick_summary) or proof.summary
            cells.append((f"{proof.name}: {said}",))
            last = proof
        cells.append(
            (
                f"  {finding.claim.name}",
                f"{finding.experiments:,}",
                f"{finding.estimate:.3f}",
                f"{finding.standard_error:.3f}",
                finding.claim.wanted,
                "yes" if finding.passed else "NO",
            )
        )
    whole = [line for line in cells if len(line) == len(HEAD)]
    widths = [max(len(line[n]) for line in whole) for n in range(len(HEAD))]
    return "\n".join(_line(line, widths) for line in cells)


def _line(cells: tuple[str, ...], widths: Sequence[int]) -> str:
    if len(cells) == 1:
        return cells[0]
    first, *numbers, wanted, word = cells
    right = [cell.rjust(width) for cell, width in zip(numbers, widths[1:4], strict=True)]
    return "  ".join([first.ljust(widths[0]), *right, wanted.ljust(widths[4]), word])


def as_json(rows: Sequence[Row], quick: bool = False) -> dict[str, Any]:
    """The same for programs; shares in full."""
    return {
        "proved": passed(rows),
        "claims": len(rows),
        "rows": [
            {
                "proof": proof.name,
                "summary": (quick and proof.quick_summary) or proof.summary,
                "claim": finding.claim.name,
                "macro_replications": finding.experiments,
                "estimate": finding.estimate,
                "standard_error": finding.standard_error,
                "wanted": finding.claim.wanted,
                "control": finding.claim.must_fail,
                "passed": finding.passed,
            }
            for proof, finding in rows
        ],
    }
