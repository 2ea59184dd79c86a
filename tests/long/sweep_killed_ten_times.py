"""A sweep killed ten times over, with one worker and with two.

Its name keeps it out of the quick tests: ``python -m pytest tests/long/*.py`` runs it.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from killing import contents, kill_after, stamps, telesim
from little_town import little_town

KILLS = 10
POINTS, REPLICATIONS = 4, 12


@pytest.mark.parametrize("workers", [1, 2])
def test_ten_kills_change_no_byte_and_nothing_is_done_twice(tmp_path: Path, workers: int) -> None:
    """Kills fall between and within replications, while files are being written too."""
    file = little_town(tmp_path / "t")
    words = ["sweep", str(file), "--over", "policies.pay.pace=0.7:1.3:0.2",
             "--workers", str(workers), "--replications", str(REPLICATIONS), "--out"]  # fmt: skip
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    moments = random.Random(1)
    kept: dict[Path, tuple[int, int]] = {}
    for _ in range(KILLS):
        more = moments.randint(1, 3)
        assert kill_after([*words, str(killed)], killed, more, moments.uniform(0, 0.2))
        now = stamps(killed)
        assert {path: now[path] for path in kept} == kept, "a finished replication was done again"
        assert len(now) >= len(kept) + more
        kept = now
    assert len(kept) < POINTS * REPLICATIONS
    telesim(*words, str(killed))
    after = stamps(killed)
    assert {path: after[path] for path in kept} == kept
    assert len(after) == POINTS * REPLICATIONS
    telesim(*words, str(whole))
    assert contents(killed) == contents(whole)
