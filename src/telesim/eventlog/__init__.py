"""The single record of a run: one row for each change of state, in integer columns.

KPIs, charts, replays and "why was this late" read it and nothing else. Rows are sorted by
time; within one instant they stand in the order in which things happened.
"""

from telesim.eventlog.kinds import LEVEL_NAMES, WORK_NAMES, Kind, Level, Work
from telesim.eventlog.log import COLUMNS, EventLog
from telesim.eventlog.recorder import Recorder

__all__ = ["COLUMNS", "EventLog", "Kind", "LEVEL_NAMES", "Level", "Recorder", "WORK_NAMES", "Work"]
