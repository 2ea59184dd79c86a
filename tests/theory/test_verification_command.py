"""``python -m verification`` as a planner and a build server meet it: words, last line, files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from verification import __main__ as command
from verification.__main__ import main
from verification.families import FAMILIES, ORDER
from verification.plans import LeftOut
from verification.rows import rows_of

#: What a build server looks for: all rows, with all their replications.
WHOLE = re.compile(r"^verified: \d+/\d+ rows, worst \|z\| = (\d+\.\d\d|-)$", re.MULTILINE)
#: Of these rows one is simulated in a second and one asks a calculator.
TWO = ("--row", "MK-O05", "--row", "HW-O01")


def last_line(capsys: pytest.CaptureFixture[str], out: Path, *words: str) -> str:
    """The last line of a run that must end well."""
    assert main([*words, "--workers", "1", "--out", str(out)]) == 0
    return capsys.readouterr().out.splitlines()[-1]


def row_file(out: Path, folder: str, identity: str) -> dict[str, object]:
    """What is filed of a row."""
    said = json.loads((out / "verify" / folder / f"{identity}.json").read_text(encoding="utf-8"))
    assert isinstance(said, dict)
    return said


def test_help_names_every_family_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    words = re.findall(r"\w+", told.replace("-\n", ""))
    assert [words.count(name) for name in ORDER] == [1] * len(ORDER)
    assert told.count("may be repeated") == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--family", "erlang_d"], "no family 'erlang_d'; there are erlang_b, erlang_c, "),
        (["--row", "EC-O99"], "no row 'EC-O99'; there are EC-O01, EC-O02, "),
        (["--row", "nothing"], "no row 'nothing'; there are some that begin with BA-, ED-, "),
        (
            ["--family", "mmck", "--row", "EC-O04"],
            "EC-O04 is of the family erlang_c, which was not asked for",
        ),
        (["--workers", "0"], "--workers: got 0, need 1 or more"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_some_rows_are_not_told_as_the_whole(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert re.fullmatch(
        r"only a part: 2/2 rows of 169, worst \|z\| = \d\.\d\d", last_line(capsys, tmp_path, *TWO)
    )
    assert re.fullmatch(
        r"only a part: 2/2 rows of 169, worst \|z\| = -",
        last_line(capsys, tmp_path, "--row", "HW-O01", "--row", "HW-O05"),
    )


def test_a_quick_look_is_marked_and_displaces_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    quick = "quick look: 2/2 rows of 169, "
    assert last_line(capsys, tmp_path, *TWO, "--quick").startswith(quick)
    assert row_file(tmp_path, "quick", "MK-O05")["quick"] is True
    assert not (tmp_path / "verify" / "rows").exists()
    last_line(capsys, tmp_path, *TWO)
    known = row_file(tmp_path, "rows", "MK-O05")
    assert known["quick"] is False
    # Known better than by the single run of the quick look, which is filed beside.
    assert known["half_width"] < row_file(tmp_path, "quick", "MK-O05")["half_width"]  # type: ignore[operator]
    last_line(capsys, tmp_path, *TWO, "--quick")
    assert row_file(tmp_path, "rows", "MK-O05") == known


def test_the_whole_ends_with_the_line_that_counts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if two families were all that there are."""
    rows = (*rows_of("edf_small"), *rows_of("overflow"))
    left = command.LeftOut("no planner asks for it: as if")
    plans = {one.id: command.plan_of_row(one) for one in rows} | {"OV-O07": left, "OV-O08": left}
    monkeypatch.setattr(command, "plan_of_row", lambda one: plans[one.id])
    monkeypatch.setattr(command, "all_rows", lambda: rows)
    assert main(["--workers", "1", "--out", str(tmp_path)]) == 0
    before, whole = capsys.readouterr().out.splitlines()[-2:]
    tried = sum(len(FAMILIES[name].controls) for name in ("edf_small", "overflow"))
    assert before == f"controls: {tried}/{tried} refused"
    assert WHOLE.search(whole)
    left_out = sum(isinstance(command.plan_of_row(one), LeftOut) for one in rows)
    assert 0 < left_out < len(rows)
    assert whole.startswith(f"verified: {len(rows) - left_out}/{len(rows)} rows")
    every = [word for one in rows for word in ("--row", one.id)]
    for words in (["--quick"], ["--family", "edf_small"], every):
        assert not WHOLE.search(last_line(capsys, tmp_path, *words)), words
