"""The reference of commands, from the command line's own help."""

from __future__ import annotations

import contextlib
import os
from typing import Any

import typer
from marks import code, prose, table

_HEAD = """# Commands

`telesim VERB --help` prints the same. `-h` and `--help` belong to every verb; `--quiet`,
`--verbose` and `--version` stand before it. Progress goes to the error stream,
and only to a terminal.

| exit code | meaning |
| --- | --- |
| 0 | answered; `run` also when a target is missed, unless `--strict` is given |
| 1 | `run --strict` and `check`: a target is missed, or a KPI moved |
| 2 | wrong usage, an invalid scenario, or files that cannot be used; nothing was overwritten |
| 3 | `run --strict` and `check`: none is missed, at least one is undecided |
| 4 | the run failed, or a question that nothing answers |
| 130 | interrupted; what is finished is filed, and the same command goes on from there |
"""


def page() -> str:
    """The whole page."""
    from telesim.cli import app

    group: Any = typer.main.get_command(app)
    # Metavars are words of the help, which must not depend on the terminal of the build.
    with _plain_terminal():
        context = group.make_context("telesim", [], resilient_parsing=True)
        before = _records(group, context, "option", ("Option", "Meaning"))
        told = [_HEAD, "## Before the verb\n", before]
        for name in group.list_commands(context):
            told.append(_verb(group.get_command(context, name), context, f"telesim {name}"))
    return "\n".join(told)


def _verb(command: Any, parent: Any, name: str) -> str:
    context = type(parent)(command, info_name=name, parent=parent)
    told = [f"## {name}\n", prose(command.help or "") + "\n"]
    told.append(_records(command, context, "argument", ("Argument", "Meaning")))
    told.append(_records(command, context, "option", ("Option", "Meaning")))
    for below in getattr(command, "commands", {}).values():
        told.append(_verb(below, context, f"{name} {below.name}").replace("## ", "### ", 1))
    return "\n".join(told)


def _records(command: Any, context: Any, sort: str, head: tuple[str, str]) -> str:
    """A table of what a verb takes, in the words of its help."""
    rows = []
    for one in command.params:
        record = one.get_help_record(context) if one.param_type_name == sort else None
        if record is not None and one.name != "help":
            rows.append((code(record[0]), prose(record[1])))
    return table(head, rows) + "\n"


@contextlib.contextmanager
def _plain_terminal() -> Any:
    kept = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        yield
    finally:
        if kept is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = kept
