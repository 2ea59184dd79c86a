"""The verb explain on a little town: what it prints, files and refuses, and what it proves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import telesim
from little_town import little_town
from telesim.cli import app
from telesim.experiment.explain import Explanation

NUMBER = {"type": ["number", "null"]}
INTERVAL = {
    "type": "object",
    "required": ["mean", "low", "high"],
    "properties": {"mean": NUMBER, "low": NUMBER, "high": NUMBER},
}
#: The object that ``telesim explain --json`` promises.
ANSWER = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "before", "after", "players", "seed", "replications", "combinations", "orders", "targets",
        "left_out", "hours", "shifted", "runs", "results",
    ],
    "properties": {
        "before": {"type": "string"},
        "after": {"type": "string"},
        "players": {"type": "object", "additionalProperties": {"type": "array"}},
        "seed": {"type": "integer"},
        "replications": {"type": "integer"},
        "combinations": {"type": "integer"},
        "orders": {"type": "integer"},
        "shifted": {"type": ["string", "null"]},
        "results": {"type": "string"},
        "runs": {"type": "object", "required": ["before", "after"]},
        "left_out": {"type": "array", "items": {"type": "string"}},
        "targets": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["shares", "difference", "before", "after", "mix", "speed"],
                "properties": {
                    **{name: {"type": "string"} for name in ("name", "kpi", "unit")},
                    "where": {"type": "object"},
                    "limit": {"type": "number"},
                    "direction": {"enum": ["at_most", "at_least"]},
                    "n": {"type": "integer"},
                    "before": INTERVAL,
                    "after": INTERVAL,
                    "difference": INTERVAL,
                    "mix": {"anyOf": [INTERVAL, {"type": "null"}]},
                    "speed": {"anyOf": [INTERVAL, {"type": "null"}]},
                    "shares": {"type": "array", "items": INTERVAL},
                },
            },
        },
        "hours": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["what", "where", "unit", "part", "before", "after", "change"],
            },
        },
    },
}  # fmt: skip
AFTER = """\
extends: town.yaml
name: my-town-after
title: After
reforms:
  dispatch: [reforms/repair-first.yaml]
  crews: [reforms/more-crews.yaml, reforms/better-fix.yaml]
  calendars: [reforms/inert.yaml]
"""
REFORMS = {
    "more-crews": "set: {crews.field.count: 6}\n",
    "better-fix": "set: {teams.field.skills.repair.first_time_fix: 97 %}\n",
    "inert": 'add:\n  calendars.unused: {hours: {mon: ["08:00-12:00"]}, source: assumed}\n',
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained") / "town"
    little_town(folder)
    for name, text in REFORMS.items():
        (folder / "reforms" / f"{name}.yaml").write_text(f"reform: {name}\n{text}")
    (folder / "after.yaml").write_text(AFTER)
    return folder


def cli(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def answer(town: Path) -> Result:
    result = cli(
        "explain", town / "town.yaml", town / "after.yaml", "--workers", 1, "--out", town / "out"
    )
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def explanation(town: Path, answer: Result) -> Explanation:
    """The same from Python, from what the command has filed."""
    assert answer.exit_code == 0
    return telesim.explain(town / "town.yaml", town / "after.yaml", out=town / "out")


def test_the_time_is_estimated_first_and_the_answer_names_every_part(answer: Result) -> None:
    assert re.match(r"8 combinations × 3 = 24 replications: about \d+ s on 1 worker", answer.stderr)
    for words in (
        "my-town → my-town-after", "Shares exact over all 8 combinations; 3 replications each",
        "non-cable-24h: ", "dispatch", "crews", "calendars", "all together", "of it mix",
        "Where the hours went", "waiting for a crew: in hours in which", "waterfall-cable-72h.png",
    ):  # fmt: skip
        assert words in answer.stdout, words
    assert max(map(len, answer.stdout.split("Results:")[0].splitlines())) <= 110


def test_files_and_charts_stand_in_the_folder_of_the_study(explanation: Explanation) -> None:
    names = {path.name for path in explanation.folder.iterdir()}
    assert names == {
        "summary.csv", "shares.csv", "hours.csv", "mix.csv", "explanation.json",
        "waterfall-non-cable-24h.png", "waterfall-cable-72h.png", "waterfall-install-15d.png",
        "where-the-hours-went.png",
    }  # fmt: skip
    assert all(path.stat().st_size > 100 for path in explanation.folder.iterdir())
    filed = pd.read_csv(explanation.folder / "shares.csv")
    pd.testing.assert_frame_equal(filed, explanation.shares, check_dtype=False, rtol=1e-8)


def test_what_is_filed_is_not_simulated_again(explanation: Explanation, town: Path) -> None:
    assert explanation.computed == 0
    result = cli("explain", town / "after.yaml", "--dry-run", "--out", town / "out", "--workers", 1)
    estimate, *players = result.stdout.splitlines()
    assert estimate == "8 combinations × 3 = 24 replications, all of them filed already"
    assert [line.split(":")[0].strip() for line in players] == list(explanation.players)
    words = ("explain", town / "after.yaml", "--dry-run", "--json", "--replications", 4)
    result = cli(*words, "--out", town / "out", "--workers", 2)
    said = json.loads(result.stdout)
    assert (said["combinations"], said["filed"], said["missing"]) == (8, 24, 8)
    assert said["seconds"] > 0


def test_both_ends_are_what_run_says(explanation: Explanation, town: Path) -> None:
    for file, end in (("town.yaml", "before"), ("after.yaml", "after")):
        run = telesim.run(town / file, out=town / "out")
        assert run.computed == 0
        for target, verdict in zip(explanation.targets, run.verdicts, strict=True):
            told = getattr(target, f"{end}_mean")
            assert told.mean == verdict.mean
            assert told.low == verdict.ci_low
            assert getattr(target, end).verdict == verdict.verdict


def test_the_parts_sum_to_the_difference_and_what_is_inert_gets_exactly_zero(
    explanation: Explanation,
) -> None:
    for target in explanation.targets:
        whole = target.after_mean.mean - target.before_mean.mean
        assert target.difference.mean == pytest.approx(whole, abs=1e-9)
        assert sum(share.value.mean for share in target.shares) == pytest.approx(whole, abs=1e-9)
        inert = next(share for share in target.shares if share.player == "calendars")
        assert (inert.value.mean, inert.value.low, inert.value.high) == (0, 0, 0)
        assert (inert.alone, inert.last) == (0, 0)
        assert inert.is_nothing
        assert target.mix is not None
        both = target.mix.mix.mean + target.mix.speed.mean
        assert both == pytest.approx(whole, abs=1e-9)
    crews = next(s for s in explanation.targets[0].shares if s.player == "crews")
    assert crews.value.mean < -0.5
    assert not crews.is_nothing


def test_the_hours_of_both_ends_add_up_to_their_means(explanation: Explanation) -> None:
    hours = explanation.where_the_hours_went
    for target in explanation.targets:
        where = next(iter(target.where.values()))
        its = hours[hours["where"] == where]
        parts = its[~its["part"].isin(["all", "before the report"])]
        whole = its[its["part"] == "all"].iloc[0]
        for end, mean in (("before", target.before_mean), ("after", target.after_mean)):
            assert parts[end].sum() == pytest.approx(whole[end], abs=1e-9)
            assert whole[end] == pytest.approx(mean.mean, abs=1e-9)
        assert whole["change"] == pytest.approx(target.difference.mean, abs=1e-9)


def test_the_object_is_as_promised(answer: Result, town: Path) -> None:
    assert answer.exit_code == 0
    result = cli("explain", town / "after.yaml", "--json", "--out", town / "out", "--workers", 1)
    said: dict[str, Any] = json.loads(result.stdout)
    jsonschema.validate(said, ANSWER)
    assert said["players"]["crews"] == ["more-crews", "better-fix"]
    assert "NaN" not in result.stdout


def test_the_notebook_shows_the_shares(explanation: Explanation) -> None:
    shown = telesim.as_html(explanation)
    assert "<table" in shown
    assert "calendars" in shown
    assert "exact over all 8 combinations" in repr(explanation)


def test_reforms_within_a_group_and_one_by_one(town: Path, answer: Result) -> None:
    assert answer.exit_code == 0
    out = ("--out", town / "out", "--workers", 1, "--json")
    within = cli("explain", town / "after.yaml", "--within", "crews", *out)
    files = [town / "reforms" / f"{name}.yaml" for name in ("more-crews", "better-fix")]
    single = cli("explain", town / "town.yaml", *(w for f in files for w in ("--with", f)), *out)
    assert single.exit_code == 0, single.stderr
    one, other = json.loads(within.stdout), json.loads(single.stdout)
    assert one["targets"] == other["targets"]
    assert list(one["players"]) == ["more-crews", "better-fix"]
    assert (
        single.stderr.strip() == "4 combinations × 3 = 12 replications, all of them filed already"
    )


def test_a_shorter_window_is_another_study(town: Path) -> None:
    words = ("explain", town / "after.yaml", "--weeks", 2, "--replications", 2, "--workers", 1)
    result = cli(*words, "--dry-run", "--out", town / "out")
    assert result.stdout.startswith("8 combinations × 2 = 16 replications: about")
    assert "filed" not in result.stdout


def test_one_replication_has_no_intervals(town: Path, answer: Result) -> None:
    assert answer.exit_code == 0
    found = telesim.explain(town / "after.yaml", replications=1, out=town / "out")
    assert found.computed == 0
    assert found.shares["ci_low"].isna().all()
    assert found.summary["difference_low"].isna().all()
    assert found.as_json()["targets"][0]["difference"]["low"] is None
    result = cli("explain", town / "after.yaml", "--replications", 1, "--out", town / "out")
    assert result.exit_code == 0
    assert "nan" not in result.stdout.lower()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("after.yaml", "--within", "crew"), "did you mean 'crews'?"),
        (("town.yaml",), "extends no file"),
        (("town.yaml", "--with", "reforms/inert.yaml"), "telesim compare"),
        (("after.yaml", "town.yaml"), "need a file that extends"),
        (("nowhere.yaml",), "no such file"),
        (("after.yaml", "--on-top"), "need a group"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_a_line(
    town: Path, words: tuple[str, ...], said: str
) -> None:
    paths = [town / word if word.endswith(".yaml") else word for word in words]
    result = cli("explain", *paths, "--out", town / "nothing")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not (town / "nothing").exists()


def test_more_than_six_parts_are_sampled(town: Path) -> None:
    """Seven reforms, of which three do nothing, with few orders."""
    names = ["repair-first", "more-crews", "better-fix", "inert"]
    for name, text in {
        "rate": "set: {demand.move.rate: 0.5 orders per 100 lines per month}\n",
        "idle-1": 'add:\n  calendars.a: {hours: {tue: ["08:00-12:00"]}, source: assumed}\n',
        "idle-2": 'add:\n  calendars.b: {hours: {sun: ["08:00-12:00"]}, source: assumed}\n',
    }.items():
        (town / "reforms" / f"{name}.yaml").write_text(f"reform: {name}\n{text}")
        names.append(name)
    found = telesim.explain(
        town / "town.yaml",
        reforms=[town / "reforms" / f"{name}.yaml" for name in names],
        orders=4,
        replications=2,
        window="1 week",
        out=town / "out",
    )
    assert found.orders == 4
    assert found.combinations <= 4 * 6 + 2
    for target in found.targets:
        whole = target.after_mean.mean - target.before_mean.mean
        assert sum(share.value.mean for share in target.shares) == pytest.approx(whole, abs=1e-9)
        for share in target.shares:
            if share.player in ("inert", "idle-1", "idle-2"):
                assert share.is_nothing
                assert share.sampling_error == 0


def test_a_target_without_cases_is_named_and_left_out(town: Path) -> None:
    file = town / "town.yaml"
    more = file.read_text(encoding="utf-8") + (
        "  never: {kpi: time_to_restore_mean, where: {cause: storm}, at_most: 1 h}\n"
    )
    more = more.replace("name: my-town\n", "name: never-town\n").replace(
        "faults:\n",
        "faults:\n  storm: {cause_group: non-cable, rate: 0 events per 100 lines per month, "
        "skill: repair, work: 1 work h, source: assumed}\n",
        1,
    )
    (town / "never.yaml").write_text(more, encoding="utf-8")
    names = [town / "reforms" / f"{name}.yaml" for name in ("better-fix", "repair-first")]
    words = ("--replications", 1, "--weeks", 1, "--workers", 1, "--out", town / "out")
    result = cli("explain", town / "never.yaml", "--with", names[0], "--with", names[1], *words)
    assert result.exit_code == 0, result.stderr
    assert "never: some combination has no case in any replication" in result.stdout
    assert "non-cable-24h: " in result.stdout
