"""What can go wrong between a valid scenario and its answer."""

from __future__ import annotations


class RunError(RuntimeError):
    """The run failed; the message names the replication and the seed, or the file."""


class StoreError(RunError):
    """The results folder cannot be read or written."""
