"""Sums over matched jobs: how many got worse, on what their time went, in which groups."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from telesim.experiment.compare.pairing import Sample, student
from telesim.experiment.parts import PARTS
from telesim.experiment.parts.names import Part
from telesim.units import DAY_MS, HOUR_MS, MINUTE_MS

if TYPE_CHECKING:
    import pandas as pd

#: Kinds of job -> unit of their times, and its length in ms.
UNITS = {"repair": ("h", HOUR_MS), "order": ("days", DAY_MS)}
#: Times that differ by less are the same.
SAME_MS = MINUTE_MS
#: Waiting for a crew, in and out of its hours, as one reason.
WAITING = "waiting"
#: By what the change of jobs is told; each stands in the jobs of its kind.
GROUPS = {"repair": ("cause", "county", "exchange"), "order": ("order", "county", "exchange")}
#: Groups of one sort that are told, those that changed most in sum first.
_MOST_GROUPS = 8


def sums_of(jobs: pd.DataFrame, kind: str, number: int) -> pd.DataFrame:
    """One row: counts and sums over the matched jobs of a replication."""
    import pandas as pd

    same = SAME_MS / UNITS[kind][1]
    row: dict[str, Any] = {
        "kind": kind,
        "replication": number,
        "n": len(jobs),
        "worse": int((jobs["change"] > same).sum()),
        "better": int((jobs["change"] < -same).sum()),
        "a": jobs["a"].sum(),
        "change": jobs["change"].sum(),
    }
    row |= {name: jobs[name].sum() for part in PARTS for name in (part, f"{part} a")}
    return pd.DataFrame([row])


def sums_by(jobs: pd.DataFrame, kind: str, by: str) -> pd.DataFrame:
    """Sums over the matched jobs of a replication by one dimension."""
    column = by if by in ("county", "exchange") else "what"
    sums = jobs.groupby(column, sort=False)[["a", "change", *PARTS]].sum()
    sums["n"] = jobs.groupby(column, sort=False).size()
    return sums.rename_axis("group").reset_index().assign(kind=kind, by=by)


def _mean(sums: pd.DataFrame, column: str) -> tuple[float, float, float]:
    """Sum of a column by sum of n over replications, with its interval."""
    n = sums["n"].to_numpy(dtype=float)
    values = np.divide(
        sums[column].to_numpy(dtype=float), n, out=np.full(n.size, np.nan), where=n > 0
    )
    sample = Sample(values, n)
    parts = sample.parts
    if parts.size < 2:
        return sample.mean, math.nan, math.nan
    half = student(parts.size - 1) * float(parts.std(ddof=1)) / math.sqrt(parts.size)
    return sample.mean, sample.mean - half, sample.mean + half


def _kinds(sums: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for kind in UNITS:
        mine = sums[sums["kind"] == kind]
        if mine["n"].sum():
            yield kind, mine


def summary_of(sums: pd.DataFrame, alone: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of job: how many moved, their mean change, and those without a partner."""
    import pandas as pd

    rows = []
    for kind, mine in _kinds(sums):
        before = _mean(mine, "a")[0]
        change, low, high = _mean(mine, "change")
        row = {
            "kind": kind,
            "unit": UNITS[kind][0],
            "matched": int(mine["n"].sum()),
            "worse": int(mine["worse"].sum()),
            "better": int(mine["better"].sum()),
            "same": int((mine["n"] - mine["worse"] - mine["better"]).sum()),
            "mean_a": before,
            "mean_b": before + change,
            "change": change,
            "ci_low": low,
            "ci_high": high,
        }
        for side in "ab":
            its = alone[(alone["kind"] == kind) & (alone["side"] == side)]
            n = int(its["n"].sum())
            row |= {f"only_{side}": n, f"mean_only_{side}": its["sum"].sum() / n if n else math.nan}
        rows.append(row)
    return pd.DataFrame(rows)


def parts_of(sums: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of job and part of its time: both means, and the change of the mean."""
    import pandas as pd

    rows = []
    for kind, mine in _kinds(sums):
        for part in PARTS:
            before = _mean(mine, f"{part} a")[0]
            change, low, high = _mean(mine, part)
            rows.append(
                {
                    "kind": kind,
                    "unit": UNITS[kind][0],
                    "part": part,
                    "mean_a": before,
                    "mean_b": before + change,
                    "change": change,
                    "ci_low": low,
                    "ci_high": high,
                }
            )
    return pd.DataFrame(rows)


def groups_of(groups: pd.DataFrame) -> pd.DataFrame:
    """Groups by how much of all the change lies in them."""
    import pandas as pd

    rows = []
    for (kind, by), mine in groups.groupby(["kind", "by"], sort=False):
        sums = mine.groupby("group", sort=False)[["n", "a", "change", *PARTS]].sum()
        order = sums["change"].abs().sort_values(ascending=False, kind="stable").index
        for name in order[:_MOST_GROUPS]:
            one = sums.loc[name]
            part, moved = _main_part(one)
            rows.append(
                {
                    "kind": kind,
                    "unit": UNITS[kind][0],
                    "by": by,
                    "group": name,
                    "matched": int(one["n"]),
                    "mean_a": one["a"] / one["n"],
                    "mean_b": (one["a"] + one["change"]) / one["n"],
                    "change": one["change"] / one["n"],
                    "because": part,
                    "because_change": moved / one["n"],
                }
            )
    return pd.DataFrame(rows)


def _main_part(row: pd.Series[Any]) -> tuple[str, float]:
    """What moved most in the direction of the change, and by how much; nothing without a change.

    Waiting counts with the hours off shift that come with it.
    """
    moved = {part: float(row[part]) for part in PARTS}
    waiting, off = PARTS[Part.WAITING], PARTS[Part.OFF_SHIFT]
    moved[WAITING] = moved.pop(waiting) + moved.pop(off)
    sign = 1 if row["change"] >= 0 else -1
    part = max(moved, key=lambda name: sign * moved[name])
    return (part, moved[part]) if sign * moved[part] > 0 else ("", 0.0)


def named_jobs(jobs: pd.DataFrame) -> pd.DataFrame:
    """Named jobs: repairs first, those that changed most first."""
    import pandas as pd

    letter = {"repair": "F", "order": "O"}
    rows = []
    for kind in UNITS:
        for _, one in jobs[jobs["kind"] == kind].iterrows():
            part, change = _main_part(one)
            rows.append(
                {
                    "kind": kind,
                    "unit": UNITS[kind][0],
                    "replication": int(one["replication"]),
                    "case_a": f"{letter[kind]}{one['case_a']}",
                    "case_b": f"{letter[kind]}{one['case_b']}",
                    "what": one["what"],
                    "county": one["county"],
                    "exchange": one["exchange"],
                    "cabinet": one["cabinet"],
                    "at": one["at"].replace("T", " "),
                    "a": float(one["a"]),
                    "b": float(one["b"]),
                    "change": float(one["change"]),
                    "open_a": bool(one["open_a"]),
                    "open_b": bool(one["open_b"]),
                    "because": part,
                    "because_change": change,
                }
            )
    return pd.DataFrame(rows)
