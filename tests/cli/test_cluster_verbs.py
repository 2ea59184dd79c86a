"""Every verb that simulates, on a cluster: the same bytes as locally, and clear errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import telesim
from dask_cluster import Cluster, ended, start
from killing import contents
from little_town import little_town
from plan_town import plan_town
from telesim.cli import app
from telesim.experiment import cluster, provenance, replicate


@pytest.fixture(scope="module", autouse=True)
def known_to_all_processes() -> Iterator[None]:
    """Rules that other tests have registered in this process are not known to the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_digest", provenance.own_digest)
        yield


REFORM = """\
reform: faster
source: assumed
set: {teams.field.skills.repair.speed: 1.3}
"""
OTHER = """\
reform: closer
source: assumed
set: {visits.closing: 0.1 work h}
"""
SHORT = (
    ("window: 5 weeks", "window: 2 weeks"),
    ("warm_up: 1 week", "warm_up: 2 days"),
    ("calendar: always, count: 1}", "calendar: always, count: 0}"),
)
#: A verb and what stands behind it: {town}, {queue}, {reform} and {other} are files.
VERBS: dict[str, tuple[str, ...]] = {
    "run": ("{town}", "--replications", "2"),
    "compare": ("{town}", "--with", "{reform}", "--jobs", "2", "--replications", "2"),
    "sweep": ("{town}", "--over", "crews.field.count=2,3", "--replications", "2"),
    "explain": ("{town}", "--with", "{reform}", "--with", "{other}", "--replications", "2"),
    "sensitivity": ("{town}", "--turn", "crews.field.count=2..3", "--points", "2",
                    "--replications", "2"),
    "plan": ("{queue}", "--vary", "crews.crew=4..5", "--replications", "4"),
    "baseline": ("{town}", "--replications", "2"),
    "check": ("{town}", "--replications", "2"),
}  # fmt: skip


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.worker()
        made.worker()
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    reform, other = folder / "faster.yaml", folder / "closer.yaml"
    reform.write_text(REFORM, encoding="utf-8")
    other.write_text(OTHER, encoding="utf-8")
    return {
        "town": little_town(folder / "t"),
        "queue": plan_town(folder / "q", *SHORT),
        "reform": reform,
        "other": other,
    }


def words_of(verb: str, files: dict[str, Path]) -> list[str]:
    return [verb, *(word.format_map(files) for word in VERBS[verb])]


def told(out: Path) -> dict[str, bytes]:
    """All files of the results, but for the time that runs took and the folder they stand in."""
    return {
        name: said.replace(str(out).encode(), b"OUT")
        for name, said in contents(out).items()
        if b'"wall_seconds"' not in said
    }


@pytest.mark.parametrize("verb", ["compare", "sweep"])
def test_a_study_on_two_workers_has_the_same_bytes_as_locally(
    verb: str, two: Cluster, files: dict[str, Path], tmp_path: Path
) -> None:
    far, here, words = tmp_path / "far", tmp_path / "here", words_of(verb, files)
    code, err = ended(start(*words, "--cluster", two.address, "--out", far))
    assert code == 0, err
    assert CliRunner().invoke(app, [*words, "--workers", "1", "--out", str(here)]).exit_code == 0
    assert told(far) == told(here)
    assert len(told(far)) > len(contents(far)) - 3
    assert len(list(far.glob("*/*/replications/[0-9]*.parquet"))) == 4


def test_all_verbs_compute_on_the_cluster_from_python(
    two: Cluster, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any) -> None:
        raise AssertionError("computed here")

    monkeypatch.setattr(replicate, "_file_one", refuses)
    monkeypatch.chdir(tmp_path)  # A baseline is written below the folder that one stands in.
    town, out, both = files["town"], tmp_path / "out", [files["reform"], files["other"]]
    few: dict[str, Any] = {"replications": 2, "out": out}
    verbs: dict[str, Callable[[], Any]] = {
        "run": lambda: telesim.run(telesim.load(town), seed=2, **few),
        "compare": lambda: telesim.compare(town, f"+{files['reform']}", seed=3, **few),
        "explain": lambda: telesim.explain(town, reforms=both, seed=4, **few),
        "plan": lambda: telesim.plan(
            files["queue"], vary={"crews.crew": "4..5"}, replications=4, out=out
        ),
        "sweep": lambda: telesim.sweep(town, {"crews.field.count": [2, 3]}, seed=5, **few),
        "sensitivity": lambda: telesim.sensitivity(
            town, turns=["crews.field.count=2..3"], points=2, seed=6, **few
        ),
        "baseline": lambda: telesim.baseline(town, seed=7, **few),
        "check": lambda: telesim.check(town, seed=8, **few),
    }
    assert set(verbs) == set(VERBS)
    filed = 0
    with telesim.on_cluster(two.address, out):
        for verb, call in verbs.items():
            call()
            now = len(list(out.glob("*/*/replications/[0-9]*.parquet")))
            assert now > filed, verb
            filed = now


@pytest.mark.parametrize("verb", VERBS)
def test_where_no_scheduler_answers_it_is_said_and_nothing_is_written(
    verb: str, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_S", 0.5)
    out, words = tmp_path / "out", words_of(verb, files)
    far = [*words, "--out", str(out), "--cluster", "tcp://127.0.0.1:1"]
    result = CliRunner().invoke(app, far)
    assert result.exit_code == 4, result.output
    assert result.stderr.startswith("cluster tcp://127.0.0.1:1: no scheduler answers there (")
    assert not out.exists()
    both = CliRunner().invoke(app, [*far, "--workers", "2"])
    assert both.exit_code == 2 and "--workers is about local processes" in both.stderr
    assert not out.exists()
