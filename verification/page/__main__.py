"""``make page``: docs/verification.md and the README's figures, from results on file.

Exits 0 when the page is written and everything holds, 1 when it is written and tells of something
that does not, 2 when it is not written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from verification.page.page import holds, last_lines, page, summary
from verification.page.results import IncompleteError, read
from verification.page.writing import PAGE, README, MarkersError, write
from verification.rows import ROOT


def main(words: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write both from the files; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m verification.page",
        description=f"{PAGE} and the paragraph in {README}, from results on file.",
    )
    parser.add_argument("--results", type=Path, default=ROOT / "results", help="root of results")
    asked = parser.parse_args(words)
    try:
        results = read(asked.results)
        write(root, page(results), summary(results))
    except IncompleteError as lacks:
        sys.stderr.write(f"{PAGE} is not written: results are not whole.\n{lacks}\n")
        return 2
    except (MarkersError, OSError) as problem:
        sys.stderr.write(f"{PAGE} is not written: {problem}\n")
        return 2
    sys.stdout.write("\n".join((f"{PAGE} and {README} say:", *last_lines(results))) + "\n")
    if holds(results):
        return 0
    sys.stderr.write("Not everything holds; the page says what does not.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
