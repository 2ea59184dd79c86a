"""SALib, which draws the designs of Morris and Sobol; it comes with ``telesim[sensitivity]``."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class MissingLibraryError(ValueError):
    """A library that telesim does not install by itself."""


def salib(name: str) -> Any:
    """A module of SALib.

    Raises:
        MissingLibraryError: it is not installed; names the remedy.
    """
    try:
        return import_module(name)
    except ImportError as problem:
        raise MissingLibraryError(
            "sensitivity: designs of Morris and Sobol need SALib, which is not installed; "
            'install it with pip install "telesim[sensitivity]" (--turn works without)'
        ) from problem
