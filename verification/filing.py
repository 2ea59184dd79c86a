"""What is worked out is filed at once, so that a run that was stopped goes on from there.

``results/verify/work/`` has a file for each piece of work, named by a digest of everything that it
depends on: the statements of telesim's source (not its comments), the scenario, the seed and what
is read from it. A changed statement or scenario makes other names, so that no old figure is ever
served. ``results/verify/rows/`` has the outcome of each row as it was last judged,
``results/verify/quick/`` that of a quick look.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from telesim.experiment import provenance
from telesim.writing import write_whole
from verification.rows import ROOT

HERE = Path(__file__).resolve().parent
#: Our own modules in which a change can change a figure; a family's own comes on top.
_READING = (
    "answers.py", "samples.py", "recursions.py", "youngest_first.py", "desks.py", "loss.py",
    "drawn.py",
)  # fmt: skip
#: What families take from elsewhere.
_BESIDE = {
    "output_analysis": (
        "series.py", "../proofs/ar1.py", "../proofs/telling.py", "../proofs/scenarios/roster.yaml",
    )
}  # fmt: skip


@cache
def code_digest(family: str) -> str:
    """SHA-256 of the source that works out a family's figures, telesim's and ours."""
    digest = hashlib.sha256(provenance.statements_digest().encode())
    for library in ("numpy", "simpy", "scipy"):
        digest.update(provenance.versions()[library].encode())
    for name in (*_READING, f"families/{family}.py", *_BESIDE.get(family, ())):
        digest.update(name.encode() + b"\0" + (HERE / name).read_bytes())
    return digest.hexdigest()


@cache
def scenario_digest(file: Path) -> str:
    """SHA-256 of a scenario file and of the tables beside it."""
    digest = hashlib.sha256(file.read_bytes())
    for table in sorted(file.parent.glob("*.csv")):
        digest.update(table.name.encode() + b"\0" + table.read_bytes())
    return digest.hexdigest()


class Files:
    """The folder ``<root>/verify``."""

    def __init__(self, root: Path = ROOT / "results") -> None:
        self.folder = root / "verify"

    def work(self, key: str) -> Path:
        """Where a piece of work is filed."""
        return self.folder / "work" / f"{key}.json"

    def clear(self, families: Sequence[str] | None) -> None:
        """Forget what is filed, that of some families alone where these are named."""
        for path in self.folder.glob("*/*.json"):
            said = self.read(path) or {}
            family = said.get("family") or said.get("task", {}).get("family")
            if not families or family in families:
                path.unlink(missing_ok=True)

    def read(self, path: Path) -> Any:
        """What a file holds; None when it is absent or damaged."""
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def write(self, path: Path, value: Any) -> None:
        """Write a file whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        write_whole(path, json.dumps(value) + "\n")

    def write_row(self, identity: str, value: Any, quick: bool = False) -> None:
        """File the outcome of a row; that of a quick look apart from those that count."""
        self.write(self.folder / ("quick" if quick else "rows") / f"{identity}.json", value)

    def has_quick(self) -> bool:
        """Whether a quick look has been filed."""
        return any(self.folder.glob("quick/*.json"))
