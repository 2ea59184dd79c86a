"""``make mutants``: small wrong versions of the model, one at a time, and which test notices.

What is filed under results/mutants is not tried again, so a run that was stopped goes on. Exits 0
when at most one mutant survives and the controls do, else 1; 2 when a mutant does not fit the
source or the call is wrong.
"""

from __future__ import annotations

import argparse
import compileall
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mutants import table
from mutants.catalogue import GROUPS, MUTANTS
from mutants.filing import Files
from mutants.mutant import ROOT, SOURCE, MisplacedError, Mutant
from mutants.trial import BROKEN, CAUGHT, Outcome, try_all

#: So many may survive.
LOST_AT_MOST = 1


def main(words: Sequence[str] | None = None) -> int:
    """Try the mutants that were asked for; the exit code."""
    asked = _arguments().parse_args(words)
    if asked.list:
        _list()
        return 0
    wanted = chosen(asked.only, asked.quick)
    if wanted is None:
        return 2
    try:
        for mutant in wanted:
            mutant.apply((SOURCE / mutant.file).read_text(encoding="utf-8"))
    except (MisplacedError, OSError, SyntaxError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    files = Files(Path(asked.out))
    if asked.fresh:
        files.clear(wanted)
    return report(outcomes_of(wanted, files, asked.workers), asked.quick, len(wanted))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mutants", description="Small wrong versions of the model, one at a time."
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="only this mutant")
    parser.add_argument("--list", action="store_true", help="name all mutants and stop")
    parser.add_argument("--quick", action="store_true", help="one mutant a group, and one control")
    parser.add_argument("--fresh", action="store_true", help="forget what is filed")
    parser.add_argument("--workers", type=int, default=2, help="mutants at a time (2)")
    parser.add_argument(
        "--out", default=str(ROOT / "results"), help="root of results; trials go below OUT/mutants/"
    )
    return parser


def _list() -> None:
    for group, mutants in GROUPS.items():
        sys.stdout.write(f"{group}\n")
        for one in mutants:
            sys.stdout.write(f"  {one.name}: {one.wrong} ({one.file})\n")


def chosen(names: Sequence[str] | None, quick: bool) -> list[Mutant] | None:
    """The mutants of these names, one of each group, or all; None when a name is unknown."""
    if names:
        by_name = {one.name: one for one in MUTANTS}
        unknown = sorted(set(names) - set(by_name))
        if unknown:
            sys.stderr.write(f"No mutant is called {', '.join(unknown)}; --list names all.\n")
            return None
        return [by_name[name] for name in dict.fromkeys(names)]
    if quick:
        return [mutants[0] for mutants in GROUPS.values()]
    return list(MUTANTS)


def outcomes_of(
    wanted: Sequence[Mutant], files: Files, workers: int
) -> list[tuple[Mutant, Outcome]]:
    """The outcomes of all, those on file as they are."""
    found = {one.name: files.read(one) for one in wanted}
    left = [one for one in wanted if found[one.name] is None]
    if len(left) < len(wanted):
        sys.stderr.write(f"{len(wanted) - len(left)} of {len(wanted)} are on file.\n")
    began = time.monotonic()
    if left:
        # Whoever stops the run stops the trials as well.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        compileall.compile_dir(SOURCE, quiet=1)
    for done, (mutant, outcome) in enumerate(try_all(left, max(1, workers)), 1):
        files.write(mutant, outcome)
        found[mutant.name] = outcome
        _tell(done, len(left), outcome)
    if left:
        sys.stderr.write(f"{(time.monotonic() - began) / 60:.1f} minutes\n")
    return [(one, said) for one in wanted if (said := found[one.name]) is not None]


def _tell(done: int, wanted: int, outcome: Outcome) -> None:
    by = f" by {outcome.test}" if outcome.how == CAUGHT else ""
    sys.stderr.write(f"[{done}/{wanted}] {outcome.name}: {outcome.how}{by}\n")
    sys.stderr.flush()


def report(
    tried: list[tuple[Mutant, Outcome]], quick: bool = False, wanted: int = len(MUTANTS)
) -> int:
    """Print the table, the survivors and the last line; the exit code."""
    out = sys.stdout.write
    out(table.outcomes(tried) + "\n\n")
    told = table.survivors(tried)
    if told:
        out(told + "\n\n")
    if quick:
        out("A quick look: one mutant of each group.\n")
    begin = table.WHOLE if wanted == len(MUTANTS) else table.PART
    out(table.last_line(tried, table.QUICK if quick else begin) + "\n")
    wrong = [one for one in tried if not table.is_sound(*one)]
    failed = any(mutant.control or outcome.how == BROKEN for mutant, outcome in wrong)
    return 1 if failed or len(wrong) > LOST_AT_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
