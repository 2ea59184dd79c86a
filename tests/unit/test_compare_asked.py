"""What is compared: operands, which scenarios fit together, figures and margins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from little_town import little_town
from telesim.experiment.compare.asked import Asked, what_to_compare
from telesim.experiment.compare.operands import (
    CompareError,
    check_alike,
    check_common,
    load_all,
    names_of,
    parts_of,
)
from telesim.scenario import Scenario, load

TARGET = "non-cable-24h"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_town(tmp_path_factory.mktemp("town"))


def reform(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(f"reform: {name}\n{text}", encoding="utf-8")
    return file


def with_target(base: Scenario, name: str, **changes: Any) -> Scenario:
    target = base.targets[name].model_copy(update=changes)
    return base.model_copy(update={"targets": {**base.targets, name: target}})


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("a.yaml", None, ("a.yaml",)),
        ("a.yaml+x.yaml", None, ("a.yaml", "x.yaml")),
        ("d/a.yaml+x.yaml+d/y.yaml", None, ("d/a.yaml", "x.yaml", "d/y.yaml")),
        ("+x.yaml", "a.yaml", ("a.yaml", "x.yaml")),
        ("+x.yaml+y.yaml", "a.yaml", ("a.yaml", "x.yaml", "y.yaml")),
    ],
)
def test_operands(text: str, first: str | None, expected: tuple[str, ...]) -> None:
    file, reforms = parts_of(text, first)
    assert (str(file), *map(str, reforms)) == expected


@pytest.mark.parametrize("text", ["+x.yaml", "a.yaml+", "a.yaml++x.yaml", "+"])
def test_operands_that_name_nothing(text: str) -> None:
    with pytest.raises(CompareError, match="plus"):
        parts_of(text)


def test_a_file_with_a_plus_in_its_name_is_found(tmp_path: Path) -> None:
    file = tmp_path / "a+b.yaml"
    file.write_text("", encoding="utf-8")
    assert parts_of(str(file)) == (file, ())


def test_reforms_are_laid_over_the_first_file(town: Path) -> None:
    given = town.parent / "reforms" / "repair-first.yaml"
    base, other = load_all([str(town), f"+{given}"])
    assert names_of([base, other]) == (base.name, f"{base.name}+repair-first")
    assert other.policies.dispatch != base.policies.dispatch
    again = load_all([base, f"+{given}"])
    assert again[1] == other


def test_names_tell_alike_scenarios_apart(town: Path, tmp_path: Path) -> None:
    second = little_town(tmp_path / "other")
    one, two = load(town), load(second)
    names = names_of([one, two, two])
    assert len(set(names)) == 3
    assert all(name.startswith(one.name) for name in names)


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("start", "2001-02-05", "start"),
        ("window", "5 weeks", "window"),
        ("warm_up", "2 weeks", "warm_up"),
    ],
)
def test_another_time_has_no_common_draws(town: Path, path: str, value: str, word: str) -> None:
    base, other = load(town), load(town, (), {path: value})
    with pytest.raises(CompareError, match=f"{word} differs.*--unpaired"):
        check_common([base, other], ["one", "two"])


def test_all_that_differs_is_said_at_once(town: Path) -> None:
    other = load(town, (), {"window": "5 weeks", "warm_up": "2 weeks"})
    with pytest.raises(CompareError, match=r"warm_up differs.*window differs"):
        check_common([load(town), other], ["one", "two"])


def test_notes_on_what_differs_all_the_same(town: Path) -> None:
    base = load(town)
    other = load(town, (), {"follow_up": "3 weeks"})
    assert any("follow_up differs" in note for note in check_common([base, other], ["1", "2"]))
    fewer = base.model_copy(update={"cabinets": base.cabinets[1:]})
    (note,) = check_common([base, fewer], ["1", "2"])
    assert f"1 cabinets of 1 are not in 2 ({base.cabinets[0].id})" in note
    assert check_common([base, load(town)], ["1", "2"]) == []
    assert any("says the same" in note for note in check_alike([base, load(town)], ["1", "2"]))


def test_money_of_another_currency_is_not_compared(town: Path) -> None:
    base = load(town)
    money = base.currency.model_copy(update={"code": "EUR"})
    with pytest.raises(CompareError, match=r"currency differs.*EUR"):
        check_alike([base, base.model_copy(update={"currency": money})], ["1", "2"])


def asked(scenarios: list[Scenario], *kpis: str, margins: tuple[str, ...] = ()) -> Asked:
    names = [f"s{n}" for n in range(len(scenarios))]
    return what_to_compare(scenarios, names, kpis, margins)


def test_every_target_and_every_kpi_named_is_compared_once(town: Path) -> None:
    base = load(town)
    found = asked(
        [base, base], "pay_month_mean", "pay_month_mean", "time_to_restore_mean:area=town"
    )
    names = [one.name for one in found.figures]
    assert names == [*base.targets, "pay_month_mean", "time_to_restore_mean, town"]
    assert [one.is_target for one in found.figures[-2:]] == [False, False]
    assert found.figures[-1].where == {"area": "town"}


def test_all_are_judged_by_the_targets_of_the_first(town: Path) -> None:
    base = load(town)
    stricter = with_target(base, TARGET, at_most="20 h")
    found = asked([base, stricter])
    assert found.targets[TARGET].at_most == "24 h"
    (note,) = found.notes
    assert "s1 has at_most 20 h instead of 24 h" in note
    one_more = base.model_copy(update={"targets": {**base.targets, "more": base.targets[TARGET]}})
    (note,) = asked([base, one_more]).notes
    assert note.startswith("more: a target of s1 alone")


def test_margins_of_targets_and_of_the_command(town: Path) -> None:
    base = with_target(load(town), TARGET, margin="90 min")

    def margins(*texts: str) -> dict[str, float]:
        return {one.name: one.margin for one in asked([base, base], margins=texts).figures}

    assert margins()[TARGET] == 1.5
    assert set(list(margins().values())[1:]) == {0.0}
    by_unit = margins("2 h")
    assert by_unit[TARGET] == 2
    install = next(name for name in by_unit if name.startswith("install"))
    assert by_unit[install] == pytest.approx(2 / 24)
    named = margins(f"{TARGET}=3 h", "2 h")
    assert (named[TARGET], named[install]) == (3, pytest.approx(2 / 24))


@pytest.mark.parametrize(
    ("kpis", "margins", "words"),
    [
        (("time_to_restore",), (), "no KPI has the name.*did you mean time_to_restore"),
        (("pay_month_mean:colour=red",), (), "got 'colour=red', need word=value"),
        (("time_to_restore_mean:county",), (), "got 'county', need word=value"),
        ((), ("5 %",), "fits none of the figures, which are in"),
        ((), ("2 hours ago",), "fits none"),
        ((), ("cable=2 h",), "nothing compared is called 'cable'"),
        ((), (f"{TARGET}=5 %",), "--margin 'non-cable-24h=5 %': need"),
        ((), ("-2 h",), "need 0 or more|fits none"),
    ],
)
def test_what_fits_nothing_is_refused(
    town: Path, kpis: tuple[str, ...], margins: tuple[str, ...], words: str
) -> None:
    base = load(town)
    with pytest.raises(CompareError, match=words):
        asked([base, base], *kpis, margins=margins)


def test_scenarios_without_targets_have_nothing_to_compare(town: Path) -> None:
    bare = load(town).model_copy(update={"targets": {}})
    with pytest.raises(CompareError, match="no targets; name a KPI"):
        asked([bare, bare])
    assert len(asked([bare, bare], "faults_reported").figures) == 1
