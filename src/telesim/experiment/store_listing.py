"""What lies under a results root, and clearing it: the store's own files, and nothing else.

A run's folder is known by its place, ``<root>/<scenario>/<twelve hex digits>/``, and by what the
store has put into it. All else under the root (what proofs have filed, a planner's notes) is
neither listed nor touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from telesim.experiment import provenance
from telesim.experiment.errors import StoreError
from telesim.experiment.store import DRAWN, KEY_PARTS, PARTS, SUMMARIES

if TYPE_CHECKING:
    import pandas as pd

Source = Literal["current", "older", "unknown"]

_KEY = re.compile(r"[0-9a-f]{12}")
#: Files of a run's folder that the store has written, by their path in it.
_OURS = re.compile(
    rf"(?:{'|'.join(map(re.escape, (*SUMMARIES, KEY_PARTS, *DRAWN)))}"
    rf"|(?:{'|'.join(PARTS)}|logs)/\d{{4,}}\.parquet"
    r"|logs/names\.json"
    r"|workload/\d{4,}-(?:orders|faults)\.parquet"
    r"|(?:[a-z]+/)?\.[^/]+\.partial)"
)


class ListingError(ValueError):
    """A folder that is no results root, or a wish that names nothing."""


@dataclass(frozen=True)
class StoredRun:
    """One run's folder."""

    folder: Path
    #: Name of the scenario with its reforms.
    scenario: str
    key: str
    #: None where no file tells it.
    seed: int | None
    #: Whole replications, by their files' names.
    replications: int
    #: When a file of it was last written.
    when: datetime
    #: Of the store's own files.
    size_bytes: int
    #: ``current`` when this telesim would go on from it, ``older`` when its source or a library
    #: has changed since, ``unknown`` when no file tells it.
    source: Source

    def as_json(self) -> dict[str, Any]:
        """Plain values; the instant in UTC."""
        return {
            "scenario": self.scenario,
            "key": self.key,
            "seed": self.seed,
            "replications": self.replications,
            "when": self.when.isoformat(timespec="seconds"),
            "size_bytes": self.size_bytes,
            "source": self.source,
            "folder": str(self.folder),
        }

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The store's own files, summaries first: without them the folder is no answer."""
        found = [path for path in _files(self.folder) if _is_ours(self.folder, path)]
        return tuple(sorted(found, key=lambda path: (path.parent != self.folder, path)))


@dataclass(frozen=True)
class Cleared:
    """What was cleared of one run's folder."""

    run: StoredRun
    files: int
    #: Files that are not the store's and therefore stay, with the folder.
    left: tuple[Path, ...]


def stored_runs(out: Path | str, scenario: str | None = None) -> list[StoredRun]:
    """All runs under a results root, by scenario and then from old to new.

    Args:
        out: the root; without any run under it the list is empty.
        scenario: only those of this name, reforms included, as ``before+piece-rate``.

    Raises:
        ListingError: it is no folder, or a run's own folder, or that of one scenario.
        StoreError: it cannot be read.
    """
    root = Path(out)
    if not root.exists():
        return []
    if not root.is_dir():
        raise ListingError(f"{root}: got a file, need the root of results, such as results")
    try:
        found = [
            _read(folder)
            for of_scenario in sorted(root.iterdir())
            if of_scenario.is_dir() and not of_scenario.is_symlink()
            if scenario is None or of_scenario.name == scenario
            for folder in sorted(of_scenario.iterdir())
            if _is_run(folder)
        ]
        if not found and any(map(_is_run, (root, *root.iterdir()))):
            above = root.parent.parent if _is_run(root) else root.parent
            raise ListingError(f"{root}: got a folder inside of results, need their root, {above}")
    except OSError as problem:
        place = problem.filename or root
        raise StoreError(f"cannot read {place}: {problem.strerror or problem}") from problem
    return sorted(found, key=lambda run: (run.scenario, run.when, run.key))


def results(out: Path | str = "results", scenario: str | None = None) -> pd.DataFrame:
    """The same as a frame: scenario, key, seed, replications, when, size_bytes, source, folder."""
    import pandas as pd

    columns = (
        "scenario", "key", "seed", "replications", "when", "size_bytes", "source", "folder",
    )  # fmt: skip
    rows = [[getattr(run, column) for column in columns] for run in stored_runs(out, scenario)]
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({"seed": "Int64"})


def clean_results(
    out: Path | str = "results",
    *,
    older: bool = False,
    scenario: str | None = None,
    everything: bool = False,
    dry_run: bool = False,
) -> list[Cleared]:
    """Clear runs from a results root: only files of the store, only folders that end up empty.

    Args:
        out: the root.
        older: those that this telesim would not go on from, of another source or library.
        scenario: those of this name, reforms included; with ``older`` both must hold.
        everything: all of them, unknown ones too.
        dry_run: only say what would go.

    Raises:
        ListingError: nothing was named to clear, or the folder is no results root.
        StoreError: a file cannot be removed.
    """
    if everything and (older or scenario is not None):
        raise ListingError("clean: got all beside older or a scenario, need one or the other")
    if not (everything or older or scenario is not None):
        raise ListingError("clean: got nothing to clear, need older, a scenario or all")
    found = stored_runs(out, scenario)
    if not found:
        _explain_nothing(Path(out), scenario)
    if older:
        found = [run for run in found if run.source == "older"]
    return [_clear(run, dry_run) for run in found]


def _explain_nothing(root: Path, scenario: str | None) -> None:
    """Refuse a folder that is somebody else's, and a name that no run has."""
    known = sorted({run.scenario for run in stored_runs(root)})
    if known:
        raise ListingError(f"{root}: got {scenario!r}, need one of {', '.join(known)}")
    if root.is_dir() and any(path.name != "README.md" for path in root.iterdir()):
        raise ListingError(
            f"{root}: got a folder without any run of telesim, need the root of results"
        )


def _clear(run: StoredRun, dry_run: bool) -> Cleared:
    files = run.files
    ours = set(files)
    left = tuple(path for path in _files(run.folder) if path not in ours)
    if not dry_run:
        try:
            for path in files:
                path.unlink(missing_ok=True)
        except OSError as problem:
            raise StoreError(
                f"cannot remove {problem.filename}: {problem.strerror or problem}"
            ) from problem
        for folder in (*(run.folder / name for name in (*PARTS, "logs", "workload")), run.folder):
            with suppress(OSError):  # not there, or not empty
                folder.rmdir()
        with suppress(OSError):
            run.folder.parent.rmdir()
    return Cleared(run, len(files), left)


def _files(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is no folder; links are not followed."""
    try:
        inside: Sequence[Path] = sorted(folder.iterdir())
    except FileNotFoundError:  # another process clears it as well
        return
    for path in inside:
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _is_ours(folder: Path, path: Path) -> bool:
    within = path.relative_to(folder).as_posix()
    return _OURS.fullmatch(within) is not None and not path.is_symlink()


def _is_run(folder: Path) -> bool:
    """Whether the store has made this folder: its name is a key, and its files are the store's."""
    if not _KEY.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
        return False
    return any(_is_ours(folder, path) for path in _files(folder))


def _read(folder: Path) -> StoredRun:
    said = _json(folder / SUMMARIES[-1])
    versions = said.get("versions")
    of_manifest = {**(versions if isinstance(versions, dict) else {}), **said}
    parts = _json(folder / KEY_PARTS) or of_manifest
    seed, here = parts.get("seed"), provenance.computing()
    source: Source = "unknown"
    if all(name in parts for name in here):
        same = all(parts[name] == value for name, value in here.items())
        source = "current" if same else "older"
    run = StoredRun(
        folder, folder.parent.name, folder.name,
        seed if isinstance(seed, int) else None,
        sum(1 for _ in (folder / "replications").glob("[0-9]*.parquet")),
        datetime.fromtimestamp(0, UTC), 0, source,
    )  # fmt: skip
    size, latest = 0, folder.stat().st_mtime
    for path in run.files:
        with suppress(FileNotFoundError):  # another process has just renamed or cleared it
            about = path.stat()
            size, latest = size + about.st_size, max(latest, about.st_mtime)
    when = datetime.fromtimestamp(latest, UTC)
    return StoredRun(
        run.folder, run.scenario, run.key, run.seed, run.replications, when, size, source
    )


def _json(path: Path) -> dict[str, Any]:
    """An object of a file; empty when there is none or it is damaged."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
