"""One text for what a scenario says, whatever its files look like; its digest names a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

#: Left out of the digest: how many replications changes none of them, the name of a run's folder
#: holds the seed that was used, whoever gave it, tolerances judge replications that are there, and
#: ranges say which other scenarios may be asked for.
NOT_SAID = frozenset({"replications", "seed", "tolerances", "ranges"})


def canonical_json(tree: Mapping[str, Any], phases: Iterable[Mapping[str, Any]] = ()) -> str:
    """The resolved tree as JSON with sorted keys: comments, order of keys and files do not show.

    Whole numbers are written without a fraction, so that 3 and 3.0 in a table are the same.
    How many replications, the seed, the tolerances and the ranges do not show either.
    """
    whole = {
        "scenario": _saying(tree),
        "phases": [_plain({**phase, "scenario": _saying(phase["scenario"])}) for phase in phases],
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(tree: Mapping[str, Any], phases: Iterable[Mapping[str, Any]] = ()) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(tree, phases).encode()).hexdigest()


def _saying(tree: Mapping[str, Any]) -> Any:
    return _plain({key: value for key, value in tree.items() if key not in NOT_SAID})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
