from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpi_log import log_of, plant, town
from telesim.eventlog import EventLog
from telesim.experiment import RunError, StoreError, provenance, replicate, run
from telesim.experiment.store import KEY_PARTS, SUMMARIES, Measured, Store
from telesim.scenario import Scenario


@dataclass
class Engine:
    """Stands for the simulation: counts its calls and can be told to fail."""

    calls: list[int] = field(default_factory=list)
    fails_at: int = 0

    def replicate(self, scenario: Scenario, seed: int, number: int) -> tuple[Measured, EventLog]:
        self.calls.append(number)
        if number == self.fails_at:
            raise KeyError("a defect")
        value = float(np.random.default_rng((seed, number)).uniform(10, 20))
        kpis = pd.DataFrame(
            {"kpi": ["time_to_restore_mean"], "where": ["{}"], "unit": ["h"], "value": [value],
             "n": [3], "open": [0], "numerator": [math.nan], "denominator": [math.nan]}
        )  # fmt: skip
        at = pd.DatetimeIndex(["2001-01-01"])
        series = pd.DataFrame(
            {"at": at, "family": ["backlog"], "series": ["waiting list"], "value": [1.0]}
        )
        from telesim.kpi import cabinet_table, exchange_table

        log = log_of(plant())
        exchanges, cabinets = exchange_table(scenario, log), cabinet_table(scenario, log)
        return Measured(kpis, series, exchanges, cabinets), log


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    made = Engine()
    monkeypatch.setattr(replicate, "replicate", made.replicate)
    yield made


def numbered(folder: Path, part: str = "replications") -> list[str]:
    return sorted(path.name for path in (folder / part).iterdir())


def test_replications_are_filed_one_by_one_and_used_again(engine: Engine, tmp_path: Path) -> None:
    first = run(town(), replications=3, out=tmp_path)
    assert engine.calls == [1, 2, 3]
    assert first.computed == 3
    assert numbered(first.folder) == ["0001.parquet", "0002.parquet", "0003.parquet"]
    again = run(town(), replications=3, out=tmp_path)
    assert again.computed == 0
    assert again.folder == first.folder
    pd.testing.assert_frame_equal(again.estimates, first.estimates)


def test_twenty_extend_to_fifty(engine: Engine, tmp_path: Path) -> None:
    run(town(), replications=2, out=tmp_path)
    longer = run(town(), replications=5, out=tmp_path)
    assert engine.calls == [1, 2, 3, 4, 5]
    assert longer.replications["replication"].nunique() == 5
    shorter = run(town(), replications=2, out=tmp_path)
    assert shorter.replications["replication"].nunique() == 2


def test_the_same_bytes_from_a_resumed_run(engine: Engine, tmp_path: Path) -> None:
    run(town(), replications=2, out=tmp_path / "a")
    resumed = run(town(), replications=4, out=tmp_path / "a")
    whole = run(town(), replications=4, out=tmp_path / "b")
    for name in ("kpis.csv", "exchanges.csv", "cabinets.csv"):
        assert (resumed.folder / name).read_bytes() == (whole.folder / name).read_bytes()


@pytest.mark.parametrize("part", ["replications", "series", "exchanges", "cabinets"])
@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "absent", "another"])
def test_a_damaged_file_is_found_and_made_again(
    engine: Engine, tmp_path: Path, part: str, damage: str
) -> None:
    folder = run(town(), replications=3, out=tmp_path).folder
    before = (folder / "kpis.csv").read_bytes()
    file = folder / part / "0002.parquet"
    content = bytearray(file.read_bytes())
    if damage == "absent":
        file.unlink()
    elif damage == "another":
        file.write_bytes((folder / part / "0003.parquet").read_bytes())
    elif damage == "flipped":
        content[20] ^= 0xFF
        file.write_bytes(content)
    else:
        file.write_bytes(b"" if damage == "empty" else content[: len(content) // 2])
    assert run(town(), replications=3, out=tmp_path).computed == 1
    assert engine.calls == [1, 2, 3, 2]
    assert (folder / "kpis.csv").read_bytes() == before


def test_logs_are_kept_when_asked_and_made_when_missing(engine: Engine, tmp_path: Path) -> None:
    without = run(town(), replications=2, out=tmp_path)
    assert not (without.folder / "logs").exists()
    kept = run(town(), replications=2, out=tmp_path, keep_log=True)
    assert kept.computed == 2
    assert numbered(kept.folder, "logs") == ["0001.parquet", "0002.parquet", "names.json"]
    EventLog.load(kept.folder / "logs" / "0001.parquet")
    assert run(town(), replications=2, out=tmp_path, keep_log=True).computed == 0
    # A damaged log is found and made again.
    path = kept.folder / "logs" / "0002.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:30] + bytes(byte ^ 0xFF for byte in whole[30:60]) + whole[60:])
    assert run(town(), replications=2, out=tmp_path, keep_log=True).computed == 1
    assert path.read_bytes() == whole


def test_the_key_follows_what_can_change_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    key = provenance.result_key(town(), 1)
    assert len(key) == 12
    assert key == provenance.result_key(town(), 1)
    assert key != provenance.result_key(town(), 2)
    assert key != provenance.result_key(town(window="31 days"), 1)
    assert key == provenance.result_key(town(replications=99, seed=99), 1)
    monkeypatch.setattr(provenance, "source_digest", lambda: "other source")
    changed = provenance.result_key(town(), 1)
    assert key != changed
    monkeypatch.setattr(provenance, "_version", lambda name: "other")
    assert changed != provenance.result_key(town(), 1)


def test_an_error_names_replication_and_seed_and_leaves_the_others(
    engine: Engine, tmp_path: Path
) -> None:
    engine.fails_at = 3
    with pytest.raises(RunError, match=r"replication 3 with seed 7 failed: KeyError: 'a defect'"):
        run(town(), replications=5, seed=7, out=tmp_path)
    assert engine.calls == [1, 2, 3]
    [folder] = (tmp_path / "town").iterdir()
    assert numbered(folder) == ["0001.parquet", "0002.parquet"]
    assert not list(folder.rglob("*.partial*"))


def test_a_full_disk_is_said_in_one_line(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: pd.DataFrame, path: Path, **more: Any) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    with pytest.raises(StoreError, match=r"cannot write .*0001\.parquet: No space left on device"):
        run(town(), replications=2, out=tmp_path)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {KEY_PARTS}


def test_a_file_where_the_folder_should_be(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StoreError, match=r"cannot write to .*out"):
        run(town(), replications=1, out=tmp_path / "out")
    assert engine.calls == []


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    store = Store(tmp_path, "key")
    store.write_text("note.txt", "old")
    with pytest.raises(RuntimeError), store.writing(tmp_path / "note.txt") as partial:
        partial.write_text("half of the ne")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
    assert (tmp_path / "note.txt").read_text() == "old"


def test_the_manifest_says_where_the_result_comes_from(engine: Engine, tmp_path: Path) -> None:
    result = run(town(), replications=2, seed=5, out=tmp_path)
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"]) == (5, 2)
    assert manifest["scenario_sha256"] == result.scenario_sha256
    assert manifest["key"] == result.folder.name
    assert manifest["wall_seconds"] >= 0
    assert {"python", "numpy", "simpy", "telesim"} <= set(manifest["versions"])
    assert "resolved" in manifest and "tables_sha256" in manifest and "git" in manifest


def test_reading_back_keeps_the_time_that_the_simulation_took(
    engine: Engine, tmp_path: Path
) -> None:
    file = run(town(), replications=2, out=tmp_path).folder / "manifest.json"
    measured = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**measured, "wall_seconds": 28.3}), encoding="utf-8")
    for replications in (2, 1):
        assert run(town(), replications=replications, out=tmp_path).computed == 0
        kept = json.loads(file.read_text(encoding="utf-8"))
        assert (kept["wall_seconds"], kept["replications_computed"]) == (28.3, 2)
    # A third replication is measured again, for itself.
    run(town(), replications=3, out=tmp_path)
    more = json.loads(file.read_text(encoding="utf-8"))
    assert more["wall_seconds"] != 28.3
    assert more["replications_computed"] == 1
    # Nothing can be kept of a manifest that is damaged.
    file.write_text("[", encoding="utf-8")
    run(town(), replications=3, out=tmp_path)
    assert json.loads(file.read_text(encoding="utf-8"))["replications_computed"] == 0


def test_the_table_of_cabinets_has_no_more_digits_than_its_means_deserve(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shared(scenario: Scenario, seed: int, number: int) -> tuple[Measured, EventLog]:
        made, log = engine.replicate(scenario, seed, number)
        cabinets = made.cabinets.assign(lines=615.2010813, reports=41.0666, line_hours_lost=0.25)
        return replace(made, cabinets=cabinets), log

    monkeypatch.setattr(replicate, "replicate", shared)
    folder = run(town(), replications=1, out=tmp_path).folder
    written = (folder / "cabinets.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    # 41.0666 reports of 615.2010813 lines are 6.675 per 100 lines.
    assert written[5:] == ["615.2", "0", "41.1", "0.2", "6.68"]


def test_the_page_on_results_lists_all_that_a_run_leaves(engine: Engine, tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "results" / "README.md"
    listed = set(re.findall(r"`([^`]+)`", page.read_text(encoding="utf-8")))
    folder = run(town(), replications=1, out=tmp_path, keep_log=True).folder
    for path in folder.iterdir():
        name = f"{path.name}/" if path.is_dir() else path.name
        assert name in listed, name


def test_tables_say_no_paths_and_no_times(engine: Engine, tmp_path: Path) -> None:
    folder = run(town(), replications=2, out=tmp_path).folder
    text = (folder / "kpis.csv").read_text()
    assert str(tmp_path) not in text
    assert ":" not in text.replace('""', "")


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"replications": 0}, "replications"), ({"workers": 0}, "workers"), ({"seed": -1}, "seed")],
)
def test_impossible_numbers_are_refused(
    engine: Engine, tmp_path: Path, asked: dict[str, int], words: str
) -> None:
    with pytest.raises(ValueError, match=f"{words}: got"):
        run(town(), out=tmp_path, **asked)
    assert list(tmp_path.iterdir()) == []


def test_progress_tells_done_and_wanted(engine: Engine, tmp_path: Path) -> None:
    run(town(), replications=1, out=tmp_path)
    told: list[tuple[int, int]] = []
    run(town(), replications=3, out=tmp_path, progress=lambda done, all_: told.append((done, all_)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_fewer_replications_leave_the_summaries_of_the_larger_run(
    engine: Engine, tmp_path: Path
) -> None:
    larger = run(town(), replications=4, out=tmp_path)
    before = {path.name: path.read_bytes() for path in larger.folder.iterdir() if path.is_file()}
    assert set(SUMMARIES) <= set(before)
    smaller = run(town(), replications=2, out=tmp_path)
    assert (smaller.kept, smaller.replication_count, smaller.computed) == (4, 2, 0)
    assert list(smaller.estimates["n"]) == [2]
    after = {path.name: path.read_bytes() for path in larger.folder.iterdir() if path.is_file()}
    assert after == before
    assert run(town(), replications=4, out=tmp_path).kept == 0
    grown = run(town(), replications=5, out=tmp_path)
    assert grown.kept == 0
    assert json.loads((grown.folder / "manifest.json").read_text())["replications"] == 5


def test_a_larger_run_that_ends_meanwhile_keeps_its_summaries(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["telesim.experiment.run"]
    gather = module.gather

    def slow(*words: Any, **more: Any) -> Any:
        found = gather(*words, **more)
        monkeypatch.setattr(module, "gather", gather)
        run(town(), replications=5, out=tmp_path)
        return found

    monkeypatch.setattr(module, "gather", slow)
    smaller = run(town(), replications=2, out=tmp_path)
    assert (smaller.kept, smaller.replication_count) == (5, 2)
    assert json.loads((smaller.folder / "manifest.json").read_text())["replications"] == 5
    assert pd.read_parquet(smaller.folder / "replications.parquet")["replication"].max() == 5


def test_summaries_of_two_runs_are_written_again(engine: Engine, tmp_path: Path) -> None:
    folder = run(town(), replications=2, out=tmp_path).folder
    older = (folder / "replications.parquet").read_bytes()
    store = Store(folder, folder.name)
    run(town(), replications=5, out=tmp_path)
    assert store.summed_up() == 5
    (folder / "replications.parquet").write_bytes(older)
    assert store.summed_up() == 0
    assert run(town(), replications=3, out=tmp_path).kept == 0
    assert store.summed_up() == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *((name, None) for name in SUMMARIES),
        ("manifest.json", b"{"),
        ("manifest.json", b'{"replications": 1e400}'),
        ("kpis.csv", b""),
        ("exchanges.csv", b'id\n"1'),
        ("replications.parquet", b"PAR1"),
    ],
)
def test_summaries_that_are_not_whole_are_written_again(
    engine: Engine, tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = run(town(), replications=3, out=tmp_path).folder
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    assert run(town(), replications=2, out=tmp_path).kept == 0
    assert json.loads((folder / "manifest.json").read_text())["replications"] == 2
