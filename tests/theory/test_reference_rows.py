"""The short set of the reference rows, as far as it fits: committed scenarios by the same rules.

Each scenario is run for as many replications as its rows of the short set need. ``make verify``
runs all rows, all replications and all controls.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from verification.answers import MOST_Z
from verification.families import FAMILIES
from verification.filing import Files
from verification.judging import Effort, judge, refuse, tasks_of_control
from verification.plans import Calculated, Simulated
from verification.rows import rows_of
from verification.work import RUN, Task, perform, seed_and_replications, sums_of

pytestmark = pytest.mark.theory

#: Family, scenario -> replications, and the rows of the short set that these answer.
SHORT: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {
    ("erlang_c", "m-m-3"): (1, ("EC-O04",)),
    ("mg1", "erlang"): (2, ("MG-O03",)),
    ("priority_np", "same-work"): (1, ("NP-O01",)),
    ("jackson", "three-desks"): (2, ("JN-O01",)),
    ("m_t_inf", "sine-from-empty"): (3, ("MI-O01",)),
    ("m_t_inf", "gamma-sine"): (1, ("MI-O04",)),
    ("shift_schedule", "one-shift"): (1, ("SH-O01",)),
    ("transient", "five-crews-10-days"): (9, ("TR-O02",)),
}
#: Controls that fit: family and number.
CONTROLS = [("erlang_c", 2), ("jackson", 1)]


@pytest.mark.parametrize(("family", "scenario"), SHORT, ids=lambda word: word)
def test_rows_of_the_short_set(family: str, scenario: str, tmp_path: Path) -> None:
    replications, ids = SHORT[family, scenario]
    seed, most = seed_and_replications(family, scenario)
    assert replications <= most
    files = Files(tmp_path)
    tasks = [Task(RUN, family, scenario, seed, k) for k in range(1, replications + 1)]
    for task in tasks:
        perform(task, task.key, files)
    for row in rows_of(family):
        if row.id in ids:
            plan = FAMILIES[family].plans[row.id]
            assert isinstance(plan, Simulated)
            (part,) = plan.parts
            assert part.scenario == scenario
            found = part.statistic.answer(sums_of(tasks, part.key, files))
            assert found.half_width <= plan.width, row.id
            assert abs(found.z(row.exact)) < MOST_Z, row.id


@pytest.mark.parametrize(("family", "number"), CONTROLS)
def test_a_town_that_is_wrong_is_refused(family: str, number: int, tmp_path: Path) -> None:
    files = Files(tmp_path)
    for task in tasks_of_control(family, number):
        perform(task, task.key, files)
    identity = FAMILIES[family].controls[number].row
    row = next(one for one in rows_of(family) if one.id == identity)
    assert refuse(family, number, row, files).passed


@pytest.mark.parametrize("name", FAMILIES)
def test_calculators_answer_the_rows_that_are_theirs(name: str, tmp_path: Path) -> None:
    plans = FAMILIES[name].plans
    rows = [row for row in rows_of(name) if isinstance(plans[row.id], Calculated)]
    for row in rows:
        found = judge(row, plans[row.id], Effort(), Files(tmp_path))
        assert found.passed, found.note
