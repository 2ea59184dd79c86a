"""Many scenarios in one go: what is missing of each is simulated side by side, then read back.

Compare, explain, plan, sweep and sensitivity all simulate through a :class:`Study`, so that each
finds what any of them has filed, and all show one progress.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment.replicate import Piece, Progress, bare, file_all
from telesim.experiment.store import Store
from telesim.experiment.tables import names_for_logs

if TYPE_CHECKING:
    import pandas as pd

    from telesim.scenario import Scenario


@dataclass(frozen=True)
class Design:
    """One scenario of a study, and which of its replications are wanted."""

    scenario: Scenario
    seed: int
    #: Replications, numbered from 1.
    numbers: Sequence[int]
    keep_log: bool = False


@dataclass(frozen=True)
class Study:
    """Where and how the designs of a study are simulated."""

    #: Root of the results.
    out: Path
    #: Local processes; None takes what pays.
    workers: int | None = None
    progress: Progress | None = None

    def simulate(self, designs: Iterable[Design]) -> list[Store]:
        """File what is missing of every design; their stores, in the order of the designs.

        Raises:
            RunError: a replication failed.
            StoreError: a folder cannot be written.
        """
        stores, pieces = [], []
        wanted: set[tuple[Path, int]] = set()
        for design in designs:
            store = Store.open(self.out, design.scenario, design.seed)
            stores.append(store)
            if design.keep_log:
                store.write_json("logs/names.json", names_for_logs(design.scenario))
            plain = bare(design.scenario, design.seed)
            for number in design.numbers:
                known = (store.folder, number) in wanted
                if known or store.holds(number, with_log=design.keep_log):
                    continue
                wanted.add((store.folder, number))
                pieces.append(Piece(store.absolute(), plain, design.seed, number, design.keep_log))
        file_all(pieces, workers=self.workers, progress=self.progress)
        return stores


def joined(store: Store, part: str, numbers: Iterable[int]) -> pd.DataFrame:
    """One of the store's PARTS over several replications, in one table.

    Raises:
        FileNotFoundError: a replication is missing or damaged.
    """
    import pandas as pd
    import pyarrow as pa

    tables = []
    for number in numbers:
        table = store.stored(part, number)
        if table is None:
            raise FileNotFoundError(f"{store.folder}: no whole replication {number}")
        tables.append(table)
    if all(table.schema.equals(tables[0].schema) for table in tables):
        return pa.concat_tables(tables).to_pandas()
    return pd.concat([table.to_pandas() for table in tables], ignore_index=True)
