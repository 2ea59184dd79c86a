from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import telesim
from little_town import little_town
from report_runs import CHINESE, named_town
from telesim.cli import app
from telesim.experiment.differing import meaning
from telesim.verbs import doctor

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24 h", "1 day"),
        ("5 %", "5.0 %"),
        ("3", "3.0"),
        ('{"exponential": {"mean": "60 min"}}', '{"exponential": {"mean": "1 h"}}'),
        ('["a", 1]', '["a", 1.0]'),
        ("two  words", "two words"),
    ],
)
def test_what_means_the_same_is_no_difference(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("24 h", "24 work h"), ("5 %", "5"), ("5 %", "6 %"), ("2001-01-01", "2001-01-02"), ("a", "b")],
)
def test_what_means_something_else_is_one(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)


def test_two_scenarios_are_compared_by_meaning(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "a")
    file = little_town(
        tmp_path / "b",
        same="window: 4 weeks -> window: 28 days",
        other="absence: 8 % -> absence: 9 %",
    )
    text = file.read_text(encoding="utf-8")
    file.write_text("# comments and blank lines say nothing\n\n" + text, encoding="utf-8")
    crews = tmp_path / "b" / "crews.csv"
    rows = crews.read_text(encoding="utf-8").splitlines()
    more = [
        rows[0],
        rows[1].replace(",1,4,", ",1,3,"),
        rows[2],
        rows[1].replace("field,", "late,", 1),
    ]
    crews.write_text("\n".join(more) + "\n", encoding="utf-8")
    result = run("diff", "a/town.yaml", "b/town.yaml")
    assert result.exit_code == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["crews:", "1", "row", "new,", "1", "value", "differs"] in lines
    [late] = [line for line in result.stdout.splitlines() if line.startswith("  crews.late ")]
    assert "–" in late and "{id: late, team: field," in late and late.endswith("crews.csv:4")
    assert ["crews.field.count", "4", "->", "3", "crews.csv:2"] in lines
    [absence] = [line for line in lines if line[0] == "calendars.six-days.absence"]
    assert absence[1:6] == ["8", "%", "->", "9", "%"] and absence[6].startswith("town.yaml:")
    assert not any(line[0].startswith("window") for line in lines)
    # A column more is no new row.
    crews.write_text(
        "\n".join(f"{row},{word}" for row, word in zip(more, ("pay", "", "equal", ""), strict=True))
    )
    wider = run("diff", "a/town.yaml", "b/town.yaml", "--under", "crews")
    assert "crews: 1 row new," in wider.stdout, wider.stderr
    told = json.loads(run("diff", "a/town.yaml", "b/town.yaml", "--json").stdout)
    [count] = [one for one in told["changes"] if one["path"] == "crews.field.count"]
    assert count["was"]["value"] == "4" and count["now"] == {"value": "3", "set_by": "crews.csv:2"}
    under = run("diff", "a/town.yaml", "b/town.yaml", "--under", "calendars").stdout
    assert "calendars.six-days.absence" in under and "crews" not in under.splitlines()[1]


def test_what_a_reform_changes(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "a")
    result = run("diff", "a/town.yaml", "--with", "a/reforms/repair-first.yaml")
    assert result.exit_code == 0
    assert "reforms/repair-first.yaml:4" in result.stdout
    assert "oldest-first" in result.stdout and "repair-first" in result.stdout
    dated = tmp_path / "a" / "reforms" / "later.yaml"
    dated.write_text(
        "reform: later\nfrom: 2001-02-05\nset: {policies.dispatch: {rule: repair-first}}\n"
    )
    later = run("diff", "a/town.yaml", "--with", str(dated)).stdout
    assert "They mean the same." not in later
    assert later.splitlines()[1:3] == ["From 2001-02-05:", "policies: 1 value differs, 1 new"]
    [rule] = [line for line in later.splitlines() if "policies.dispatch.rule" in line]
    assert "oldest-first" in rule and rule.endswith("reforms/later.yaml:3")
    assert "They mean the same." in run("diff", "a/town.yaml", "a/town.yaml").stdout
    assert run("diff", "a/town.yaml").exit_code == 2
    assert run("diff", "a/town.yaml", "nowhere.yaml").exit_code == 2


def test_the_doctor_finds_this_installation_sound(run: Run) -> None:
    result = run("doctor", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0, told
    assert told["sound"]
    assert {"numpy", "simpy", "cores", "simulation", "store results"} <= {
        one["what"] for one in told["found"]
    }
    assert not os.path.exists("results")


def test_the_doctor_says_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["numpy>=99", "no-such-library>=1.2", 'pytest>=99; extra == "test"']
    monkeypatch.setattr("importlib.metadata.requires", lambda name: wanted)
    monkeypatch.setattr(doctor, "_simulation", list)
    result = run("doctor")
    assert result.exit_code == 1
    assert "pip install 'no-such-library>=1.2'" in result.stdout
    assert "pip install 'numpy>=99'" in result.stdout
    assert "pytest" not in result.stdout
    assert result.stdout.splitlines()[-1] == "Not all is sound; see above."


def test_the_doctor_counts_the_runs_that_results_lists(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_simulation", list)
    little_town(tmp_path / "t")
    words = ("t/town.yaml", "--replications", "1")
    assert run("run", *words).exit_code == 0
    assert run("baseline", *words, "--seed", "5").exit_code == 0  # a run without a summary
    assert len(json.loads(run("results", "--json").stdout)) == 2
    assert "  2 runs, " in run("doctor").stdout


def test_quiet_and_verbose(run: Run, tmp_path: Path) -> None:
    little_town(tmp_path / "t")
    words = ("run", "t/town.yaml", "--replications", "2")
    first = run("--verbose", *words)
    assert first.stderr.splitlines() == [
        "my-town: 0 of 2 replications",
        "my-town: 1 of 2 replications",
        "my-town: 2 of 2 replications",
    ]
    assert "filed already" in run(*words).stderr
    quiet = run("--quiet", *words)
    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert quiet.stdout == first.stdout
    assert run("--quiet", "--verbose", *words).exit_code == 2
    assert "telesim init DIR" in run().output


def test_what_begins_later_or_holds_in_a_county_is_told_value_by_value(
    run: Run, tmp_path: Path
) -> None:
    named_town(tmp_path / "t")
    for name, head in (
        ("later", "from: 2001-01-20"),
        ("here", f"from: 2001-01-20\nwhere: {{counties: [{json.dumps(CHINESE)}]}}"),
        ("start", f"where: {{counties: [{json.dumps(CHINESE)}]}}"),
    ):
        said = f"reform: {name}\n{head}\nset:\n  visits.closing: 0.5 work h\nsource: a trial\n"
        (tmp_path / f"{name}.yaml").write_text(said, encoding="utf-8")
    for name, since, counties in (
        ("later", "2001-01-20", ()), ("here", "2001-01-20", (CHINESE,)), ("start", "", (CHINESE,))
    ):  # fmt: skip
        found = telesim.diff("t/town.yaml", reforms=[f"{name}.yaml"])
        [one] = found.changes
        assert (one.path, one.since, one.counties) == ("visits.closing", since, counties)
        assert one.was is not None and one.was.value == "0.2 work h"
        assert one.now is not None and one.now.value == "0.5 work h"
        assert one.now.place == f"{name}.yaml:{5 if name == 'here' else 4}"
        assert list(found.frame["set_by"]) == [one.now.place]
    same = telesim.diff("t/town.yaml", "t/town.yaml", reforms=["later.yaml"], under="visits.depot")
    assert same.is_nothing
    told = run("diff", "t/town.yaml", "--with", "here.yaml").stdout
    assert f"From 2001-01-20 in {CHINESE}:" in told and "visits: 1 value differs" in told
    # The same reform on both sides is no difference, however it is dated.
    after = tmp_path / "t" / "after.yaml"
    (tmp_path / "t" / "later.yaml").write_bytes((tmp_path / "later.yaml").read_bytes())
    after.write_text("extends: town.yaml\nname: after\nreforms: [later.yaml]\n")
    found = telesim.diff(after, "t/town.yaml", reforms=["t/later.yaml"])
    assert [one.path for one in found.changes] == ["name"]
    with pytest.raises(ValueError, match="need another scenario"):
        telesim.diff("t/town.yaml")


def test_a_difference_that_ends_is_told_too(tmp_path: Path) -> None:
    file = little_town(tmp_path / "t")
    for name, date in (("early", "2001-01-15"), ("late", "2001-01-25")):
        (tmp_path / "t" / f"{name}.yaml").write_text(
            f"reform: {name}\nfrom: {date}\nset: {{visits.closing: 0.5 work h}}\nsource: x\n"
        )
    early = tmp_path / "t" / "before.yaml"
    early.write_text("extends: town.yaml\nname: my-town\nreforms: [early.yaml]\n")
    found = telesim.diff(early, file, reforms=[tmp_path / "t" / "late.yaml"])
    assert [(one.path, one.since) for one in found.changes] == [
        ("visits.closing", "2001-01-15"), ("visits.closing", "2001-01-25")
    ]  # fmt: skip
    begun, ended = found.changes
    assert begun.was is not None and begun.now is not None and ended.was is not None
    assert (begun.was.value, begun.now.value) == ("0.5 work h", "0.2 work h")
    assert ended.was is ended.now and ended.was.value == "0.5 work h"


def test_fmt_and_doctor_are_functions_too(tmp_path: Path) -> None:
    file = little_town(tmp_path / "t")
    telesim.fmt(file)
    text = file.read_bytes()
    file.write_bytes(text.replace(b"name: my-town\n", b"name: my-town   \n\n\n\n"))
    assert telesim.fmt(file, check=True) == [file]
    assert telesim.fmt(file) == [file] and telesim.fmt(file) == []
    examined = telesim.doctor(tmp_path / "results")
    assert examined.sound and repr(examined).endswith("All is sound.")
