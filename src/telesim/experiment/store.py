"""The results folder of one run: replications one by one, each whole or absent.

Files appear under their names only when they are complete (written beside, then renamed), so
a run that was stopped leaves whole replications and the next one goes on from them. Plain
formats only: Parquet, JSON, CSV.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.errors import StoreError
from telesim.experiment.provenance import key_parts, result_key, result_name
from telesim.writing import token, writing

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from telesim.eventlog import EventLog
    from telesim.scenario import Scenario

#: What sums up a run, beside its charts; the manifest comes last and says how many replications.
SUMMARIES = ("kpis.csv", "exchanges.csv", "cabinets.csv", "replications.parquet", "manifest.json")
#: What the folder's name is made of; stands from the first moment on.
KEY_PARTS = "key.json"
#: Charts that the report draws into the folder.
DRAWN = ("time-to-restore.png", "backlog-and-fill.png")
#: What is stored of each replication -> columns that it must have.
PARTS: dict[str, tuple[str, ...]] = {
    "replications": ("kpi", "where", "unit", "value", "n", "open", "numerator", "denominator"),
    "series": ("at", "family", "series", "value"),
    "exchanges": ("exchange", "county", "area", "exhausted_ms"),
    "cabinets": ("cabinet", "exchange", "county", "area", "lines", "reports", "line_hours_lost"),
}


@dataclass(frozen=True)
class Measured:
    """What is stored of one replication: KPIs, weekly readings, exchanges and cabinets."""

    replications: pd.DataFrame
    series: pd.DataFrame
    exchanges: pd.DataFrame
    cabinets: pd.DataFrame


@dataclass(frozen=True)
class Store:
    """One run's folder, ``<out>/<scenario>/<key>/``."""

    folder: Path
    key: str
    #: Marks this process's unfinished files, so that only they are swept.
    token: str = field(default_factory=token)

    @classmethod
    def at(cls, out: Path, scenario: Scenario, seed: int) -> Store:
        """The folder for a scenario and a seed, whether or not it is there."""
        key = result_key(scenario, seed)
        return cls(out / result_name(scenario) / key, key)

    @classmethod
    def open(cls, out: Path, scenario: Scenario, seed: int) -> Store:
        """The folder for a scenario and a seed, made if need be and tried for writing.

        Raises:
            StoreError: the folder cannot be made or written.
        """
        store = cls.at(out, scenario, seed)
        with _explained(store.folder, "write to"):
            store.folder.mkdir(parents=True, exist_ok=True)
        with store.writing(store.folder / "try"):
            pass
        if not (store.folder / KEY_PARTS).is_file():
            parts = {"scenario": result_name(scenario), **key_parts(scenario, seed)}
            store.write_json(KEY_PARTS, parts)
        return store

    def absolute(self) -> Store:
        """The same for worker processes, which may have started in another directory."""
        return replace(self, folder=self.folder.absolute())

    # -- files --------------------------------------------------------------------------------

    @contextmanager
    def writing(self, path: Path) -> Iterator[Path]:
        """A path to write to; it becomes ``path`` when the block ends well.

        Raises:
            StoreError: any step of it fails, for instance on a full disk.
        """
        with _explained(path, "write"), writing(path, self.token) as partial:
            yield partial

    def sweep(self) -> None:
        """Remove what this run's workers left unfinished when they were stopped."""
        for partial in self.folder.rglob(f".*.{self.token}.partial*"):
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def write_text(self, name: str, text: str) -> None:
        """A text file of the folder, UTF-8 with plain line ends."""
        with self.writing(self.folder / name) as partial:
            partial.write_text(text, encoding="utf-8", newline="\n")

    def write_json(self, name: str, value: Any) -> None:
        """A JSON file of the folder; refuses NaN."""
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False, default=str)
        self.write_text(name, text + "\n")

    def write_table(self, name: str, table: pd.DataFrame) -> None:
        """A Parquet file of the folder, its pages with checksums."""
        with self.writing(self.folder / name) as partial:
            table.to_parquet(partial, index=False, write_page_checksum=True)

    # -- replications ---------------------------------------------------------------------------

    def log_path(self, number: int) -> Path:
        """Where the event log of a replication stands, when it was kept."""
        return self.folder / "logs" / f"{number:04d}.parquet"

    def write_replication(self, number: int, measured: Measured, log: EventLog | None) -> None:
        """File one replication. Its KPI table comes last: once it stands, all of it stands.

        Raises:
            StoreError: a file cannot be written.
        """
        if log is not None:
            with self.writing(self.log_path(number)) as partial:
                log.save(partial)
        for part in reversed(PARTS):
            table = getattr(measured, part).copy()
            table.insert(0, "replication", number)
            self.write_table(f"{part}/{number:04d}.parquet", table)

    def read(self, part: str, number: int) -> pd.DataFrame | None:
        """One of the PARTS of a replication; None when it is absent or damaged."""
        table = self.stored(part, number)
        return None if table is None else table.to_pandas()

    def stored(self, part: str, number: int) -> pa.Table | None:
        """The same as it is stored, which takes half the time to read."""
        return _read(self.folder / part / f"{number:04d}.parquet", number, PARTS[part])

    def holds(self, number: int, *, with_log: bool = False) -> bool:
        """Whether a replication is there and readable."""
        if any(self.stored(part, number) is None for part in PARTS):
            return False
        return not with_log or _is_log(self.log_path(number))

    def summed_up(self) -> int:
        """Replications that the folder's summary files are of; 0 when one is missing or damaged.

        Or when they are not of one run, as after two that ended at once.
        """
        import pandas as pd

        found = 0
        try:
            for name in SUMMARIES:
                if name.endswith(".csv"):
                    pd.read_csv(self.folder / name)
                elif name.endswith(".parquet"):
                    table = pd.read_parquet(self.folder / name, page_checksum_verification=True)
                    found = table["replication"].nunique()
            said = int(self.manifest()["replications"])
            return said if said == found else 0
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return 0  # unreadable, so all of them are written again

    def manifest(self) -> dict[str, Any]:
        """What the manifest says; empty when there is none or it is damaged."""
        try:
            said = json.loads((self.folder / SUMMARIES[-1]).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}


def _read(path: Path, number: int, columns: tuple[str, ...]) -> pa.Table | None:
    """A stored table, or None: whatever is wrong with it, the replication is computed again."""
    import pyarrow.parquet as pq

    if not path.is_file():
        return None
    try:
        # Not pandas.read_parquet: it looks for a data set at the path, which takes longer than
        # to read so small a file.
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read(use_threads=False)
    except (OSError, ValueError, KeyError):  # pyarrow's own errors derive from these
        return None
    if not {"replication", *columns} <= set(table.column_names):
        return None
    if not (table["replication"].to_numpy() == number).all():
        return None
    return table


def _is_log(path: Path) -> bool:
    """Whether a log is there and whole: each of its pages has a checksum."""
    from telesim.eventlog import EventLog

    try:
        EventLog.load(path)
    except (OSError, ValueError):  # pyarrow's own errors derive from these
        return False
    return True


@contextmanager
def _explained(path: Path, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise StoreError(f"cannot {verb} {path}: {reason}") from problem
