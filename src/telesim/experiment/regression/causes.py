"""What results are made of, as short digests, and which of it changed since a baseline.

Inputs are the sections of the resolved scenario, with all tables and reforms in them; draws are
the columns of the workload of replication 1; the source is that which computes, by package.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.experiment import provenance
from telesim.experiment.replicate import bare

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: Hex digits of a digest: enough to see a change, few enough to read.
DIGITS = 12
#: Sections that say nothing to the model.
_UNTOLD = ("seed", "replications", "tolerances")
#: Stands for reforms that begin at a date or hold in some counties.
_PARTIAL = "reforms with a date or a place"


@dataclass(frozen=True)
class Makings:
    """Digests of all that a replication is made of."""

    #: Name of the result's key: scenario, seed, source, numpy and simpy in one.
    key: str
    #: Section of the scenario -> digest.
    inputs: dict[str, str]
    #: Kind of draw (orders, faults, absent, ...) -> digest.
    draws: dict[str, str]
    #: Package of telesim that computes -> digest.
    source: dict[str, str]
    #: Library -> version.
    versions: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """As a baseline keeps it."""
        return dataclasses.asdict(self)


def makings(scenario: Scenario, seed: int) -> Makings:
    """What the replications of a scenario are made of; draws replication 1 once."""
    return Makings(
        key=provenance.result_key(scenario, seed),
        inputs=inputs_of(scenario),
        draws=draws_of(scenario, seed),
        source=source_of(),
        versions=provenance.versions(),
    )


def inputs_of(scenario: Scenario) -> dict[str, str]:
    """Digests of the scenario's sections; of a scenario built in Python, of the whole."""
    from telesim.scenario.canonical import digest

    if scenario.origin is None:
        return {"scenario": provenance.scenario_hash(scenario)[:DIGITS]}
    tree = scenario.origin.tree
    found = {
        str(name): digest({str(name): section})[:DIGITS]
        for name, section in sorted(tree.items())
        if name not in _UNTOLD
    }
    if scenario.phases:
        found[_PARTIAL] = scenario.origin.sha256[:DIGITS]
    return found


def draws_of(scenario: Scenario, seed: int) -> dict[str, str]:
    """Digests of everything random of replication 1, by kind; kinds without a draw left out."""
    from telesim.workload import draw

    drawn = draw(bare(scenario, seed), seed, 1)
    found = {}
    for one in dataclasses.fields(drawn):
        if one.name in ("seed", "replication"):
            continue
        value, digest = getattr(drawn, one.name), hashlib.sha256()
        if _feed(digest, value):
            found[one.name] = digest.hexdigest()[:DIGITS]
    return found


def _feed(digest: Any, value: Any) -> int:
    """Put a part of a workload into a digest; gives how many numbers it held."""
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype.str}{value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
        return int(value.size)
    if dataclasses.is_dataclass(value):
        return sum(_feed(digest, getattr(value, one.name)) for one in dataclasses.fields(value))
    if isinstance(value, Mapping):
        digest.update(repr(list(value)).encode())
        return sum(_feed(digest, one) for one in value.values())
    if isinstance(value, (tuple, list)):
        digest.update(str(len(value)).encode())
        return sum(_feed(digest, one) for one in value)
    digest.update(repr(value).encode())
    return 0


def source_of() -> dict[str, str]:
    """Digests of the source that computes results, by package."""
    return {name: digest[:DIGITS] for name, digest in provenance.package_digests().items()}


@dataclass(frozen=True)
class Causes:
    """What changed since the baseline; all empty when nothing did."""

    inputs: tuple[str, ...] = ()
    draws: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    #: The seed of the baseline, when it is another.
    seed_was: int | None = None
    seed: int = 0

    @property
    def nothing(self) -> bool:
        """Whether scenario, seed, draws, source and versions are those of the baseline."""
        seed_same = self.seed_was is None
        return seed_same and not (self.inputs or self.draws or self.source or self.versions)

    def sentences(self) -> list[str]:
        """What changed, a line each: seed, inputs, draws, model, versions."""
        if self.nothing:
            return ["Nothing changed: scenario, seed, draws, source and versions are the same."]
        said = []
        if self.seed_was is not None:
            said.append(f"Seed: {self.seed}, the baseline has {self.seed_was}.")
        said.append(_line("Inputs", self.inputs))
        if self.draws and self.seed_was is not None:
            said.append("Draws: others, by the seed.")
        else:
            said.append(_line("Draws", self.draws))
        said.append(_line("Source of the model", self.source))
        if self.versions:
            said.append(_line("Versions", self.versions))
        return said

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "seed": None if self.seed_was is None else {"was": self.seed_was, "is": self.seed},
            "inputs": list(self.inputs),
            "draws": list(self.draws),
            "source": list(self.source),
            "versions": list(self.versions),
        }


def _line(what: str, changed: tuple[str, ...]) -> str:
    return f"{what}: {'changed in ' + ', '.join(changed) if changed else 'the same'}."


def causes(old: Makings, old_seed: int, new: Makings, seed: int) -> Causes:
    """Which parts differ; a part that came or went differs too."""
    inputs = _changed(old.inputs, new.inputs)
    if len(inputs) > 1:
        # Its digest is that of the whole, so it differs whenever anything does.
        inputs = tuple(name for name in inputs if name != _PARTIAL)
    libraries = _changed(old.versions, new.versions)
    return Causes(
        inputs=inputs,
        draws=_changed(old.draws, new.draws),
        source=_changed(old.source, new.source),
        versions=tuple(
            f"{name} {old.versions.get(name, 'none')} -> {new.versions.get(name, 'none')}"
            for name in libraries
        ),
        seed_was=None if old_seed == seed else old_seed,
        seed=seed,
    )


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    names = dict.fromkeys((*old, *new))
    return tuple(name for name in names if old.get(name) != new.get(name))
