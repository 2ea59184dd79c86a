from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import telesim
from dask_cluster import PATIENCE_S, Cluster, ended, start
from little_town import little_town
from telesim.experiment import StoreError, cluster, provenance
from telesim.experiment.cluster import ClusterError


@pytest.fixture(scope="module", autouse=True)
def known_to_all_processes() -> Iterator[None]:
    """Rules that other tests have registered in this process are not known to the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_digest", provenance.own_digest)
        yield


SOURCE = Path(telesim.__file__).parent
MANY = 12


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.worker()
        yield made
    finally:
        made.end()


def filed(out: Path) -> dict[str, bytes]:
    """All files of the run but the one that tells the time that it took."""
    [folder] = (out / "my-town").iterdir()
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_a_worker_that_is_killed_in_the_middle_changes_no_byte(
    running: Cluster, tmp_path: Path
) -> None:
    file, second = little_town(tmp_path / "t"), running.worker()
    out = tmp_path / "far"
    words = ("run", file, "--replications", str(MANY))
    process = start(*words, "--cluster", running.address, "--out", out)
    until = time.monotonic() + PATIENCE_S
    while len(list(out.glob("my-town/*/replications/*.parquet"))) < 3:
        assert process.poll() is None, ended(process)
        assert time.monotonic() < until
        time.sleep(0.02)
    running.kill(second)
    assert process.poll() is None  # the other one has to go on
    assert ended(process) == (0, "")
    assert ended(start(*words, "--workers", "1", "--out", tmp_path / "here")) == (0, "")
    assert filed(out) == filed(tmp_path / "here")
    assert len(filed(out)) > 4 * MANY
    # All of it is found again, without a worker.
    again = ended(start(*words, "--workers", "1", "--out", out))
    assert again == (0, f"{MANY} replications were filed already; nothing was simulated again\n")


def test_a_worker_with_another_source_is_refused(running: Cluster, tmp_path: Path) -> None:
    file, other = little_town(tmp_path / "t"), tmp_path / "other"
    shutil.copytree(SOURCE, other / "telesim")
    changed = other / "telesim" / "units.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    paths = [str(other), *filter(None, [os.environ.get("PYTHONPATH")])]
    worker = running.worker(PYTHONPATH=os.pathsep.join(paths))
    try:
        words = ("run", file, "--cluster", running.address, "--out", tmp_path / "out")
        code, err = ended(start(*words))
    finally:
        running.kill(worker)
    assert code == 4
    assert err.count("\n") == 1
    assert err.count("runs another telesim: telesim") == 1  # and the first worker does not
    assert not list((tmp_path / "out").rglob("*"))


# -- what is no cluster --------------------------------------------------------------------------


@contextmanager
def mute() -> Iterator[str]:
    """Something that takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def closed() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    yield f"tcp://127.0.0.1:{port}"


@contextmanager
def babbling() -> Iterator[str]:
    """Something that speaks another language."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            call, _ = server.accept()
            with call:
                call.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4)
                call.recv(1)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(PATIENCE_S)


@contextmanager
def word() -> Iterator[str]:
    yield "nowhere"


@pytest.mark.parametrize("place", [mute, closed, babbling, word])
def test_an_address_where_no_scheduler_answers(place: Any, tmp_path: Path) -> None:
    file = little_town(tmp_path / "t")
    with place() as address:
        words = ("run", file, "--cluster", address, "--out", tmp_path / "out")
        code, err = ended(start(*words))
    assert code == 4
    assert err.startswith(f"cluster {address}: no scheduler answers there (")
    assert err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_workers_of_this_machine_and_of_a_cluster_are_not_asked_for_together(
    tmp_path: Path,
) -> None:
    file = little_town(tmp_path / "t")
    code, err = ended(start("run", file, "--workers", "2", "--cluster", "tcp://127.0.0.1:1"))
    assert code == 2
    assert "--workers is about local processes" in err


# -- workers that answer wrongly -------------------------------------------------------------------


class Client:
    """Stands for a scheduler's client: the workers answer as told."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.scheduler = SimpleNamespace(address="tcp://there")

    def wait_for_workers(self, number: int, timeout: float) -> None:
        if not self.answers:
            raise TimeoutError

    def run(self, function: Any, probe: str, on_error: str) -> dict[str, Any]:
        assert on_error == "return"
        return {
            name: answer(function, probe) if callable(answer) else answer
            for name, answer in self.answers.items()
        }

    def ncores(self) -> dict[str, int]:
        return {}


def well(function: Any, probe: str) -> Any:
    return function(probe)


def looked_over(out: Path, **answers: Any) -> str:
    with pytest.raises(ClusterError) as caught:
        cluster._look_over(Client(answers), "tcp://there", out)  # type: ignore[arg-type]
    assert not list(out.iterdir())
    return str(caught.value)


def test_all_that_is_wrong_with_workers_is_told_at_once(tmp_path: Path) -> None:
    cluster._look_over(Client({"a": well}), "tcp://there", tmp_path)  # type: ignore[arg-type]
    ours = cluster.fingerprint()
    said = looked_over(
        tmp_path,
        a=well,
        b=lambda function, probe: function(probe + "elsewhere"),
        c=lambda function, probe: (function(probe)[0], {**ours, "numpy": "1.0"}),
        d=ModuleNotFoundError("No module named 'telesim'", name="telesim"),
        e=OSError("disk"),
    )
    assert said == (
        f"cluster tcp://there: worker b does not see {tmp_path}; it needs the same folder at the "
        f"same path; worker c runs another telesim: numpy 1.0, here {ours['numpy']}; worker d "
        "lacks telesim; it needs telesim installed; worker e fails: OSError: disk"
    )


def test_a_cluster_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no worker came within" in looked_over(tmp_path)
    # And one whose last worker goes away in the middle.
    monkeypatch.setattr(cluster, "ALONE_S", 0.0)
    monkeypatch.setattr(cluster, "LOOK_S", 0.01)
    with pytest.raises(ClusterError, match="no worker is left"):
        list(cluster.outcomes_of(Client({}), abs, [(1,)]))  # type: ignore[arg-type]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write to"):
        cluster._look_over(
            Client({"a": well}),  # type: ignore[arg-type]
            "tcp://there",
            tmp_path / "file" / "results",
        )


def test_without_the_library_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    asked = pytest.raises(ClusterError, match=r"pip install 'telesim\[dask\]'")
    with asked, telesim.on_cluster("tcp://127.0.0.1:1", tmp_path):
        pass
