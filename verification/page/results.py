"""What ``make verify``, ``make prove`` and ``make mutants`` have filed, read and never run again.

Results are taken only as a whole, and only where they were made by the sources that are here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mutants.catalogue import GROUPS
from mutants.filing import Files as MutantFiles
from mutants.mutant import Mutant
from mutants.trial import Outcome as Trial
from proofs.all_proofs import PROOFS
from proofs.claims import Finding
from proofs.filing import Folder
from proofs.filing import key as proof_key
from proofs.proof import Proof
from proofs.running import findings
from telesim.experiment import provenance
from verification.__main__ import chosen, plan_of_row
from verification.families import FAMILIES
from verification.filing import Files
from verification.judging import (
    Effort,
    Outcome,
    is_run_again,
    judge,
    refuse,
    tasks_of,
    tasks_of_control,
)
from verification.rows import Row, row
from verification.work import Task

FIRST, SECOND = Effort(), Effort(attempt=2)
_LIBRARIES = ("numpy", "scipy", "simpy", "pandas")


class IncompleteError(Exception):
    """Results are missing or were made by other sources; a line for each command that is due."""


@dataclass(frozen=True)
class Rows:
    """What ``make verify`` found."""

    rows: tuple[Outcome, ...]
    controls: tuple[Outcome, ...]
    #: Rows that were run again, as they were the first time.
    before: tuple[Outcome, ...] = ()
    #: Minutes that all the work would take one core.
    minutes: float = 0.0


@dataclass(frozen=True)
class Proofs:
    """What ``make prove`` found: the claims in their order, each with its proof."""

    claims: tuple[tuple[Proof, Finding], ...]
    minutes: float = 0.0


@dataclass(frozen=True)
class Mutants:
    """What ``make mutants`` found: group, mutant and what became of it."""

    tried: tuple[tuple[str, Mutant, Trial], ...]
    minutes: float = 0.0


@dataclass(frozen=True)
class Results:
    """All that the page tells."""

    rows: Rows
    proofs: Proofs
    mutants: Mutants
    #: In words: versions and the digest of the source.
    made_by: str


def read(root: Path) -> Results:
    """What is filed under a root of results.

    Raises:
        IncompleteError: something is missing, or was made by other sources or versions.
    """
    lacks: list[str] = []
    found = Results(
        read_rows(chosen(None, None), Files(root), lacks),
        read_proofs([Folder(root / "prove", proof, quick=False) for proof in PROOFS], lacks),
        read_mutants(GROUPS.items(), MutantFiles(root), lacks),
        made_by(),
    )
    if lacks:
        raise IncompleteError("\n".join(lacks))
    return found


def made_by() -> str:
    """The telesim that is here, and the libraries that compute with it."""
    versions = provenance.versions()
    libraries = ", ".join(f"{name} {versions[name]}" for name in _LIBRARIES)
    return f"telesim {versions['telesim']} (source {provenance.own_digest()[:12]}), {libraries}"


# -- make verify -----------------------------------------------------------------------------------


def read_rows(rows: Sequence[Row], files: Files, lacks: list[str]) -> Rows:
    """Outcomes of rows and of their families' controls; what is missing is added to ``lacks``."""
    plans = {one.id: plan_of_row(one) for one in rows}
    names = dict.fromkeys(one.family for one in rows)
    numbers = [(name, n) for name in names for n in range(len(FAMILIES[name].controls))]
    tasks = [task for one in rows for task in tasks_of(one, plans[one.id], FIRST)]
    tasks += [task for name, n in numbers for task in tasks_of_control(name, n)]
    seconds, missing = _on_file(tasks, files)
    if missing:
        lacks.append(_lack_of_work(missing, len(dict.fromkeys(tasks)), files))
        return Rows((), ())
    first = {one.id: judge(one, plans[one.id], FIRST, files) for one in rows}
    again = [one for one in rows if is_run_again(first[one.id])]
    more, missing = _on_file(
        [task for one in again for task in tasks_of(one, plans[one.id], SECOND)], files
    )
    if missing:
        ids = dict.fromkeys(one.id for one in again)
        lacks.append(f"make verify: rows that failed were not run again: {', '.join(ids)}")
        return Rows((), ())
    second = {one.id: judge(one, plans[one.id], SECOND, files) for one in again}
    return Rows(
        tuple({**first, **second}.values()),
        tuple(refuse(name, n, row(FAMILIES[name].controls[n].row), files) for name, n in numbers),
        tuple(first[one.id] for one in again),
        (seconds + more) / 60,
    )


def _on_file(tasks: Iterable[Task], files: Files) -> tuple[float, list[Task]]:
    """The seconds that tasks took, and those of which nothing is filed."""
    seconds, missing = 0.0, []
    for task in dict.fromkeys(tasks):
        said = files.read(files.work(task.key))
        if said is None:
            missing.append(task)
        else:
            seconds += said.get("seconds", 0.0)
    return seconds, missing


def _lack_of_work(missing: Sequence[Task], wanted: int, files: Files) -> str:
    said = (files.read(path) or {} for path in (files.folder / "work").glob("*.json"))
    others = {json.dumps(one.get("task"), sort_keys=True) for one in said}
    old = sum(json.dumps(asdict(task), sort_keys=True) in others for task in missing)
    first = missing[0]
    quick = "; what was filed by --quick is not enough" if files.has_quick() else ""
    return _lack(
        "make verify",
        f"{len(missing):,} of {wanted:,} pieces of work are not on file "
        f"(the first: {first.family} {first.name} {first.kind} {first.number}){quick}",
        old,
    )


# -- make prove ------------------------------------------------------------------------------------


def read_proofs(folders: Sequence[Folder], lacks: list[str]) -> Proofs:
    """What the blocks of all proofs counted; proofs with missing blocks are added to ``lacks``."""
    missing = [folder for folder in folders if folder.missing()]
    if missing:
        old = sum(_has_other_blocks(folder) for folder in missing)
        names = ", ".join(folder.proof.name for folder in missing)
        lacks.append(_lack("make prove", f"blocks are not on file of {names}", old))
        return Proofs(())
    blocks = [folder.path(n) for folder in folders for n in range(len(folder.proof.sizes(False)))]
    seconds = sum(json.loads(path.read_text(encoding="utf-8"))["seconds"] for path in blocks)
    claims = tuple((folder.proof, one) for folder in folders for one in findings(folder))
    return Proofs(claims, seconds / 60)


def _has_other_blocks(folder: Folder) -> bool:
    known = {proof_key(folder.proof, quick) for quick in (True, False)}
    return any(path.name not in known for path in (folder.root / folder.proof.name).glob("*/"))


# -- make mutants ----------------------------------------------------------------------------------


def read_mutants(
    groups: Iterable[tuple[str, Sequence[Mutant]]], files: MutantFiles, lacks: list[str]
) -> Mutants:
    """What became of all mutants; those of which nothing is filed are added to ``lacks``."""
    tried, missing = [], []
    for group, mutants in groups:
        for mutant in mutants:
            outcome = files.last(mutant)
            if outcome is None:
                missing.append(mutant)
            else:
                tried.append((group, mutant, outcome))
    if missing:
        old = sum(bool(files.of_any_source(mutant)) for mutant in missing)
        names = ", ".join(mutant.name for mutant in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        lacks.append(_lack("make mutants", f"no outcome is on file of {names}{more}", old))
        return Mutants(())
    return Mutants(tuple(tried), sum(outcome.seconds for _, _, outcome in tried) / 60)


def _lack(command: str, what: str, old: int) -> str:
    other = f"; {old:,} of them are there from other sources or versions" if old else ""
    return f"{command}: {what}{other}"
