"""The verb ``doctor``: is telesim installed soundly, and where do its results stand?"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

#: Bytes free below which a run of a prefecture (its logs kept) may fill the disk: 2 GB, assumed.
_LITTLE_SPACE = 2 * 2**30
_REQUIREMENT = re.compile(r"^([A-Za-z0-9_.-]+)\s*(?:\(?>=\s*([0-9][0-9.]*))?")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at."""

    what: str
    sound: bool
    said: str
    #: What to do when it is not sound.
    remedy: str = ""


def examine(out: Path, as_json: bool) -> bool:
    """Look at everything, tell it, and say whether all of it is sound."""
    looks: tuple[Callable[[], list[Found]], ...] = (
        _python, _libraries, _machine, lambda: _store(out), _simulation,
    )  # fmt: skip
    found = [one for look in looks for one in look()]
    sound = all(one.sound for one in found)
    if as_json:
        told: dict[str, Any] = {
            "sound": sound,
            "found": [
                {"what": one.what, "sound": one.sound, "said": one.said, "remedy": one.remedy}
                for one in found
            ],
        }
        typer.echo(json.dumps(told))
        return sound
    width = max(len(one.what) for one in found)
    for one in found:
        typer.echo(f"{'ok ' if one.sound else 'BAD'}  {one.what:<{width}}  {one.said}")
        if not one.sound and one.remedy:
            typer.echo(f"     {'':<{width}}  {one.remedy}")
    typer.echo("All is sound." if sound else "Not all is sound; see above.")
    return sound


def _python() -> list[Found]:
    from telesim import __version__

    package = Path(__file__).resolve().parents[1]
    return [
        Found("telesim", True, f"{__version__}, in {package}"),
        Found(
            "python",
            sys.version_info >= (3, 11),
            f"{platform.python_implementation()} {platform.python_version()}",
            "telesim needs Python 3.11 or newer",
        ),
    ]


def _libraries() -> list[Found]:
    """Each library that telesim asks for, against the oldest version that it knows."""
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        wanted = requires("telesim") or []
    except PackageNotFoundError:
        return [
            Found("libraries", False, "telesim is not installed, only found", "pip install -e .")
        ]
    found = []
    for line in wanted:
        match = _REQUIREMENT.match(line)
        if match is None or "extra ==" in line:
            continue
        name, least = match.group(1), match.group(2) or "0"
        try:
            there = version(name)
        except PackageNotFoundError:
            found.append(Found(name, False, "missing", f"pip install '{name}>={least}'"))
            continue
        new_enough = _numbers(there) >= _numbers(least)
        remedy = f"pip install '{name}>={least}'"
        found.append(Found(name, new_enough, f"{there} (needs {least} or newer)", remedy))
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _machine() -> list[Found]:
    from telesim.experiment.replicate import available_processors

    cores = available_processors()
    return [Found("cores", True, f"{cores} to use, of {os.cpu_count()}")]


def _store(out: Path) -> list[Found]:
    """The results root: its size, whether it can be written, and how much room is left."""
    files = [path for path in out.rglob("*") if path.is_file()] if out.is_dir() else []
    size = sum(path.stat().st_size for path in files)
    runs = sum(path.name == "manifest.json" for path in files)
    nearest = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
        writable = nearest.is_dir()
    except OSError:
        writable = False
    free = shutil.disk_usage(nearest).free
    said = f"{runs} runs, {len(files)} files, {size / 1e6:,.0f} MB" if files else "empty"
    return [
        Found(
            f"store {out}", writable, said, f"{nearest} cannot be written; give another with --out"
        ),
        Found(
            "disk", free > _LITTLE_SPACE, f"{free / 1e9:,.0f} GB free",
            "old runs may be deleted: all can be computed again",
        ),
    ]  # fmt: skip


def _simulation() -> list[Found]:
    """The template's town for some weeks: everything between a file and a log works."""
    from importlib.resources import as_file, files

    import telesim

    started = time.perf_counter()
    try:
        with as_file(files("telesim.cli") / "template") as template:
            short = {"warm_up": "1 week", "window": "2 weeks", "follow_up": "1 week"}
            scenario = telesim.load(template / "town.yaml", settings=short)
            log = telesim.simulate(scenario)
    except Exception as problem:  # whatever it is, it is what the doctor is asked for
        said = f"{type(problem).__name__}: {problem}"
        return [Found("simulation", False, said, "install telesim anew; `make setup` in a clone")]
    took = time.perf_counter() - started
    return [Found("simulation", len(log) > 0, f"a small town for 4 weeks in {took:.1f} s")]
