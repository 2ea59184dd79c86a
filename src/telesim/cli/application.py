"""The command line itself, to which the modules of verbs add theirs. It imports typer alone."""

from __future__ import annotations

from typing import Annotated, Any

import typer
import typer.core

from telesim.cli.manner import manner

#: Verbs in the order of the help: from a file to its answer, to decisions, to keeping watch.
ORDER = (
    "init", "validate", "rates", "show", "diff", "fmt",
    "run", "case", "report",
    "compare", "explain", "plan", "sweep", "sensitivity",
    "baseline", "check", "results", "workload", "schema", "doctor",
)  # fmt: skip


#: Options of all verbs.
_BEFORE_THE_VERB = ("--quiet", "-q", "--verbose", "-v", "--version")


class _InOrder(typer.core.TyperGroup):
    """The verbs as a planner meets them, whichever module adds them."""

    def list_commands(self, ctx: object) -> list[str]:
        return sorted(self.commands, key=ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as problem:
            name = getattr(problem, "option_name", None)  # of an option that is not known
            if name not in _BEFORE_THE_VERB:
                raise
            inner = getattr(problem, "ctx", None) or ctx
            raise typer.BadParameter(
                f"{name} stands before the verb: telesim {name} {inner.info_name} ...", ctx=inner
            ) from None


app = typer.Typer(
    name="telesim",
    cls=_InOrder,
    help="Simulate a telephone company's plant, field force and customers: "
    "from a scenario file to a verdict.",
    epilog="New here? `telesim init DIR` writes a small town to run and to change; "
    "`telesim doctor` says whether all is installed soundly.",
    rich_markup_mode=None,
    add_completion=True,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from telesim import __version__

        typer.echo(f"telesim {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="No progress and no notes; before the verb."),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", help="Progress in lines also without a terminal; whence errors came."
        ),
    ] = False,
) -> None:
    if quiet and verbose:
        raise typer.BadParameter("need one of --quiet and --verbose, not both")
    manner.quiet, manner.verbose = quiet, verbose
    if ctx.invoked_subcommand is None:  # an answer to somebody who asks what there is: to stdout
        typer.echo(ctx.get_help())
