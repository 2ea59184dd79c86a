"""Is telesim installed soundly, and where do its results stand: ``doctor``."""

from __future__ import annotations

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


@dataclass(frozen=True, repr=False)
class Examined:
    """All that was looked at."""

    found: tuple[Found, ...]

    @property
    def sound(self) -> bool:
        """Whether all of it is sound."""
        return all(one.sound for one in self.found)

    def as_json(self) -> dict[str, object]:
        """The object that ``telesim doctor --json`` prints."""
        return {
            "sound": self.sound,
            "found": [
                {"what": one.what, "sound": one.sound, "said": one.said, "remedy": one.remedy}
                for one in self.found
            ],
        }

    def lines(self) -> list[str]:
        """The same for a reader, a line for each thing and its remedy where there is need."""
        width = max(len(one.what) for one in self.found)
        lines = []
        for one in self.found:
            lines.append(f"{'ok ' if one.sound else 'BAD'}  {one.what:<{width}}  {one.said}")
            if not one.sound and one.remedy:
                lines.append(f"     {'':<{width}}  {one.remedy}")
        lines.append("All is sound." if self.sound else "Not all is sound; see above.")
        return lines

    def __repr__(self) -> str:
        return "\n".join(self.lines())


def doctor(out: str | Path = "results") -> Examined:
    """Look at versions, cores, the store below ``out`` and a short simulation; nothing is kept."""
    looks: tuple[Callable[[], list[Found]], ...] = (
        _python, _libraries, _machine, lambda: _store(Path(out)), _simulation,
    )  # fmt: skip
    return Examined(tuple(one for look in looks for one in look()))


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
    nearest = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
        writable = nearest.is_dir()
    except OSError:
        writable = False
    free = shutil.disk_usage(nearest).free
    said = f"{_runs(out)} runs, {len(files)} files, {size / 1e6:,.0f} MB" if files else "empty"
    return [
        Found(
            f"store {out}", writable, said, f"{nearest} cannot be written; give another with --out"
        ),
        Found(
            "disk", free > _LITTLE_SPACE, f"{free / 1e9:,.0f} GB free",
            "old runs may be deleted: all can be computed again",
        ),
    ]  # fmt: skip


def _runs(out: Path) -> int:
    """As many as ``telesim results`` lists."""
    from telesim.experiment.store_listing import ListingError, stored_runs

    try:
        return len(stored_runs(out))
    except ListingError:  # a folder inside of results
        return 0


def _simulation() -> list[Found]:
    """The template's town for some weeks: everything between a file and a log works."""
    from importlib.resources import as_file, files

    from telesim.experiment.replicate import run_one
    from telesim.scenario import load

    started = time.perf_counter()
    try:
        with as_file(files("telesim.cli") / "template") as template:
            short = {"warm_up": "1 week", "window": "2 weeks", "follow_up": "1 week"}
            scenario = load(template / "town.yaml", settings=short)
            log = run_one(scenario, scenario.seed, 1)
    except Exception as problem:  # whatever it is, it is what the doctor is asked for
        said = f"{type(problem).__name__}: {problem}"
        return [Found("simulation", False, said, "install telesim anew; `make setup` in a clone")]
    took = time.perf_counter() - started
    return [Found("simulation", len(log) > 0, f"a small town for 4 weeks in {took:.1f} s")]
