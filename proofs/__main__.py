"""``make prove``: make what is missing, print the table, and say how much of it is proven."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from proofs.all_proofs import PROOFS, named
from proofs.filing import Folder, forget, write_json
from proofs.running import findings, make_missing
from proofs.table import PART, QUICK, WHOLE, as_json, as_text, last_line, passed, shortcomings
from telesim.experiment.replicate import available_processors

RESULTS = Path(__file__).resolve().parents[1] / "results"


def options(words: list[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m proofs",
        description="Proves that telesim's intervals and verdicts keep what they promise.",
        epilog="proofs: " + ", ".join(f"{proof.name} ({proof.summary})" for proof in PROOFS),
    )
    parser.add_argument("--quick", action="store_true", help="one small block of each, in a minute")
    parser.add_argument("--fresh", action="store_true", help="forget what was filed before")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="this proof; may be repeated"
    )
    parser.add_argument("--workers", type=int, default=available_processors(), metavar="N")
    parser.add_argument(
        "--out", type=Path, default=RESULTS, help="root of results; blocks go below OUT/prove/"
    )
    asked = parser.parse_args(words)
    if asked.workers < 1:
        parser.error(f"--workers: got {asked.workers}, need 1 or more")
    try:
        asked.proofs = named(asked.only)
    except KeyError as problem:
        known = ", ".join(proof.name for proof in PROOFS)
        parser.error(f"--only: no proof {problem.args[0]!r}; there are {known}")
    return asked


def tell(done: int, wanted: int, name: str) -> None:
    """A line for each block; on a terminal one that is written over."""
    said = f"[{done}/{wanted}] {name}"
    if sys.stderr.isatty():
        print(f"\r{said}".ljust(60), end="\n" if done == wanted else "", file=sys.stderr)
    elif done:
        print(said, file=sys.stderr, flush=True)


def main(words: list[str] | None = None) -> int:
    """0 when everything is proven, 1 when something is not, 130 when interrupted."""
    asked = options(sys.argv[1:] if words is None else words)
    root = asked.out.resolve() / "prove"
    folders = [Folder(root, proof, asked.quick) for proof in asked.proofs]
    if asked.fresh:
        forget(folders)
    try:
        make_missing(folders, asked.workers, tell)
    except KeyboardInterrupt:
        print("\ninterrupted; the blocks that are done stay, so start it again", file=sys.stderr)
        return 130
    rows = [(folder.proof, one) for folder in folders for one in findings(folder)]
    print(as_text(rows, asked.quick))
    wrong = shortcomings(rows)
    if wrong:
        print(f"\n{wrong}\n")
    if asked.quick:
        print("A quick look: one small block of each proof.")
    begin = QUICK if asked.quick else PART if asked.only else WHOLE
    print(last_line(rows, begin))
    if not asked.only:
        name = "quick.json" if asked.quick else "summary.json"
        write_json(root / name, as_json(rows, asked.quick))
    return 0 if passed(rows) == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
