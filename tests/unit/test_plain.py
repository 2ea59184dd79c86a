"""Columns as plain numbers keep every value of their type."""

from __future__ import annotations

import numpy as np
import pytest

from telesim.workload.plain import plain


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64, np.uint64])
def test_a_column_keeps_its_numbers(dtype: type[np.integer]) -> None:
    limits = np.iinfo(dtype)
    column = np.array([limits.min, 0, 1, limits.max], dtype=dtype)
    numbers = plain(column)
    assert list(numbers) == [limits.min, 0, 1, limits.max]
    assert all(type(number) is int for number in numbers)


def test_a_row_of_a_wider_table_is_read_too() -> None:
    table = np.arange(12, dtype=np.int64).reshape(4, 3)
    assert list(plain(table[:, 1])) == [1, 4, 7, 10]
