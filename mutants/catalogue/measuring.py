"""What a run is said to have been like: windows, clocks, open cases, repeats, quantiles."""

from __future__ import annotations

from mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        name="finished-jobs-only",
        wrong="times to restore are means over faults that were repaired",
        file="kpi/families/restoration.py",
        text="on_site = ~faults.remote[chosen]",
        instead="on_site = ~faults.remote[chosen] & ended",
        tests=("tests/unit/test_kpi_restoration.py",),
    ),
    Mutant(
        name="faults-of-the-clearing",
        wrong="faults count in the window in which they are cleared, so that open ones drop out",
        file="kpi/families/restoration.py",
        text="chosen = np.flatnonzero(record.in_window(faults.reported_ms))",
        instead="chosen = np.flatnonzero(record.in_window(faults.restored_ms))",
        tests=("tests/unit/test_kpi_restoration.py",),
    ),
    Mutant(
        name="warm-up-counted",
        wrong="the warm-up is part of the window",
        file="kpi/record.py",
        text="return (time_ms >= self.start_ms) & (time_ms < self.end_ms)",
        instead="return (time_ms >= 0) & (time_ms < self.end_ms)",
        tests=("tests/unit/test_kpi_restoration.py", "tests/unit/test_kpi_orders.py"),
    ),
    Mutant(
        name="on-duty-clock",
        wrong="times of which all should count are counted in hours on duty",
        file="kpi/clocks.py",
        text="    return times.end_ms - times.start_ms\n",
        instead="    return working_hours(scenario, times)\n",
        tests=("tests/unit/test_kpi_clocks.py", "tests/unit/test_kpi_restoration.py"),
    ),
    Mutant(
        name="repeats-are-new",
        wrong="a line that fails again for another cause is no repeat",
        file="kpi/families/repeats.py",
        text="found[now[same & (gap >= 0) & (gap <= REPEAT_MS)]] = True",
        instead="found[now[same & (gap < 0)]] = True",
        tests=("tests/unit/test_kpi_plant_and_losses.py", "tests/unit/test_kpi_restoration.py"),
    ),
    Mutant(
        name="quantile-one-down",
        wrong="a quantile is the value before the one that so many cases do not pass",
        file="kpi/statistics.py",
        text="np.ceil(share * totals - 1e-9)",
        instead="np.floor(share * totals - 1e-9)",
        tests=("tests/unit/test_kpi_restoration.py",),
    ),
    Mutant(
        name="lines-count-once",
        wrong="a mean over lines takes each fault once, however many lines it has",
        file="kpi/statistics.py",
        text="bottom = grouping.sums(weights)\n        top = grouping.sums(values * weights)",
        instead="bottom = grouping.counts() * 1.0\n        top = grouping.sums(values)",
        tests=("tests/unit/test_kpi_restoration.py",),
    ),
)
