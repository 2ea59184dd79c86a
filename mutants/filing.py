"""Each trial is filed at once under results/mutants, so that a run that was stopped goes on.

A file is named by a digest of telesim's source, of the tests and of the mutant: any change of
these makes another name, and no old outcome is served.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from mutants.mutant import ROOT, SOURCE, Mutant
from mutants.trial import BROKEN, OUT_OF_TIME, Outcome
from telesim.writing import write_whole


@cache
def code_digest(tests: frozenset[str]) -> str:
    """SHA-256 of telesim's source, of these tests, and of what they read."""
    digest = hashlib.sha256()
    files = [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*"), *(ROOT / "scenarios").rglob("*")]
    # Tests of the reference rows import what answers them.
    files += (ROOT / "verification").rglob("*.py")
    for path in sorted(files):
        name = path.relative_to(ROOT).as_posix()
        another = path.name.startswith("test_") and name not in tests
        if path.is_file() and "__pycache__" not in path.parts and not another:
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class Files:
    """The folder ``<root>/mutants``."""

    def __init__(self, root: Path = ROOT / "results") -> None:
        self.folder = root / "mutants"

    def path(self, mutant: Mutant) -> Path:
        """Where the outcome of a mutant is filed."""
        source = code_digest(frozenset(test.partition("::")[0] for test in mutant.tests))
        words = (source, mutant.file, mutant.text, mutant.instead, *mutant.tests)
        key = hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]
        return self.folder / f"{mutant.name}-{key}.json"

    def read(self, mutant: Mutant) -> Outcome | None:
        """The outcome on file; None when there is none that says something.

        What did not run, or ran out of time on a busy machine, says nothing and is tried again.
        """
        found = self.last(mutant)
        return None if found is None or found.how in (BROKEN, OUT_OF_TIME) else found

    def last(self, mutant: Mutant) -> Outcome | None:
        """The last outcome, whatever it says; None when it is absent or damaged."""
        try:
            return Outcome(**json.loads(self.path(mutant).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, mutant: Mutant, outcome: Outcome) -> None:
        """File an outcome, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        write_whole(self.path(mutant), json.dumps(outcome.as_json(), indent=1) + "\n")

    def clear(self, mutants: Sequence[Mutant]) -> None:
        """Forget what is filed of some mutants, under any source."""
        for mutant in mutants:
            for path in self.of_any_source(mutant):
                path.unlink(missing_ok=True)

    def of_any_source(self, mutant: Mutant) -> list[Path]:
        """The files of a mutant, those that another source made as well."""
        return sorted(self.folder.glob(f"{mutant.name}-{'?' * 16}.json"))
