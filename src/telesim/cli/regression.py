"""The verbs ``baseline`` and ``check``: simulate, compare, print and write the pages asked for."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from telesim.cli.answering import reader_may_leave
from telesim.cli.clusters import computing
from telesim.cli.progress import progress_bar
from telesim.cli.setting import parse_settings

if TYPE_CHECKING:
    from telesim.experiment.regression.check import Checked

FAILED, UNDECIDED = 1, 3


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments that both verbs have."""

    files: tuple[Path, ...]
    reforms: tuple[Path, ...]
    settings: tuple[str, ...]
    replications: int | None
    seed: int | None
    workers: int | None
    out: Path
    folder: Path | None
    cluster: str | None = None

    def computing(self) -> AbstractContextManager[None]:
        """Where the replications are simulated."""
        return computing(self.cluster, self.out, self.workers)

    def words(self) -> dict[str, Any]:
        """As the public verbs take them."""
        return {
            "reforms": self.reforms,
            "settings": parse_settings(self.settings),
            "replications": self.replications,
            "seed": self.seed,
            "workers": self.workers,
            "out": self.out,
            "baselines": self.folder,
        }


def write_baselines(asked: Asked, name: str | None) -> None:
    """Write the baselines and say what stands in them."""
    import telesim

    with asked.computing(), progress_bar("baseline") as progress:
        written = telesim.baseline(asked.files, name=name, progress=progress, **asked.words())
    for one in written:
        made, count = one.baseline, len(one.baseline.samples)
        number = f"{made.replications} replication{'s' * (made.replications != 1)}"
        typer.echo(
            f"{one.path}: {count} KPIs of {number}, seed {made.seed}; {one.judged} of them are "
            "named by targets or tolerances"
        )
        if one.differing is not None:
            typer.echo(f"  replaces the baseline there; {one.differing} KPIs differ from it")
        if made.replications < 2:
            typer.echo("  one replication has no interval: after a change nothing can be decided")
        verdicts = [f"{target} {verdict}" for target, verdict in made.targets.items()]
        if verdicts:
            typer.echo(f"  targets: {', '.join(verdicts)}")


def check_scenarios(
    asked: Asked,
    targets: bool,
    as_json: bool,
    junit: Path | None,
    markdown: Path | None,
    append: bool,
) -> int:
    """Check, tell it in every way asked for, and return the exit code."""
    import telesim
    from telesim.experiment.regression.check import overall

    with asked.computing(), progress_bar("check") as progress:
        checked = telesim.check(asked.files, targets=targets, progress=progress, **asked.words())
    if junit is not None:
        from telesim.report.junit import junit_xml

        _write(junit, junit_xml(checked))
    if markdown is not None:
        from telesim.report.check_markdown import markdown_page

        _write(markdown, markdown_page(checked), append=append)
    with reader_may_leave():
        _print(checked, as_json)
    return {"failed": FAILED, "undecided": UNDECIDED}.get(overall(checked), 0)


def _print(checked: list[Checked], as_json: bool) -> None:
    if as_json:
        from telesim.experiment.regression.check import overall

        told = {"answer": overall(checked), "scenarios": [one.as_json() for one in checked]}
        typer.echo(json.dumps(told, allow_nan=False))
        return
    from telesim.report.check_tables import print_checked

    print_checked(checked, sys.stdout)


def _write(path: Path, text: str, *, append: bool = False) -> None:
    """Write a page whole, or add to the one that a CI service keeps for the job."""
    if append:
        with path.open("a", encoding="utf-8", newline="\n") as page:
            page.write(text)
        return
    from telesim.experiment.store import Store

    with Store(path.parent, "").writing(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")
