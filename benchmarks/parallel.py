"""How much of two cores ``telesim run --workers 2`` puts to use.

The same replications are simulated twice in one go: by two bare Python processes, each of which
simulates half of them and files them as the store does, and by ``telesim run --workers 2`` with
its start of workers, progress, reading back, tables and charts. The efficiency is the time of the
first over the time of the second, the median of several rounds that take turns; the bar is 90 %.

What ``run`` does beside the replications takes the same seconds however many there are, so the bar
is for work that is long enough: 600 replications of quickstart take about a minute. Where the
machine has other work, the processor time of both (all processes, children too) says more than
the clock does; it is printed beside it and has the same bar.

    python benchmarks/parallel.py                   quickstart, 600 replications, 3 rounds
    python benchmarks/parallel.py --replications 10
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIO = Path(__file__).parents[1] / "scenarios" / "quickstart.yaml"
BAR = 0.90
PROCESSES = 2


def bare(scenario: Path, numbers: range, out: Path) -> None:
    """Simulate and file some replications in this process, with nothing around it."""
    from telesim.experiment.replicate import bare as values_of
    from telesim.experiment.replicate import replicate
    from telesim.experiment.store import Store
    from telesim.scenario import load

    loaded = load(scenario)
    store, plain = Store.open(out, loaded, loaded.seed), values_of(loaded, loaded.seed)
    for number in numbers:
        measured, _ = replicate(plain, loaded.seed, number)
        store.write_replication(number, measured, None)


def timed(commands: list[list[str]]) -> tuple[float, float]:
    """Seconds until the last of several processes, started together, has ended, and of processors.

    Raises:
        subprocess.CalledProcessError: one of them failed.
    """
    started, before = time.perf_counter(), _processor_seconds()
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL) for words in commands]
    codes = [process.wait() for process in running]
    seconds = time.perf_counter() - started, _processor_seconds() - before
    for words, code in zip(commands, codes, strict=True):
        if code:
            raise subprocess.CalledProcessError(code, words)
    return seconds


def _processor_seconds() -> float:
    """Of all processes that were started here and have ended, and of those that they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def one_round(
    scenario: Path, replications: int, folder: Path, run_first: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Seconds of the bare processes and of ``telesim run``, each into a folder of its own."""
    mine = [sys.executable, __file__, "--scenario", str(scenario), "--bare"]
    plain = [
        [*mine, f"{first}:{replications + 1}:{PROCESSES}", "--out", str(folder / "bare")]
        for first in range(1, PROCESSES + 1)
    ]
    whole = [
        sys.executable, "-m", "telesim", "run", str(scenario), "--replications",
        str(replications), "--workers", str(PROCESSES), "--out", str(folder / "run"),
    ]  # fmt: skip
    if run_first:
        ran = timed([whole])
        return timed(plain), ran
    return timed(plain), timed([whole])


def main() -> int:
    """Print each round and the efficiency; 1 when it is below the bar."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--scenario", type=Path, default=SCENARIO)
    asked.add_argument("--replications", type=int, default=600)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--bare", help=argparse.SUPPRESS)
    asked.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    wanted = asked.parse_args()
    if wanted.bare:
        bare(wanted.scenario, range(*map(int, wanted.bare.split(":"))), wanted.out)
        return 0
    found = []
    for number in range(1, wanted.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            seconds = one_round(
                wanted.scenario, wanted.replications, Path(folder), run_first=number % 2 == 0
            )
        found.append(seconds)
        (plain, plain_cpu), (whole, whole_cpu) = seconds
        print(
            f"round {number}: two bare processes {plain:.1f} s ({plain_cpu:.1f} of processors), "
            f"run {whole:.1f} s ({whole_cpu:.1f})",
            flush=True,
        )
    clock, processors = (
        statistics.median(plain[which] / whole[which] for plain, whole in found) for which in (0, 1)
    )
    print(
        f"parallel efficiency of run --workers 2 over {wanted.replications} replications: "
        f"{clock:.0%} by the clock, {processors:.0%} by processor time (bar {BAR:.0%})"
    )
    return 0 if clock >= BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
