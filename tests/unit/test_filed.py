from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import telesim
from kpi_log import town
from report_runs import make_run
from telesim.experiment import Result, run
from telesim.experiment.filed import FiledError, read_result, run_folder
from telesim.experiment.result import Result as ResultType
from telesim.scenario import load

REFORM = "reform: later\ntitle: 'Later <b>'\nset:\n  visits.closing: 0.3 work h\nsource: a trial\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("filed")
    (folder / "later.yaml").write_text(REFORM, encoding="utf-8")
    return make_run(folder, folder / "later.yaml", keep_log=False)


@pytest.fixture
def copy(made: Result, tmp_path: Path) -> Path:
    """The run's folder, to be damaged; its names are those of the run."""
    target = tmp_path / made.folder.parent.name / made.folder.name
    shutil.copytree(made.folder, target)
    return target


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def change(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    edit(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_a_folder_alone_gives_back_the_answer(made: Result, copy: Path) -> None:
    before = files(copy)
    found = read_result(copy)
    assert files(copy) == before
    for name in ("estimates", "replications", "series", "exchanges", "cabinets"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(made, name))
    assert (found.verdicts, found.county_verdicts) == (made.verdicts, made.county_verdicts)
    assert found.verdicts
    bare = {"origin": None, "phases": ()}
    assert found.scenario.model_copy(update=bare) == made.scenario.model_copy(update=bare)
    assert found.as_json() == made.as_json() | {"results": str(copy)}
    assert found.name == made.name == "my-town+later"
    assert (found.computed, found.kept, found.folder) == (0, 0, copy)


def test_a_folder_tells_what_reforms_set_and_why(made: Result) -> None:
    origin = read_result(made.folder).scenario.origin
    assert origin is not None and made.scenario.origin is not None
    assert origin.reform_titles == {"later": "Later <b>"}
    assert origin.tree == json.loads(json.dumps(made.scenario.origin.tree, default=str))
    from telesim.scenario.resolved import show

    [closing] = show(read_result(made.folder).scenario, "visits.closing")
    assert (closing.value, closing.source) == ("0.3 work h", "a trial")


def test_the_public_face_opens_the_only_run_below_a_folder(made: Result) -> None:
    assert isinstance(telesim.open_result(made.folder.parent), ResultType)
    assert telesim.open_result(str(made.folder)).verdicts == made.verdicts


def test_no_run_and_several_runs_are_told_apart(copy: Path) -> None:
    with pytest.raises(FiledError, match=r"found no run.*telesim run prints it"):
        read_result(copy / "series")
    with pytest.raises(FiledError, match="found no run"):
        read_result(copy / "nowhere")
    other = copy.parent / "another"
    shutil.copytree(copy, other)
    with pytest.raises(FiledError) as told:
        run_folder(copy.parent)
    assert "found 2 runs" in str(told.value)
    assert str(copy) in str(told.value) and str(other) in str(told.value)


@pytest.mark.parametrize(
    ("more", "kind"), [({"paths": []}, "sweep"), ({"ranges": []}, "sensitivity study")]
)
def test_a_study_is_no_run(copy: Path, more: dict[str, Any], kind: str) -> None:
    study = copy.parent / "sweep-0123456789ab"
    study.mkdir()
    manifest = {"scenario": "my-town", "seed": 1, "replications": 2, "points": [{"key": "a"}]}
    (study / "manifest.json").write_text(json.dumps(manifest | more), encoding="utf-8")
    assert run_folder(copy.parent) == copy
    with pytest.raises(FiledError) as told:
        read_result(study)
    assert f"is the folder of a {kind}" in str(told.value)
    assert str(told.value).endswith(f"name {copy}")
    shutil.rmtree(copy)
    with pytest.raises(FiledError, match="telesim run SCENARIO"):
        read_result(study)
    with pytest.raises(FiledError, match="found no run"):
        run_folder(copy.parent)


def test_a_folder_of_an_older_version_is_named_as_one(copy: Path) -> None:
    before = files(copy)
    change(copy, lambda manifest: manifest.pop("scenario_sha256"))
    with pytest.raises(FiledError, match=r"telesim 0\.1\.0, it lacks scenario_sha256; run the"):
        read_result(copy)
    change(copy, lambda manifest: manifest.pop("versions"))
    with pytest.raises(FiledError, match="an older telesim, it lacks scenario_sha256, versions"):
        read_result(copy)
    assert files(copy).keys() == before.keys()


def test_a_scenario_of_another_version_is_told_with_its_faults(copy: Path) -> None:
    change(copy, lambda manifest: manifest["resolved"].update(windows="4 weeks", window="4"))
    with pytest.raises(
        FiledError, match=r"not one of this version.*window.*run the scenario again"
    ):
        read_result(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"replications": 1e400}'])
def test_a_damaged_manifest_says_so(copy: Path, content: str) -> None:
    (copy / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(FiledError, match=r"manifest\.json: (damaged|written by)"):
        read_result(copy)


@pytest.mark.parametrize("part", ["replications", "series", "exchanges", "cabinets"])
def test_a_truncated_table_is_named_and_a_run_mends_it(made: Result, copy: Path, part: str) -> None:
    path = copy / part / "0002.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    before = files(copy)
    with pytest.raises(FiledError, match=f"{part}/0002.parquet is missing, damaged.*redoes that"):
        read_result(copy)
    assert files(copy) == before


def test_the_remedy_that_is_named_works(made: Result, copy: Path) -> None:
    path = copy / "series" / "0003.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    (copy / "cabinets" / "0001.parquet").unlink()
    with pytest.raises(FiledError, match=r"series/0003.parquet, cabinets/0001.parquet are missing"):
        read_result(copy)
    assert made.scenario.origin is not None
    file = made.folder.parents[2] / "town" / "town.yaml"
    again = load(file, [made.folder.parents[2] / "later.yaml"])
    assert run(again, out=copy.parents[1]).computed == 2
    assert read_result(copy).verdicts == made.verdicts


def test_a_scenario_built_in_python_says_what_to_use_instead(copy: Path) -> None:
    change(copy, lambda manifest: manifest.update(resolved=repr(town())))
    with pytest.raises(FiledError, match=r"built in Python.*the Result that telesim\.run"):
        read_result(copy)
