"""Where a result comes from: scenario, source and versions, as hashes and words."""

from __future__ import annotations

import ast
import hashlib
import platform
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: Parts of telesim in which no change can change a replication. All else is in the digest, the
#: scenario package too, because it turns the same file into other numbers when it changes.
NOT_COMPUTING = frozenset(
    {
        *("experiment", "report", "verbs", "cli", "theory"),
        *("__init__.py", "__main__.py", "pytest_plugin.py", "writing.py"),
    }
)
_PACKAGE = Path(__file__).resolve().parents[1]
_LIBRARIES = ("numpy", "simpy", "pandas", "pyarrow", "scipy", "pydantic", "joblib")


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of what the scenario says: as loaded, or of its values when built in Python."""
    if scenario.origin is not None and scenario.origin.sha256:
        return scenario.origin.sha256
    # What the loader's digest leaves out as well.
    said = scenario.model_copy(
        update={"seed": 0, "replications": 1, "tolerances": {}, "ranges": {}}
    )
    return hashlib.sha256(repr((said, scenario.phases)).encode()).hexdigest()


def _foreign_sources() -> list[Path]:
    """Source files of rules and laws that other packages have registered."""
    from telesim.distributions import DISTRIBUTIONS
    from telesim.policies.campaigns import CAMPAIGN_TIMINGS
    from telesim.policies.clerks import CLERK_PAYS
    from telesim.policies.dispatch import DISPATCH_RULES
    from telesim.policies.pay import PAY_SCHEMES
    from telesim.policies.rerouting import LENDER_RULES
    from telesim.policies.screening import SCREENING_RULES
    from telesim.policies.shift_end import SHIFT_ENDS
    from telesim.policies.works import WORKS_POLICIES

    registries = (
        CLERK_PAYS, DISTRIBUTIONS, DISPATCH_RULES, PAY_SCHEMES, SHIFT_ENDS, WORKS_POLICIES,
        SCREENING_RULES, CAMPAIGN_TIMINGS, LENDER_RULES,
    )  # fmt: skip
    modules = {thing.__module__ for registry in registries for _, thing in registry.items()}
    files = (
        getattr(sys.modules.get(name), "__file__", None)
        for name in sorted(modules)
        if not name.startswith("telesim.")
    )
    return [Path(file) for file in files if file is not None]


def _own_files() -> Iterator[tuple[PurePath, Path]]:
    """Telesim's own source files that compute results, by their names below the package."""
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = path.relative_to(_PACKAGE)
        if name.parts[0] not in NOT_COMPUTING:
            yield name, path


def _own_sources() -> hashlib._Hash:
    """Digest of telesim's own source files that compute results, names included, to be gone on."""
    digest = hashlib.sha256()
    for name, path in _own_files():
        digest.update(name.as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest


@cache
def own_digest() -> str:
    """SHA-256 over telesim's own source files that compute results, whatever else is registered."""
    return _own_sources().hexdigest()


@cache
def source_digest() -> str:
    """SHA-256 over all files that compute results: telesim's, and rules of other packages."""
    digest = _own_sources()
    for path in _foreign_sources():
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def statements_digest() -> str:
    """SHA-256 as of ``source_digest``, but of what own files do: no comment or docstring counts.

    For proofs that take an hour and would be the same after a change of words. It takes most of a
    second, which is why the key of a user's result has the bytes instead.
    """
    digest = hashlib.sha256()
    for name, path in _own_files():
        digest.update(name.as_posix().encode() + b"\0" + statements_of(path.read_bytes()).encode())
    for path in _foreign_sources():
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def statements_of(source: bytes) -> str:
    """A module's syntax tree as text, docstrings emptied; comments are not in it anyway."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        match node.body:
            case [ast.Expr(value=ast.Constant(value=str()) as docstring), *_]:
                docstring.value = ""
    return ast.dump(tree)


def package_digests() -> dict[str, str]:
    """SHA-256 of each package (or module) that computes results, to tell which of them changed."""
    found: dict[str, hashlib._Hash] = {}
    for name, path in _own_files():
        digest = found.setdefault(name.with_suffix("").parts[0], hashlib.sha256())
        digest.update(name.as_posix().encode() + b"\0" + path.read_bytes())
    for path in _foreign_sources():
        digest = found.setdefault(path.name, hashlib.sha256())
        digest.update(path.read_bytes())
    return {name: digest.hexdigest() for name, digest in found.items()}


def computing() -> dict[str, str]:
    """What computes results here: the source and the libraries that a key holds."""
    return {
        "source_sha256": source_digest(),
        "numpy": _version("numpy"),
        "simpy": _version("simpy"),
    }


def key_parts(scenario: Scenario, seed: int) -> dict[str, Any]:
    """All that a result depends on, in the order in which the key holds it."""
    return {"scenario_sha256": scenario_hash(scenario), "seed": seed, **computing()}


def result_key(scenario: Scenario, seed: int) -> str:
    """Twelve hex digits that change whenever a result could: the name of the run's folder."""
    parts = map(str, key_parts(scenario, seed).values())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def result_name(scenario: Scenario) -> str:
    """Name of the scenario with the reforms given, as ``before+piece-rate``; a folder's name."""
    reforms = scenario.origin.given if scenario.origin is not None else ()
    name = "+".join((scenario.name, *reforms)).replace("/", "-").replace("\\", "-")
    if len(name) > 200:  # file systems end at 255 bytes
        name = name[:180] + "+" + hashlib.sha256(name.encode()).hexdigest()[:12]
    return name


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def versions() -> dict[str, str]:
    """Versions of telesim, Python and the libraries that compute."""
    return {
        "telesim": _version("telesim"),
        "python": platform.python_version(),
        **{name: _version(name) for name in _LIBRARIES},
    }


def git_state() -> dict[str, Any] | None:
    """Commit of telesim's own checkout and whether files differ from it; None outside of one."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(_PACKAGE), *words],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
        return done.stdout.strip()

    try:
        top = Path(git("rev-parse", "--show-toplevel")).resolve()
        if top / "src" / "telesim" != _PACKAGE:  # installed inside somebody else's checkout
            return None
        return {
            "commit": git("rev-parse", "HEAD"),
            "dirty": bool(git("status", "--porcelain", "--", "src")),
        }
    except (OSError, subprocess.SubprocessError):
        return None
