"""What the conservation check costs of a replication: processor time, as a share in one run.

A replication is drawn, simulated, checked, measured and filed. The bar is 5 %; the leanest towns,
whose crews have nothing but one visit after another, come nearest to it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

import telesim
from telesim import conservation
from telesim.experiment.replicate import bare, replicate
from telesim.experiment.store import Store

ROOT = Path(__file__).resolve().parents[1]
TOWNS = (
    "scenarios/quickstart.yaml",
    "scenarios/fibre-town.yaml",
    "scenarios/zhumadian/field-force/before.yaml",
    "tests/theory/scenarios/mg1/fixed.yaml",
    "tests/theory/scenarios/erlang_c/m-m-3.yaml",
)
BAR = 0.05
ROUNDS = 3


def share(file: Path, rounds: int = ROUNDS) -> float:
    """The check's share of a replication's processor time, the median of some rounds."""
    scenario = telesim.load(file)
    plain = bare(scenario, scenario.seed)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder), scenario, scenario.seed)
        for number in range(1, rounds + 2):
            began = time.process_time()
            measured, log = replicate(plain, scenario.seed, number)
            store.write_replication(number, measured, None)
            whole = time.process_time() - began
            began = time.process_time()
            conservation.check(plain, log, scenario.seed)
            found.append((time.process_time() - began) / whole)
    # The first loads libraries.
    return statistics.median(found[1:])


def main() -> int:
    """Print a line for each town; 1 when one is above the bar."""
    files = [Path(word) for word in sys.argv[1:]] or [ROOT / town for town in TOWNS]
    worst = 0.0
    for file in files:
        found = share(file)
        worst = max(worst, found)
        print(f"{file.stem:24} {found:6.1%}")
    print(f"conservation: {worst:.1%} of a replication at most (bar {BAR:.0%})")
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
