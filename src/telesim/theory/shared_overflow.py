"""Several groups that overflow to one final group, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from telesim.theory.checks import positive, refuse, same_length, whole

_MOST_STATES = 50_000


def shared_final_group_losses(
    trunks: Sequence[int], offered_erlangs: Sequence[float], final_trunks: int
) -> tuple[float, ...]:
    """Share of each stream's calls that find their own group and the final group full.

    Stream i offers offered_erlangs[i] to its own trunks[i]; exponential holding times, one mean.
    Raises ValueError for a load of 0 or less, or a group of groups with more than 50,000 states
    (use `overflow.final_group_loss` there).
    Source: chain on the busy trunks of every group, solved directly.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import spsolve

    streams = same_length(trunks=trunks, offered_erlangs=offered_erlangs)
    loads = [positive(f"offered_erlangs[{k}]", offered_erlangs[k]) for k in range(streams)]
    groups = [whole(f"trunks[{k}]", trunks[k], 0) for k in range(streams)]
    shape = (*(group + 1 for group in groups), whole("final_trunks", final_trunks, 0) + 1)
    if prod(shape) > _MOST_STATES:
        raise refuse("trunks", tuple(groups), f"at most 50,000 states, not {prod(shape):,}")

    numbers = np.arange(prod(shape))
    busy = np.stack(np.unravel_index(numbers, shape))
    strides = [prod(shape[group + 1 :]) for group in range(len(shape))]
    final_open = busy[-1] < final_trunks
    moves = []
    for group, limit in enumerate([*groups, final_trunks]):
        ends = numbers[busy[group] > 0]
        moves.append((ends, ends - strides[group], busy[group][ends].astype(float)))
        if group < streams:
            taken = numbers[busy[group] < limit]
            moves.append((taken, taken + strides[group], np.full(taken.size, loads[group])))
            spilt = numbers[(busy[group] == limit) & final_open]
            moves.append((spilt, spilt + strides[-1], np.full(spilt.size, loads[group])))
    origin, target, rate = (np.concatenate(part) for part in zip(*moves, strict=True))

    # Balance of every state but the first, whose weight is set to 1.
    leaving = np.bincount(origin, weights=rate, minlength=numbers.size)
    rows = np.concatenate((target, numbers))
    columns = np.concatenate((origin, numbers))
    values = np.concatenate((rate, -leaving))
    balance = coo_matrix((values, (rows, columns)), shape=(numbers.size,) * 2).tocsc()
    weights = np.ones(numbers.size)
    if numbers.size > 1:
        weights[1:] = spsolve(balance[1:, 1:], -balance[1:, 0].toarray().ravel())
    weights /= weights.sum()
    return tuple(
        float(weights[(busy[group] == groups[group]) & ~final_open].sum())
        for group in range(streams)
    )
