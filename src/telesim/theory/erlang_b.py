"""Erlang B: calls that find every trunk busy are lost."""

from __future__ import annotations

import math

from telesim.theory.checks import non_negative, positive, share, whole
from telesim.theory.roots import bisect, grow_until

# Above this load the first neglected term of the asymptotic series is below 1e-16.
_SERIES_FROM_ERLANGS = 50.0


def erlang_b(offered_erlangs: float, servers: int) -> float:
    """Share of calls lost on a full group of `servers` trunks, any law of holding time.

    offered_erlangs is the arrival rate times the mean holding time.
    Raises ValueError for a negative load or a negative or fractional number of trunks.
    Source: Erlang 1917, by the recursion B(n) = a B(n-1) / (n + a B(n-1)), which loses no digits.
    """
    load = non_negative("offered_erlangs", offered_erlangs)
    blocking = 1.0
    for busy in range(1, whole("servers", servers, 0) + 1):
        blocking = load * blocking / (busy + load * blocking)
    return blocking


def erlang_b_fractional(offered_erlangs: float, servers: float) -> float:
    """Erlang B continued to a fractional number of trunks, as Wilkinson's method needs it.

    Raises ValueError for a load of 0 or less or a negative number of trunks.
    Source: B = a^N e^-a / Gamma(N + 1, a), taken at the fraction of N, then Erlang's recursion.
    """
    load = positive("offered_erlangs", offered_erlangs)
    whole_part = math.floor(non_negative("servers", servers))
    fraction = servers - whole_part
    blocking = 1 / _scaled_gamma(fraction, load)
    for step in range(1, whole_part + 1):
        busy = fraction + step
        blocking = load * blocking / (busy + load * blocking)
    return blocking


def _scaled_gamma(fraction: float, load: float) -> float:
    """Gamma(fraction + 1, load) e^load / load^fraction, for a fraction from 0 to 1."""
    if load > _SERIES_FROM_ERLANGS:
        total = term = 1.0
        for order in range(40):
            term *= (fraction - order) / load
            total += term
        return total
    from scipy.special import gamma, gammaincc

    upper = float(gamma(fraction + 1) * gammaincc(fraction + 1, load))
    return float(upper * math.exp(load) / load**fraction)


def carried_erlangs(offered_erlangs: float, servers: int) -> float:
    """Mean number of busy trunks: offered load less what is lost, in erlangs."""
    return offered_erlangs * (1 - erlang_b(offered_erlangs, servers))


def carried_by_trunk(offered_erlangs: float, trunk: int) -> float:
    """Load (erlangs) that the trunk hunted as number `trunk`, from 1, carries.

    Raises ValueError for a negative load or a trunk below 1.
    Source: the difference of what one trunk fewer and this many trunks lose.
    """
    whole("trunk", trunk, 1)
    before = erlang_b(offered_erlangs, trunk - 1)
    # a (B(n-1) - B(n)) with the recursion put in, which avoids subtracting near-equal numbers.
    offered_here = offered_erlangs * before
    return offered_here * (trunk - offered_erlangs + offered_here) / (trunk + offered_here)


def erlang_b_load(servers: int, blocking: float) -> float:
    """Largest load (erlangs) that `servers` trunks carry with at most this share lost.

    Raises ValueError for fewer than one trunk or a share outside 0 to 1.
    Source: the inverse of `erlang_b`, which rises with the load.
    """
    whole("servers", servers, 1)
    target = share("blocking", blocking)
    high = grow_until(lambda load: erlang_b(load, servers) > target, float(servers))
    return bisect(lambda load: erlang_b(load, servers) - target, 0.0, high)


def smallest_trunks(offered_erlangs: float, blocking: float) -> int:
    """Fewest trunks that lose at most the share `blocking`; 0 when nobody calls.

    Raises ValueError for a negative load or a share outside 0 to 1.
    """
    load = non_negative("offered_erlangs", offered_erlangs)
    target = share("blocking", blocking)
    if load == 0:
        return 0
    trunks, lost = 0, 1.0
    while lost > target:
        trunks += 1
        lost = load * lost / (trunks + load * lost)
    return trunks
