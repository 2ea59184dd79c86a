"""The verb ``init``: a commented scenario with its tables, ready to run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

import typer


class StartError(ValueError):
    """The folder cannot take a new scenario without losing what is in it."""


def write_template(folder: Path) -> None:
    """Write the template into a new or empty folder and say what to do next.

    Raises:
        StartError: the folder holds something already, or is a file.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise StartError(f"{folder}: got something that exists, need a new or an empty folder")
    for name, source in _files(files("telesim.cli") / "template", PurePosixPath()):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        typer.echo(f"wrote {target}")
    scenario = shlex.quote(str(folder / "town.yaml"))
    typer.echo(f"now try: telesim validate {scenario}")
    typer.echo(f"and then: telesim run {scenario}")


def _files(
    folder: Traversable, below: PurePosixPath
) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _files(item, below / item.name)
        else:
            yield below / item.name, item
