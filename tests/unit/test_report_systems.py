"""The systems that ``run`` prints, and the README's table of them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kpi_log import town
from telesim.experiment.estimate import combine
from telesim.experiment.result import Result
from telesim.kpi.catalogue import KPIS, where_key
from telesim.report.details import details
from telesim.report.headlines import headlines
from telesim.report.systems import SYSTEMS, systems
from telesim.report.tables import print_result
from telesim.scenario import Scenario, load
from telesim.units import DAY_MS

TOP = Path(__file__).parents[2]
FOLDER = TOP / "scenarios" / "zhumadian"
README = (TOP / "README.md").read_text(encoding="utf-8")
#: Reforms of the fourteen systems that are more than plant, crews and targets.
OVERLAYS = {
    "112-automation", "114-positions", "97-system", "complaints-supervised", "first-contact",
    "green-channel", "hotlines", "order-screening", "payphone-centre", "promotions-timed",
    "reconnection-notice", "star-clerks", "supervision", "temporary-rerouting", "training",
    "trunk-circuits",
}  # fmt: skip
#: Sections of a scenario without which it lacks a system.
SECTIONS = {
    4: ["rerouting"], 5: ["screening"], 6: ["promotions"], 10: ["traffic"], 11: ["order_system"],
    12: ["fault_desk"], 13: ["directory_desk"], 14: ["complaints"], 15: ["key_accounts"],
    16: ["contacts"], 17: ["counters"], 18: ["payphones"], 19: ["arrears"],
    20: ["training", "supervision"],
}  # fmt: skip


def rows_of_the_readme() -> list[list[str]]:
    """The cells of the table under the heading of the systems, without its head."""
    section = README.split("\n## The twenty-one systems\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def words_in_code(cell: str) -> list[str]:
    """What stands between backquotes, without places such as ``level: port``."""
    return [word for word in re.findall(r"`([^`]+)`", cell) if ":" not in word]


@pytest.fixture(scope="module")
def after() -> Scenario:
    return load(FOLDER / "after.yaml")


def test_the_readme_and_the_run_name_the_same_systems_by_the_same_kpis() -> None:
    rows = rows_of_the_readme()
    assert len(rows) == len(SYSTEMS) == 21
    for number, (row, system) in enumerate(zip(rows, SYSTEMS, strict=True), start=1):
        assert (int(row[0]), row[1]) == (system.number, system.name) == (number, system.name)
        assert words_in_code(row[4])[0] == system.kpi, system.name


def test_files_overlays_and_kpis_of_the_readme_are_there() -> None:
    overlays: set[str] = set()
    for _, name, files, reforms, kpis in rows_of_the_readme():
        assert words_in_code(files), name
        for file in words_in_code(files):
            assert (TOP / "src" / "telesim" / file).is_file(), file
        for reform in words_in_code(reforms):
            assert (FOLDER / "reforms" / f"{reform}.yaml").is_file(), reform
        assert bool(words_in_code(reforms)) != ("not switched" in reforms), name
        for kpi in words_in_code(kpis):
            assert kpi in KPIS, kpi
        overlays.update(words_in_code(reforms))
    assert overlays >= OVERLAYS


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: str(system.number))
def test_the_place_of_each_system_is_one_that_its_kpi_knows(system: Any) -> None:
    assert set(system.where) <= set(KPIS[system.kpi].dims)
    assert not system.sample_days or system.sample_days in KPIS
    assert len(system.name) <= 21 and len(system.words) <= 45  # a line of a hundred columns


def test_all_systems_are_named_after_the_reforms_and_all_but_one_before(after: Scenario) -> None:
    assert [line.system.number for line in systems(after)] == list(range(1, 22))
    # Nobody borrows pairs before.
    before = {line.system.number for line in systems(load(FOLDER / "before.yaml"))}
    assert before == set(range(1, 22)) - {4}


@pytest.mark.parametrize("number", list(SECTIONS))
def test_a_system_that_a_scenario_does_not_name_is_not_listed(after: Scenario, number: int) -> None:
    nothing: dict[str, Any] = {
        name: {} if name == "promotions" else None for name in SECTIONS[number]
    }
    without = after.model_copy(update=nothing)
    told = {line.system.number for line in systems(without)}
    assert told == set(range(1, 22)) - {number}
    sections = {line.section for line in details(after)} - {
        line.section for line in details(without)
    }
    assert len(sections) == 1


def test_details_are_in_the_order_of_the_systems_and_repeat_no_section(after: Scenario) -> None:
    sections = list(dict.fromkeys(line.section for line in details(after)))
    # The sections on repair, supply, crews and plant tell of the others.
    names = [system.name for system in SYSTEMS if system.number not in (1, 2, 3, 7, 8, 9, 21)]
    assert [section.split(",")[0] for section in sections] == [name.split(",")[0] for name in names]
    for line in (*details(after), *headlines(after)):
        assert line.kpi in KPIS and set(line.where) <= set(KPIS[line.kpi].dims)
    # What a system's section shows is not shown above it.
    above = {(line.kpi, where_key(line.where)) for line in headlines(after)}
    assert above.isdisjoint((line.kpi, where_key(line.where)) for line in details(after))


def test_a_town_has_lines_of_the_systems_that_it_has_and_no_sections() -> None:
    # Crews and faults in it, and neither orders nor targets: field crews and what they are paid.
    assert [line.system.number for line in systems(town())] == [8, 9]
    assert not list(details(town()))
    quickstart = load(TOP / "scenarios" / "quickstart.yaml")
    assert [line.system.number for line in systems(quickstart)] == [1, 2, 3, 7, 8, 9]


VALUES = {
    ("payphones_out_mean", "telephones", ()): [10.0, 12.0],
    ("payphones_out_share", "%", ()): [1.0, 1.2],
    ("directory_answered_in_15s", "%", ()): [80.0, 90.0],
    ("directory_sample_days", "days", ()): [72.0, 72.0],
    ("time_to_restore_mean", "h", (("cause_group", "non-cable"),)): [20.0, 22.0],
    ("time_to_restore_mean", "h", (("cause_group", "non-cable"), ("county", "East"))): [9.0, 9.4],
    ("time_to_restore_mean", "h", (("cause_group", "non-cable"), ("county", "West"))): [30.0, 32.0],
}


def printed(folder: Path, after: Scenario, **changes: Any) -> list[str]:
    """The output of two replications of a town that has some of the prefecture's systems."""
    targets = {
        "quick": {"kpi": "time_to_restore_mean", "where": {"cause_group": "non-cable"},
                  "at_most": "24 h"},
    }  # fmt: skip
    some = {"payphones": after.payphones, "directory_desk": after.directory_desk}
    scenario = town(targets=targets).model_copy(update=some)
    return told(folder, scenario, VALUES, **changes)


def told(
    folder: Path, scenario: Scenario, values: Any, *, still_open: int = 0, **changes: Any
) -> list[str]:
    """The output for values of each replication by (kpi, unit, where), of a hundred cases each."""
    rows = pd.DataFrame(
        {"replication": k, "kpi": kpi, "where": where_key(dict(where)), "unit": unit,
         "value": value, "n": 100, "open": still_open, "numerator": float("nan"),
         "denominator": float("nan")}
        for (kpi, unit, where), each in values.items()
        for k, value in enumerate(each, start=1)
    )  # fmt: skip
    made = Result(
        scenario=scenario, seed=1, replication_count=2, folder=folder, scenario_sha256="0" * 64,
        estimates=combine(rows), replications=rows, series=pd.DataFrame(),
        exchanges=pd.DataFrame(), cabinets=pd.DataFrame(columns=["reports"]), verdicts=(),
        county_verdicts=(), computed=0,
    )  # fmt: skip
    file = io.StringIO()
    print_result(made, file, **changes)
    return [" ".join(line.split()) for line in file.getvalue().splitlines()]


def test_each_system_has_one_line_and_its_section_when_asked_for(
    tmp_path: Path, after: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    lines = printed(tmp_path, after)
    begin = lines.index("System Mean 95 % interval")
    assert lines[begin + 2 : begin + 8] == [
        "Field crews restored: non-cable 21.0 h (8.3 to 33.7)",
        "Directory enquiry calls answered within 15 s, on 72 sample days 85.0 % (21.5 to 100.0)",
        "Public telephones out of order at any time, of 3 11.0 (0 to 23.7)",
        "Targets by county worst non-cable: West 31.0 h (18.3 to 43.7)",
        "",
        "More of each system: the same command with --details.",
    ]
    assert "Public telephones" not in lines
    detailed = printed(tmp_path, after, detailed=True)
    assert detailed[: begin + 6] == lines[: begin + 6]
    begin = detailed.index("Directory enquiry, on 72 sample days")
    assert detailed[begin + 1 : begin + 5] == [
        "calls answered within 15 s 85.0 % (21.5 to 100.0)",
        "Public telephones",
        "out of order at any time, of 3 11.0 (0 to 23.7)",
        "share of them out of order 1.1 % (0 to 2.4)",
    ]
    assert not any("--details" in line for line in detailed)


CABLE = (("cause_group", "cable"),)
OTHER = (("cause_group", "non-cable"),)


#: What the overlays hotlines, complaints-supervised, training, supervision and trunk-circuits move.
@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are not broken, however wide the terminal is in which the tests run."""
    monkeypatch.setenv("COLUMNS", "120")


MOVED = {
    ("time_to_restore_mean", "h", OTHER): [24.0],
    ("time_to_restore_mean", "h", CABLE): [120.0],
    ("time_to_restore_mean", "h", (*OTHER, ("county", "zhumadian"))): [30.0],
    ("time_to_restore_mean", "h", (*CABLE, ("county", "queshan"))): [160.0],
    ("network_effectiveness_long_distance", "%", ()): [70.2],
    ("complaint_left_county_share", "%", ()): [20.7],
    ("complaint_unrecorded_share", "%", ()): [34.4],
    ("complaint_age_mean", "h", ()): [858.0],
    ("repair_errors_share", "%", ()): [14.9],
    ("tests_skipped_share", "%", ()): [7.4],
    ("inspected_found_share", "%", ()): [16.1],
    ("promoted_held_share", "%", ()): [float("nan")],
    ("campaign_places", "places", ()): [0.0],
}


def test_a_line_has_what_the_overlays_of_its_system_move(tmp_path: Path, after: Scenario) -> None:
    lines = told(tmp_path, after, MOVED)
    begin = lines.index("System Mean 95 % interval")
    assert lines[begin + 2 : begin + 8] == [
        "Promotions no campaign begins in the window",
        # Faults of the customer's own equipment are cleared from the desk after the reforms.
        "Field crews restored by visit: non-cable; cable 120 h 24.0 h",
        "Trunk circuits long-distance calls with a path 70.2 %",
        "Complaints that left the county; not taken down 34.4 % 20.7 %",
        "Training, supervision bad repairs; untested 7.4 %, found bad 16.1 % 14.9 %",
        "Targets by county worst non-cable: zhumadian; worst cable 160 h 30.0 h",
    ]


def test_circuits_that_open_outside_the_window_are_said_to(tmp_path: Path, after: Scenario) -> None:
    # Ordered on 9 October 2000 for 60 or 90 days on: nothing opens in the first three weeks.
    early = after.model_copy(update={"warm_up": 0, "window": 21 * DAY_MS, "follow_up": 0})
    [line] = [one for one in told(tmp_path, early, MOVED) if one.startswith("Trunk circuits")]
    assert line == "Trunk circuits long-distance calls with a path; none added 70.2 %"
    assert "Trunk circuits, in the busy hour; no circuits are added in the window" in told(
        tmp_path, early, MOVED, detailed=True
    )
    without = early.model_copy(update={"circuits": ()})
    assert not any("none added" in line for line in told(tmp_path, without, MOVED))


def test_times_of_open_cases_are_lower_bounds_and_complaints_count_days(
    tmp_path: Path, after: Scenario
) -> None:
    """858 h are 35.75 days; of a hundred cases one or two are open."""
    closed = told(tmp_path, after, MOVED, still_open=1, detailed=True)
    assert "from complaint to working line, mean 35.8 days" in closed
    assert not any("≥" in line for line in closed)
    still = told(tmp_path, after, MOVED, still_open=2, detailed=True)
    assert "from complaint to working line, mean ≥35.8 days" in still
    assert "that left the county 20.7 %" in still  # no time, so no bound
    assert sum(line.startswith("≥: a lower bound") for line in still) == 1
