"""``pytest --telesim scenarios/``: scenarios as tests, each against its targets and baseline.

Collected are scenario files that have a baseline, and those named on the command line by
themselves (against their targets alone); the summary names those that are left out. A missed
target or a moved KPI fails the test; what is undecided skips it, or fails it with
``--telesim-strict``. Nothing of telesim is imported without ``--telesim``.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from telesim.experiment.regression.baseline import Baseline
    from telesim.experiment.regression.check import Checked

#: Keys at the left margin by which a file is a scenario, or a reform.
_SCENARIO = re.compile(r"^(schema_version|extends|exchanges|generate|window)\s*:", re.MULTILINE)
_REFORM = re.compile(r"^reform\s*:", re.MULTILINE)
#: Scenario files that have no baseline and were not named by themselves.
_LEFT_OUT = pytest.StashKey[list[Path]]()
#: So many of them are named.
_NAMED = 5


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, all under ``telesim`` in the help."""
    group = parser.getgroup("telesim", "telesim: scenarios against targets and baselines")
    group.addoption("--telesim", action="store_true", help="Collect scenario files as tests.")
    group.addoption(
        "--telesim-out", metavar="DIR", default="results", help="Root of the results (results)."
    )
    group.addoption("--telesim-baselines", metavar="DIR", help="Their folder (results/baselines).")
    group.addoption(
        "--telesim-replications", metavar="N", type=int, help="Instead of the baseline's number."
    )
    group.addoption(
        "--telesim-no-targets", action="store_true", help="Moved KPIs alone fail a test."
    )
    group.addoption(
        "--telesim-strict", action="store_true", help="Fail, not skip, what is undecided."
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario file becomes a collector when it is asked for."""
    config = parent.config
    if not config.getoption("--telesim") or file_path.suffix not in (".yaml", ".yml"):
        return None
    named = parent.session.isinitpath(file_path)
    if not named and not _is_scenario(file_path):
        return None
    made: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
    made.named = named
    return made


def _is_scenario(path: Path) -> bool:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return bool(_SCENARIO.search(text)) and not _REFORM.search(text)


class ScenarioFile(pytest.File):
    """A scenario file: a test for each of its baselines, or one for its targets alone."""

    named = False

    def collect(self) -> Iterator[pytest.Item]:
        from telesim.experiment.regression.baseline import BaselineError

        try:
            own = self._baselines()
        except BaselineError as problem:
            raise self.CollectError(str(problem)) from None
        for one in own:
            assert one.path is not None
            yield ScenarioItem.from_parent(self, name=one.path.stem, checks=one.path)
        if not own and self.named and not self.config.getoption("--telesim-no-targets"):
            yield ScenarioItem.from_parent(self, name="targets", checks=self.path)
        elif not own:
            self.config.stash.setdefault(_LEFT_OUT, []).append(self.path)

    def _baselines(self) -> list[Baseline]:
        from telesim.experiment.regression.finding import baselines_of

        folder = folder_of(self.config)
        return [
            one
            for one in baselines_of(folder)
            if one.scenario_file(folder).resolve() == self.path.resolve()
        ]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which scenarios were no tests, and why: what is not looked at must not seem to pass."""
    paths = config.stash.get(_LEFT_OUT, [])
    if not paths:
        return
    here = config.invocation_params.dir
    names = [os.path.relpath(path, here) for path in paths[:_NAMED]]
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    plural = "s" * (len(paths) != 1)
    terminalreporter.write_line(
        f"telesim: left out {len(paths)} scenario{plural} without a baseline: {', '.join(names)}"
        f"{more}; `telesim baseline SCENARIO` writes one, and a scenario whose file is given to "
        "pytest is tested against its targets alone",
        yellow=True,
    )


class CheckError(Exception):
    """A target is missed, or a KPI moved."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked.answer)
        self.checked = checked


class ScenarioItem(pytest.Item):
    """One check."""

    def __init__(self, *, checks: Path, **words: Any) -> None:
        super().__init__(**words)
        self.checks = checks

    def runtest(self) -> None:
        import telesim
        from telesim.report.check_words import reason_line
        from telesim.report.words import reason_words

        option = self.config.getoption
        [checked] = telesim.check(
            self.checks,
            replications=option("--telesim-replications"),
            out=out_of(self.config),
            baselines=folder_of(self.config),
            targets=not option("--telesim-no-targets"),
        )
        if checked.answer == "failed" or (
            checked.answer == "undecided" and option("--telesim-strict")
        ):
            raise CheckError(checked)
        if checked.answer == "undecided":
            said = [reason_words(verdict) for verdict in checked.targets]
            said += [reason_line(one) for one in checked.shifted("undecided", judged=True)]
            pytest.skip(" ".join(filter(None, said)) or "undecided")

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """What the check found, in place of a traceback; errors of telesim in their own words."""
        problem = excinfo.value
        if isinstance(problem, CheckError):
            from telesim.report.check_tables import print_checked

            text = io.StringIO()
            print_checked([problem.checked], text)
            return text.getvalue().rstrip()
        if type(problem).__module__.startswith("telesim."):
            return str(problem)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"telesim: {self.name}"


def out_of(config: pytest.Config) -> Path:
    """Root of the results, relative to where pytest was called."""
    return Path(config.invocation_params.dir, str(config.getoption("--telesim-out")))


def folder_of(config: pytest.Config) -> Path:
    """Folder of the baselines, wherever the results go."""
    named = config.getoption("--telesim-baselines")
    if not named:
        from telesim.experiment.regression.renewing import FOLDER

        return config.invocation_params.dir / FOLDER
    return Path(config.invocation_params.dir, str(named))
