"""What ``explain`` costs beyond the replications that it needs: its bar is 1.2 times them.

    python benchmarks/explain_overhead.py scenarios/zhumadian/before.yaml \\
        scenarios/zhumadian/after.yaml --weeks 26 --replications 4

Bare are the replications of all combinations, drawn, simulated, checked, measured and filed by the
same number of workers; loading lies outside. Explained is the whole command with fresh results:
loading every combination, the pilots of the estimate, the same replications, shares, hours, charts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from telesim.experiment.explain import Prepared, prepare
from telesim.experiment.study import Design, Study
from telesim.report.waterfall import draw_explanation

BAR = 1.2


def main() -> int:
    """0 when the bar is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--weeks", type=int)
    parser.add_argument("--replications", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()

    def prepared(out: Path) -> Prepared:
        return prepare(
            asked.before,
            asked.after,
            window=None if asked.weeks is None else f"{asked.weeks} weeks",
            replications=asked.replications,
            workers=asked.workers,
            out=out,
        )

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        started = time.perf_counter()
        study = prepared(root / "explained")
        loaded = time.perf_counter() - started
        estimate = study.estimate()
        told = time.perf_counter() - started
        print(
            f"loading {loaded:.1f} s, pilots {told - loaded:.1f} s; {estimate.line()}", flush=True
        )
        draw_explanation(study.answer())
        explained = time.perf_counter() - started
        print(f"explained {explained:.1f} s", flush=True)
        designs = [
            Design(scenario, study.seed, study.numbers) for scenario in study.scenarios.values()
        ]
        started = time.perf_counter()
        Study(root / "bare", asked.workers).simulate(designs)
        bare = time.perf_counter() - started
    ratio = explained / bare
    print(f"bare {bare:.1f} s; explained / bare {ratio:.3f}, bar {BAR}")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
