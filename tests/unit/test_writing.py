"""Files that are whole or not there, whoever else writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from telesim.writing import write_whole, writing


def test_two_may_write_the_same_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "made" / "chart.png"
    with writing(path) as one, writing(path) as other:
        one.write_bytes(b"one")
        other.write_bytes(b"other")
    # The outer block ends last.
    assert path.read_bytes() == b"one"
    assert [file.name for file in path.parent.iterdir()] == ["chart.png"]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kpis.csv"
    write_whole(path, "old\n")
    with pytest.raises(OSError, match="disk"), writing(path) as partial:
        partial.write_bytes(b"half")
        raise OSError("disk is full")
    assert path.read_bytes() == b"old\n"
    assert [file.name for file in tmp_path.iterdir()] == ["kpis.csv"]


def test_a_writer_that_writes_nothing_makes_nothing(tmp_path: Path) -> None:
    with writing(tmp_path / "log.parquet"):
        pass
    assert not list(tmp_path.iterdir())
