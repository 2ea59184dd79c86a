"""What reforms have said about paths, so that two that disagree can be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telesim.scenario.errors import shown
from telesim.scenario.node import Node
from telesim.scenario.reforms import Overlay


@dataclass(frozen=True)
class Said:
    """What an overlay said about a path; ``verb`` is set, add or remove.

    ``path`` names rows by their ids, which stay the same when other rows come and go.
    """

    path: tuple[str, ...]
    verb: str
    value: Any
    overlay: Overlay
    node: Node

    def meets(self, path: tuple[str, ...]) -> bool:
        """Whether a path lies at, above or below the one spoken of."""
        return all(a == b for a, b in zip(self.path, path, strict=False))

    def agrees(self, path: tuple[str, ...], verb: str, value: Any) -> bool:
        """Whether the same is said of the same path, if only as part of a larger value."""
        alike = verb == self.verb or {verb, self.verb} <= {"set", "add"}
        there = self.value
        for step in path[len(self.path) :]:
            if not isinstance(there, dict) or step not in there:
                return False
            there = there[step]
        return len(path) >= len(self.path) and alike and value == there


def in_words(verb: str, value: Any) -> str:
    """What was said, for a message."""
    return "removed" if verb == "remove" else shown(value)
