"""From replications to estimates: mean, 95 % interval and number of usable replications.

A KPI that divides (a mean per fault, a share of orders) is estimated by the ratio of sums
with the delta method's interval: the mean of yearly means would give a quiet year's few faults
the weight of a busy year's many (STATISTICS 3). All else is a mean with Student's interval.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.95


#: Beyond this many replications the honest word is that simulation will not decide it.
MOST_NEEDED = 10_000


def student_quantile(replications: int, confidence: float = CONFIDENCE) -> float:
    """t of the two-sided interval over this many replications; at least 2 of them."""
    from scipy.special import stdtrit  # a third of the import time of scipy.stats

    return float(stdtrit(replications - 1, (1 + confidence) / 2))


def wilson_interval(
    successes: int, trials: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Wilson's interval for a probability.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927).
    """
    from scipy.special import ndtri

    z = float(ndtri((1 + confidence) / 2))
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # At the ends the interval is exact, whatever the rounding of the square root.
    low = 0.0 if successes == 0 else (middle - half) / scale
    high = 1.0 if successes == trials else (middle + half) / scale
    return low, high


def combine(replications: pd.DataFrame) -> pd.DataFrame:
    """Estimates of every KPI at every place.

    Args:
        replications: the tables of ``kpi.measure`` one after the other, with a column
            ``replication``.

    Returns:
        One row per (kpi, where) in order of first appearance: kpi, where, unit, mean, ci_low,
        ci_high, n (usable replications), cases (behind them all), open (those of the cases that
        had not ended when their run did), deviation. What cannot be said is NaN: the mean
        without a case, the interval below two usable replications.
    """
    import pandas as pd

    groups = replications.groupby(["kpi", "where"], sort=False)
    row = groups.ngroup().to_numpy()
    first = groups.head(1)
    column = pd.factorize(replications["replication"], sort=True)[0]
    shape = (len(first), int(column.max()) + 1 if len(column) else 0)

    def spread(name: str) -> NDArray[np.float64]:
        matrix = np.full(shape, np.nan)
        matrix[row, column] = replications[name].to_numpy(dtype=float, na_value=np.nan)
        return matrix

    value, weight = spread("value"), spread("denominator")
    usable = np.isfinite(value)
    is_ratio = (np.isfinite(weight) & (weight > 0) | ~usable).all(axis=1)
    weight[~is_ratio] = 1.0
    weight[~usable] = 0.0
    value[~usable] = 0.0
    n = usable.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = weight.sum(axis=1)
        mean = (value * weight).sum(axis=1) / total
        parts = weight * (value - mean[:, None]) / (total / n)[:, None]
        deviation = np.sqrt((parts**2).sum(axis=1) / (n - 1))
        deviation[n < 2] = np.nan
        quantile = [student_quantile(k) if k >= 2 else np.nan for k in range(shape[1] + 1)]
        half = np.array(quantile)[n] * deviation / np.sqrt(n)
    low, high = mean - half, mean + half
    # Only dates, told in days from the start, can lie below zero; only shares end at 100 %.
    unit = first["unit"].to_numpy()
    floor = (unit != "days from the start") & (mean >= 0)
    low[floor] = np.maximum(low[floor], 0)
    ceiling = (unit == "%") & (mean <= 100)
    high[ceiling] = np.minimum(high[ceiling], 100)
    return pd.DataFrame(
        {
            "kpi": first["kpi"].to_numpy(),
            "where": first["where"].to_numpy(),
            "unit": first["unit"].to_numpy(),
            "mean": mean,
            "ci_low": low,
            "ci_high": high,
            "n": n,
            "cases": np.nansum(spread("n"), axis=1).round().astype(np.int64),
            "open": np.nansum(spread("open"), axis=1).round().astype(np.int64),
            "deviation": deviation,
        }
    )


def replications_needed(mean: float, deviation: float, limit: float, n: int) -> int | None:
    """Replications in all after which the interval would about clear the limit.

    (t s / (mean - limit))², t of today's replications; ``MOST_NEEDED + 1`` beyond MOST_NEEDED.
    """
    if n < 2 or math.isnan(deviation):
        return None
    gap = abs(mean - limit)
    reach = student_quantile(n) * deviation
    if reach >= gap * math.sqrt(MOST_NEEDED):
        return MOST_NEEDED + 1
    return max(n + 1, math.ceil((reach / gap) ** 2))
