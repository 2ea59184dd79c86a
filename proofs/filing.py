"""Blocks of experiments as JSON files, each whole or absent, so that a stopped run goes on.

``<root>/<proof>/<key>/<block>.json``. The key changes with the sources that the proof uses and with
the versions of the libraries that compute, so that changed code never passes on old counts.
"""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import telesim
from proofs.proof import Proof
from telesim.experiment.provenance import own_digest, versions
from telesim.writing import write_whole

_TELESIM = Path(telesim.__file__).parent
_PROOFS = Path(__file__).parent
#: Parts of telesim that a proof may rest on beside the simulator, which ``own_digest`` knows.
_JUDGING = ("telesim.experiment", "telesim.kpi", "telesim.theory")
#: What judges rest on elsewhere: targets, their limits and the files of towns.
_WRITTEN = ("scenario/targets.py", "scenario/loading.py", "scenario/model.py", "units.py")
_LIBRARIES = ("numpy", "scipy", "pandas")
#: What the public face is asked for; a verb that a proof does not call cannot change its counts.
_FACE = {"telesim": "telesim.experiment.run"}


def _file(module: str) -> Path | None:
    """The file of a module of ours that counts; None for other modules and for mere names."""
    module = _FACE.get(module, module)
    if module.startswith("proofs."):
        top, inner = _PROOFS, module.removeprefix("proofs.")
    elif module.startswith(_JUDGING):
        top, inner = _TELESIM, module.removeprefix("telesim.")
    else:
        return None
    path = top / inner.replace(".", "/")
    found = (path.with_suffix(".py"), path / "__init__.py")
    return next((one for one in found if one.is_file()), None)


def _imported(path: Path) -> Iterator[str]:
    """Names that a file imports anywhere, each also as a module of the package it comes from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def sources(module: str) -> frozenset[Path]:
    """Files of a module, and of those of ours that it imports, directly or not."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _file(waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting.extend(_imported(path))
    return frozenset(found)


@cache
def _digest(module: str) -> str:
    digest = hashlib.sha256()
    written = [_TELESIM / name for name in _WRITTEN]
    for path in sorted([*sources(module), *written, *_PROOFS.rglob("*.yaml")]):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def key(proof: Proof, quick: bool) -> str:
    """Twelve hex digits that change whenever a count could."""
    libraries = [versions()[name] for name in _LIBRARIES]
    parts = [_digest(proof.experiments.__module__), *libraries, str(quick)]
    if proof.simulates:
        parts.append(own_digest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write beside, then rename: the file is whole or not there."""
    write_whole(path, json.dumps(value, indent=2) + "\n")


@dataclass(frozen=True)
class Folder:
    """Where the blocks of a proof are filed."""

    root: Path
    proof: Proof
    quick: bool

    def path(self, block: int) -> Path:
        """The file of a block."""
        return self.root / self.proof.name / key(self.proof, self.quick) / f"{block:03d}.json"

    def forget(self) -> None:
        """Remove every block of this proof, those of former code too."""
        shutil.rmtree(self.root / self.proof.name, ignore_errors=True)

    def file(self, block: int, size: int, hits: Mapping[str, int], seconds: float) -> None:
        """File a block that was made."""
        told = {
            "proof": self.proof.name,
            "block": block,
            "experiments": size,
            "hits": dict(hits),
            "seconds": round(seconds, 1),
        }
        write_json(self.path(block), told)

    def read(self, block: int, size: int) -> dict[str, int] | None:
        """What a block counted; None when it is absent, damaged or of another size."""
        try:
            told = json.loads(self.path(block).read_text(encoding="utf-8"))
            hits = {claim.name: int(told["hits"][claim.name]) for claim in self.proof.claims}
        except (OSError, ValueError, KeyError, TypeError):
            return None
        sound = told.get("block") == block and told.get("experiments") == size
        return hits if sound and all(0 <= n <= size for n in hits.values()) else None

    def missing(self) -> list[int]:
        """Blocks that are still to be made."""
        sizes = self.proof.sizes(self.quick)
        return [n for n, size in enumerate(sizes) if self.read(n, size) is None]

    def counted(self) -> dict[str, int]:
        """What all blocks counted together.

        Raises:
            FileNotFoundError: a block is missing.
        """
        total = dict.fromkeys((claim.name for claim in self.proof.claims), 0)
        for number, size in enumerate(self.proof.sizes(self.quick)):
            hits = self.read(number, size)
            if hits is None:
                raise FileNotFoundError(self.path(number))
            for name, count in hits.items():
                total[name] += count
        return total


def forget(folders: Iterable[Folder]) -> None:
    """Remove the blocks of several proofs."""
    for folder in folders:
        folder.forget()
