"""The single record of a run: one row for each change of state, in integer columns.

KPIs, charts, replays and "why was this late" read it and nothing else. Rows are sorted by
time; within one instant they stand in the order in which things happened.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Kind(IntEnum):
    """What happened. The number of a kind is stored, so it is never given a new meaning."""

    # -- state at the start and capacity; case is -1 -------------------------------------------
    #: Lines in service in a cabinet at the start: place = cabinet, amount = lines.
    LINES = 1
    #: Capacity that opens (at time 0: that exists): place, reason = Level, amount = usable units
    #: added; for drops, amount = new share in parts per million.
    CAPACITY = 2
    #: Capacity ordered by a rule: place, reason = Level, amount = units. It opens later.
    EXPANSION_ORDERED = 3
    #: Money spent: place, reason = Level, amount = cents.
    SPENT = 4
    #: A reform begins: place = county (or -1), amount = number of the phase.
    REFORM = 5

    # -- orders -------------------------------------------------------------------------------
    #: An order arrives: place = cabinet where the line is wanted, line = slot, reason = order type
    #: (0 install, 1 move, 2 cease), amount = distance from the exchange in metres.
    ORDER = 10
    #: Facilities lack: reason = the first Level that blocks. Written again when it is found to have
    #: changed: for all after something was built, else for the oldest of a cabinet.
    HELD = 11
    #: Port and pairs are assigned (a move: pairs only); a field job waits from now on.
    #: reason = 1 when the drop must be built. amount = 1 if a port was taken, else 0.
    ASSIGNED = 12
    #: Working service: the visit of ``crew`` ends, amount = crew time on site, in ms.
    IN_SERVICE = 13
    #: The customer gives up; reason = 1 when facilities had been assigned and are free again,
    #: amount = 1 if that included a port.
    CANCELLED = 14
    #: A line in service is given up: place = cabinet, line = slot; port and pairs are free.
    CEASED = 15
    #: Pairs of the old place are free after a move: place = old cabinet, line = old slot.
    RELEASED = 16
    #: An order, or a fault that changes to a spare pair, needs a jumper at the main frame and
    #: waits for it: reason = case of the call that it joins, amount = crew time for it, in ms.
    JUMPER_ASKED = 17
    #: The jumper is run; a field job waits from now on: crew, reason = case of the call.
    JUMPERED = 18

    #: Working service without a visit: the line of an earlier customer still stands. amount = 0.
    RECONNECTED = 90

    # -- faults -------------------------------------------------------------------------------
    #: Lines go down: place, line = first slot, reason = cause, amount = number of lines.
    FAULT = 20
    #: This fault repeats an earlier case: amount = that case. Follows its FAULT row.
    REPEAT_OF = 21
    #: The first valid report; amount = number of lines whose customers report. Clock starts.
    REPORT = 22
    #: Cleared from the desk without a visit; all lines restored.
    CLEARED_REMOTELY = 23
    #: A gang has found the place of the damage; amount = crew time in ms so far on site.
    LOCATED = 24
    #: The gang leaves to wait for material; ends the visit: amount = crew time on site in ms,
    #: reason = the wait in ms.
    MATERIAL = 25
    #: Some lines of a cable work again: amount = number of lines.
    PART_RESTORED = 26
    #: The fault is cleared: the visit of ``crew`` ends, amount = crew time on site in ms; lines
    #: not restored before are restored now: reason = their number.
    CLEARED = 27
    #: Lines will be changed over to spare pairs, which are taken now: place, amount = pairs,
    #: reason = FEEDER for feeder pairs, 0 for distribution pairs. Their own are defective and can
    #: carry nothing until they are recovered.
    PAIR_SWAP = 28
    #: Lines could be changed over but find no spare: reason = the Level that lacks. The cable
    #: itself must be repaired.
    NO_SPARE = 29
    #: This fault is the early failure of a new line: amount = the install order. Follows its
    #: FAULT row.
    EARLY_LIFE = 42
    #: This fault was made by work on pairs: amount = the case that was worked on, whose last row
    #: ended that work. Follows its FAULT row.
    WORK_INDUCED = 43

    # -- visits, of orders and faults alike ---------------------------------------------------
    #: A crew starts travelling: crew, reason = number of the visit from 0, amount = travel in ms.
    DISPATCHED = 30
    #: The crew is on site: amount = 0.
    ARRIVED = 31
    #: Nobody at home; ends the visit: amount = crew time lost on site in ms.
    NO_ACCESS = 32
    #: The visit ends without success and the job waits again: amount = crew time on site in ms.
    UNFINISHED = 33
    #: The crew's day ends with the job begun: reason = 0. Same crew goes on later.
    SUSPENDED = 34
    #: The crew goes on with a suspended job.
    RESUMED = 35
    #: Crew time worked beyond the end of the day for this case: amount = ms.
    OVERTIME = 36
    #: A job that could not be done now waits again from this instant on (after no access,
    #: or when material has arrived).
    READY = 37

    # -- calls to a main frame, cases of their own ------------------------------------------------
    #: Somebody is wanted at the main frame: place = exchange. Jumpers join until a crew sets out.
    FRAME_CALL = 44
    #: The jumpers of a call are run: the visit of ``crew`` ends, amount = crew time on site in
    #: ms, reason = number of jumpers, those of customers who gave up meanwhile included.
    FRAME_DONE = 45
    #: Nobody waits for the call any more, and no crew has set out: it lapses.
    FRAME_LAPSED = 46

    # -- promises and pull-off ------------------------------------------------------------------
    #: A window is promised to an order with facilities or to a reported fault, which waits until
    #: it opens (READY): amount = first instant of the window, reason = its length in ms. The next
    #: ARRIVED row keeps the promise if it comes by the window's end.
    PROMISED = 75
    #: Teams of a county are pulled off to repair; case is -1, place = county, reason = open
    #: repairs, amount = reports in the time over which the policy counts the intake.
    PULL_OFF_BEGINS = 76
    #: They go back to their own work; columns as above.
    PULL_OFF_ENDS = 77

    # -- crews; case is -1 ----------------------------------------------------------------------
    #: A crew's day on duty begins: crew, place = base exchange, amount = ms on duty that day.
    ON_DUTY = 40
    #: Time at the depot that day: crew, amount = ms.
    DEPOT = 41

    # -- what pay does to work -----------------------------------------------------------------
    #: A ticket lies forgotten from now on: amount = ms until the customer calls again.
    FORGOTTEN = 80
    #: The customer calls again; the forgotten ticket waits for a crew from now on.
    REMINDED = 81
    #: ``crew`` closes a job without the closing test. Stands before the row that ends the visit.
    UNTESTED = 82
    #: ``crew`` closes a repair though the line is not repaired. Stands before its CLEARED row; the
    #: line is down again at once, as a fault that repeats this one and is reported later.
    UNREPAIRED = 83
    #: Inspection finds that this case was closed without repair: ``crew`` = who closed it.
    FOUND_UNREPAIRED = 84
    #: An idle crew sets out for preventive work on a line; case is -1: crew, place, line,
    #: amount = travel in ms. ARRIVED follows, with case -1 as well.
    PREVENTIVE = 85
    #: Ends preventive work; case is -1: crew, place, line, amount = crew time on site in ms.
    TREATED = 86
    #: Preventive work has kept a fault away; case is -1: place, line, reason = cause.
    AVOIDED = 87
    # -- plant in depth -----------------------------------------------------------------------
    #: Of the lines that this FAULT took down, so many lie in a further cabinet on the same feeder
    #: cable: place = that cabinet, line = first slot there, amount = lines. Follows its FAULT row;
    #: the lines that no such row names lie in the cabinet of the FAULT row.
    FURTHER_DOWN = 60
    #: Of the lines that come back at this instant, so many lie in a further cabinet: place,
    #: amount = lines. Stands before its PART_RESTORED row, or behind CLEARED or CLEARED_REMOTELY.
    FURTHER_BACK = 61
    #: The power of an exchange fails; case is -1: place = exchange, reason = number of the failure
    #: in the workload, amount = working lines that go silent.
    POWER_LOST = 62
    #: These lines work again by themselves: place, reason and amount as in POWER_LOST.
    POWER_BACK = 63
    # -- works; each project that a gang builds, or that waits for a bore, is a case ------------
    # Its place is a cabinet; for a duct the exchange, and line = number of the duct.
    #: Permits and material are there: the work waits for a gang, or is done when none is needed.
    #: reason = Work, amount = pairs; for a duct, bores.
    WORK_RELEASED = 50
    #: The opening as planned: the work from its release on, laid on the days of one gang without
    #: interruption: reason = work at the norm in ms, amount = instant in ms since the start.
    PLANNED = 51
    #: A gang's day ends with the work begun; ends the visit: amount = crew time on site in ms,
    #: reason = work left at the norm in ms. Any gang may go on from the next morning.
    PART_BUILT = 52
    #: The last of the work is done; ends the visit: amount = crew time on site in ms, reason =
    #: slip, the real less the planned opening, in ms. CAPACITY, BORES or PAIRS_RECOVERED follows.
    BUILT = 53
    #: A cable could be released but has no bore: place = cabinet, line = duct, amount = pairs.
    NO_BORE = 54
    #: A cable has a bore to itself from now on: place = cabinet, line = duct, amount = 1.
    BORE_TAKEN = 55
    #: A duct project is ordered: place = exchange, line = duct, amount = bores it adds.
    DUCT_ORDERED = 56
    #: New bores are there: place = exchange, line = duct, amount = bores.
    BORES = 57
    #: Defective distribution pairs can be used again: place = cabinet, amount = pairs.
    PAIRS_RECOVERED = 58
    #: A month begins in which nobody digs: work that waits rests until READY.
    FROST = 59

    # -- posts and territories ------------------------------------------------------------------
    #: The holder of a crew's post leaves: case -1, crew, place = base exchange, amount = ms until
    #: the post is filled again.
    LEFT = 70
    #: A new crew takes the post: case -1, crew, place = base exchange.
    JOINED = 71
    #: Follows DISPATCHED when the crew serves a cabinet that is not its own, as none of those who
    #: own it is free: case, crew, place = cabinet.
    LENT = 72


class Work(IntEnum):
    """What is built; the first two have the numbers of their Level."""

    FEEDER = 1
    DISTRIBUTION = 2
    DUCT = 5
    RECOVERY = 6


#: Words for what is built, as they stand in tables and texts, by number of Work.
WORK_NAMES: dict[int, str] = {
    Work.FEEDER: "feeder",
    Work.DISTRIBUTION: "distribution",
    Work.DUCT: "duct",
    Work.RECOVERY: "recovery",
}


class Level(IntEnum):
    """What an order can lack, in the order in which it is looked for."""

    PORT = 0
    FEEDER = 1
    DISTRIBUTION = 2
    BOX = 3
    DROP = 4


#: Words for levels, as they stand in tables and texts.
LEVEL_NAMES: tuple[str, ...] = ("port", "feeder", "distribution", "box", "drop")

#: Column -> dtype, in order. ``place`` counts cabinets first, then exchanges, then counties.
COLUMNS: dict[str, Any] = {
    "time_ms": np.int64,
    "kind": np.int8,
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
        part = path.with_name(path.name + ".part")
        pq.write_table(table, part, compression="zstd", write_page_checksum=True)
        part.replace(path)

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


class Recorder:
    """Collects rows during a run. ``append`` takes a tuple in the order of COLUMNS.

    Rows may come slightly out of order (a visit is written down when it is over); the log is
    sorted by time at the end, rows of one instant keeping the order in which they came.
    """

    #: Rows kept as Python numbers before they are packed: few, so that they stay in the cache.
    CHUNK = 1_000
    #: More numbers than this are worth packing.
    FULL = CHUNK * len(COLUMNS)

    def __init__(self) -> None:
        #: Row after row in one list: an eighth of the objects that a tuple a row would be.
        self.values: list[int] = []
        self.append: Callable[[tuple[int, int, int, int, int, int, int, int]], None] = (
            self.values.extend
        )
        self._packed: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}

    def pack(self) -> None:
        """Move the collected numbers into columns."""
        values = self.values
        # Several times as quick as np.array(values).
        packed = struct.pack(f"={len(values)}q", *values)
        values.clear()
        block = np.frombuffer(packed, np.int64).reshape(-1, len(COLUMNS))
        for column, (name, dtype) in enumerate(COLUMNS.items()):
            self._packed[name].append(block[:, column].astype(dtype))

    def finish(self, end_ms: int) -> EventLog:
        """The log of the run; rows later than its end did not happen and are left out."""
        self.pack()
        columns: dict[str, NDArray[Any]] = {}
        order = None
        for name, dtype in COLUMNS.items():
            parts = self._packed[name]
            column = np.concatenate(parts) if parts else np.zeros(0, dtype)
            parts.clear()
            if order is None:  # the first column is the time
                order = np.argsort(column, kind="stable")
                order = order[: np.searchsorted(column, end_ms, side="right", sorter=order)]
            columns[name] = column.take(order).astype(dtype, copy=False)
        return EventLog(columns, end_ms)
