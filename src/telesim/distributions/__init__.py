"""One law a file; every law turns uniform marks into values by inversion."""

from telesim.distributions import (  # noqa: F401  (they register)
    constant,
    empirical,
    erlang,
    exponential,
    gamma,
    hyperexponential,
    lognormal,
    uniform,
    uniform_int,
    weibull,
)
from telesim.distributions.base import DISTRIBUTIONS, Distribution

__all__ = ["DISTRIBUTIONS", "Distribution"]
