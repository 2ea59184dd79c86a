from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from little_town import little_town
from telesim.cli import app
from telesim.scenario import load

Run = Callable[..., Result]
REFORM = "reforms/repair-first.yaml"
NUMBER = {"type": ["number", "null"]}
#: The object that ``telesim run --json`` promises.
ANSWER = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "scenario", "scenario_sha256", "seed", "replications", "targets", "kpis", "results",
    ],
    "properties": {
        "scenario": {"type": "string"},
        "scenario_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "seed": {"type": "integer"},
        "replications": {"type": "integer", "minimum": 1},
        "results": {"type": "string"},
        "targets": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [
                    "name", "kpi", "where", "limit", "unit", "mean", "ci_low", "ci_high", "n",
                    "probability", "verdict",
                ],
                "properties": {
                    "name": {"type": "string"},
                    "kpi": {"type": "string"},
                    "where": {"type": "object", "additionalProperties": {"type": "string"}},
                    "limit": {"type": "number"},
                    "unit": {"type": "string"},
                    "mean": NUMBER,
                    "ci_low": NUMBER,
                    "ci_high": NUMBER,
                    "n": {"type": "integer", "minimum": 0},
                    "probability": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                    "verdict": {"enum": ["met", "missed", "undecided"]},
                },
            },
        },
        "kpis": {
            "type": "array",
            "minItems": 100,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kpi", "where", "unit", "mean", "ci_low", "ci_high", "n"],
                "properties": {
                    "kpi": {"type": "string"},
                    "where": {"type": "object", "additionalProperties": {"type": "string"}},
                    "unit": {"type": "string"},
                    "mean": NUMBER,
                    "ci_low": NUMBER,
                    "ci_high": NUMBER,
                    "n": {"type": "integer", "minimum": 0},
                },
            },
        },
    },
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder, its words given as they would be typed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELESIM_DEBUG", raising=False)

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return call


def strict(text: str) -> Any:
    def refuse(word: str) -> float:
        raise AssertionError(f"{word} in JSON")

    return json.loads(text, parse_constant=refuse)


def answer(result: Result) -> Any:
    assert result.exit_code in (0, 1, 3), result.stderr
    assert result.stdout.count("\n") == 1
    found = strict(result.stdout)
    jsonschema.validate(found, ANSWER)
    return found


def test_init_writes_a_town_that_runs_at_once(run: Run, tmp_path: Path) -> None:
    result = run("init", "mine")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == [
        "now try: telesim validate mine/town.yaml",
        "and then: telesim run mine/town.yaml",
    ]
    assert run("validate", "mine/town.yaml").exit_code == 0
    assert run("run", "mine/town.yaml", "--replications", "1").exit_code == 0
    assert (tmp_path / "results" / "my-town").is_dir()


def test_the_template_gives_different_things_different_names(tmp_path: Path) -> None:
    scenario = load(little_town(tmp_path / "t"))
    names = [scenario.name, *scenario.counties, *{one.area for one in scenario.exchanges}]
    names += [one.id for one in (*scenario.exchanges, *scenario.cabinets)]
    assert len(set(names)) == len(names)
    assert {one.what for one in scenario.expansions.values()} == {
        "ports", "feeder", "distribution",
    }  # fmt: skip


def test_init_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "town.yaml").write_text("precious")
    result = run("init", "mine")
    assert result.exit_code == 2
    assert "need a new or an empty folder" in result.stderr
    assert (tmp_path / "mine" / "town.yaml").read_text() == "precious"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["town.yaml"]


def test_run_prints_a_table_and_fills_the_folder(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    result = run("run", "t/town.yaml")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "A town of 3,000 lines"
    assert any(line.startswith("non-cable-24h") for line in lines)
    assert any(line.startswith("Assumed: ") for line in lines)
    [folder] = (tmp_path / "results" / "my-town").iterdir()
    assert any(line == f"Results: {folder.relative_to(tmp_path)}" for line in lines)
    assert {path.name for path in folder.iterdir()} == {
        "key.json",
        "manifest.json", "kpis.csv", "exchanges.csv", "cabinets.csv", "replications.parquet",
        "replications", "series", "exchanges", "cabinets", "time-to-restore.png",
        "backlog-and-fill.png",
    }  # fmt: skip
    manifest = strict((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["resolved"]["name"] == "my-town"
    assert set(manifest["tables_sha256"]) == {"exchanges.csv", "cabinets.csv", "crews.csv"}
    every = pd.read_parquet(folder / "replications.parquet")
    assert set(every["replication"]) == {1, 2, 3}


def test_json_is_one_object_as_promised(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    found = answer(run("run", "t/town.yaml", "--json", "--seed", "3", "--replications", "2"))
    assert (found["seed"], found["replications"]) == (3, 2)
    assert [one["name"] for one in found["targets"]] == [
        "non-cable-24h", "cable-72h", "install-15d",
    ]  # fmt: skip
    [quick] = [one for one in found["targets"] if one["name"] == "non-cable-24h"]
    assert (quick["limit"], quick["unit"]) == (24, "h")
    folder = Path(found["results"])
    assert (folder / "kpis.csv").is_file()
    csv = pd.read_csv(folder / "kpis.csv")
    assert len(csv) == len(found["kpis"])
    for told, (_, written) in zip(found["kpis"], csv.iterrows(), strict=True):
        assert told["where"] == json.loads(written["where"])
        if told["mean"] is None:
            assert math.isnan(written["mean"])
        else:
            assert written["mean"] == pytest.approx(told["mean"], rel=1e-9)


def test_one_replication_has_no_interval(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    found = answer(run("run", "t/town.yaml", "--json", "--replications", "1"))
    for one in found["targets"]:
        assert (one["ci_low"], one["probability"], one["verdict"]) == (None, None, "undecided")
        assert one["n"] <= 1


def test_the_same_bytes_for_any_number_of_workers(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    found = {}
    for workers in ("1", "2", "4"):
        result = run("run", "t/town.yaml", "--json", "--replications", "4",
                     "--workers", workers, "--out", f"out{workers}")  # fmt: skip
        folder = Path(answer(result)["results"])
        found[workers] = (folder / "kpis.csv").read_bytes(), (folder / "exchanges.csv").read_bytes()
        assert len(list((folder / "replications").iterdir())) == 4
    assert found["1"] == found["2"] == found["4"]


def test_reforms_name_their_own_folder(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    found = answer(run("run", "t/town.yaml", "--with", f"t/{REFORM}", "--json",
                       "--replications", "1"))  # fmt: skip
    assert found["scenario"] == "my-town+repair-first"
    assert Path(found["results"]).parent.name == "my-town+repair-first"
    told = run("run", "t/town.yaml", "--with", f"t/{REFORM}", "--replications", "1").stdout
    assert told.splitlines()[1].startswith("with repair-first: ")
    assert "\nSupply: installs" in told


def test_show_refuses_a_path_where_nothing_stands(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    result = run("show", "t/town.yaml", "--under", "polices")
    assert result.exit_code == 2
    assert "did you mean 'policies'" in result.stderr
    assert run("show", "t/town.yaml", "--under", "policies").exit_code == 0


def test_strict_keeps_its_exit_code_when_the_reader_leaves(tmp_path: Path) -> None:
    town = little_town(tmp_path)
    command = [sys.executable, "-m", "telesim", "run", str(town), "--replications", "1", "--strict"]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "results")], stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
    # One replication has no interval, so every verdict is undecided.
    assert running.returncode == 3


@pytest.mark.parametrize(
    ("limit", "code", "verdict"),
    [("2000 h", 0, "met"), ("1 min", 1, "missed"), ("MEAN", 3, "undecided")],
)
def test_strict_exits_by_the_verdicts(
    run: Run, tmp_path: Path, limit: str, code: int, verdict: str
) -> None:
    if limit == "MEAN":  # what the mean turns out to be is inside its own interval
        little_town(tmp_path / "first")
        first = answer(run("run", "first/town.yaml", "--json"))
        limit = f"{first['targets'][0]['mean']} h"
    file = little_town(tmp_path / "t", limit=f"at_most: 24 h -> at_most: {limit}",
                       cable="at_most: 72 h -> at_most: 9000 h")  # fmt: skip
    for words, expected in (((), 0), (("--strict",), code)):
        result = run("run", str(file), "--json", *words)
        assert result.exit_code == expected
        assert answer(result)["targets"][0]["verdict"] == verdict


BAD = {
    "misspelt key": (
        "warm_up: 1 week -> warmup: 1 week",
        r"town\.yaml:17 .*did you mean 'warm_up'",
    ),
    "wrong unit": ("window: 4 weeks -> window: 4 km", r"town\.yaml:18 window: .*'?\"?4 km"),
    "unknown rule": ("oldest-first -> oldst-first", r"did you mean 'oldest-first'"),
    "unknown table": ("table: crews.csv -> table: crew.csv", r"crew\.csv"),
    "leaving the folder": ("table: crews.csv -> table: ../crews.csv", r"town\.yaml:26"),
}


@pytest.mark.parametrize("verb", ["run", "validate", "show", "workload"])
@pytest.mark.parametrize("what", BAD)
def test_bad_input_exits_2_and_writes_nothing(
    run: Run, tmp_path: Path, verb: str, what: str
) -> None:
    change, words = BAD[what]
    file = little_town(tmp_path / "t", change=change)
    before = sorted(tmp_path.rglob("*"))
    result = run(verb, str(file))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.search(words, result.stderr), result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "absent.yaml"),
        ("run", "t/town.yaml", "--replications", "0"),
        ("run", "t/town.yaml", "--workers", "0"),
        ("run", "t/town.yaml", "--seed", "-1"),
        ("run", "t/town.yaml", "--nonsense"),
        ("run", "t/town.yaml", "--with", "absent.yaml"),
        ("case", "t", "1"),
        ("nonsense",),
    ],
)
def test_wrong_usage_exits_2_and_writes_nothing(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    little_town(tmp_path / "t")
    before = sorted(tmp_path.rglob("*"))
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr != ""
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unwritable_results_folder_exits_4(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    (tmp_path / "out").write_text("a file")
    for verb in ("run", "workload"):
        result = run(verb, "t/town.yaml", "--out", "out")
        assert result.exit_code == 4
        assert result.stderr.startswith("cannot write to out/my-town/")
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("defect", [KeyError("x"), RuntimeError("line one\nline two")])
def test_a_run_that_fails_exits_4_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, defect: Exception
) -> None:
    from telesim.experiment import replicate

    def fail(*_: Any) -> None:
        raise defect

    monkeypatch.setattr(replicate, "replicate", fail)
    little_town(tmp_path / "t")
    result = run("run", "t/town.yaml", "--seed", "9")
    assert result.exit_code == 4
    assert "replication 1 with seed 9 failed" in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_breach_of_conservation_exits_4_with_row_and_seed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from telesim import simulation
    from telesim.eventlog import Kind

    simulate = simulation.simulate

    def forgetful(*given: Any) -> Any:
        log = simulate(*given)
        log.kind[np.flatnonzero(log.kind == Kind.ARRIVED)[0]] = Kind.READY
        return log

    monkeypatch.setattr(simulation, "simulate", forgetful)
    little_town(tmp_path / "t")
    result = run("run", "t/town.yaml", "--seed", "9", "--replications", "1", "--workers", "1")
    assert result.exit_code == 4
    assert re.search(r"row \d+, case \d+: must not follow dispatched", result.stderr)
    assert "seed 9" in result.stderr and "seed 1" not in result.stderr
    assert not list(tmp_path.rglob("kpis.csv"))


def test_an_interrupt_exits_130(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from telesim.experiment import replicate

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(replicate, "replicate", interrupted)
    little_town(tmp_path / "t")
    assert run("run", "t/town.yaml").exit_code == 130


def test_init_says_commands_that_a_shell_takes_as_they_stand(run: Run) -> None:
    assert run("init", "my town").stdout.splitlines()[-2:] == [
        "now try: telesim validate 'my town/town.yaml'",
        "and then: telesim run 'my town/town.yaml'",
    ]


def test_dry_run_says_what_it_would_take_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    result = run("run", "t/town.yaml", "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert "Heads on the roll: 7 (field 4, gang 3)" in result.stdout
    for words in (
        "installs",
        "non-cable faults",
        "Time: about",
        "alone on a core",
        "Memory: about",
    ):
        assert words in result.stdout
    found = strict(run("run", "t/town.yaml", "--dry-run", "--json").stdout)
    # 3,000 lines, 1.5 orders per 100 lines a month, seven weeks
    assert found["cases_per_replication"]["installs"] == round(45 * 7 * 7 / 30.4)
    assert found["heads"] == {"field": 4, "gang": 3}
    assert not (tmp_path / "results").exists()
    # What is filed takes no time, and is left alone.
    assert found["filed"] == 0
    assert run("run", "t/town.yaml", "--replications", "2").exit_code in (0, 1, 3)
    found = strict(run("run", "t/town.yaml", "--dry-run", "--replications", "2", "--json").stdout)
    assert (found["filed"], found["seconds"]) == (2, 0)
    told = run("run", "t/town.yaml", "--dry-run", "--replications", "3").stdout
    assert "3 replications on 1 worker, 2 of them filed already" in told


def test_validate_and_show_and_schema(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    result = run("validate", "t/town.yaml")
    assert result.exit_code == 0
    assert "field: 4" in result.stdout
    shown = run("show", "t/town.yaml", "--with", f"t/{REFORM}")
    assert shown.exit_code == 0
    lines = {line.split()[0]: line for line in shown.stdout.splitlines()}
    assert lines["window"].split()[1:4] == ["4", "weeks", "town.yaml:18"]
    assert "reforms/repair-first.yaml:4" in lines["policies.dispatch.rule"]
    assert lines["demand.move.rate"].endswith("assumed")
    assert not any(path.startswith("crews.gang") for path in lines)
    assert lines["crews"].split()[1:3] == ["2", "rows"]
    rows = run("show", "t/town.yaml", "--under", "crews", "--rows").stdout
    assert "crews.gang.members" in rows and "crews.csv:3" in rows
    for words in ((), ("--reform",)):
        schema = strict(run("schema", *words).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)


def test_changed_heads_are_told_on_stderr(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    more = tmp_path / "t" / "reforms" / "more.yaml"
    more.write_text("reform: more\nset: {crews.gang.count: 2}\n")
    for words in (("validate",), ("run", "--dry-run"), ("run", "--replications", "1", "--json")):
        plain = run(*words, "t/town.yaml")
        assert plain.stderr == ""
        result = run(*words, "t/town.yaml", "--with", str(more))
        assert result.exit_code == 0
        assert result.stderr == (
            "warning: heads differ: 7 before, 10 with reform more; "
            "costs and times are not compared like with like\n"
        )
        assert "heads differ" not in result.stdout


def test_the_folder_follows_the_seed_and_not_the_number_of_replications(
    run: Run, tmp_path: Path
) -> None:
    file = little_town(tmp_path / "t")
    written = file.read_text(encoding="utf-8")

    def result(change: tuple[str, str], *words: str) -> Any:
        assert change[0] in written
        file.write_text(written.replace(*change), encoding="utf-8")
        return answer(run("run", "t/town.yaml", "--json", *words))

    first = result(("replications: 3", "replications: 1"))
    more = result(("replications: 3", "replications: 2"))
    assert (more["results"], more["replications"]) == (first["results"], 2)
    assert more["scenario_sha256"] == first["scenario_sha256"]
    assert strict((Path(more["results"]) / "manifest.json").read_text(encoding="utf-8"))[
        "replications_computed"
    ] == 1  # fmt: skip
    seeded = result(("seed: 1", "seed: 5"), "--replications", "1")
    assert seeded["results"] != first["results"]
    assert seeded["kpis"] != first["kpis"]
    asked = result(("replications: 3", "replications: 1"), "--seed", "5")
    assert (asked["results"], asked["kpis"]) == (seeded["results"], seeded["kpis"])


def test_what_was_filed_is_said_on_stderr(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    first = run("run", "t/town.yaml", "--replications", "2")
    assert first.stderr == ""
    again = run("run", "t/town.yaml", "--replications", "2")
    assert again.stderr == "2 replications were filed already; nothing was simulated again\n"
    assert again.stdout == first.stdout
    more = run("run", "t/town.yaml", "--replications", "3", "--json")
    assert more.stderr == "2 replications were filed already; 1 was simulated now\n"
    assert answer(more)["replications"] == 3


def test_a_smaller_run_answers_and_leaves_the_files_of_the_larger(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    folder = Path(answer(run("run", "t/town.yaml", "--replications", "3", "--json"))["results"])
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert "time-to-restore.png" in before
    smaller = run("run", "t/town.yaml", "--replications", "2", "--json")
    assert answer(smaller)["replications"] == 2
    assert smaller.stderr.splitlines()[1] == (
        f"this answer is of 2 replications; the tables and charts in {folder} are of 3 and stay "
        "as they were"
    )
    told = run("run", "t/town.yaml", "--replications", "2").stdout
    assert told.splitlines()[-1] == (
        "with the files of the larger run of 3 replications, left as they were"
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_kpis_are_listed_with_unit_and_dimensions(run: Run) -> None:
    from telesim.kpi.catalogue import KPIS

    text = run("schema", "--kpis").stdout
    head, *listed = text.split("\n\n")[0].splitlines()
    assert head.split() == ["KPI", "Unit", "Words", "for", "where", "What", "it", "is"]
    assert [line.split()[0] for line in listed] == list(KPIS)
    [mean] = [line for line in listed if line.startswith("time_to_restore_mean ")]
    assert mean.split()[1:7] == ["h", "county,", "area,", "cause_group,", "cause,", "month"]
    assert mean.endswith(f"  {KPIS['time_to_restore_mean'].description}")
    assert "\n  band: near, middle, far\n" in text
    assert "\n  level: port, feeder, distribution, box (with boxes; of held orders), drop (" in text
    assert "\n  job: install, move, repair, cable, works (with works), main-frame (with " in text
    assert text.splitlines()[-1].endswith(": elapsed, working-hours, business-days, started-hours,"
                                          " started-days")  # fmt: skip
    assert run("schema", "--kpis", "--reform").exit_code == 2


def test_workload_writes_everything_random(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    result = run("workload", "t/town.yaml", "--replication", "2", "--out", "out")
    assert result.exit_code == 0, result.stderr
    files = {path.name: pd.read_parquet(path) for path in tmp_path.glob("out/*/*/workload/*")}
    assert set(files) == {"0002-orders.parquet", "0002-faults.parquet"}
    orders = files["0002-orders.parquet"]
    assert set(orders["type"]) == {"install", "move", "cease"}
    assert set(orders["cabinet"]) <= {"centre-1", "centre-2", "village-1"}
    assert orders["at"].is_monotonic_increasing
    again = run("workload", "t/town.yaml", "--with", f"t/{REFORM}", "--replication", "2",
                "--out", "other")  # fmt: skip
    assert again.exit_code == 0
    [other] = tmp_path.glob("other/*/*/workload/0002-orders.parquet")
    pd.testing.assert_frame_equal(orders, pd.read_parquet(other))


def test_case_tells_a_life_from_a_kept_log(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    folder = answer(run("run", "t/town.yaml", "--keep-log", "--json"))["results"]
    longest = run("case", folder, "--replication", "2")
    assert longest.exit_code == 0, longest.stderr
    identity = longest.stdout.splitlines()[1].split(":")[0].strip()
    assert identity.startswith("F")
    told = run("case", folder, identity, "--replication", "2")
    assert told.stdout.splitlines()[0].startswith(f"{identity}: a fault, ")
    assert run("case", folder, identity.replace("F", "O")).exit_code == 2
    without = answer(run("run", "t/town.yaml", "--json", "--out", "out"))["results"]
    nothing = run("case", without, "1")
    assert nothing.exit_code == 2
    assert "--keep-log" in nothing.stderr


def test_a_town_without_crews_demand_or_lines_still_answers(run: Run, tmp_path: Path) -> None:
    file = little_town(tmp_path / "t", window="window: 4 weeks -> window: 1 day")
    folder = file.parent
    (folder / "crews.csv").write_text("id,team,base,covers,members,count,calendar\n")
    found = answer(run("run", str(file), "--json"))
    [install] = [one for one in found["targets"] if one["name"] == "install-15d"]
    assert install["verdict"] in ("missed", "undecided", "met")
    assert run("run", str(file)).exit_code == 0
    for table in ("cabinets.csv", "exchanges.csv"):
        text = (folder / table).read_text().replace(",1200,", ",0,").replace(",1000,", ",0,")
        text = text.replace(",800,", ",0,").replace(",2200,", ",0,")
        (folder / table).write_text(text)
    found = answer(run("run", str(file), "--json"))
    for one in found["targets"]:
        assert (one["mean"], one["n"], one["verdict"]) == (None, 0, "undecided")
    assert "no cases" in run("run", str(file)).stdout


def test_help_loads_nothing_heavy() -> None:
    heavy = "numpy pandas scipy simpy matplotlib pyarrow pydantic rich joblib"
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom telesim.cli import app\n"
        "result = CliRunner().invoke(app, ['--help'])\nassert result.exit_code == 0\n"
        f"print([name for name in '{heavy}'.split() if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_face_is_lazy_and_complete() -> None:
    code = (
        "import sys, telesim\n"
        "assert not {'numpy', 'pandas', 'pydantic'} & set(sys.modules)\n"
        "print([name for name in telesim.__all__ if not hasattr(telesim, name)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_rates_solves_for_totals(run: Run, tmp_path: Path) -> None:
    file = str(little_town(tmp_path / "t"))
    result = run("rates", file, "--total", "town=1.5", "--total", "rural=2.5")
    assert result.exit_code == 0, result.stderr
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [head.split()[:2] for head in heads] == [["town:", "1.500"], ["rural:", "2.500"]]
    assert "first-time" in result.stdout
    assert "for which there is room, as if crews kept up" in heads[0]
    stated = run(
        "rates", file, "--total", "town=1.5", "--installs", "town=0.7", "--moves", "town=0"
    )
    assert "(0.700 installs and 0.000 moves, as given)" in stated.stdout
    for words, told in (
        (("--total", "town=1", "--installs", "twn=1"), "did you mean 'town'?"),
        (("--total", "town"), "need NAME=NUMBER"),
        (("--total", "towm=1"), "did you mean 'town'?"),
        (("--total", "town=1", "--share", "drop=50"), "got 50 % together, need 100 %"),
        (("--total", "town=1", "--share", "drp=100"), "did you mean 'drop'?"),
        (("--total", "town=-1"), "need NAME=NUMBER"),
    ):
        wrong = run("rates", file, *words)
        assert wrong.exit_code == 2
        assert told in wrong.stderr
