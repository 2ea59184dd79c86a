"""What ``telesim run`` prints: targets and verdicts first, then the KPIs that matter."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

from telesim.experiment.open_cases import OPEN_SHARE
from telesim.experiment.result import Result
from telesim.kpi.catalogue import where_key
from telesim.report.details import details
from telesim.report.figure_tables import NARROW, FigureTables, print_as_lines, table_of
from telesim.report.headlines import headlines
from telesim.report.set_words import set_words
from telesim.report.stopping_words import stopping_lines, warm_up_words
from telesim.report.systems import systems
from telesim.report.trunk_table import print_trunks
from telesim.report.words import (
    assumed_line,
    chance_words,
    figure,
    judged_figure,
    left_out_words,
    limit_words,
    open_words,
    plain,
    reason_words,
    shifted_words,
    span_words,
    spread,
    summary_words,
    whole,
)
from telesim.units import WEEK_MS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from telesim.experiment.verdicts import Verdict

#: Times to restore in which faults cleared from the desk count too.
_WITH_REMOTE = ("time_to_restore_with_remote_mean", "time_to_restore_own_plant_mean")
#: What the mark of a lower bound means.
BOUND = (
    f"≥: a lower bound, as more than {100 * OPEN_SHARE:g} % of its cases are still open and count "
    "with their age so far."
)
_STYLES = {"met": "green", "missed": "red", "undecided": "yellow"}
#: Columns of a terminal below which targets are told in lines, as their table would break words.
_NARROW = 60
#: Counties shown of a long league table, and months or counties named in one line.
_LEAGUE_ROWS = 30
#: Cabinets shown of those that fail most.
_WORST_CABINETS = 5
_NAMED = 12


def print_result(
    result: Result, file: IO[str], written: tuple[str, ...] = (), *, detailed: bool = False
) -> None:
    """Write the answer to a stream; colours only on a terminal that wants them.

    ``written`` names the files of the run's folder that the last line lists; ``detailed`` shows
    more than one line of each system.
    """
    console = console_for(file)
    if console.is_terminal:
        _print_all(console, result, written, detailed)
        return
    with console.capture() as captured:
        _print_all(console, result, written, detailed)
    file.writelines(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_all(console: Console, result: Result, written: tuple[str, ...], detailed: bool) -> None:
    scenario = result.scenario
    console.print(scenario.title or result.name, style="bold")
    origin = scenario.origin
    if origin is not None:
        for group, names in origin.groups.items():
            if group:
                console.print(f"with {group}: {', '.join(names)}")
        listed = origin.groups.get("", ())
        for name in (*listed, *origin.given):
            title = origin.reform_titles.get(name)
            console.print(f"with {name}: {title}" if title else f"with {name}")
    for words in set_words(scenario):
        console.print(f"with {words}")
    if scenario.question:
        console.print(scenario.question)
    console.print(
        f"{result.replication_count} replication{'s' * (result.replication_count != 1)}, "
        f"seed {result.seed}; window of {span_words(scenario.window)} from "
        f"{scenario.date_of(scenario.window_start_ms):%Y-%m-%d}"
        + (f" after {span_words(scenario.warm_up)} of warm-up" if scenario.warm_up else "")
    )
    console.print()
    tell_targets(console, result)
    tell_league(console, result)
    tell_kpis(console, result, detailed)
    tell_cabinets(console, result)
    tree = scenario.origin.tree if scenario.origin is not None else {}
    console.print(assumed_line(tree))
    console.print(f"Results: {result.folder}", soft_wrap=True)
    if written:
        console.print(f"with {', '.join(written)}")


def console_for(file: IO[str]) -> Console:
    """A console on a stream: plain text, and 100 columns where nothing says how wide it is."""
    from rich.console import Console

    console = Console(file=file, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 100  # a pipe has no width; 80 would break the table's rows
    return console


def tell_targets(console: Console, result: Result) -> None:
    """Verdicts of all targets as a whole, and what is to be said of them."""
    from rich.text import Text

    if not result.verdicts:
        console.print("No targets are set in this scenario.")
        console.print()
        return
    wholes = [verdict for verdict in result.verdicts if verdict.level == "whole"]
    console.print(summary_words(wholes))
    console.print()
    year = 50 * WEEK_MS <= result.scenario.window <= 54 * WEEK_MS
    kept = "Years that keep it" if year else "Replications that keep it"
    table = table_of("Target", "Verdict", "Mean (95 % interval)", "Limit", kept)
    narrow = console.width < _NARROW
    for verdict in wholes:
        mean = judged_figure(verdict.mean, verdict.unit)
        figures = f"{mean} {spread(verdict.ci_low, verdict.ci_high, verdict.mean)}".strip()
        word = Text(verdict.verdict, style=_STYLES[verdict.verdict])
        if narrow:
            console.print(f"{target_name(verdict)}: ", word, sep="")
            for line in (figures, limit_words(verdict), f"kept by {chance_words(verdict)}"):
                console.print(f"  {line}")
            continue
        table.add_row(
            target_name(verdict), word, figures, limit_words(verdict), chance_words(verdict)
        )
    if not narrow:
        console.print(table)
    console.print()
    said = [
        shifted_words(wholes),
        *(
            words(verdict)
            for verdict in wholes
            for words in (reason_words, left_out_words, open_words)
        ),
        *(remote_words(result, verdict) for verdict in wholes),
        *detail_lines(result),
        *stopping_lines(result),
        warm_up_words(result),
    ]
    for line in filter(None, said):
        console.print(line)
    if any(said):
        console.print()


def remote_words(result: Result, verdict: Verdict) -> str:
    """What a target on visited faults leaves out: those cleared from the desk; empty if none."""
    if not verdict.kpi.startswith("time_to_restore") or verdict.kpi in _WITH_REMOTE:
        return ""
    where = {word: name for word, name in verdict.where.items() if word not in ("clock", "month")}
    rows = result.estimates
    rows = rows[(rows["kpi"] == "remote_share") & (rows["where"] == where_key(where))]
    share = float(rows["mean"].sum())
    if not share > 0:
        return ""
    cleared = figure(share, "%")
    return f"{verdict.name}: of faults that need a visit; {cleared} were cleared by telephone."


def target_name(verdict: Verdict) -> str:
    """A target's name, with the worst month of one over months."""
    month = verdict.where.get("month")
    return f"{verdict.name} (worst: {month})" if month else verdict.name


def detail_lines(result: Result) -> list[str]:
    """For each target over months or for each county: which of them by verdict."""
    lines: list[str] = []
    for level, word in (("month", "month"), ("county", "county")):
        details: dict[str, list[Verdict]] = {}
        for verdict in result.verdicts:
            if verdict.level == level and (level == "county" or "county" not in verdict.where):
                details.setdefault(verdict.name, []).append(verdict)
        for name, each in details.items():
            if len(each) > 1 and len({v.verdict for v in each}) == 1:
                many = {"month": "months", "county": "counties"}[level]
                lines.append(f"{name}: {each[0].verdict} in all {len(each)} {many}.")
                continue
            said = [
                f"{answer} in {_listed([v.where[word] for v in each if v.verdict == answer])}"
                for answer in ("met", "missed", "undecided")
                if any(v.verdict == answer for v in each)
            ]
            lines.append(f"{name}: {'; '.join(said)}.")
    return lines


def _listed(names: list[str]) -> str:
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{len(names)}, among them {', '.join(names[:3])}"


def tell_league(console: Console, result: Result) -> None:
    """The counties from best to worst; nothing where there is one alone."""
    from rich.text import Text

    counties = result.scenario.counties
    if len(counties) < 2 or not result.county_verdicts:
        return
    names = list(dict.fromkeys(v.name for v in result.county_verdicts))
    found = {(v.where["county"], v.name): v for v in result.county_verdicts}
    held = held_shares(result)
    table = table_of("", "County", *names, *(["Orders held"] if held else []))
    ranked = list(result.league["county"])
    for rank, county in enumerate(ranked[:_LEAGUE_ROWS], start=1):
        cells = []
        for name in names:
            verdict = found.get((county, name))
            if verdict is None:  # the target cannot apply here
                cells.append(Text("–"))
                continue
            said = f" {verdict.verdict}" if verdict.mean is not None else ""
            words = f"{judged_figure(verdict.mean, verdict.unit)}{said}"
            cells.append(Text(words, style=_STYLES[verdict.verdict]))
        if held:
            cells.append(Text(figure(held.get(county), "%")))
        table.add_row(str(rank), county, *cells)
    console.print(
        "Counties, best first: fewest targets not met, then fewest missed, then furthest inside "
        "their limits",
        style="bold",
    )
    console.print(table)
    if len(ranked) > _LEAGUE_ROWS:
        console.print(f"... and {len(ranked) - _LEAGUE_ROWS} more counties in kpis.csv")
    console.print()


def held_shares(result: Result) -> dict[str, float]:
    """Share of each county's orders that lacked facilities; empty where none ever did."""
    rows = result.estimates[result.estimates["kpi"] == "orders_held_share"]
    found = dict(zip(rows["where"], rows["mean"], strict=True))
    keys = {county: where_key({"county": county}) for county in result.scenario.counties}
    held = {county: float(found[key]) for county, key in keys.items() if key in found}
    return held if any(share > 0 for share in held.values()) else {}


def tell_kpis(console: Console, result: Result, detailed: bool) -> None:
    """The other figures: headlines, then a line for each system or all of them."""
    tables = FigureTables(result)
    _print_table(console, tables.sections(headlines(result.scenario)))
    _print_table(console, tables.systems(systems(result.scenario)))
    more = tuple(details(result.scenario))
    if detailed:
        _print_table(console, tables.sections(more))
        print_trunks(console, result)
    if tables.bounds:
        console.print(BOUND)
    if more and not detailed:
        console.print("More of each system: the same command with --details.")
    if tables.bounds or (more and not detailed):
        console.print()


def _print_table(console: Console, table: Table) -> None:
    if table.row_count:
        if console.width < NARROW:
            print_as_lines(console, table)
        else:
            console.print(table)
        console.print()


def tell_cabinets(console: Console, result: Result) -> None:
    """The cabinets that fail most; all of them stand in cabinets.csv."""
    worst = result.cabinets[result.cabinets["reports"] > 0].head(_WORST_CABINETS)
    if len(worst) < 2 or not result.scenario.faults:
        return
    table = table_of("", "Cabinet", "Reports per 100 lines", "Reports", "Faults", "Line-hours lost")
    count = whole if result.replication_count == 1 else plain
    for row in worst.itertuples(index=False):
        table.add_row(
            str(row.rank),
            f"{row.cabinet} ({row.exchange}, {row.county})",
            plain(float(row.reports_per_100_lines)),
            count(float(row.reports)),
            count(float(row.faults)),
            plain(float(row.line_hours_lost)),
        )
    console.print("Cabinets that fail most, in the window", style="bold")
    console.print(table)
    if len(result.cabinets) > len(worst):
        console.print(f"... and {len(result.cabinets) - len(worst)} more cabinets in cabinets.csv")
    console.print()
