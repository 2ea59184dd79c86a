from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from little_town import little_town
from telesim.experiment.store import KEY_PARTS, PARTS, Store

MANY = 400
#: On a machine that does other things as well.
PATIENCE_S = 150


@pytest.mark.skipif(os.name == "nt", reason="signals of a POSIX terminal")
@pytest.mark.parametrize(("workers", "everybody"), [(1, False), (2, True)])
def test_ctrl_c_leaves_whole_replications_and_exits_130(
    tmp_path: Path, workers: int, everybody: bool
) -> None:
    """A terminal sends the signal to the workers too; ``kill`` sends it to one process alone."""
    file = little_town(tmp_path / "t")
    words = ["run", str(file), "--replications", str(MANY), "--workers", str(workers)]
    with subprocess.Popen(
        [sys.executable, "-m", "telesim", *words, "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    ) as process:
        try:
            wait_for_a_replication(process, tmp_path / "out")
            if everybody:
                os.killpg(process.pid, signal.SIGINT)
            else:
                process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE_S)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 130, err
    assert out == ""
    assert err.count("\n") == 1 and err.startswith("interrupted"), err

    [folder] = (tmp_path / "out" / "my-town").iterdir()
    store = Store(folder, folder.name)
    kept = sorted(int(path.stem) for path in (folder / "replications").iterdir())
    assert 1 <= len(kept) < MANY
    assert all(store.holds(number) for number in kept)
    assert not list(folder.rglob("*.partial*"))
    assert {path.name for path in folder.iterdir()} <= {*PARTS, KEY_PARTS}

    filed = {path: path.stat().st_mtime_ns for path in (folder / "replications").iterdir()}
    # In a process of its own: rules that other tests have registered here are part of the key.
    words = ["run", str(file), "--replications", str(max(kept)), "--json"]
    again = subprocess.run(
        [sys.executable, "-m", "telesim", *words, "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(json.loads(again.stdout)["results"]) == folder
    assert store.holds(max(kept)) and len(list((folder / "replications").iterdir())) == max(kept)
    assert all(path.stat().st_mtime_ns == written for path, written in filed.items())


def heed_interrupts() -> None:
    """What a shell starts in the background inherits that it ignores them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def wait_for_a_replication(process: subprocess.Popen[str], out: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if list(out.glob("my-town/*/replications/0*.parquet")):
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    raise AssertionError(f"no replication within {PATIENCE_S} s")
