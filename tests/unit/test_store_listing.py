from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import telesim
from kpi_log import town
from stand_in import Engine
from telesim.experiment import provenance, replicate, run
from telesim.experiment.store import DRAWN, KEY_PARTS, Store
from telesim.experiment.store_listing import (
    ListingError,
    clean_results,
    stored_runs,
)
from telesim.report.charts import CHARTS


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(replicate, "replicate", made.replicate)
    return made


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def make_older(folder: Path) -> None:
    for name in (KEY_PARTS, "manifest.json"):
        said = json.loads((folder / name).read_text(encoding="utf-8"))
        said["source_sha256"] = "0" * 64
        (folder / name).write_text(json.dumps(said), encoding="utf-8")


def test_runs_are_listed_with_what_they_hold(engine: Engine, tmp_path: Path) -> None:
    assert stored_runs(tmp_path / "absent") == []
    assert stored_runs(tmp_path) == []
    second = run(town(), seed=2, replications=3, out=tmp_path).folder
    first = run(town(name="hamlet"), replications=2, out=tmp_path, keep_log=True).folder
    found = stored_runs(tmp_path)
    assert [(r.folder, r.scenario, r.key) for r in found] == [
        (first, "hamlet", first.name),
        (second, "town", second.name),
    ]
    assert [(r.seed, r.replications, r.source) for r in found] == [
        (1, 2, "current"),
        (2, 3, "current"),
    ]
    for one in found:
        paths = [path for path in one.folder.rglob("*") if path.is_file()]
        assert one.size_bytes == sum(path.stat().st_size for path in paths)
        assert one.when.timestamp() == pytest.approx(
            max(path.stat().st_mtime for path in paths), abs=1e-3
        )
    assert stored_runs(tmp_path, "town") == [found[1]]
    frame = telesim.results(tmp_path)
    assert frame["replications"].tolist() == [2, 3]
    assert telesim.results(tmp_path / "absent").empty


def test_what_no_longer_computes_the_same_is_older(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(town(), replications=1, out=tmp_path)
    [found] = stored_runs(tmp_path)
    assert found.source == "current"
    monkeypatch.setattr(provenance, "source_digest", lambda: "other")
    [found] = stored_runs(tmp_path)
    assert found.source == "older"
    monkeypatch.undo()
    monkeypatch.setattr(provenance, "_version", lambda name: "0.1")
    [found] = stored_runs(tmp_path)
    assert found.source == "older"


def test_a_run_that_was_stopped_tells_its_seed_and_source(engine: Engine, tmp_path: Path) -> None:
    Store.open(tmp_path, town(), 7)
    [found] = stored_runs(tmp_path)
    assert (found.seed, found.replications, found.source) == (7, 0, "current")


def test_a_folder_whose_description_is_damaged_is_listed_as_unknown(
    engine: Engine, tmp_path: Path
) -> None:
    folder = run(town(), replications=1, out=tmp_path).folder
    (folder / KEY_PARTS).unlink()
    assert stored_runs(tmp_path)[0].source == "current"  # the manifest tells it as well
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    [found] = stored_runs(tmp_path)
    assert (found.seed, found.replications, found.source) == (None, 1, "unknown")
    # What is not known to be older stays.
    assert clean_results(tmp_path, older=True) == []
    assert [one.run.folder for one in clean_results(tmp_path, everything=True)] == [folder]


def test_cleaning_leaves_no_trace_of_what_it_clears_and_nothing_else_touched(
    engine: Engine, tmp_path: Path
) -> None:
    kept = run(town(), replications=1, out=tmp_path).folder
    gone = run(town(name="hamlet"), replications=2, out=tmp_path, keep_log=True).folder
    make_older(gone)
    others = {
        "README.md": b"words",
        "verify/rows.json": b"{}",
        "notes/0123456789ab/mine.txt": b"mine",
        "town/notes.txt": b"mine",
    }
    for name, content in others.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(content)
    before = everything(tmp_path)
    [would] = clean_results(tmp_path, older=True, dry_run=True)
    assert (would.run.folder, would.left) == (gone, ())
    assert everything(tmp_path) == before
    [cleared] = clean_results(tmp_path, older=True)
    assert cleared == would
    assert not gone.parent.exists()
    within = gone.relative_to(tmp_path).as_posix()
    assert everything(tmp_path) == {
        name: content for name, content in before.items() if not name.startswith(within)
    }
    assert kept.exists()


def test_what_is_not_the_stores_stays_with_its_folder(engine: Engine, tmp_path: Path) -> None:
    folder = run(town(), replications=1, out=tmp_path).folder
    foreign = ["notes.txt", "replications/notes.parquet", "logs/mine/0001.parquet", "map.png"]
    for name in foreign:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text("mine", encoding="utf-8")
    [cleared] = clean_results(tmp_path, scenario="town")
    assert sorted(path.relative_to(folder).as_posix() for path in cleared.left) == sorted(foreign)
    assert everything(folder) == dict.fromkeys(foreign, b"mine")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_not_followed(engine: Engine, tmp_path: Path) -> None:
    real = tmp_path / "real"
    folder = run(town(), replications=1, out=real).folder
    root = tmp_path / "root"
    (root / "town").mkdir(parents=True)
    (root / "town" / folder.name).symlink_to(folder)
    (root / "linked").symlink_to(folder.parent)
    assert stored_runs(root) == []
    here = run(town(), replications=1, out=root / "own").folder
    (here / "cabinets.csv").unlink()
    (here / "cabinets.csv").symlink_to(folder / "cabinets.csv")
    before = everything(real)
    [cleared] = clean_results(root / "own", everything=True)
    assert [path.name for path in cleared.left] == ["cabinets.csv"]
    assert everything(real) == before


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({}, "got nothing to clear"),
        ({"everything": True, "older": True}, "got all beside"),
        ({"scenario": "twon"}, "got 'twon', need one of town"),
    ],
)
def test_a_wish_that_cannot_be_meant_clears_nothing(
    engine: Engine, tmp_path: Path, wish: dict[str, object], said: str
) -> None:
    run(town(), replications=1, out=tmp_path)
    before = everything(tmp_path)
    with pytest.raises(ListingError, match=said):
        clean_results(tmp_path, **wish)  # type: ignore[arg-type]
    assert everything(tmp_path) == before


def test_a_folder_that_is_no_results_root_is_refused(engine: Engine, tmp_path: Path) -> None:
    folder = run(town(), replications=1, out=tmp_path / "results").folder
    other = tmp_path / "other"
    other.mkdir()
    assert clean_results(other, everything=True) == []
    (other / "thesis.txt").write_text("mine", encoding="utf-8")
    before = everything(tmp_path)
    for place, said in (
        (other, "without any run of telesim"),
        (other / "thesis.txt", "got a file"),
        (folder.parent, "inside of results, need their root"),
        (folder, "inside of results, need their root"),
    ):
        with pytest.raises(ListingError, match=said):
            clean_results(place, everything=True)
    assert everything(tmp_path) == before


def test_all_charts_of_a_run_are_known_to_the_store() -> None:
    assert set(CHARTS) == set(DRAWN)
