"""The verb ``init``: a project folder with a commented scenario, ready to run and to commit."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

import typer

#: Files of the template that stand elsewhere in a project; under these names neither git nor a
#: build of telesim takes them for its own.
_PLACES = {
    PurePosixPath("gitignore"): PurePosixPath(".gitignore"),
    PurePosixPath("workflow.yml"): PurePosixPath(".github/workflows/telesim.yml"),
}
#: What may stand in the folder already: a repository that was made for the project.
_HARMLESS = frozenset({".git"})
_NAMED = 5


class StartError(ValueError):
    """The folder cannot take a new scenario without losing what is in it."""


def write_template(folder: Path) -> None:
    """Write the template into a new or empty folder and say what to do next.

    Raises:
        StartError: the folder holds something already, or is a file; nothing is written.
        OSError: a file cannot be written.
    """
    from telesim.writing import write_whole

    _check_empty(folder)
    for name, source in _files(files("telesim.cli") / "template", PurePosixPath()):
        target = folder / _PLACES.get(name, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, source.read_text(encoding="utf-8"))
        typer.echo(f"wrote {target}")
    scenario = shlex.quote(str(folder / "town.yaml"))
    typer.echo(f"now try: telesim validate {scenario}")
    typer.echo(f"and then: telesim run {scenario}")


def _check_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise StartError(f"{folder}: is a file, need a new or an empty folder")
    if not folder.is_dir():
        return
    there = sorted(item.name for item in folder.iterdir() if item.name not in _HARMLESS)
    if there:
        more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        raise StartError(
            f"{folder}: holds {', '.join(there[:_NAMED])}{more}, need a new or an empty folder; "
            f"nothing was written. Try: telesim init {shlex.quote(str(folder / 'my-town'))}"
        )


def _files(
    folder: Traversable, below: PurePosixPath
) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _files(item, below / item.name)
        else:
            yield below / item.name, item
