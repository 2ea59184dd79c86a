"""A column as plain numbers, for code that reads it one row at a time."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray


def plain(column: NDArray[np.integer[Any]]) -> array[int]:
    """The whole numbers of a column, read about as quickly as a list's in a fifth of its memory.

    A list holds a Python object for each; here there are 8 bytes, and 4 of the narrower types.
    """
    code = "Q" if column.dtype == np.uint64 else "i" if column.dtype.itemsize <= 4 else "q"
    numbers = array(code)
    numbers.frombytes(column.astype(np.dtype(code), copy=False).tobytes())
    return numbers
