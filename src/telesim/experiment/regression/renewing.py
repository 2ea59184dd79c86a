"""The command that makes a baseline anew, as a check that failed tells it."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment import provenance
from telesim.experiment.regression.baseline import Baseline

if TYPE_CHECKING:
    from telesim.scenario import Scenario

#: Where baselines stand, beside the results that are not kept with the project.
FOLDER = Path("results") / "baselines"


def command(one: Baseline, file: Path, scenario: Scenario) -> str:
    """``telesim baseline FILE`` with what the baseline remembers, to be typed in a shell.

    Args:
        one: the baseline, as it was read.
        file: its scenario's.
        scenario: with what the baseline remembers; its own seed and number are not typed.
    """
    assert one.path is not None
    folder = one.path.parent
    words = ["telesim", "baseline", str(file)]
    for reform in one.reform_files(folder):
        words += ["--with", str(reform)]
    for path, value in one.recipe.settings.items():
        said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        words += ["--set", f"{path}={said}"]
    if one.seed != scenario.seed:
        words += ["--seed", str(one.seed)]
    if one.replications != scenario.replications:
        words += ["--replications", str(one.replications)]
    if one.path.stem != provenance.result_name(scenario):
        words += ["--name", one.path.stem]
    if os.path.realpath(folder) != os.path.realpath(FOLDER):
        words += ["--baselines", str(folder)]
    return shlex.join(words)
