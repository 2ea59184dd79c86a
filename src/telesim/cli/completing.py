"""What a shell offers at the TAB key: files that fit, folders of runs, names of KPIs.

A shell asks while somebody types, so that nothing is looked at here but names of files and their
first lines; KPI names come from their catalogue. Where nothing fits, the shell names files itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

#: Levels below the folder that is being typed, folders looked at, and names offered: a second's
#: worth at most on a slow disk (assumed).
_DEEP, _FOLDERS, _OFFERED = 3, 300, 200
#: Bytes in which a file says what it is, comments before it included.
_HEAD = 8192
_SKIPPED = frozenset({"results", "build", "dist", "node_modules", "__pycache__"})
_REFORM = re.compile(r"^reform\s*:", re.MULTILINE)
_SCENARIO = re.compile(r"^(schema_version|extends|exchanges|generate|targets)\s*:", re.MULTILINE)


def scenario_files(incomplete: str) -> list[str]:
    """Scenario files below the folder that is being typed."""
    return _files(incomplete, _is_scenario)


def scenario_operands(incomplete: str) -> list[str]:
    """Scenario files, and after a ``+`` reforms to lay over them."""
    before, plus, rest = incomplete.rpartition("+")
    if not plus:
        return scenario_files(incomplete)
    return [f"{before}+{name}" for name in reform_files(rest)]


def reform_files(incomplete: str) -> list[str]:
    """Reform files below the folder that is being typed."""
    return _files(incomplete, lambda head: bool(_REFORM.search(head)))


def scenario_and_reform_files(incomplete: str) -> list[str]:
    """Both kinds of files."""
    return _files(incomplete, lambda head: bool(_REFORM.search(head)) or _is_scenario(head))


def result_folders(incomplete: str) -> list[str]:
    """Folders of runs and explanations; a study has a manifest as well, but no kpis.csv."""
    known = ({"manifest.json", "kpis.csv"}, {"explanation.json"})
    found = (
        str(folder) for folder, names in _below(incomplete, frozenset(), _DEEP + 1)
        if any(one <= set(names) for one in known)
    )  # fmt: skip
    return _offered(found, incomplete)


def kpi_names(incomplete: str) -> list[str]:
    """Names of KPIs."""
    from telesim.kpi.catalogue import KPIS

    return sorted(name for name in KPIS if name.startswith(incomplete))


def _is_scenario(head: str) -> bool:
    return bool(_SCENARIO.search(head)) and not _REFORM.search(head)


def _files(incomplete: str, fits: Callable[[str], bool]) -> list[str]:
    found = (
        str(folder / name)
        for folder, names in _below(incomplete, _SKIPPED, _DEEP)
        for name in names
        if name.endswith((".yaml", ".yml"))
        and str(folder / name).startswith(os.path.normpath(incomplete) if incomplete else "")
        and fits(_head(folder / name))
    )
    return _offered(found, incomplete)


def _offered(found: Iterator[str], incomplete: str) -> list[str]:
    """The first names that go on from what is typed, written as it is."""
    lead = "./" if incomplete.startswith("./") else ""
    names = []
    for name in found:
        if (lead + name).startswith(incomplete):
            names.append(lead + name)
        if len(names) == _OFFERED:
            break
    return sorted(names)


def _below(incomplete: str, skipped: frozenset[str], deep: int) -> Iterator[tuple[Path, list[str]]]:
    """Folders from the one that is being typed downwards, with the names of their files."""
    top = os.path.dirname(incomplete) or "."
    for number, (place, folders, names) in enumerate(os.walk(top)):
        if number == _FOLDERS:
            return
        level = len(Path(os.path.relpath(place, top)).parts)
        folders[:] = sorted(
            name for name in folders
            if level < deep and not name.startswith(".") and name not in skipped
        )  # fmt: skip
        yield Path(place), sorted(names)


def _head(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
