"""``python -m verification.published``: run what is missing, and write docs/published.md.

Runs are filed under results/published like those of ``telesim run``, so one that was stopped goes
on. All of it takes most of an hour on one processor; ``--quick`` is a look of a minute or two.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from telesim.writing import write_whole
from verification.page.results import made_by
from verification.published import (
    chorus,
    chorus_page,
    universal,
    universal_page,
    wet_year,
    wet_year_page,
)
from verification.published.chorus import Effort, Tell
from verification.published.markdown import wrapped

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "published.md"
#: Replications of a variant; New Zealand as written has twice as many, Britain three times.
REPLICATIONS = 4
OF_A_PATCH = 4
OF_A_DISTRICT = 8
#: How near the fitted mean must come, in hours; its own interval is wider.
TOLERANCE_H = 0.2
#: A short look at Britain: two months instead of a year before July.
_QUICK_PATCH = {"start": "2012-05-02", "warm_up": "60 days", "follow_up": "4 weeks"}
_HEAD = """\
# Beside published figures

What telesim gives where an operator has published what happened. Scenarios and sources are in
`scenarios/published/`; `python -m verification.published` makes this page from its runs. Figures
are means with 95 % intervals over replications."""


def main(words: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit code."""
    asked = _arguments().parse_args(words)
    out = Path(asked.out) / "published"
    parts = sections(asked.only, out, asked.quick, asked.workers, _tell)
    page = wrapped("\n\n".join([_HEAD, *parts, _made_by()]))
    whole = not asked.quick and asked.only is None
    file = PAGE if whole else out / ("quick.md" if asked.quick else f"{asked.only}.md")
    write_whole(file, page + "\n")
    sys.stdout.write(f"{page}\n\nWritten: {file}\n")
    return 0


def _made_by() -> str:
    """What has made the page, so that a reader can tell whether it is of today's telesim."""
    return (
        f"Made by {made_by()}, with {2 * REPLICATIONS} replications of New Zealand as written and "
        f"{REPLICATIONS} of each variant, {3 * OF_A_PATCH} of Britain's first sweep and "
        f"{OF_A_PATCH} of the others, and {OF_A_DISTRICT} of the specialists and technicians."
    )


def sections(only: str | None, out: Path, quick: bool, workers: int, tell: Tell) -> list[str]:
    """The parts of the page that were asked for."""
    made = []
    if only in (None, "chorus"):
        made.append(chorus_page.section(new_zealand(out, quick, workers, tell)))
    if only in (None, "wet-year"):
        made.append(wet_year_page.section(britain(out, quick, workers, tell)))
    if only in (None, "universal"):
        effort = Effort(out, 2 if quick else OF_A_DISTRICT, TOLERANCE_H, {}, workers)
        made.append(universal_page.section(universal.compare(effort, tell)))
    return made


def britain(out: Path, quick: bool, workers: int, tell: Tell) -> list[wet_year.Swept]:
    """Every sweep of Britain; quick is three levels of the first with two replications."""
    if quick:
        effort = Effort(out, 2, TOLERANCE_H, _QUICK_PATCH, workers)
        return [wet_year.sweep_over(wet_year.quick(wet_year.SWEEPS[0]), effort, tell)]
    made = []
    for number, sweep in enumerate(wet_year.SWEEPS):
        replications = OF_A_PATCH * (1 if number else 3)
        effort = Effort(out, replications, TOLERANCE_H, {}, workers)
        made.append(wet_year.sweep_over(sweep, effort, tell))
    return made


def new_zealand(out: Path, quick: bool, workers: int, tell: Tell) -> chorus_page.Chorus:
    """Everything about Chorus; quick is the scenario as written with two replications."""
    replications, tolerance_h = (2, 3.0) if quick else (2 * REPLICATIONS, TOLERANCE_H)
    twice = Effort(out, replications, tolerance_h, {}, workers)
    base = chorus.judge(chorus.AS_WRITTEN, twice, chorus.FIRST_LOOK, tell)
    fitted = base.fit.chosen.crews
    hours = chorus.SNAPSHOTS[:1] if quick else chorus.SNAPSHOTS
    seen = [(one, chorus.week_of(chorus.run(chorus.AUGUST, twice, one, fitted))) for one in hours]
    once = Effort(out, REPLICATIONS, TOLERANCE_H, {}, workers)
    variants = () if quick else chorus.VARIANTS[1:]
    others = [chorus.judge(one, once, fitted, tell) for one in variants]
    return chorus_page.Chorus(base, tuple(others), tuple(seen))


def _tell(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m verification.published",
        description="telesim beside published figures: New Zealand 2017, Britain 2012.",
    )
    parser.add_argument(
        "--only", choices=("chorus", "wet-year", "universal"), help="only this part"
    )
    parser.add_argument("--quick", action="store_true", help="a short look, not for docs/")
    parser.add_argument("--workers", type=int, default=1, help="processes (1)")
    parser.add_argument(
        "--out", default=str(ROOT / "results"), help="root of results; runs go below OUT/published/"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
