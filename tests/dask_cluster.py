"""A scheduler of Dask and its workers, started by hand on the loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

#: On a machine that does other things as well.
PATIENCE_S = 150


class Cluster:
    """A scheduler on the loopback, and workers started by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address, self.processes = folder, "", []
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = self.said(self.scheduler, r"Scheduler at:\s+(tcp://\S+)")

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words, "--no-dashboard"],
                stdout=file, stderr=file, env={**os.environ, **environment}, text=True,
                start_new_session=True,
            )  # fmt: skip
        process.log = log  # type: ignore[attr-defined]
        self.processes.append(process)
        return process

    def worker(self, **environment: str) -> subprocess.Popen[str]:
        scratch = str(self.folder / f"scratch-{len(self.processes)}")
        words = ("--nthreads", "1", "--local-directory", scratch)
        process = self.start("worker", self.address, *words, **environment)
        self.said(process, r"Registered to:\s+(tcp://\S+)")
        return process

    def said(self, process: Any, pattern: str) -> str:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            found = re.search(pattern, process.log.read_text())
            if found:
                return found[1]
            assert process.poll() is None, process.log.read_text()
            time.sleep(0.05)
        raise AssertionError(process.log.read_text())

    def kill(self, process: subprocess.Popen[str]) -> None:
        """A worker with the supervisor that would start it again: all of its session."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def end(self) -> None:
        while self.processes:
            self.kill(self.processes[-1])


def start(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "telesim", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and what stood on stderr."""
    try:
        _, err = process.communicate(timeout=PATIENCE_S)
    except BaseException:
        process.kill()
        raise
    return process.returncode, err
