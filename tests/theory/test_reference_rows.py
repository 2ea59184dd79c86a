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
from verification.rows import Row, rows_of
from verification.work import RUN, Task, perform, seed_and_replications, sums_of

pytestmark = pytest.mark.theory

#: Family, scenario -> replications, and the rows of the short set that these answer.
SHORT: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {
    ("erlang_b", "two-lines"): (4, ("EB-O01",)),
    ("erlang_c", "m-m-3"): (1, ("EC-O04",)),
    ("erlang_c", "m-m-14"): (1, ("EC-O07",)),
    ("erlang_a", "fourteen-agents"): (1, ("EA-O05",)),
    ("erlang_a", "short-patience"): (3, ("EA-O09",)),
    ("mmck", "two-agents"): (8, ("MK-O01",)),
    ("mmck", "one-agent"): (1, ("MK-O05",)),
    ("mmck", "three-agents"): (3, ("MK-O03",)),
    ("mg1", "erlang"): (2, ("MG-O03",)),
    ("mdc", "two-crews"): (3, ("MD-O01",)),
    ("mgc", "erlang-2-crews"): (5, ("PH-O01",)),
    ("priority_np", "same-work"): (1, ("NP-O01",)),
    ("priority_pr", "urgent-is-short"): (1, ("PR-O03",)),
    ("finite_source", "ten-lines"): (3, ("FS-O01",)),
    ("finite_source", "six-lines"): (4, ("FS-O04",)),
    ("finite_source", "sixty-lines"): (4, ("FS-O03",)),
    ("jackson", "three-desks"): (2, ("JN-O01",)),
    ("m_t_inf", "sine-from-empty"): (3, ("MI-O01",)),
    ("m_t_inf", "gamma-sine"): (1, ("MI-O04",)),
    ("shift_schedule", "one-shift"): (1, ("SH-O01",)),
    ("transient", "one-crew-20-days"): (13, ("TR-O01",)),
    ("vacation", "five-gather"): (1, ("VA-O03",)),
    ("vacation", "set-up"): (1, ("VA-O04",)),
    ("batch_arrivals", "one-crew"): (8, ("BA-O01",)),
    ("edf_small", "one-crew-interrupted"): (1, ("ED-O01",)),
    ("edf_small", "one-crew-by-date"): (1, ("ED-O03",)),
    ("edf_small", "one-crew-by-age"): (1, ("ED-O05",)),
    ("edf_small", "two-crews-interrupted"): (1, ("ED-O07",)),
}
#: Simulated families of which no row fits: the cheapest takes a minute or two. Territories of
#: ``test_engine_pooling.py`` pool as well, and the others are queues of ``erlang_c`` seen longer.
TOO_LONG = {"pooling", "output_analysis", "halfin_whitt"}
#: The other simulated rows of the short set: processor seconds that all runs of their scenarios
#: took in a whole ``make verify``. Each has another of its family above, or the family is too long;
#: all of them would be 23 minutes of one core.
NOT_HERE: dict[str, int] = {
    "EB-O02": 7,
    "EB-O03": 29,
    "EC-O01": 26,
    "EC-O06": 26,
    "EA-O01": 11,
    "EA-O06": 10,
    "MK-O07": 7,
    "HW-O03": 62,
    "MG-O01": 13,
    "MG-O05": 26,
    "MG-O06": 22,
    "MD-O03": 17,
    "MD-O05": 68,
    "MD-O07": 130,
    "PH-O03": 41,
    "PH-O05": 83,
    "PH-O07": 143,
    "NP-O03": 20,
    "NP-O05": 21,
    "NP-O07": 31,
    "PR-O01": 14,
    "PR-O05": 28,
    "PR-O07": 11,
    "JN-O05": 15,
    "MI-O02": 13,
    "MI-O03": 43,
    "TR-O02": 8,
    "TR-O03": 17,
    "VA-O01": 9,
    "VA-O02": 4,
    "BA-O03": 73,
    "PO-O01": 157,
    "PO-O03": 74,
    "OA-O01": 116,
    "OA-O05": 9,
    "OA-O06": 4,
}
#: Controls that fit: family and number.
CONTROLS = [
    ("erlang_b", 0),
    ("erlang_c", 2),
    ("mmck", 1),
    ("finite_source", 0),
    ("jackson", 1),
    ("shift_schedule", 0),
    ("edf_small", 0),
    ("edf_small", 1),
    ("edf_small", 2),
]


def test_every_family_that_is_simulated_has_a_row_here() -> None:
    simulated = {
        name
        for name, family in FAMILIES.items()
        for row in rows_of(name)
        if row.core and isinstance(family.plans[row.id], Simulated)
    }
    assert simulated - TOO_LONG == {name for name, _ in SHORT}
    core = {row.id for name in simulated for row in rows_of(name) if row.core}
    assert core >= {identity for _, ids in SHORT.values() for identity in ids}


def test_every_simulated_row_of_the_short_set_is_here_or_has_its_seconds() -> None:
    core = {
        row.id
        for name, family in FAMILIES.items()
        for row in rows_of(name)
        if row.core and isinstance(family.plans[row.id], Simulated)
    }
    here = [identity for _, ids in SHORT.values() for identity in ids]
    assert sorted([*here, *NOT_HERE]) == sorted(core)
    assert min(NOT_HERE.values()) > 0


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


CALCULATED = [
    row
    for name, family in FAMILIES.items()
    for row in rows_of(name)
    if isinstance(family.plans[row.id], Calculated)
]


@pytest.mark.parametrize("row", CALCULATED, ids=lambda row: row.id)
def test_calculators_answer_the_rows_that_are_theirs(row: Row, tmp_path: Path) -> None:
    found = judge(row, FAMILIES[row.family].plans[row.id], Effort(), Files(tmp_path))
    assert found.passed, found.note
