"""The tables of docs/verification.md, in Markdown."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Sequence

from mutants import table as mutant_table
from mutants.mutant import Mutant
from mutants.trial import Outcome as Trial
from proofs.claims import Finding
from proofs.proof import Proof
from verification import families
from verification import table as row_table
from verification.judging import LEFT_OUT, Outcome
from verification.rows import row

#: Signs that Markdown would read as its own.
_SIGNS = str.maketrans({"|": r"\|", "<": "&lt;", "*": r"\*", "\n": " "})


def table(head: Sequence[str], lines: Iterable[Sequence[str]], right: str = "") -> str:
    """A Markdown table; ``right`` has an ``r`` for each column that is set to the right."""
    rule = ["--:" if sign == "r" else "---" for sign in right.ljust(len(head))]
    cells = [[cell.translate(_SIGNS) for cell in line] for line in (head, *lines)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (cells[0], rule, *cells[1:]))


def first_sentence(module: str) -> str:
    """What a module says it is about."""
    said = inspect.getdoc(importlib.import_module(module)) or ""
    return said.split("\n\n")[0].replace("\n", " ").partition(". ")[0].rstrip(".")


# -- rows ------------------------------------------------------------------------------------------


def by_family(outcomes: Sequence[Outcome]) -> str:
    """A line a family and one for all: what it is about, how its rows were answered, worst z."""
    lines = [
        (name, first_sentence(f"{families.__name__}.{name}"), *_counts(name, ones))
        for name, ones in _by_name(outcomes).items()
    ]
    lines.append(("all", "", *_counts("all", outcomes)))
    return table(("family", "what", *row_table.COLUMNS[1:]), lines, "  rrrrrrr")


def _by_name(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    names = dict.fromkeys(one.family for one in outcomes)
    return {name: [one for one in outcomes if one.family == name] for name in names}


def _counts(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    return row_table.cells(name, outcomes)[1:]


def left_out(outcomes: Sequence[Outcome]) -> str:
    """Rows that are not tested, with the reason."""
    lines = [(one.id, *_question(one), one.note) for one in outcomes if one.how == LEFT_OUT]
    return table(("row", "model", "question", "why it is left out"), lines)


def rows(outcomes: Iterable[Outcome]) -> str:
    """A line a row: the question, how it was answered, both answers and how far they are apart."""
    head = ("row", "model", "question", *row_table.ROW_COLUMNS[1:])
    lines = [(one.id, *_question(one), *row_table.row_cells(one)[1:]) for one in outcomes]
    return table(head, lines, "    rrrr")


def controls(outcomes: Iterable[Outcome]) -> str:
    """A line a control: what was wrong, the row it must miss, how far it did."""
    lines = []
    for one in outcomes:
        family, identity, exact, found, z, _ = row_table.control_cells(one)
        lines.append((family, one.note, identity, exact, found, z, "yes" if one.passed else "NO"))
    head = ("family", "what is wrong", "row", "exact", "found", "z", "refused")
    return table(head, lines, "   rrr")


def _question(one: Outcome) -> tuple[str, str]:
    asked = row(one.id)
    return asked.model, asked.quantity


# -- claims ----------------------------------------------------------------------------------------


def claims(found: Iterable[tuple[Proof, Finding]]) -> str:
    """A line a claim: the share that was counted, how sure it is, the bar, whether it holds."""
    lines = [
        (
            proof.name,
            finding.claim.name,
            f"{finding.experiments:,}",
            f"{finding.estimate:.3f}",
            f"{finding.standard_error:.3f}",
            finding.claim.wanted,
            ("yes, by the allowance" if finding.by_allowance else "yes")
            if finding.passed
            else "NO",
        )
        for proof, finding in found
    ]
    head = ("proof", "claim", "experiments", "share", "standard error", "must be", "holds")
    return table(head, lines, "  rrr")


def proofs(found: Iterable[tuple[Proof, Finding]]) -> str:
    """A line a proof: what is tried in it."""
    summaries = {proof.name: proof.summary for proof, _ in found}
    return table(("proof", "what"), summaries.items())


# -- mutants ---------------------------------------------------------------------------------------


def by_group(tried: Sequence[tuple[str, Mutant, Trial]]) -> str:
    """A line a group: how many were tried and caught, and the names of those that were not."""
    lines: list[tuple[str, ...]] = []
    for name in dict.fromkeys(group for group, mutant, _ in tried if not mutant.control):
        ones = [(mutant, said) for group, mutant, said in tried if group == name]
        lost = [mutant.name for mutant, said in ones if not mutant_table.is_sound(mutant, said)]
        lines.append((name, str(len(ones)), str(len(ones) - len(lost)), ", ".join(lost)))
    lines.append(("all", *(str(sum(int(line[n]) for line in lines)) for n in (1, 2)), ""))
    return table(("group", "mutants", "caught", "not caught"), lines, " rr")


def mutants(tried: Iterable[tuple[str, Mutant, Trial]]) -> str:
    """A line a mutant: what is wrong with it, and the test that noticed."""
    lines = [
        (mutant.name, mutant.wrong, mutant_table.by(mutant, said)) for _, mutant, said in tried
    ]
    return table(("mutant", "what is wrong with it", "caught by"), lines)
