"""The verb ``compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering
from telesim.cli.application import app
from telesim.cli.arguments import Cluster, Json, Out, Reforms, Replications, Seed, Workers
from telesim.cli.completing import kpi_names, scenario_operands


@app.command("compare")
def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...",
            help="Scenario files; FILE+REFORM+REFORM lays reforms over one, and +REFORM stands for "
            "the first file under a reform.",
            autocompletion=scenario_operands,
        ),
    ],
    reforms: Reforms = None,
    margins: Annotated[
        list[str] | None,
        typer.Option(
            "--margin",
            metavar="[NAME=]QUANTITY",
            help="A difference that does not matter, such as '2 h' or 'cable-72h=5 h'; may be "
            "repeated. Else the targets' own.",
        ),
    ] = None,
    kpis: Annotated[
        list[str] | None,
        typer.Option(
            "--kpi",
            metavar="NAME[:WORD=VALUE,...]",
            help="Compare this KPI too, such as pay_month_mean; may be repeated.",
            autocompletion=kpi_names,
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            metavar="N",
            min=0,
            help="Match job by job, and name the N that got worst. Keeps the event logs.",
        ),
    ] = 0,
    unpaired: Annotated[
        bool,
        typer.Option("--unpaired", help="Give each scenario draws of its own (Welch's intervals)."),
    ] = False,
    replications: Replications = None,
    seed: Seed = None,
    workers: Workers = None,
    cluster: Cluster = None,
    out: Out = Path("results"),
    json: Json = False,
) -> None:
    """Say which of several scenarios or reforms is better, how sure that is, and where."""
    with answering():
        from telesim.cli.comparing import Wanted, compare_scenarios

        compare_scenarios(
            Wanted(
                tuple(scenarios), tuple(reforms or ()), tuple(margins or ()), tuple(kpis or ()),
                jobs, unpaired, replications, seed, workers, out, json, cluster,
            )
        )  # fmt: skip
