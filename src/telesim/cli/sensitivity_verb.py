"""The verb ``sensitivity``: how far answers rest on what is assumed, and where verdicts turn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import (
    Cluster,
    Json,
    Out,
    Reforms,
    Replications,
    ScenarioFile,
    Seed,
    Workers,
)
from telesim.cli.completing import kpi_names
from telesim.cli.completing_paths import value_paths


@app.command("sensitivity")
def sensitivity(
    scenario: ScenarioFile,
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range",
            metavar="PATH=LOW..HIGH",
            help="A number and its range, such as visits.closing='0.1..0.3 work h'; none given: "
            "the scenario's own ranges, and where it states none all that files call assumed.",
        ),
    ] = None,
    ranges_file: Annotated[
        Path | None,
        typer.Option(
            "--ranges",
            metavar="FILE",
            help="Ranges: CSV (path, low, high) or YAML (PATH: LOW..HIGH).",
        ),
    ] = None,
    under: Annotated[
        list[str] | None,
        typer.Option("--under", metavar="PATH", help="Only numbers below it; repeatable."),
    ] = None,
    spread: Annotated[
        float | None,
        typer.Option(
            "--spread",
            metavar="PERCENT",
            help="Of assumed numbers, both ways, beside the scenario's own ranges; 20 where it "
            "states none.",
        ),
    ] = None,
    turns: Annotated[
        list[str] | None,
        typer.Option(
            "--turn",
            metavar="PATH=LOW..HIGH",
            help="Show all verdicts over one number, and where they turn; policies.pay.pace, or "
            "what has a range in the scenario, alone takes that; no effect is always included.",
            autocompletion=value_paths,
        ),
    ] = None,
    points: Annotated[int, typer.Option("--points", help="Values of --turn, ends included.")] = 7,
    trajectories: Annotated[
        int, typer.Option("--trajectories", help="Of Morris; each is one point a number more one.")
    ] = 4,
    sobol: Annotated[
        bool, typer.Option("--sobol", help="Also shares of the variance, for a few numbers.")
    ] = False,
    base: Annotated[
        int, typer.Option("--base", help="Rows of Sobol's base sample, a power of two.")
    ] = 64,
    kpis: Annotated[
        list[str] | None,
        typer.Option(
            "--kpi",
            metavar="NAME",
            help="Beside the targets; may be repeated.",
            autocompletion=kpi_names,
        ),
    ] = None,
    reforms: Reforms = None,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    json: Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list the ranges and say what it would take.")
    ] = False,
) -> None:
    """Say which assumed numbers move the answers, and at which value a verdict turns."""
    with answering():
        from telesim.cli.sensing import Wanted, run_sensitivity

        run_sensitivity(
            Wanted(
                scenario, tuple(ranges or ()), ranges_file, tuple(under or ()),
                None if spread is None else spread / 100, tuple(turns or ()), points,
                trajectories, sobol, base, tuple(kpis or ()),
                tuple(reforms or ()), replications, seed, workers, out, json, dry_run, cluster,
            )
        )  # fmt: skip
