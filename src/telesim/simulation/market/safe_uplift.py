"""What size of a campaign an exchange can take."""

from __future__ import annotations

from collections.abc import Sequence

#: No campaign is larger: ten times the usual orders, per mille.
MOST = 10_000


def safe_uplift(free: Sequence[int], usual: Sequence[float], ports: int, served: float) -> int:
    """The largest uplift, per mille, at which enough orders find a pair and a port.

    ``free`` pairs and ``usual`` orders of each cabinet over the time of the campaign, free
    ``ports`` of the exchange; ``served`` is the share of all orders that must be served. 0 when not
    even that share of the usual orders would be; ``MOST`` where there is room for that.
    """
    total = sum(usual)

    def enough(uplift: int) -> bool:
        times = uplift / 1000
        found = sum(min(pairs, times * one) for pairs, one in zip(free, usual, strict=True))
        return min(found, ports) >= served * times * total

    # The share that is served falls as the uplift rises, so that halving finds the edge.
    low, high = 0, MOST
    while low < high:
        middle = (low + high + 1) // 2
        if enough(middle):
            low = middle
        else:
            high = middle - 1
    return low
