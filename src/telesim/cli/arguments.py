"""Arguments and options that several verbs take, each with one meaning and one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.completing import reform_files, scenario_files
from telesim.cli.completing_paths import value_paths

ScenarioFile = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO", help="A scenario file (YAML).", autocompletion=scenario_files
    ),
]
Reforms = Annotated[
    list[Path] | None,
    typer.Option(
        "--with",
        metavar="FILE",
        help="A reform to lay over it; may be repeated.",
        autocompletion=reform_files,
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help='A single value laid over last, as in window="8 weeks"; may be repeated.',
        autocompletion=value_paths,
    ),
]
Replications = Annotated[
    int | None,
    typer.Option("--replications", min=1, help="How many, instead of the scenario's own."),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="Seed instead of the scenario's own."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Local processes; else as many as pay."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Compute on the workers of a Dask scheduler at this address, such as "
        "tcp://192.168.1.10:8786, instead of local processes.",
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Root of the results.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
