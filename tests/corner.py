"""A corner of Zhumadian: three exchanges with a few cabinets each, and every system of the whole.

Cut out of the real scenario, so that its sections are those of ``before.yaml`` and its reforms the
files of ``reforms/``.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

ZHUMADIAN = Path(__file__).parents[1] / "scenarios" / "zhumadian"
#: A city exchange, a county seat and a township of another county.
EXCHANGES = ("zhumadian-1", "queshan-seat", "queshan-t01")
#: Cabinets that are kept of each exchange: the fullest, and those nearest to it.
KEPT = 4
#: Seven weeks from October on, with the campaign in them.
SETTINGS = {
    "warm_up": "2 weeks",
    "window": "4 weeks",
    "follow_up": "1 week",
    "promotions.new-year.opens": "2000-10-16",
    "promotions.new-year.closes": "2000-11-12",
    "promotions.new-year.lasting": "14 days",
}

_Row = dict[str, str]


def _read(name: str) -> list[_Row]:
    with (ZHUMADIAN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(folder: Path, name: str, rows: list[_Row]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _cabinets() -> list[_Row]:
    near = [(int(row["m"]), row["cabinet"], row["neighbour"]) for row in _read("neighbours.csv")]
    found = []
    for exchange in EXCHANGES:
        there = [
            row
            for row in _read("cabinets.csv")
            if row["exchange"] == exchange and not row["direct"]
        ]
        fullest = max(there, key=lambda row: int(row["lines"]) / int(row["feeder_pairs"]))
        beside = [other for _, one, other in sorted(near) if one == fullest["id"]]
        order = [fullest["id"], *beside, *(row["id"] for row in there)]
        found += sorted(there, key=lambda row: order.index(row["id"]))[:KEPT]
    return found


def corner(folder: Path) -> Path:
    """Write the corner into a folder; the file of its *before*, beside which are its reforms."""
    cabinets = _cabinets()
    ids = {row["id"] for row in cabinets}
    exchanges = [row for row in _read("exchanges.csv") if row["id"] in EXCHANGES]
    for row in exchanges:
        lines = sum(int(one["lines"]) for one in cabinets if one["exchange"] == row["id"])
        # As full as the whole exchange is.
        row["ports"] = str(int(row["ports"]) * lines // int(row["lines"]))
        row["lines"] = str(lines)
    crews = [row for row in _read("crews.csv") if row["base"] in EXCHANGES]
    crews = [row for row in crews if row["local_base"] in ("", *EXCHANGES)]
    for row in crews:
        kept = [one for one in row["local_covers"].split() if one in EXCHANGES]
        row["local_covers"] = " ".join(kept)
        row["count"] = "1"
    places = {row["id"] for row in _read("exchanges.csv")} - set(EXCHANGES)
    trunks = [row for row in _read("trunks.csv") if not {row["starts_at"], row["ends_at"]} & places]
    groups = {row["id"] for row in trunks}
    for row in trunks:
        row["overflow_to"] = " ".join(one for one in row["overflow_to"].split() if one in groups)
    tables: dict[str, Callable[[_Row], bool]] = {
        "ducts.csv": lambda row: row["exchange"] in EXCHANGES,
        "neighbours.csv": lambda row: {row["cabinet"], row["neighbour"]} <= ids,
        "circuits.csv": lambda row: row["group"] in groups,
    }
    for name, rows in (
        ("cabinets.csv", cabinets), ("exchanges.csv", exchanges), ("crews.csv", crews),
        ("trunks.csv", trunks),
        *((name, [row for row in _read(name) if wanted(row)]) for name, wanted in tables.items()),
    ):  # fmt: skip
        _write(folder, name, rows)
    shutil.copytree(ZHUMADIAN / "reforms", folder / "reforms")
    shutil.copy(ZHUMADIAN / "before.yaml", folder)
    return folder / "before.yaml"
