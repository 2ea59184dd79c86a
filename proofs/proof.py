"""A proof: what it claims, and how a block of experiments is made."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from proofs.claims import Claim, Finding

SEED = 20011123
#: Makes so many experiments and counts, by the name of the claim, in how many it was so.
Experiments = Callable[[np.random.Generator, int], Mapping[str, int]]


@dataclass(frozen=True)
class Proof:
    """Blocks of independent experiments; each has its own numbers and is filed by itself."""

    name: str
    #: One line for the reader of the table.
    summary: str
    claims: tuple[Claim, ...]
    experiments: Experiments
    blocks: int = 20
    #: Experiments (macro-replications) in a block.
    size: int = 50
    #: Experiments of the quick version, which is one block.
    quick_size: int = 200
    #: Makes the experiments of the quick version; the same as the others when None.
    quick: Experiments | None = None
    #: What these experiments are, where they are others.
    quick_summary: str = ""
    #: Whether the whole simulator takes part, so that any change of it makes blocks anew.
    simulates: bool = False

    def sizes(self, quick: bool) -> list[int]:
        """Experiments of each block."""
        return [self.quick_size] if quick else [self.size] * self.blocks

    def block(self, number: int, size: int, *, quick: bool = False) -> dict[str, int]:
        """One block, the same whenever and wherever it is made.

        Raises:
            ValueError: the experiments count something else than what is claimed.
        """
        entropy = (SEED, zlib.crc32(self.name.encode()), size, number)
        make = self.quick if quick and self.quick is not None else self.experiments
        hits = dict(make(np.random.default_rng(entropy), size))
        names = [claim.name for claim in self.claims]
        if sorted(hits) != sorted(names):
            raise ValueError(f"{self.name} counts {sorted(hits)}, claims are {sorted(names)}")
        if not all(0 <= hits[name] <= size for name in names):
            raise ValueError(f"{self.name} counts {hits} among {size} experiments")
        return {name: int(hits[name]) for name in names}

    def findings(self, counted: Mapping[str, int], experiments: int) -> list[Finding]:
        """The claims with what was counted over all blocks."""
        return [Finding(claim, counted[claim.name], experiments) for claim in self.claims]

    def quickly(self) -> list[Finding]:
        """The quick version, made now."""
        [size] = self.sizes(quick=True)
        return self.findings(self.block(0, size, quick=True), size)
