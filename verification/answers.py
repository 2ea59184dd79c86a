"""A simulated figure, how sure it is, and how far it lies from the exact one.

Copies of a town are independent runs, and so are replications. Each copy leaves a few sums (cases,
their values, the squares); the figure is a function of the sums of all, and its error comes from
how the copies differ (delta method), with t on their number less one degrees of freedom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Column = NDArray[np.float64]
#: What is left of a run: a row for each copy, a column for each sum.
Sums = NDArray[np.float64]

#: Largest half-width of the 95 % interval, as a share of the value: means and probabilities, and
#: variances, quantiles and variance constants.
MEAN_WIDTH, SPREAD_WIDTH = 0.02, 0.05
#: The exact value must lie within so many standard errors.
MOST_Z = 4.0


@dataclass(frozen=True)
class Answer:
    """An estimate with its standard error and the degrees of freedom of that."""

    value: float
    error: float
    freedom: float

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval as a share of the value; infinite where there is none."""
        if self.freedom <= 0 or self.value == 0:
            return math.inf
        return abs(float(stats.t.ppf(0.975, self.freedom)) * self.error / self.value)

    def z(self, exact: float) -> float:
        """Distance from the exact value, t turned into its normal equivalent."""
        if self.error == 0:
            return 0.0 if self.value == exact else math.copysign(math.inf, self.value - exact)
        t = (self.value - exact) / self.error
        # In logarithms, so that a distance beyond all tables is still a number.
        log_tail = float(stats.t.logsf(abs(t), self.freedom))
        if log_tail > -700:
            return math.copysign(float(stats.norm.isf(math.exp(log_tail))), t)
        return math.copysign(min(abs(t), math.sqrt(-2 * log_tail)), t)

    def times(self, factor: float) -> Answer:
        """The same in another unit."""
        return Answer(self.value * factor, self.error * abs(factor), self.freedom)


def ratio(numerators: Column, denominators: Column) -> Answer:
    """Sum over sum of independent copies, with the delta method's error."""
    value = float(numerators.sum() / denominators.sum())
    return _linear(value, numerators - value * denominators, float(denominators.sum()))


def _linear(value: float, residuals: Column, total: float) -> Answer:
    """An estimate whose error is that of the sum of ``residuals`` over ``total``."""
    copies = len(residuals)
    if copies < 2:
        return Answer(value, math.inf, 0)
    if not residuals.any():
        # Copies that do not differ at all, as where none has a case that counts, tell nothing of
        # how sure the figure is: no interval, instead of one of no width.
        return Answer(value, math.inf, copies - 1)
    error = math.sqrt(copies / (copies - 1) * float((residuals**2).sum())) / total
    return Answer(value, error, copies - 1)


def difference(first: Answer, second: Answer) -> Answer:
    """First less second, of independent runs."""
    return _together(first.value - second.value, (first, first.error), (second, second.error))


def quotient(first: Answer, second: Answer) -> Answer:
    """First over second, of independent runs."""
    value = first.value / second.value
    return _together(
        value,
        (first, first.error / abs(second.value)),
        (second, second.error * abs(value / second.value)),
    )


def weighted(weights: tuple[float, ...], answers: tuple[Answer, ...]) -> Answer:
    """The sum of weight times answer, of independent runs."""
    value = sum(w * one.value for w, one in zip(weights, answers, strict=True))
    parts = ((one, abs(w) * one.error) for w, one in zip(weights, answers, strict=True))
    return _together(value, *parts)


def _together(value: float, *parts: tuple[Answer, float]) -> Answer:
    """Errors of independent parts, with the degrees of freedom of Welch and Satterthwaite."""
    variance = sum(error**2 for _, error in parts)
    if variance == 0 or math.isinf(variance):
        return Answer(value, math.sqrt(variance), min(one.freedom for one, _ in parts))
    spread = sum(error**4 / max(one.freedom, 1e-9) for one, error in parts)
    return Answer(value, math.sqrt(variance), variance**2 / spread)


class Statistic(Protocol):
    """What is wanted of values that have a copy each."""

    @property
    def width(self) -> float:
        """The largest half-width with which a row counts as tested."""

    def sums(self, copy: NDArray[np.int64], values: Column, copies: int) -> Sums:
        """What each copy leaves: shape (copies, own number of sums)."""

    def answer(self, sums: Sums) -> Answer:
        """The figure of all copies."""


@dataclass(frozen=True)
class Mean:
    """The mean of all values; of true and false, the share of the true ones."""

    width: float = MEAN_WIDTH

    def sums(self, copy: NDArray[np.int64], values: Column, copies: int) -> Sums:
        """Number and sum."""
        return np.stack([_totals(copy, None, copies), _totals(copy, values, copies)], axis=1)

    def answer(self, sums: Sums) -> Answer:
        """Sum over number."""
        return ratio(sums[:, 1], sums[:, 0])


@dataclass(frozen=True)
class Variance:
    """The variance of single values."""

    width: float = SPREAD_WIDTH

    def sums(self, copy: NDArray[np.int64], values: Column, copies: int) -> Sums:
        """Number, sum and sum of squares."""
        parts = (None, values, values**2)
        return np.stack([_totals(copy, part, copies) for part in parts], axis=1)

    def answer(self, sums: Sums) -> Answer:
        """The mean squared distance from the mean of all."""
        number, first, second = sums.T
        mean = float(first.sum() / number.sum())
        squares = second - 2 * mean * first + mean**2 * number
        return ratio(squares, number)


@dataclass(frozen=True)
class Quantile:
    """The value that a share of all values does not pass.

    Values are counted at 201 limits from 0.8 to 1.2 of ``near``; an answer outside of these is
    the nearest of them, and far from ``near`` in any case. Where no value lies about the answer its
    error is infinite.
    """

    share: float
    near: float
    width: float = SPREAD_WIDTH

    @property
    def limits(self) -> Column:
        """Where values are counted."""
        return self.near * np.linspace(0.8, 1.2, 201)

    def sums(self, copy: NDArray[np.int64], values: Column, copies: int) -> Sums:
        """Number, and for each limit the number of values up to it."""
        limits = self.limits
        place = np.searchsorted(limits, values)
        table = np.zeros((copies, len(limits) + 1))
        np.add.at(table, (copy, place), 1.0)
        counts = np.cumsum(table, axis=1)
        return np.concatenate([counts[:, -1:], counts[:, :-1]], axis=1)

    def answer(self, sums: Sums) -> Answer:
        """Where the share is passed; its error is that of the share there, over the density."""
        number, limits = sums[:, 0], self.limits
        shares = sums[:, 1:].sum(axis=0) / number.sum()
        value = float(np.interp(self.share, shares, limits))
        at = int(np.searchsorted(limits, value).clip(1, len(limits) - 1))
        low, high = max(at - 25, 0), min(at + 25, len(limits) - 1)
        density = float((shares[high] - shares[low]) / (limits[high] - limits[low]))
        share = ratio(sums[:, 1 + at], number)
        error = share.error / density if density > 0 else math.inf
        return Answer(value, error, share.freedom)


@dataclass(frozen=True)
class VarianceConstant:
    """The variance of averages that each copy gives one of, times the length of what it averages.

    The limit of that, as runs become long, is the variance constant. Its error is that of a
    variance, from the fourth moment of the averages.
    """

    length: float
    width: float = SPREAD_WIDTH

    def sums(self, copy: NDArray[np.int64], values: Column, copies: int) -> Sums:
        """The average of each copy."""
        return np.stack([_totals(copy, None, copies), _totals(copy, values, copies)], axis=1)

    def answer(self, sums: Sums) -> Answer:
        """Variance between copies times the length."""
        averages = sums[:, 1] / sums[:, 0]
        copies = len(averages)
        squares = (averages - averages.mean()) ** 2 * copies / (copies - 1)
        return ratio(squares, np.ones(copies)).times(self.length)


@dataclass(frozen=True)
class LongRunVariance:
    """The variance constant of a ratio of two running sums: what is summed over its length.

    A run is cut into stretches. The constant is the variance of a stretch with twice its covariance
    with the next, over its length; what lies further apart than a stretch has forgotten the other.
    So nothing is lost at the ends of short stretches, and there are many of them.
    """

    #: Of a stretch whose average is given, where averages of stretches of one length are.
    length: float = 1.0
    width: float = SPREAD_WIDTH

    @staticmethod
    def sums_of(values: Column, lengths: Column) -> Sums:
        """What each copy leaves, from arrays of shape (stretches, copies)."""
        earlier, later = slice(None, -1), slice(1, None)
        return np.stack(
            [
                np.full(values.shape[1], float(len(values))),
                values.sum(axis=0),
                lengths.sum(axis=0),
                (values * values).sum(axis=0),
                (values * lengths).sum(axis=0),
                (lengths * lengths).sum(axis=0),
                (values[earlier] * values[later]).sum(axis=0),
                (values[earlier] * lengths[later] + lengths[earlier] * values[later]).sum(axis=0),
                (lengths[earlier] * lengths[later]).sum(axis=0),
            ],
            axis=1,
        )

    def sums(self, copy: NDArray[np.int64], values: Column, copies: int) -> Sums:
        """The same, of averages over stretches in order of time; as many of each copy."""
        order = np.argsort(copy, kind="stable")
        averages = values[order].reshape(copies, -1).T
        return self.sums_of(averages * self.length, np.full_like(averages, self.length))

    def answer(self, sums: Sums) -> Answer:
        """The constant of all copies."""
        number, first, length, square, both, lengths, next_square, next_both, next_lengths = sums.T
        mean = float(first.sum() / length.sum())
        own = square - 2 * mean * both + mean**2 * lengths
        beside = next_square - mean * next_both + mean**2 * next_lengths
        return ratio(own + 2 * beside * number / (number - 1), length)


def _totals(copy: NDArray[np.int64], values: Column | None, copies: int) -> Column:
    return np.bincount(copy, values, minlength=copies).astype(np.float64)
