"""``make verify``: the reference rows through telesim, a table by family, and whether all hold.

Work that is filed under results/verify is not done again, so a run that was stopped goes on.
Exits 0 when every row passes that is not left out, at most 16 of the 169 are left out, and every
control is refused; else 1, and 2 for words that it does not know. The last line begins with
``verified:`` only where all rows and their controls were run with all their replications; the line
before it counts the controls.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from verification import table
from verification.families import FAMILIES, ORDER
from verification.filing import Files
from verification.judging import (
    LEFT_OUT,
    Effort,
    Outcome,
    is_run_again,
    judge,
    refuse,
    tasks_of,
    tasks_of_control,
)
from verification.plans import NOT_BUILT, LeftOut, Plan
from verification.rows import ROOT, Row, all_rows
from verification.work import Task, perform_all

_NOBODY = LeftOut(NOT_BUILT + "no module answers this family")
#: Rows that may be left out, each with its reason.
MOST_LEFT_OUT = 16


def main(words: Sequence[str] | None = None) -> int:
    """Verify the rows that were asked for; the exit code."""
    parser = _arguments()
    asked = parser.parse_args(words)
    wrong = _unknown(asked.family, asked.row)
    if asked.workers < 1:
        wrong = f"--workers: got {asked.workers}, need 1 or more"
    if wrong:
        parser.error(wrong)
    wanted = chosen(asked.family, asked.row)
    files = Files(Path(asked.out))
    if asked.fresh:
        files.clear(asked.family)
    return verify(wanted, files, asked.workers, asked.quick, controls=not asked.row)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=".venv/bin/python -m verification",
        description="telesim against the reference rows. By make, words go into VERIFY_ARGS, as in "
        "make verify VERIFY_ARGS=--quick.",
        epilog=f"families: {', '.join(ORDER)}",
    )
    parser.add_argument("--family", action="append", default=[], metavar="FAMILY",
                        help="only this family; may be repeated")  # fmt: skip
    parser.add_argument("--row", action="append", default=[], metavar="ROW",
                        help="only this row, without controls; may be repeated")  # fmt: skip
    parser.add_argument("--quick", action="store_true",
                        help="one run of each scenario, whatever the widths")  # fmt: skip
    parser.add_argument("--fresh", action="store_true", help="forget what is filed")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--out", default=str(ROOT / "results"),
                        help="root of results; work goes below OUT/verify/")  # fmt: skip
    return parser


def _unknown(families: Sequence[str], ids: Sequence[str]) -> str:
    """What was asked for and is not there, with what there is instead; "" when all is there."""
    for name in families:
        if name not in ORDER:
            return f"--family: no family {name!r}; there are {', '.join(ORDER)}"
    of = {one.id: one.family for one in all_rows()}
    for identity in ids:
        if identity not in of:
            begin = identity.partition("-")[0]
            alike = [one for one in of if one.partition("-")[0] == begin]
            begins = dict.fromkeys(f"{one.partition('-')[0]}-" for one in of)
            there = ", ".join(alike) if alike else f"some that begin with {', '.join(begins)}"
            return f"--row: no row {identity!r}; there are {there}"
        if families and of[identity] not in families:
            return f"--row: {identity} is of the family {of[identity]}, which was not asked for"
    return ""


def chosen(families: Sequence[str] | None, ids: Sequence[str] | None) -> list[Row]:
    """The rows of some families and ids, or all, by family in the order of the table."""
    return [
        one
        for name in ORDER
        for one in all_rows()
        if one.family == name and (not families or name in families) and (not ids or one.id in ids)
    ]


def plan_of_row(row: Row) -> Plan:
    """How a row is answered."""
    family = FAMILIES.get(row.family)
    return _NOBODY if family is None else family.plans.get(row.id, _NOBODY)


def verify(rows: list[Row], files: Files, workers: int, quick: bool, controls: bool) -> int:
    """Do the work, print the tables; 0 when all is as it should be, else 1."""
    began = time.monotonic()
    first = Effort(quick=quick)
    plans = {row.id: plan_of_row(row) for row in rows}
    names = [name for name in FAMILIES if any(row.family == name for row in rows)]
    numbers = [
        (name, n)
        for name in names
        if controls
        for n, control in enumerate(FAMILIES[name].controls)
        # Small mistakes need several runs to be seen; a quick look has one of each.
        if not quick or control.replications == 1
    ]
    tasks = [task for row in rows for task in tasks_of(row, plans[row.id], first)]
    tasks += [task for name, n in numbers for task in tasks_of_control(name, n)]
    perform_all(tasks, files, workers, _tell)
    outcomes = {row.id: judge(row, plans[row.id], first, files) for row in rows}
    again = [row for row in rows if not quick and is_run_again(outcomes[row.id])]
    before = [outcomes[row.id] for row in again]
    if again:
        sys.stderr.write(f"{len(again)} rows are run again, with seed + 1 and twice the work.\n")
        second = Effort(attempt=2)
        perform_all(
            [task for row in again for task in tasks_of(row, plans[row.id], second)],
            files, workers, _tell,
        )  # fmt: skip
        outcomes.update({row.id: judge(row, plans[row.id], second, files) for row in again})
    for one in outcomes.values():
        files.write_row(one.id, one.as_json(), quick)
    refused = [refuse(name, n, _row(FAMILIES[name].controls[n].row), files) for name, n in numbers]
    sys.stderr.write(f"{(time.monotonic() - began) / 60:.1f} minutes\n")
    _print(list(outcomes.values()), before, refused, quick, whole=controls)
    return 0 if holds(list(outcomes.values()), refused) else 1


def holds(rows: Sequence[Outcome], controls: Sequence[Outcome]) -> bool:
    """Whether all is as it should be: few rows left out, the others passed, controls refused."""
    left = [one for one in rows if one.how == LEFT_OUT]
    done = [one for one in rows if one.how != LEFT_OUT]
    return len(left) <= MOST_LEFT_OUT and all(one.passed for one in (*done, *controls))


def _row(identity: str) -> Row:
    return next(one for one in all_rows() if one.id == identity)


def _print(
    outcomes: list[Outcome],
    before: list[Outcome],
    controls: list[Outcome],
    quick: bool,
    whole: bool,
) -> None:
    out = sys.stdout.write
    out("Rows\n" + table.rows(outcomes) + "\n\n")
    if before:
        out("Rows that were run again, as they were the first time\n")
        out(table.rows(before) + "\n\n")
    if controls:
        out("Controls: wrong on purpose, so each must be refused\n")
        out(table.controls(controls) + "\n\n")
    out(table.by_family(outcomes) + "\n")
    if quick:
        out(
            "A quick look: one run of each scenario, no width is asked for, and no control tried "
            "that needs more runs.\n"
        )
    wrong = table.shortcomings(outcomes, controls)
    if wrong:
        out(f"\n{wrong}\n")
    if controls:
        out(table.controls_line(controls) + "\n")
    rows = len(all_rows())
    if quick:
        begin = table.QUICK
    else:
        begin = table.WHOLE if whole and len(outcomes) == rows else table.PART
    out(table.last_line(outcomes, begin, rows) + "\n")


def _tell(done: int, wanted: int, task: Task) -> None:
    wrong = "" if task.control is None else f", control {task.control + 1}"
    what = f"{task.family} {task.name} {task.kind} {task.number}{wrong}"
    sys.stderr.write(f"[{done}/{wanted}] {what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
