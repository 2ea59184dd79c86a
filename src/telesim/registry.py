"""Named choices: how a rule, a law or a KPI becomes a word that a scenario can use.

A registry maps the word a planner writes to the thing that answers to it. A file that
defines one registers it; a package outside telesim offers its own by an entry point.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class UnknownNameError(KeyError):
    """A name that no registered thing has; the message offers the nearest one."""

    def __init__(self, what: str, name: object, known: Iterable[str]) -> None:
        self.what = what
        self.name = name
        self.known = sorted(known)
        super().__init__(name)

    def __str__(self) -> str:
        return f"unknown {self.what} {self.name!r}{hint(self.name, self.known)}"


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None when none is near."""
    found = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.55)
    return found[0] if found else None


def hint(word: object, known: Iterable[str]) -> str:
    """A tail for an error message: the nearest word, or the whole choice when it is short."""
    choice = sorted(known)
    close = nearest(word, choice)
    if close is not None:
        return f"; did you mean {close!r}?"
    if 0 < len(choice) <= 12:
        return "; choose one of " + ", ".join(choice)
    return ""


class Registry(Generic[Thing]):
    """Names and what they stand for, in the order of registration.

    ``entry_point_group`` names the group under which an installed package may add its own;
    these are loaded once, at the first look-up.
    """

    def __init__(self, what: str, entry_point_group: str | None = None) -> None:
        self.what = what
        self._things: dict[str, Thing] = {}
        self._group = entry_point_group

    def register(self, name: str) -> Callable[[Thing], Thing]:
        """Decorator that files the thing under ``name``.

        Raises:
            ValueError: the name is taken.
        """

        def file(thing: Thing) -> Thing:
            if name in self._things:
                raise ValueError(f"{self.what} {name!r} is registered twice")
            self._things[name] = thing
            return thing

        return file

    def _load_entry_points(self) -> None:
        if self._group is None:
            return
        group, self._group = self._group, None
        for point in entry_points(group=group):
            point.load()

    def __getitem__(self, name: str) -> Thing:
        self._load_entry_points()
        try:
            return self._things[name]
        except KeyError:
            raise UnknownNameError(self.what, name, self._things) from None

    def __contains__(self, name: object) -> bool:
        self._load_entry_points()
        return name in self._things

    def __iter__(self) -> Iterator[str]:
        self._load_entry_points()
        return iter(self._things)

    def items(self) -> Iterable[tuple[str, Thing]]:
        """Names with their things."""
        self._load_entry_points()
        return self._things.items()
