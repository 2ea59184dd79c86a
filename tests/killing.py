"""A command that is killed in the middle, and what must be left of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from telesim.experiment.store import Store

#: On a machine that does other things as well.
PATIENCE_S = 300


def telesim(*words: str) -> subprocess.CompletedProcess[str]:
    """A whole command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "telesim", *words], capture_output=True, text=True, check=True
    )


def kill_after(words: list[str], out: Path, replications: int, delay_s: float = 0.0) -> bool:
    """Start a command, and SIGKILL it once so many more replications are there.

    Returns:
        Whether it was killed, rather than being done before.
    """
    before = len(finished(out))
    with subprocess.Popen(
        [sys.executable, "-m", "telesim", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + PATIENCE_S
        while len(finished(out)) < before + replications and process.poll() is None:
            assert time.monotonic() < deadline, f"no replication within {PATIENCE_S} s"
            time.sleep(0.005)
        time.sleep(delay_s)
        if process.poll() is not None:
            return False
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return True


def finished(out: Path) -> list[Path]:
    """The KPI tables of whole replications: they come last, once one stands all of it stands."""
    return sorted(out.glob("*/*/replications/[0-9]*.parquet"))


def stamps(out: Path) -> dict[Path, tuple[int, int]]:
    """File and time of writing of whole replications; one that is done again has others."""
    found = {}
    for path in finished(out):
        folder = path.parents[1]
        assert Store(folder, folder.name).holds(int(path.stem)), path
        said = path.stat()
        found[path] = (said.st_ino, said.st_mtime_ns)
    return found


def contents(out: Path) -> dict[str, bytes]:
    """The bytes of all files but those that a killed process left unfinished."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
