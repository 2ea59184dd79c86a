"""The reforms that a scenario names itself: a list of files, or groups of them by name.

Groups are for the reader and for what is said of their parts; they are laid over the scenario in
the order in which they stand, as one list.
"""

from __future__ import annotations

from pathlib import Path

from telesim.scenario.errors import Problems, shown
from telesim.scenario.folders import Folders
from telesim.scenario.node import Node
from telesim.scenario.reading import nearest_file

#: Group of the reforms that a plain list names.
NO_GROUP = ""


def reform_files(tree: Node, folders: Folders, problems: Problems) -> list[tuple[str, Path]]:
    """Take ``reforms`` out of a scenario's tree: (name of the group, file), in order."""
    node = tree.value.pop("reforms", None)
    if node is None or node.value is None:
        return []
    if node.is_list:
        return _files(NO_GROUP, node, folders, problems)
    if not node.is_map:
        problems.add(
            node.file, node.line, "reforms", shown(node.plain()),
            "need a list of reform files, or groups of them: NAME: [FILE, ...]",
        )  # fmt: skip
        return []
    found: list[tuple[str, Path]] = []
    for group, files in node.value.items():
        if files.is_list and files.value:
            found += _files(group, files, folders, problems)
        else:
            problems.add(
                files.file, files.line, f"reforms.{group}", shown(files.plain()),
                "need a list of reform files",
            )  # fmt: skip
    return found


def _files(group: str, files: Node, folders: Folders, problems: Problems) -> list[tuple[str, Path]]:
    path = f"reforms.{group}" if group else "reforms"
    found: list[tuple[str, Path]] = []
    for one in files.value:
        file = folders.resolve(one, path, problems)
        if file is not None and not file.is_file():
            need = "need a file that is there"
            problems.add(one.file, one.line, path, shown(one.value), need, nearest_file(file))
        elif file is not None:
            found.append((group, file))
    return found
