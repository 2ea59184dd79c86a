"""Sorting columns of small whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

from telesim.conservation.running import is_first
from telesim.ordering import stable_order


@pytest.mark.parametrize("most", [1, 255, 256, 65_535, 65_536, 2**32 - 1])
def test_equal_keys_stay_as_they_stand(most: int) -> None:
    keys = np.random.default_rng(1).integers(0, most, 5_000, endpoint=True)
    keys[1::2] = keys[::2]
    keys[7] = most
    assert (stable_order(keys) == np.argsort(keys, kind="stable")).all()


def test_first_of_each_owner() -> None:
    for owner in ([3, 1, 3, 2, 1], [1, 2, 3], [10**9, 5, 10**9], [-1, 4, -1], []):
        keys = np.array(owner, dtype=np.int64)
        assert is_first(keys).tolist() == [n not in owner[:at] for at, n in enumerate(owner)]
