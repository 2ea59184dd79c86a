"""The command line: arguments to public verbs. Only typer is imported before a verb is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from telesim.cli.answering import answering

app = typer.Typer(
    name="telesim",
    help="Simulate a telephone company's plant, field force and customers: "
    "from a scenario file to a verdict.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).")]
Reforms = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="FILE", help="A reform to lay over it; may be repeated."),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="Seed instead of the scenario's own."),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Root of the results.")]


def _version(wanted: bool) -> None:
    if wanted:
        from telesim import __version__

        typer.echo(f"telesim {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Write a commented scenario with its tables, ready to run."""
    with answering():
        from telesim.cli.starting import write_template

        write_template(folder)


@app.command("validate")
def validate(scenario: ScenarioFile, reforms: Reforms = None) -> None:
    """Check a scenario, and what it asks of its crews and capacity, without simulating."""
    with answering():
        from telesim.cli.inspecting import print_check

        print_check(scenario, reforms or [])


@app.command("rates")
def rates(
    scenario: ScenarioFile,
    total: Annotated[
        list[str],
        typer.Option(
            "--total", metavar="AREA=N", help="Reports per 100 lines and month, repeats and all."
        ),
    ],
    share: Annotated[
        list[str] | None,
        typer.Option(
            "--share",
            metavar="CAUSE=N",
            help="Per cent of them, 100 over all causes; none given: as the present rates imply.",
        ),
    ] = None,
    installs: Annotated[
        list[str] | None,
        typer.Option(
            "--installs",
            metavar="AREA=N",
            help="Installs per 100 lines and month that a run finished (orders_done_rate); "
            "else those for which there is room.",
        ),
    ] = None,
    moves: Annotated[
        list[str] | None,
        typer.Option("--moves", metavar="AREA=N", help="The same for moves."),
    ] = None,
    reforms: Reforms = None,
) -> None:
    """Solve the rates of first-time faults with which stated totals of reports are met."""
    with answering():
        from telesim.cli.inspecting import print_rates

        print_rates(scenario, reforms or [], total, share or [], installs or [], moves or [])


@app.command("show")
def show(
    scenario: ScenarioFile,
    reforms: Reforms = None,
    under: Annotated[
        str, typer.Option("--under", metavar="PATH", help="Only values below this dotted path.")
    ] = "",
    rows: Annotated[bool, typer.Option("--rows", help="Also each cell of the tables.")] = False,
) -> None:
    """Print the resolved values, each with the file and line that set it and its source."""
    with answering():
        from telesim.cli.inspecting import print_settings

        print_settings(scenario, reforms or [], under, rows)


@app.command("run")
def run(
    scenario: ScenarioFile,
    reforms: Reforms = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", min=1, help="How many, instead of the scenario's own."),
    ] = None,
    seed: Seed = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Local processes; else as many as pay."),
    ] = None,
    out: Out = Path("results"),
    details: Annotated[
        bool,
        typer.Option("--details", help="Also print a section on each system, not a line alone."),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of tables.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit 1 when a target is missed, 3 when one is undecided."),
    ] = False,
    keep_log: Annotated[
        bool, typer.Option("--keep-log", help="Keep the event log of every replication.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only say what a run would take: heads, cases, time."),
    ] = False,
) -> None:
    """Simulate a scenario and say which of its targets are met."""
    with answering():
        from telesim.cli.running import Wanted, run_scenario

        wanted = Wanted(
            scenario, tuple(reforms or ()), replications, seed, workers, out,
            details, json, strict, keep_log, dry_run,
        )  # fmt: skip
        code = run_scenario(wanted)
        if code:
            raise typer.Exit(code)


@app.command("workload")
def workload(
    scenario: ScenarioFile,
    reforms: Reforms = None,
    seed: Seed = None,
    replication: Annotated[
        int, typer.Option("--replication", min=1, help="Which replication to draw.")
    ] = 1,
    out: Out = Path("results"),
) -> None:
    """Write everything random of one replication as Parquet, for a look."""
    with answering():
        from telesim.cli.drawing import write_workload

        write_workload(scenario, reforms or [], seed, replication, out)


@app.command("schema")
def schema(
    reform: Annotated[bool, typer.Option("--reform", help="That of reform files.")] = False,
    kpis: Annotated[
        bool,
        typer.Option("--kpis", help="Instead, list what targets may name: KPIs, words, clocks."),
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    if reform and kpis:
        raise typer.BadParameter("need one of --reform and --kpis, not both")
    with answering():
        from telesim.cli.inspecting import print_kpis, print_schema

        if kpis:
            print_kpis()
        else:
            print_schema(reform)


@app.command("case")
def case(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="The folder of a run with --keep-log.")
    ],
    identity: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="An order (O12), fault (F7), complaint (C5), construction project (W3), call to a "
            "main frame (M4), suspension (S8), public telephone (P6), borrowed line on its way "
            "back (B9) or ticket of a further report (D2), or the number alone; without it, those "
            "that took longest.",
        ),
    ] = None,
    replication: Annotated[
        int, typer.Option("--replication", min=1, help="Which replication to read.")
    ] = 1,
) -> None:
    """Tell the life of one order, fault, complaint or other case in words."""
    with answering():
        from telesim.report.case import tell_case

        for line in tell_case(result, identity, replication):
            typer.echo(line)


def main() -> None:
    """The console script."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a plain terminal cannot stop an answer
    app()
