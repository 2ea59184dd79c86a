"""The rows of one run as columns: kept, read, compared, told as text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telesim.eventlog.kinds import Kind
from telesim.writing import writing

#: Column -> dtype, in order. ``place`` counts cabinets first, then exchanges, then counties.
COLUMNS: dict[str, Any] = {
    "time_ms": np.int64,
    "kind": np.uint8,
    "case": np.int32,
    "line": np.int32,
    "place": np.int32,
    "crew": np.int32,
    "reason": np.int64,
    "amount": np.int64,
}


@dataclass(frozen=True)
class EventLog:
    """The rows of one run, sorted by time.

    ``columns`` maps each name in COLUMNS to an array of one length; each is also an attribute
    (``log.time_ms``). ``end_ms`` is the instant at which the run stopped: cases without an
    ending row were still open then.
    """

    columns: dict[str, NDArray[Any]]
    end_ms: int

    def __getattr__(self, name: str) -> NDArray[Any]:
        try:
            columns: dict[str, NDArray[Any]] = self.__dict__["columns"]
            return columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def __len__(self) -> int:
        return len(self.columns["time_ms"])

    def digest(self) -> str:
        """SHA-256 over the columns and the end: equal for equal logs only."""
        digest = hashlib.sha256(str(self.end_ms).encode())
        for name, dtype in COLUMNS.items():
            digest.update(np.ascontiguousarray(self.columns[name], dtype=dtype).tobytes())
        return digest.hexdigest()

    def row(self, n: int) -> dict[str, int]:
        """Row ``n`` as plain integers."""
        return {name: int(column[n]) for name, column in self.columns.items()}

    def first_difference(self, other: EventLog) -> int | None:
        """Number of the first row in which two logs differ, or None when they are the same.

        The number of rows of the shorter log, when it is the beginning of the longer.
        """
        shorter = min(len(self), len(other))
        differs = np.zeros(shorter, dtype=bool)
        for name in COLUMNS:
            differs |= self.columns[name][:shorter] != other.columns[name][:shorter]
        if differs.any():
            return int(np.argmax(differs))
        return None if len(self) == len(other) else shorter

    def text(self, first: int = 0, last: int | None = None) -> str:
        """Rows as readable lines: time in ms, kind, then what the row names."""
        lines = []
        for n in range(first, len(self) if last is None else min(last, len(self))):
            row = self.row(n)
            kind = Kind(row["kind"]).name.lower().replace("_", "-")
            parts = [
                f"{name} {row[name]}"
                for name in ("case", "line", "place", "crew")
                if row[name] >= 0
            ]
            parts += [f"{name} {row[name]}" for name in ("reason", "amount") if row[name]]
            lines.append(f"{row['time_ms']:>12} {kind:<18} {' '.join(parts)}".rstrip())
        return "\n".join(lines)

    def save(self, path: Path) -> None:
        """Write as Parquet; the file appears whole or not at all."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.table(self.columns, metadata={"end_ms": str(self.end_ms)})
        with writing(path) as partial:
            pq.write_table(table, partial, compression="zstd", write_page_checksum=True)

    @classmethod
    def load(cls, path: Path) -> EventLog:
        """Read what :meth:`save` wrote.

        Raises:
            OSError: the file cannot be read, or is damaged.
            ValueError: the file is not such a log.
        """
        import pyarrow.parquet as pq

        table = pq.read_table(path, page_checksum_verification=True)
        metadata = table.schema.metadata or {}
        if b"end_ms" not in metadata or table.column_names != list(COLUMNS):
            raise ValueError(f"{path}: not an event log of telesim")
        columns = {name: table.column(name).to_numpy() for name in COLUMNS}
        return cls(columns, int(metadata[b"end_ms"]))
