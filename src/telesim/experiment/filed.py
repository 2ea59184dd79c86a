"""A run's answer from what is filed of it: its folder alone is enough, no scenario file is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telesim.experiment.estimate import combine
from telesim.experiment.result import Result
from telesim.experiment.store import PARTS, Store
from telesim.experiment.study import joined
from telesim.experiment.verdicts import judge, league

if TYPE_CHECKING:
    from telesim.experiment.until_precise import Stopping
    from telesim.scenario import Scenario

MANIFEST = "manifest.json"
#: Keys of a manifest without which a run cannot be read back -> what they must be.
_NEEDED: dict[str, type] = {
    "scenario": str,
    "scenario_sha256": str,
    "seed": int,
    "replications": int,
    "key": str,
    "reforms": list,
    "tables_sha256": dict,
    "versions": dict,
}
#: Runs named where one was asked for, and faults named of a scenario that is not valid.
_NAMED, _FAULTS_NAMED = 8, 3
_AGAIN = "run the scenario again"


class FiledError(ValueError):
    """A folder from which no answer can be read; says what is wrong and what to do."""


def run_folder(result: Path) -> Path:
    """The folder of a run: itself, or the only run below it; studies below it are no runs.

    Raises:
        FiledError: there is none, or more than one, or it is the folder of a study.
    """
    if (result / MANIFEST).is_file():
        if study := study_of(result):
            raise FiledError(_study_words(result, study))
        return result
    runs = _runs_below(result)
    if len(runs) == 1:
        return runs[0]
    if not runs:
        raise FiledError(
            f"{result}: found no run, need the folder of one run; telesim run prints it after "
            "'Results:'"
        )
    raise FiledError(f"{result}: found {len(runs)} runs, need the folder of one run: "
                     f"{_listed(runs)}")  # fmt: skip


def study_of(folder: Path) -> str | None:
    """What study a folder's manifest is of, by its keys; None for a run.

    None as well for one that cannot be read, so that a run's is told as damaged.
    """
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or "key" in said or not isinstance(said.get("points"), list):
        return None
    return "sensitivity study" if "ranges" in said else "sweep"


def _runs_below(folder: Path) -> list[Path]:
    found = sorted(path.parent for path in folder.glob(f"**/{MANIFEST}"))
    return [one for one in found if study_of(one) is None]


def _listed(runs: Sequence[Path]) -> str:
    more = f" and {len(runs) - _NAMED} more" if len(runs) > _NAMED else ""
    return ", ".join(str(path) for path in runs[:_NAMED]) + more


def _study_words(folder: Path, study: str) -> str:
    runs = _runs_below(folder.parent)
    instead = f"name {_listed(runs)}" if runs else "run the scenario: telesim run SCENARIO"
    return (
        f"{folder}: is the folder of a {study}, which has many runs, need the folder of one run; "
        f"{instead}"
    )


def read_result(folder: Path | str) -> Result:
    """The answer of a run as :func:`telesim.experiment.run.run` gave it, from its folder alone.

    Reforms that began on a later date are in the figures; of the scenario that is given back,
    only what held at the start is known.

    Args:
        folder: that of the run, or one with no other run below it. Nothing is written there.

    Raises:
        FiledError: no run or several, one of an older version, or a file that is damaged.
    """
    folder = run_folder(Path(folder))
    manifest = read_manifest(folder)
    scenario = _scenario(folder, manifest)
    numbers = range(1, int(manifest["replications"]) + 1)
    store = Store(folder, str(manifest["key"]))
    _check_parts(store, numbers)
    return gather(
        scenario,
        store,
        seed=int(manifest["seed"]),
        wanted=len(numbers),
        sha256=str(manifest["scenario_sha256"]),
    )


def gather(
    scenario: Scenario,
    store: Store,
    *,
    seed: int,
    wanted: int,
    sha256: str,
    computed: int = 0,
    kept: int = 0,
    stopping: Stopping | None = None,
) -> Result:
    """Combine what is stored of the first ``wanted`` replications, and judge it.

    Raises:
        FileNotFoundError: a replication is missing or damaged.
    """
    from telesim.kpi import combine_cabinet_tables, combine_exchange_tables

    numbers = range(1, wanted + 1)
    table = joined(store, "replications", numbers)
    exchanges = [store.read("exchanges", k) for k in numbers]
    cabinets = [store.read("cabinets", k) for k in numbers]
    estimates = combine(table)
    return Result(
        scenario=scenario,
        seed=seed,
        replication_count=wanted,
        folder=store.folder,
        scenario_sha256=sha256,
        estimates=estimates,
        replications=table,
        series=joined(store, "series", numbers),
        exchanges=combine_exchange_tables(scenario, [x for x in exchanges if x is not None]),
        cabinets=combine_cabinet_tables([x for x in cabinets if x is not None]),
        verdicts=tuple(judge(scenario, estimates, table)),
        county_verdicts=tuple(league(scenario, estimates, table)),
        computed=computed,
        kept=kept,
        stopping=stopping,
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a run's manifest says, checked for what reading it back needs.

    Raises:
        FiledError: it is damaged, or of a version that wrote less.
    """
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise FiledError(f"{path}: damaged ({problem}); {_AGAIN}, which writes it anew") from None
    if not isinstance(said, dict):
        raise FiledError(f"{path}: damaged (no object); {_AGAIN}, which writes it anew")
    lacking = [key for key, kind in _NEEDED.items() if not isinstance(said.get(key), kind)]
    if lacking:
        raise FiledError(
            f"{path}: written by {_version_of(said)}, it lacks {', '.join(lacking)}; {_AGAIN} "
            "with this version, which files its answer in a folder of its own"
        )
    if said["replications"] < 1:
        raise FiledError(f"{path}: got {said['replications']} replications, need 1 or more; "
                         f"{_AGAIN}")  # fmt: skip
    return said


def _version_of(manifest: dict[str, Any]) -> str:
    versions = manifest.get("versions")
    number = versions.get("telesim") if isinstance(versions, dict) else None
    return f"telesim {number}" if number else "an older telesim"


def _scenario(folder: Path, manifest: dict[str, Any]) -> Scenario:
    """The scenario as its resolved values say it; its origin is the manifest."""
    from pydantic import ValidationError

    from telesim.scenario import Scenario
    from telesim.scenario.model import Origin, Setting

    path, tree = folder / MANIFEST, manifest.get("resolved")
    if not isinstance(tree, dict):
        raise FiledError(
            f"{path}: the scenario was built in Python, so its folder does not tell it; use the "
            "Result that telesim.run returned, or run it from a scenario file"
        )
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as problem:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'scenario'}: {fault['msg']}"
            for fault in problem.errors()
        ]
        more = f" and {len(faults) - _FAULTS_NAMED} more" if len(faults) > _FAULTS_NAMED else ""
        raise FiledError(
            f"{path}: written by {_version_of(manifest)}, its scenario is not one of this version "
            f"({'; '.join(faults[:_FAULTS_NAMED])}{more}); {_AGAIN}, which files its answer in a "
            "folder of its own"
        ) from None
    origin = Origin(
        file=path,
        settings={
            value: Setting(file=place.rpartition(":")[0], line=int(place.rpartition(":")[2]))
            for value, place in manifest.get("set_by_reforms", {}).items()
        },
        tree=tree,
        tables=manifest["tables_sha256"],
        sha256=manifest["scenario_sha256"],
        reforms=tuple(manifest["reforms"]),
        groups={name: tuple(its) for name, its in manifest.get("reform_groups", {}).items()},
        reform_titles=manifest.get("reform_titles", {}),
        reform_sources=manifest.get("reform_sources", {}),
    )
    return scenario.model_copy(update={"origin": origin})


def _check_parts(store: Store, numbers: range) -> None:
    """Refuse a run of which a file is missing, damaged or of an older form; names them all."""
    bad = [
        f"{part}/{number:04d}.parquet"
        for part in PARTS
        for number in numbers
        if store.read(part, number) is None
    ]
    if bad:
        listed = ", ".join(bad[:_NAMED])
        more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
        one = len(bad) == 1
        raise FiledError(
            f"{store.folder}: {listed}{more} {'is' if one else 'are'} missing, damaged or of an "
            f"older version; {_AGAIN}: it finds what is damaged and redoes that alone"
        )


def reform_words(scenario: Scenario) -> dict[str, Any]:
    """What a manifest says of reforms, so that a folder tells who set a value and why."""
    origin = scenario.origin
    if origin is None:
        return {"reforms": []}
    return {
        "reforms": list(origin.reforms),
        # Changes on a date, or in some counties, which the resolved values do not tell.
        "phases": len(scenario.phases),
        "reform_groups": {name: list(its) for name, its in origin.groups.items()},
        "reform_titles": dict(origin.reform_titles),
        "reform_sources": dict(origin.reform_sources),
        "set_by_reforms": {
            path: f"{setting.file}:{setting.line}"
            for path, setting in origin.settings.items()
            if setting.file in origin.reform_sources
        },
    }
