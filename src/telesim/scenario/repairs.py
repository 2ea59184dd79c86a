"""Where a wrong value has been replaced by a legal one so that checking can go on.

All problems of a scenario are told at once. A value that cannot be read would hide every
check that comes after, so the loader puts a legal value in its place and remembers that: a
check whose answer would rest on such a value is left out, so that no message is a mere echo.
"""

from __future__ import annotations

from telesim.scenario.node import Path


class Repairs:
    """The paths of replaced values; ``*`` stands for every row of a table."""

    def __init__(self) -> None:
        self._paths: set[tuple[str, ...]] = set()

    def spoil(self, path: Path) -> None:
        """Remember that the value at a path is not what the planner wrote."""
        steps = ("*" if isinstance(step, int) else step for step in path)
        # Names may have dots in them, and patterns are split at every dot.
        self._paths.add(tuple(word for step in steps for word in step.split(".")))

    def touch(self, *patterns: str) -> bool:
        """Whether any replaced value stands at, above or below one of the dotted patterns."""
        return any(
            _overlap(path, tuple(pattern.split(".")))
            for path in self._paths
            for pattern in patterns
        )


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=False))
