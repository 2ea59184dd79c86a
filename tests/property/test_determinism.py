"""The same answer however it is come by: workers, order, company, processes, hash seeds, clocks.

``test_simulation_order.py`` shuffles what is scheduled inside an instant; here it is whole runs.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

import telesim
from crowded_policies import POLICIES
from crowded_town import crowded_tree
from little_town import little_town
from telesim import scenario as scenarios
from telesim.eventlog import EventLog, Kind
from telesim.experiment import run
from telesim.experiment.replicate import replicate, run_one
from telesim.experiment.store import PARTS, Store
from telesim.experiment.study import Design, Study
from telesim.scenario import Scenario
from telesim.simulation import simulate

TOP = Path(__file__).parents[2]
SEED, REPLICATIONS = 7, 4


#: Beside the template: towns that call crews away, gather jobs and let crews set up. No run may do
#: all of that at once.
TOWNS: dict[str, dict[str, Any]] = {
    "called away": POLICIES["crews called away while they set up"],
    "gathered": {
        **POLICIES["jobs that gather"],
        "set_up": POLICIES["set-ups after idleness"]["set_up"],
    },
}


@pytest.fixture(scope="module", params=["template", *TOWNS])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A week of the template's town, or a crowded one with rare ways of working."""
    folder = tmp_path_factory.mktemp("town")
    if request.param == "template":
        return scenarios.load(little_town(folder, shorter="window: 4 weeks -> window: 1 week"))
    return load_crowded(folder, TOWNS[request.param])


def load_crowded(folder: Path, policies: dict[str, Any]) -> Scenario:
    """A crowded town that came from a file, as those of planners do."""
    file = folder / "town.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML().dump(crowded_tree(**policies), stream)
    return scenarios.load(file)


@pytest.fixture(scope="module")
def among_others(town: Scenario) -> dict[int, str]:
    """Digest of the log of each replication, run one after the other in this process."""
    return {number: run_one(town, SEED, number).digest() for number in range(1, REPLICATIONS + 1)}


@pytest.fixture(scope="module")
def plain(town: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same replications filed, again one after the other."""
    study = Study(tmp_path_factory.mktemp("plain"), workers=1)
    (store,) = study.simulate([Design(town, SEED, range(1, REPLICATIONS + 1))])
    return store


def digests(store: Store, numbers: range) -> dict[int, str]:
    """Of the logs that were kept."""
    return {number: EventLog.load(store.log_path(number)).digest() for number in numbers}


def figures(store: Store, numbers: range) -> dict[tuple[str, int], pd.DataFrame]:
    """Everything that is stored of each replication beside its log."""
    found = {(part, number): store.read(part, number) for part in PARTS for number in numbers}
    return {key: table for key, table in found.items() if table is not None}


def assert_same(one: Store, other: Store) -> None:
    numbers = range(1, REPLICATIONS + 1)
    first, second = figures(one, numbers), figures(other, numbers)
    assert first.keys() == second.keys()
    assert len(first) == len(PARTS) * REPLICATIONS
    for key, table in first.items():
        pd.testing.assert_frame_equal(table, second[key], check_exact=True, obj=str(key))


def test_replications_differ_indeed(town: Scenario, among_others: dict[int, str]) -> None:
    assert len(set(among_others.values())) == REPLICATIONS
    assert run_one(town, SEED + 1, 1).digest() != among_others[1]


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("called away", "preemption"),
        ("called away", "set_up"),
        ("gathered", "gather"),
        ("gathered", "set_up"),
    ],
)
def test_the_crowded_towns_work_so_indeed(tmp_path: Path, name: str, way: str) -> None:
    without = {key: value for key, value in TOWNS[name].items() if key != way}
    plain = run_one(load_crowded(tmp_path, without), SEED, 1)
    found = run_one(load_crowded(tmp_path, TOWNS[name]), SEED, 1)
    assert found.first_difference(plain) is not None
    assert (found.kind == Kind.INTERRUPTED).any() == (name == "called away")


def test_one_replication_can_be_had_by_itself(town: Scenario, among_others: dict[int, str]) -> None:
    assert town.origin is not None
    number = REPLICATIONS
    assert telesim.simulate(town.origin.file, number, seed=SEED).digest() == among_others[number]
    drawn = telesim.draw(town, number, seed=SEED)
    assert simulate(town, drawn).digest() == among_others[number]
    own = town.model_copy(update={"seed": SEED})
    assert telesim.simulate(own).digest() == among_others[1]
    assert simulate(own, telesim.draw(own)).digest() == among_others[1]
    for alone in (telesim.simulate, telesim.draw):
        with pytest.raises(ValueError, match="number: got 0"):
            alone(town, 0)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_gives_the_same_logs_and_figures(
    town: Scenario, among_others: dict[int, str], plain: Store, tmp_path: Path, workers: int
) -> None:
    result = run(
        town, replications=REPLICATIONS, seed=SEED, workers=workers, out=tmp_path, keep_log=True
    )
    numbers = range(1, REPLICATIONS + 1)
    store = Store.at(tmp_path, town, SEED)
    assert store.folder == result.folder
    assert digests(store, numbers) == among_others
    assert_same(store, plain)


def test_the_order_in_which_replications_are_made_changes_nothing(
    town: Scenario, among_others: dict[int, str], plain: Store, tmp_path: Path
) -> None:
    numbers = range(1, REPLICATIONS + 1)
    shuffled = random.Random(1).sample(numbers, REPLICATIONS)
    assert shuffled != list(numbers)
    (store,) = Study(tmp_path, workers=1).simulate([Design(town, SEED, shuffled, keep_log=True)])
    assert digests(store, numbers) == among_others
    assert_same(store, plain)


def test_a_replication_alone_is_the_same_as_among_others(
    town: Scenario, among_others: dict[int, str], tmp_path: Path
) -> None:
    """Alone in a process of its own, with another hash seed, which has run nothing before."""
    number = REPLICATIONS - 1
    log, measured = tmp_path / "log.parquet", tmp_path / "kpis.parquet"
    assert town.origin is not None
    words = (town.origin.file, SEED, number, log, measured)
    told = in_another_process(ALONE, *map(str, words), PYTHONHASHSEED="20011")
    assert told["digest"] == among_others[number]
    assert EventLog.load(log).digest() == told["digest"]
    here, _ = replicate(town, SEED, number)
    there = pd.read_parquet(measured)
    pd.testing.assert_frame_equal(there, here.replications, check_exact=True)


#: One replication: digest of its log, both files written.
ALONE = """
import json, sys
from pathlib import Path
from telesim.experiment.replicate import replicate
from telesim.scenario import load
file, seed, number, log_file, kpi_file = sys.argv[1:]
measured, log = replicate(load(file), int(seed), int(number))
log.save(Path(log_file))
measured.replications.to_parquet(kpi_file, index=False)
print(json.dumps({"digest": log.digest()}))
"""

#: The whole company for some days, loaded, drawn, simulated and measured.
COMPANY = """
import hashlib, json, sys
from telesim.experiment.provenance import result_key, scenario_hash
from telesim.experiment.replicate import replicate
from telesim.scenario import load
settings = {"warm_up": "1 day", "window": "2 days", "follow_up": "0 days"}
scenario = load(sys.argv[1], settings=settings)
measured, log = replicate(scenario, 3, 2)
tables = (measured.replications, measured.series, measured.exchanges, measured.cabinets)
told = {
    "scenario": scenario_hash(scenario),
    "key": result_key(scenario, 3),
    "rows": len(log),
    "digest": log.digest(),
    "tables": [hashlib.sha256(t.to_csv(index=False).encode()).hexdigest() for t in tables],
}
print(json.dumps({"told": told, "hash of a word": hash("crew")}))
"""


def in_another_process(program: str, *words: str, **environment: str) -> Any:
    """What a program prints as JSON, in a process with some variables of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_another_process_with_another_hash_seed_and_clock_tells_the_same() -> None:
    file = str(TOP / "scenarios" / "zhumadian" / "before.yaml")
    worlds = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"PYTHONHASHSEED": "20011", "TZ": "Asia/Shanghai"},
    ]
    found = [in_another_process(COMPANY, file, **world) for world in worlds]
    assert found[0]["told"] == found[1]["told"]
    assert found[0]["hash of a word"] != found[1]["hash of a word"]
    assert found[0]["told"]["rows"] > 20_000


def test_a_result_that_hangs_on_the_hash_seed_would_be_noticed() -> None:
    """The same comparison over a set of words, whose order follows the hash seed."""
    program = "import json; print(json.dumps({str(n) for n in range(50)}, default=list))"
    orders = [in_another_process(program, PYTHONHASHSEED=seed) for seed in ("1", "20011")]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])
