"""The trial of one mutant: a copy of telesim with the change, and the tests that should fail."""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from mutants.mutant import ROOT, SOURCE, Mutant

#: Of processor time, so that it says the same on a busy machine; on a quiet one the clock shows it.
LIMIT_S = 60
#: By the clock, for a mutant that waits for something that never comes.
_LONGEST_S = 10 * LIMIT_S
CAUGHT, SURVIVED, OUT_OF_TIME, BROKEN = "caught", "survived", "out of time", "broken"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::\w+(?:\[.*?\])?)(?: - (.*))?$", re.MULTILINE)
#: Such a mutant does not run at all, so that it proves nothing about the tests.
_NOT_RUNNING = ("NameError", "ImportError", "ModuleNotFoundError", "SyntaxError")

#: Each trial is a process of its own that has other people's libraries already, which take as long
#: to load as telesim does.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    ["numpy", "pandas", "scipy.special", "pydantic", "ruamel.yaml", "simpy", "pytest"]
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: how, by which test, what that said, in how many seconds."""

    name: str
    how: str
    test: str
    said: str
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)


class Trial:
    """A mutant that is being tried, in a process of its own."""

    def __init__(self, mutant: Mutant, limit_s: int = LIMIT_S) -> None:
        """Apply the mutant to a copy of telesim and begin with its tests.

        Raises:
            MisplacedError: its text is not found exactly once.
        """
        self._mutant, self._limit_s, self._began = mutant, limit_s, time.monotonic()
        self._folder = tempfile.TemporaryDirectory(prefix="telesim-mutant-")
        root = Path(self._folder.name).resolve()
        copy, self._told = root / "telesim", root / "told.txt"
        # With what is compiled already, as compiling all would take most of the time.
        shutil.copytree(SOURCE, copy)
        changed = copy / mutant.file
        changed.write_text(mutant.apply(changed.read_text(encoding="utf-8")), encoding="utf-8")
        for compiled in (changed.parent / "__pycache__").glob(f"{changed.stem}.*"):
            compiled.unlink()
        self._told.touch()
        self._process = _PROCESSES.Process(
            target=_run_tests, args=(copy, self._told, mutant.tests, limit_s)
        )
        self._process.start()

    @property
    def sentinel(self) -> int:
        """What ``multiprocessing.connection.wait`` waits for."""
        return self._process.sentinel

    def outcome(self) -> Outcome | None:
        """How it has ended; None while it goes on."""
        self._process.join(0)
        seconds = time.monotonic() - self._began
        if self._process.exitcode is None and seconds < _LONGEST_S:
            return None
        how, test, said = self._end()
        self.stop()
        return Outcome(self._mutant.name, how, test, said, round(seconds, 1))

    def _end(self) -> tuple[str, str, str]:
        """How it ended, the test that failed, what it said."""
        code = self._process.exitcode
        if code is None:
            return OUT_OF_TIME, "", f"still waiting after {_LONGEST_S} s"
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return OUT_OF_TIME, "", f"no test had failed after {self._limit_s} s of processor time"
        return judge(code, self._told.read_text(encoding="utf-8", errors="replace"))

    def stop(self) -> None:
        """End the process, if it goes on, and take the copy away."""
        if self._process.exitcode is None:
            self._process.kill()
        self._process.join()
        self._folder.cleanup()


def try_all(mutants: Sequence[Mutant], workers: int) -> Iterator[tuple[Mutant, Outcome]]:
    """Try mutants, so many at a time, and give each as soon as it is known."""
    left, running = list(reversed(mutants)), dict[str, tuple[Mutant, Trial]]()
    try:
        while left or running:
            while left and len(running) < workers:
                mutant = left.pop()
                running[mutant.name] = mutant, Trial(mutant)
            wait([trial.sentinel for _, trial in running.values()], timeout=1)
            for mutant, trial in list(running.values()):
                outcome = trial.outcome()
                if outcome is not None:
                    del running[mutant.name]
                    yield mutant, outcome
    finally:
        for _, trial in running.values():
            trial.stop()


def _run_tests(copy: Path, told: Path, tests: Sequence[str], limit_s: int) -> None:
    """In a process of its own: run the tests with the copy; what they say goes to a file."""
    with told.open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s + 1))
    os.chdir(ROOT)
    sys.path.insert(0, str(copy.parent))
    os.environ["PYTHONPATH"] = os.pathsep.join((str(copy.parent), str(ROOT)))
    import pytest

    import telesim

    # Not another telesim of the environment.
    if not telesim.__file__.startswith(str(copy)):
        sys.exit(f"the tests would run with {telesim.__file__}, not with the mutant")
    # A fixed seed, so that a mutant is not caught on some days only.
    words = ["-x", "-q", "--no-header", "--tb=line", "--hypothesis-seed=0"]
    # An installed telesim is a plug-in of pytest, which would rewrite what is loaded already.
    words += ["-p", "no:telesim", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    sys.exit(int(pytest.main([*words, "-p", "no:cacheprovider", "-p", "no:xdist", *tests])))


def judge(code: int, told: str) -> tuple[str, str, str]:
    """What pytest's exit code and words mean: how, the test that failed, what it said."""
    if code == 0:
        return SURVIVED, "", ""
    found = _FAILED.search(told)
    if code != 1 or found is None:
        # Nothing was collected, or pytest itself stopped: that says nothing about the tests.
        return BROKEN, "", told.strip()[-500:]
    test, said = found.group(1), (found.group(2) or "").strip()
    if said.startswith(_NOT_RUNNING):
        return BROKEN, test, said
    return CAUGHT, test, said
