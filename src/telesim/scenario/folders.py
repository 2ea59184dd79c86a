"""Which files a scenario may name: those inside its own folder tree, and no others."""

from __future__ import annotations

from pathlib import Path

from telesim.scenario.errors import Problems, display_path
from telesim.scenario.node import Node


def root_of(file: Path) -> Path:
    """The folder that a scenario must not leave.

    The nearest folder above it that is called ``scenarios``, so that a folder of reforms can
    extend its neighbour; otherwise the folder in which the file lies.
    """
    folder = file.resolve().parent
    for candidate in (folder, *folder.parents):
        if candidate.name == "scenarios":
            return candidate
    return folder


class Folders:
    """The folder trees of a scenario and of the reforms given with it."""

    def __init__(self, scenario: Path, reforms: tuple[Path, ...] = ()) -> None:
        self.root = root_of(scenario)
        self.roots = tuple(dict.fromkeys([self.root, *(root_of(file) for file in reforms)]))
        self._relative: dict[str, str] = {}

    def resolve(self, named: Node, path: str, problems: Problems) -> Path | None:
        """The file that a node names, relative to the file it stands in; None with a problem."""
        text = named.value
        if not isinstance(text, str) or not text.strip():
            problems.add(named.file, named.line, path, repr(text), "need the name of a file")
            return None
        if Path(text).is_absolute() or "\\" in text:
            problems.add(
                named.file,
                named.line,
                path,
                repr(text),
                "need a path relative to this file, with / between folders",
            )
            return None
        # Symbolic links are followed before the check: a link may not lead out either.
        base = Path(named.file).resolve().parent if Path(named.file).is_absolute() else self.root
        file = (base / text).resolve()
        if not any(file.is_relative_to(root) for root in self.roots):
            problems.add(
                named.file,
                named.line,
                path,
                repr(text),
                f"need a file inside {display_path(self.root) or '.'}/",
            )
            return None
        return file

    def relative(self, file: str) -> str:
        """A file as it is recorded: relative to the scenario's root, never an absolute path."""
        known = self._relative.get(file)
        if known is None:
            known = self._relative[file] = self._find_relative(file)
        return known

    def _find_relative(self, file: str) -> str:
        if not Path(file).is_absolute():
            return file
        real = Path(file).resolve()
        for root in self.roots:
            if real.is_relative_to(root):
                return real.relative_to(root).as_posix()
        return real.name
