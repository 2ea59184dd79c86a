"""Answers about scenarios that are given once."""

from __future__ import annotations

import gc

from telesim.scenario import Scenario
from telesim.scenario.remembering import remembered
from towns import town


def test_each_question_about_a_scenario_is_answered_once() -> None:
    asked: list[tuple[str, int, int]] = []

    @remembered
    def lines(there: Scenario, times: int = 1, *, plus: int = 0) -> int:
        asked.append((there.name, times, plus))
        return sum(cabinet.lines for cabinet in there.cabinets) * times + plus

    one, other = town(), town(name="other", cabinets=[])
    for _ in range(2):
        assert (lines(one), lines(one, 3), lines(one, plus=5), lines(other)) == (100, 300, 105, 0)
    assert asked == [("tiny", 1, 0), ("tiny", 3, 0), ("tiny", 1, 5), ("other", 1, 0)]


def test_a_scenario_that_is_gone_answers_for_no_other() -> None:
    @remembered
    def name(there: Scenario) -> str:
        return there.name

    # A later scenario may stand where an earlier one stood in memory.
    for number in range(20):
        there = town(name=f"town-{number}")
        assert name(there) == f"town-{number}"
        changed = there.model_copy(update={"name": "changed"})
        assert name(changed) == "changed"
        del there, changed
        gc.collect()
