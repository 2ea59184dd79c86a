"""The walls of the house: which part of telesim may import which.

The source is read, not run, and every import counts: inside functions, under TYPE_CHECKING, and
by name through importlib. What is looked at:

- a stage imports itself and the stages before it in ``STAGES``, nothing later;
- the catalogue of KPI names imports nothing of telesim, and loading it loads nothing else;
- the simulation touches no files and draws nothing at random, kpi knows nothing of the
  simulation, and the report draws without knowing how the numbers arose;
- the public face (telesim/__init__.py) reaches every stage, but only when it is asked.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"

FACE = "telesim"
CATALOGUE = "telesim.kpi.catalogue"
STAGES = (
    "telesim.units",
    "telesim.writing",
    "telesim.calendar",
    "telesim.registry",
    CATALOGUE,
    "telesim.distributions",
    "telesim.policies",
    "telesim.theory",
    "telesim.scenario",
    "telesim.workload",
    "telesim.eventlog",
    "telesim.ordering",
    "telesim.conservation",
    "telesim.simulation",
    "telesim.kpi",
    "telesim.experiment",
    "telesim.report",
    "telesim.verbs",
    FACE,
    "telesim.cli",
    "telesim.__main__",
    "telesim.pytest_plugin",
)

# Stages that stand earlier, and are out of bounds all the same.
NEVER = {
    "telesim.kpi": ("telesim.simulation",),
    "telesim.report": ("telesim.simulation", "telesim.workload"),
}

# The simulation is a pure function of scenario and workload: no files, no draws, no tables.
SIMULATION = "telesim.simulation"
IMPURE_MODULES = (
    *("csv", "io", "json", "os", "pathlib", "shutil", "tempfile"),
    *("numpy.random", "random", "secrets", "uuid"),
    *("pandas", "pyarrow", "scipy", "statistics"),
)
IMPURE_CALLS = ("open", "read_bytes", "read_text", "write_bytes", "write_text")


@dataclass(frozen=True)
class Import:
    """One imported module or name, in full (``telesim.units.HOUR_MS``), and where it stands."""

    name: str
    line: int
    at_load: bool


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def module_name(path: Path, source: Path) -> str:
    parts = path.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_type_checking(node: ast.If) -> bool:
    return "TYPE_CHECKING" in ast.unparse(node.test)


def nodes(tree: ast.AST, at_load: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """Every node below ``tree``, and whether it runs when the module is loaded."""
    for child in ast.iter_child_nodes(tree):
        yield child, at_load
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from nodes(child, at_load=False)
        elif isinstance(child, ast.If) and is_type_checking(child):
            for part in child.body:
                yield part, False
                yield from nodes(part, at_load=False)
            for part in child.orelse:
                yield part, at_load
                yield from nodes(part, at_load)
        else:
            yield from nodes(child, at_load)


def imports(tree: ast.Module, module: str, is_package: bool) -> Iterator[Import]:
    """Every import of a module, with relative ones resolved."""
    for node, at_load in nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, at_load)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")
                kept = len(parents) - node.level + is_package
                base = ".".join([*parents[:kept], *([base] if base else [])])
            for alias in node.names:
                name = base if alias.name == "*" else f"{base}.{alias.name}"
                yield Import(name, node.lineno, at_load)
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func).rpartition(".")[2]
            named = node.args[0]
            by_name = called in ("import_module", "__import__")
            if by_name and isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield Import(named.value, node.lineno, at_load)


def stage_of(name: str) -> str | None:
    """The stage a full name belongs to; the longest match wins, the face keeps what is left."""
    inner = [stage for stage in STAGES if stage != FACE and is_within(name, stage)]
    return max(inner, key=len) if inner else None


def layer_faults(module: str, found: Import, known_modules: set[str]) -> Iterator[str]:
    """What is wrong with one import of telesim by telesim."""
    stage = FACE if module == FACE else stage_of(module)
    if stage is None:
        return  # reported once for the module
    target = stage_of(found.name)
    if target is None:
        unplaced = [name for name in known_modules if name != FACE and is_within(found.name, name)]
        if unplaced or found.name == "telesim.__version__":
            return
        target = FACE
    if stage == FACE:
        if found.at_load:
            yield f"the face loads {found.name} at once; import it inside the function"
    elif stage == CATALOGUE and target != CATALOGUE:
        yield f"the catalogue imports {found.name}; it imports nothing else of telesim"
    elif STAGES.index(target) > STAGES.index(stage):
        yield f"{stage} imports {found.name}, which comes later"
    elif any(is_within(found.name, barred) for barred in NEVER.get(stage, ())):
        yield f"{stage} imports {found.name}, which it must not know"
    if module == "telesim.kpi" and found.at_load and target != CATALOGUE:
        # The scenario loads the catalogue, and so the package around it.
        yield f"telesim/kpi/__init__.py loads {found.name} at once; only the catalogue may be"


def numpy_names(tree: ast.Module) -> set[str]:
    return {
        alias.asname or "numpy"
        for node, _ in nodes(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] == "numpy"
    }


def impurities(tree: ast.Module, module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Files, draws and tables in a module of the simulation, by line."""
    for found in imports(tree, module, is_package):
        for barred in IMPURE_MODULES:
            if is_within(found.name, barred):
                yield found.line, f"the simulation imports {found.name}"
    numpy = numpy_names(tree)
    for node, _ in nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr == "random":
            if isinstance(node.value, ast.Name) and node.value.id in numpy:
                yield node.lineno, f"the simulation uses {ast.unparse(node)}"
        elif isinstance(node, ast.Call):
            if ast.unparse(node.func).rpartition(".")[2] in IMPURE_CALLS:
                yield node.lineno, f"the simulation calls {ast.unparse(node.func)}"


def violations(source: Path) -> list[str]:
    """Everything in ``source``/telesim that breaks a wall, as ``path:line: what``."""
    paths = sorted((source / "telesim").rglob("*.py"))
    known_modules = {module_name(path, source) for path in paths}
    found: list[str] = []
    for path in paths:
        where = path.relative_to(source).as_posix()
        module = module_name(path, source)
        is_package = path.name == "__init__.py"
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=where)
        if module != FACE and stage_of(module) is None:
            found.append(f"{where}:1: {module} has no place in STAGES")
        for one in imports(tree, module, is_package):
            if is_within(one.name, FACE):
                faults = layer_faults(module, one, known_modules)
                found += [f"{where}:{one.line}: {fault}" for fault in faults]
        if is_within(module, SIMULATION):
            faults_by_line = impurities(tree, module, is_package)
            found += [f"{where}:{line}: {fault}" for line, fault in faults_by_line]
    return found


def test_the_source_keeps_its_walls() -> None:
    assert (SOURCE / "telesim").is_dir()
    assert violations(SOURCE) == []


SOUND = {
    "__init__.py": "def run():\n    from telesim.experiment import run\n    return run\n",
    "units.py": "HOUR_MS = 3_600_000\n",
    "calendar.py": "from .units import HOUR_MS\nfrom telesim import units\n",
    "kpi/__init__.py": "",
    "kpi/catalogue.py": "from dataclasses import dataclass\n",
    "kpi/measure.py": "from telesim.kpi.catalogue import KPIS\nfrom ..eventlog import EventLog\n",
    "scenario/__init__.py": "from telesim.kpi.catalogue import KPIS\nfrom . import model\n",
    "scenario/model.py": "from telesim.policies.pay import PAY\nfrom ..kpi import catalogue\n",
    "workload/__init__.py": "import numpy as np\nRNG = np.random.Philox\n",
    "eventlog.py": "import json\nimport telesim.units\n",
    "simulation/__init__.py": "import numpy as np\nfrom telesim.workload import Workload\n",
    "experiment/__init__.py": "from telesim import __version__\nimport telesim.simulation\n",
    "report/__init__.py": "from telesim.kpi import catalogue\n",
    "cli.py": "def main():\n    import telesim\n    from telesim import experiment\n",
}

BREACHES = [
    ("units.py", "import telesim.calendar", "telesim.units imports telesim.calendar"),
    ("policies/pay.py", "from ..scenario import Scenario", "imports telesim.scenario.Scenario"),
    ("theory/erlang.py", "from telesim.workload import draw", "imports telesim.workload.draw"),
    ("scenario/x.py", "def f():\n    import telesim.simulation", "telesim.simulation, which comes"),
    ("scenario/x.py", "from telesim.kpi import measure", "telesim.kpi.measure, which comes later"),
    ("workload/x.py", "from telesim.eventlog import *", "imports telesim.eventlog, which comes"),
    (
        "eventlog.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .kpi import measure",
        "eventlog.py:3: telesim.eventlog imports telesim.kpi.measure",
    ),
    ("eventlog.py", "import importlib\nimportlib.import_module('telesim.cli')", "telesim.cli"),
    ("report/x.py", "import telesim", "telesim.report imports telesim, which comes later"),
    ("report/x.py", "import telesim.workload.draw", "telesim.workload.draw, which it must not"),
    ("report/x.py", "import telesim.simulation", "telesim.simulation, which it must not know"),
    ("kpi/x.py", "from ..simulation import engine", "telesim.simulation.engine, which it must not"),
    (
        "kpi/catalogue.py",
        "from telesim.units import HOUR_MS",
        "the catalogue imports telesim.units",
    ),
    (
        "kpi/__init__.py",
        "from .measure import measure",
        "kpi/__init__.py loads telesim.kpi.measure",
    ),
    ("__init__.py", "from .experiment import run", "the face loads telesim.experiment.run at once"),
    ("helpers.py", "", "telesim.helpers has no place in STAGES"),
    ("simulation/x.py", "import random", "the simulation imports random"),
    ("simulation/x.py", "from pathlib import Path", "the simulation imports pathlib.Path"),
    (
        "simulation/x.py",
        "def f():\n    import pandas as pd",
        "x.py:2: the simulation imports pandas",
    ),
    ("simulation/x.py", "import pyarrow.parquet as pq", "the simulation imports pyarrow.parquet"),
    ("simulation/x.py", "from numpy import random", "the simulation imports numpy.random"),
    ("simulation/x.py", "import numpy as np\nnp.random.rand()", "the simulation uses np.random"),
    ("simulation/x.py", "def f(name):\n    return open(name)", "x.py:2: the simulation calls open"),
    ("simulation/x.py", "def f(path):\n    path.write_text('')", "calls path.write_text"),
]


def write(source: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = source / "telesim" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_sound_house_passes(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    assert violations(tmp_path) == []


@pytest.mark.parametrize(("name", "text", "expected"), BREACHES)
def test_a_breach_is_named(tmp_path: Path, name: str, text: str, expected: str) -> None:
    write(tmp_path, {**SOUND, name: text + "\n"})
    found = violations(tmp_path)
    assert len(found) == 1, found
    assert expected in found[0]
    assert found[0].startswith(f"telesim/{name}:")
