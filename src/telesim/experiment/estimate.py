"""From replications to estimates: mean, 95 % interval and number of usable replications.

A KPI that divides (a mean per fault, a share of orders) is estimated by the ratio of sums
with the delta method's interval: the mean of yearly means would give a quiet year's few faults
the weight of a busy year's many (STATISTICS 3). All else is a mean with Student's interval.

A share of cases has Wilson's interval, with as many cases as independent ones would need for the
spread that replications show. Near 0 or 100 % the delta method's is too narrow on the far side:
ten replications in which every fault was repaired in time do not prove that every fault will be.
Source: E. L. Korn, B. I. Graubard, Survey Methodology 24 (1998), with Wilson's interval.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.95
PER_CENT = 100.0
#: Per cent; equal shares differ by less when they are added up.
ROUNDING = 1e-9

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

    z = ndtri((1 + confidence) / 2)
    low, high = _wilson(np.array(successes / trials), z, np.array(trials))
    return float(low), float(high)


def _wilson(
    share: NDArray[np.float64], quantile: NDArray[np.float64], trials: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's interval around shares of independent trials."""
    shift = quantile**2 / trials
    middle = share + shift / 2
    half = quantile * np.sqrt(share * (1 - share) / trials + shift / trials / 4)
    # At the ends the interval is exact, whatever the rounding of the square root.
    low = np.where(share == 0, 0.0, (middle - half) / (1 + shift))
    high = np.where(share == 1, 1.0, (middle + half) / (1 + shift))
    return low, high


def combine(replications: pd.DataFrame, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Estimates of every KPI at every place.

    Args:
        replications: the tables of ``kpi.measure`` one after the other, with a column
            ``replication``.
        confidence: of the intervals.

    Returns:
        One row per (kpi, where) in order of first appearance: kpi, where, unit, mean, ci_low,
        ci_high, n (usable replications), cases (behind them all), open (those of the cases that
        had not ended when their run did), deviation, worth (of a share of cases: how many
        independent cases a replication is worth). What cannot be said is NaN: the mean without a
        case, the interval below two usable replications, the worth of what is no share of cases.
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

    value, weight, behind = spread("value"), spread("denominator"), spread("n")
    usable = np.isfinite(value)
    is_ratio = (np.isfinite(weight) & (weight > 0) | ~usable).all(axis=1)
    unit = first["unit"].to_numpy()
    # Each case of a share counts as one, unlike the hours in a share of hours.
    counts_cases = ((weight == behind) & (value >= 0) & (value <= PER_CENT) | ~usable).all(axis=1)
    is_share = is_ratio & (unit == "%") & counts_cases
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
        quantile = [
            student_quantile(k, confidence) if k >= 2 else np.nan for k in range(shape[1] + 1)
        ]
        reach = np.array(quantile)[n]
        half = reach * deviation / np.sqrt(n)
    low, high = mean - half, mean + half
    worth = np.full(len(first), np.nan)
    is_share &= n >= 2
    cases_a_replication = total[is_share] / n[is_share]
    worth[is_share] = _worth(mean[is_share], deviation[is_share], cases_a_replication)
    bounds = _wilson(mean[is_share] / PER_CENT, reach[is_share], worth[is_share] * n[is_share])
    low[is_share], high[is_share] = PER_CENT * bounds[0], PER_CENT * bounds[1]
    # Only dates, told in days from the start, can lie below zero; only shares end at 100 %.
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
            "worth": worth,
        }
    )


def _worth(
    mean: NDArray[np.float64], deviation: NDArray[np.float64], cases: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Independent cases with the spread between replications that was found.

    Where all replications found the same share, nothing is known of the spread, and each case is
    taken for one.
    """
    variance = np.clip(mean * (PER_CENT - mean), 0, None)
    spread_found = (deviation > ROUNDING) & (variance > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread_found, variance / deviation**2, cases)


def replications_needed(
    mean: float, deviation: float, limit: float, n: int, worth: float = math.nan
) -> int | None:
    """Replications in all after which the interval would about clear the limit.

    (t s / (mean - limit))², t of today's replications; ``MOST_NEEDED + 1`` beyond MOST_NEEDED.
    For a share of cases, s is that of a true share at the limit, as in Wilson's interval;
    ``worth`` is then the number of independent cases that a replication is worth.
    """
    if n < 2 or math.isnan(deviation):
        return None
    if worth > 0 and 0 < limit < PER_CENT:
        deviation = math.sqrt(limit * (PER_CENT - limit) / worth)
    gap = abs(mean - limit)
    reach = student_quantile(n) * deviation
    if reach >= gap * math.sqrt(MOST_NEEDED):
        return MOST_NEEDED + 1
    return max(n + 1, math.ceil((reach / gap) ** 2))
