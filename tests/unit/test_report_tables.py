from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num

import telesim
from kpi_log import Table, fault, log_of, plant, town, visit
from telesim.eventlog import Kind
from telesim.experiment.estimate import combine
from telesim.experiment.replicate import weekly_series
from telesim.experiment.result import Result, where_words
from telesim.experiment.verdicts import judge, league
from telesim.kpi.catalogue import where_key
from telesim.report.charts import draw_charts
from telesim.report.headlines import headlines
from telesim.report.restore_chart import restore_figure
from telesim.report.tables import print_result
from telesim.report.weeks_chart import by_panel, weeks_figure
from telesim.report.words import assumed_line, figure, plain, span_words, spread
from telesim.scenario import Scenario
from telesim.scenario.model import Origin
from telesim.units import DAY_MS, HOUR_MS, WEEK_MS


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test runner may state a width of its own."""
    monkeypatch.setenv("COLUMNS", "110")


TARGETS = {
    "non-cable-24h": {
        "kpi": "time_to_restore_mean",
        "where": {"cause_group": "non-cable"},
        "at_most": "24 h",
    },
    "supply-15d": {"kpi": "supply_time_mean", "at_most": "15 days"},
}


def result(
    folder: Path,
    values: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[float]],
    scenario: Scenario | None = None,
    series: pd.DataFrame | None = None,
    still_open: int = 0,
    cabinets: pd.DataFrame | None = None,
) -> Result:
    """A result from values of each replication by (kpi, unit, where)."""
    scenario = town(targets=TARGETS) if scenario is None else scenario
    rows = pd.DataFrame(
        [
            {"replication": k, "kpi": kpi, "where": where_key(dict(where)), "unit": unit,
             "value": value, "n": 100, "open": still_open, "numerator": math.nan,
             "denominator": math.nan}
            for (kpi, unit, where), each in values.items()
            for k, value in enumerate(each, start=1)
        ],
        columns=[
            "replication", "kpi", "where", "unit", "value", "n", "open", "numerator", "denominator",
        ],
    )  # fmt: skip
    estimates = combine(rows)
    if series is None:
        series = pd.DataFrame(columns=["replication", "at", "family", "series", "value"])
    return Result(
        scenario=scenario,
        seed=1,
        replication_count=int(rows["replication"].max()) if len(rows) else 1,
        folder=folder,
        scenario_sha256="0" * 64,
        estimates=estimates,
        replications=rows,
        series=series,
        exchanges=pd.DataFrame(),
        cabinets=pd.DataFrame(columns=["reports"]) if cabinets is None else cabinets,
        verdicts=tuple(judge(scenario, estimates, rows)),
        county_verdicts=tuple(league(scenario, estimates, rows)),
        computed=0,
    )


GROUP = (("cause_group", "non-cable"),)
GROUP_OF = {"where": dict(GROUP)}
VALUES: dict[Any, list[float]] = {
    ("time_to_restore_mean", "h", GROUP): [20.0, 21.0, 22.0],
    ("time_to_restore_mean", "h", (*GROUP, ("county", "East"))): [30.0, 31.0, 32.0],
    ("time_to_restore_mean", "h", (*GROUP, ("county", "West"))): [10.0, 11.0, 12.0],
    ("time_to_restore_within_24h", "%", GROUP): [70.0, 71.0, 72.0],
    ("time_to_restore_p50", "h", GROUP): [12.0, 13.0, 14.0],
    ("time_to_restore_p95", "h", GROUP): [70.0, 71.0, 72.0],
    ("supply_time_mean", "days", ()): [20.0, 21.0, 22.0],
    ("open_faults_mean", "faults", ()): [1200.0, 1300.0, 1400.0],
    ("ports_exhausted_first", "days from the start", ()): [10.0, 20.0, 30.0],
}


def printed(made: Result) -> str:
    file = io.StringIO()
    print_result(made, file, ("kpis.csv",))
    return file.getvalue()


def lines_with(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


def test_targets_come_first_and_say_shifted(tmp_path: Path) -> None:
    text = printed(result(tmp_path, VALUES))
    [line] = lines_with(text, "non-cable-24h   met")
    assert "21.0 h (18.5 to 23.5)" in line and "at most 24 h" in line and "3 of 3" in line
    assert lines_with(text, "supply-15d")[0].split()[1] == "missed"
    assert "Of 2 targets: 1 met, 1 missed." in text
    assert "shifted, not solved" in text
    assert (
        text.index("non-cable-24h") < text.index("Counties, best first") < text.index("\nRepair\n")
    )


def test_targets_are_told_in_their_units(tmp_path: Path) -> None:
    targets = {
        "bores": {"kpi": "bores_free_at_end", "at_least": 3},
        "pay": {"kpi": "pay_month_mean", "at_least": "800 CNY"},
        "dark": {"kpi": "power_line_hours_lost", "at_most": 900},
        "rate": {"kpi": "fault_rate", "at_most": 2},
    }
    values = {
        ("bores_free_at_end", "bores", ()): [1.0, 1.0, 1.0],
        ("pay_month_mean", "CNY", ()): [850.0, 850.0, 850.0],
        ("power_line_hours_lost", "line-hours", ()): [1000.0, 1000.0, 1000.0],
        ("fault_rate", "reports per 100 lines per month", ()): [1.4, 1.4, 1.4],
    }
    text = printed(result(tmp_path, values, town(targets=targets)))
    for name, mean, limit in (
        ("bores", "1.0 bores", "at least 3 bores"),
        ("pay", "850 CNY", "at least 800 CNY"),
        ("dark", "1,000 line-hours", "at most 900 line-hours"),
        # A long unit stands once.
        ("rate", "1.4", "at most 2 reports"),
    ):
        line = lines_with(text, f"{name} ")[0]
        assert mean in line and limit in line


def test_counties_are_ranked_best_first(tmp_path: Path) -> None:
    made = result(tmp_path, VALUES)
    assert list(made.league["county"]) == ["West", "East"]
    assert list(made.league["met"]) == [1, 0]
    text = printed(made)
    west, east = lines_with(text, "West")[0], lines_with(text, "East")[0]
    assert west.split() == ["1", "West", "11.0", "h", "met"]
    assert east.split() == ["2", "East", "31.0", "h", "missed"]


def test_a_county_where_a_target_has_no_case_ranks_below_one_that_meets_it(
    tmp_path: Path,
) -> None:
    nowhere = [math.nan] * 3
    east, west = (*GROUP, ("county", "East")), (*GROUP, ("county", "West"))
    values = {
        ("time_to_restore_mean", "h", east): [5.0, 6.0, 7.0],
        ("time_to_restore_mean", "h", west): [15.0, 16.0, 17.0],
        ("supply_time_mean", "days", (("county", "East"),)): nowhere,
        ("supply_time_mean", "days", (("county", "West"),)): [9.0, 10.0, 11.0],
        ("orders_held_share", "%", (("county", "East"),)): [100.0, 100.0, 100.0],
        ("orders_held_share", "%", (("county", "West"),)): [4.0, 5.0, 6.0],
    }
    text = printed(result(tmp_path, values))
    west_line, east_line = lines_with(text, " West ")[0], lines_with(text, " East ")[0]
    assert " ".join(west_line.split()) == "1 West 16.0 h met 10.0 days met 5.0 %"
    assert " ".join(east_line.split()) == "2 East 6.0 h met no cases 100 %"
    assert "Orders held" in text
    # Where a target cannot apply, it neither counts nor stands as a case that is missing.
    target = {"kpi": "time_to_restore_mean", "where": {"area": "town"}, "at_most": "24 h"}
    town_only = (("area", "town"), ("county", "East"))
    values = {
        ("time_to_restore_mean", "h", town_only): [30.0, 31.0, 32.0],
        ("supply_time_mean", "days", (("county", "East"),)): [9.0, 10.0, 11.0],
        ("supply_time_mean", "days", (("county", "West"),)): [9.0, 10.0, 11.0],
    }
    both = town(targets={"quick": target, "supply-15d": TARGETS["supply-15d"]})
    text = printed(result(tmp_path, values, both))
    assert " ".join(lines_with(text, " West ")[0].split()) == "1 West – 10.0 days met"
    assert "Orders held" not in text


def test_what_happens_in_some_replications_says_in_how_many(tmp_path: Path) -> None:
    values: dict[Any, list[float]] = {
        **VALUES, ("ports_exhausted_first", "days from the start", ()): [10.0, 20.0, math.nan],
    }  # fmt: skip
    assert lines_with(printed(result(tmp_path, values)), "first exchange is full on, in 2 of 3")


def test_kpis_have_units_and_dates(tmp_path: Path) -> None:
    text = printed(result(tmp_path, VALUES))
    assert "71.0 %" in lines_with(text, "restored within 24 h")[0]
    assert lines_with(text, "open faults, mean")[0].split()[3] == "1,300"
    assert "2001-01-21" in lines_with(text, "first exchange is full on")[0]


def test_no_cases_and_no_targets(tmp_path: Path) -> None:
    nothing = {("time_to_restore_mean", "h", GROUP): [math.nan]}
    text = printed(result(tmp_path, nothing))
    assert "no cases" in lines_with(text, "non-cable-24h")[0]
    assert "nan" not in text.lower()
    assert "No targets are set" in printed(result(tmp_path, nothing, town()))


def test_one_replication_says_what_is_needed(tmp_path: Path) -> None:
    text = printed(result(tmp_path, {key: each[:1] for key, each in VALUES.items()}))
    assert "needs 2 replications" in text
    assert "undecided, because an interval needs two replications" in text
    assert "nan" not in text.lower()


def test_undecided_says_how_many_replications(tmp_path: Path) -> None:
    values = {("time_to_restore_mean", "h", GROUP): [20.0, 22.0, 24.0, 26.0]}
    text = " ".join(printed(result(tmp_path, values)).split())
    assert (
        "undecided; perhaps about 68 replications in all would decide it "
        "(a guess from this run's spread)."
    ) in text


def test_open_cases_are_told_under_the_targets(tmp_path: Path) -> None:
    text = printed(result(tmp_path, VALUES, still_open=1))
    assert "non-cable-24h   met" in text
    assert "non-cable-24h: 3 of 300 still open, times are lower bounds." in text
    made = result(tmp_path, VALUES, still_open=2)
    text = printed(made)
    assert "Of 2 targets: 1 missed, 1 undecided." in text
    reason, note = lines_with(text, "non-cable-24h: ")
    assert reason == (
        "non-cable-24h: undecided, because more than 1 % of its cases are still open; "
        "a longer follow_up would tell."
    )
    assert note == "non-cable-24h: 6 of 300 still open, times are lower bounds."
    assert lines_with(text, "supply-15d: ") == [
        "supply-15d: 6 of 300 still open, times are lower bounds."
    ]
    assert (list(made.targets["open"]), list(made.targets["cases"])) == ([6, 6], [300, 300])
    assert "still open" not in printed(result(tmp_path, VALUES))
    share = {"kpi": "time_to_restore_within_24h", "at_least": "85 %", **GROUP_OF}
    told = printed(result(tmp_path, VALUES, town(targets={"most": share}), still_open=2))
    assert "most: 6 of 300 still open, counted as late." in told


def test_months_are_listed(tmp_path: Path) -> None:
    target = {"kpi": "time_to_restore_mean", "at_most": "24 h", "over": "month"}
    values: dict[Any, list[float]] = {
        ("time_to_restore_mean", "h", (("month", "2001-01"),)): [10.0, 11.0],
        ("time_to_restore_mean", "h", (("month", "2001-02"),)): [90.0, 91.0],
    }
    text = printed(result(tmp_path, values, town(targets={"monthly": target})))
    assert "monthly (worst: 2001-02)" in text
    assert "monthly: met in 2001-01; missed in 2001-02." in text


def test_each_county_is_told_in_one_line_and_in_the_league(tmp_path: Path) -> None:
    target = {**TARGETS["non-cable-24h"], "for_each": "county"}
    text = printed(result(tmp_path, VALUES, town(targets={"quick": target})))
    assert "quick: met in West; missed in East." in text
    assert len(lines_with(text, "West")) == 2


@pytest.mark.parametrize("width", [40, 60, 200])
def test_narrow_terminals_and_pipes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = printed(result(tmp_path / "r", VALUES))
    assert max(len(line) for line in text.splitlines() if "Results:" not in line) <= width
    assert "\x1b" not in text


def test_where_a_table_would_break_words_targets_are_told_in_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    made = result(tmp_path / "r", VALUES)
    text = printed(made)
    for verdict in made.verdicts:
        if verdict.level == "whole":
            assert f"{verdict.name}: {verdict.verdict}\n" in text
    assert "  at most 24 h\n  kept by " in text


def test_no_colour_when_it_is_not_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    for wanted in (True, False):
        if not wanted:
            monkeypatch.setenv("NO_COLOR", "1")
        else:
            monkeypatch.delenv("NO_COLOR", raising=False)
        terminal = Terminal()
        print_result(result(tmp_path, VALUES), terminal)
        assert ("\x1b[32m" in terminal.getvalue()) is wanted


def test_the_json_object_has_the_promised_keys(tmp_path: Path) -> None:
    nothing = {("time_to_restore_mean", "h", GROUP): [math.nan, math.nan]}
    for values in (VALUES, nothing):
        made = result(tmp_path, values).as_json()
        json.dumps(made, allow_nan=False)
        assert list(made) == [
            "scenario", "scenario_sha256", "seed", "replications", "targets", "kpis", "results",
        ]  # fmt: skip
        assert set(made["targets"][0]) == {
            "name", "kpi", "where", "limit", "unit", "mean", "ci_low", "ci_high", "n",
            "probability", "verdict",
        }  # fmt: skip
        assert set(made["kpis"][0]) == {"kpi", "where", "unit", "mean", "ci_low", "ci_high", "n"}
        assert made["kpis"][0]["where"] == {"cause_group": "non-cable"}


def test_frames_show_well_in_a_notebook(tmp_path: Path) -> None:
    made = result(tmp_path, VALUES)
    shown = telesim.as_html(made)
    assert "<table" in shown and "missed" in shown and "NaN" not in shown
    assert list(made.targets["verdict"]) == ["met", "missed"]
    assert made.targets["limit"].iloc[0] == "≤ 24 h"
    assert made.kpi("time_to_restore_mean", cause_group="non-cable", county="East")["mean"] == 31.0
    assert "deviation" not in made.kpis
    with pytest.raises(KeyError, match="no KPI 'nothing' for everywhere"):
        made.kpi("nothing")
    assert where_words({"cause_group": "cable", "county": "East"}) == "East, cable"
    assert where_words({"area": "town", "facilities": "yes"}) == "town, facilities: yes"


def test_what_is_assumed_is_one_line() -> None:
    tree = {"a": {"source": "assumed"}, "b": {"c": {"source": "a book"}}, "name": "x"}
    assert assumed_line(tree) == "Assumed: 1 of 2 sections with numbers (a)."
    assert assumed_line({"b": {"source": "a book"}}).startswith("Assumed: nothing; all 1")


def test_figures_in_words() -> None:
    assert figure(18.24, "h") == "18.2 h"
    assert figure(0.014, "%") == "0.01 %"
    assert figure(1234.5, "CNY") == "1,234"
    assert figure(None, "h") == figure(math.nan, "h") == "no cases"
    assert (plain(0.0), plain(3.0), plain(99.96), plain(100.4)) == ("0", "3.0", "100.0", "100")
    assert spread(0.9, 1.04, 0.97) == "(0.90 to 1.04)"
    assert spread(None, None) == spread(1.0, 1.0) == ""
    assert [span_words(x) for x in (52 * WEEK_MS, DAY_MS, 3 * HOUR_MS)] == [
        "52 weeks", "1 day", "3.0 h",
    ]  # fmt: skip


PRICES = {
    "wage_per_hour": "5 CNY", "overtime_per_hour": "7.5 CNY", "revenue_per_line_month": "35 CNY",
}  # fmt: skip


def test_money_is_told_in_parts_and_then_in_sum(tmp_path: Path) -> None:
    values = {
        (f"cost_{part}", "CNY", ()): [mean, mean + 2]
        for part, mean in (
            ("total", 1111.0), ("wages", 999.0), ("overtime", 99.0), ("expansions", 9.0),
        )
    }  # fmt: skip

    def told(**prices: str) -> list[list[str]]:
        scenario = town(economics={"source": "assumed", **prices})
        text = printed(result(tmp_path, values, scenario)).split("\nMoney")[1]
        return [line.split()[:-3] for line in lines_with(text, "CNY")]

    assert told(**PRICES) == [
        ["wages,", "CNY", "1,000"],
        ["overtime,", "CNY", "100"],
        ["expansions,", "CNY", "10.0"],
        ["wages,", "overtime", "and", "expansions,", "CNY", "1,112"],
    ]
    # What has no price is left out, and so is a sum that would lack it.
    assert [line[0] for line in told(wage_per_hour="5 CNY")] == ["wages,", "expansions,"]


def series() -> pd.DataFrame:
    at = pd.date_range("2001-01-01", periods=5, freq="7D")
    names = {
        "backlog": ("waiting list", "open non-cable faults"),
        "held": ("port", "feeder"),
        "fill": ("port", "feeder", "distribution"),
    }
    return pd.concat(
        pd.DataFrame({"replication": k, "at": at, "family": family, "series": name, "value": 5.0})
        for k in (1, 2)
        for family, each in names.items()
        for name in each
    )


@pytest.mark.parametrize("empty", [True, False])
def test_two_charts_are_drawn_even_of_nothing(tmp_path: Path, empty: bool) -> None:
    made = result(tmp_path, {} if empty else VALUES, series=None if empty else series())
    paths = draw_charts(made)
    assert [path.name for path in paths] == ["time-to-restore.png", "backlog-and-fill.png"]
    for path in paths:
        assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_the_curve_of_open_faults_has_the_mean_of_the_table(tmp_path: Path) -> None:
    """Weeks that begin after an idle Sunday must not stand for what is open all week."""
    scenario = town(warm_up="7 days", window="28 days")
    rows = [*plant()]
    for day in range(35):  # reported on Saturday: open until Monday 09:00; else for 3 hours
        hours = 3 if day % 7 < 5 else 24 * (7 - day % 7) + 9
        rows += fault(day, day * DAY_MS)
        rows += visit(day, day * DAY_MS, Kind.CLEARED, HOUR_MS, (hours - 1) * HOUR_MS, reason=1)
    log = log_of(rows)
    weeks = weekly_series(scenario, log).assign(replication=1)
    figure = weeks_figure(result(tmp_path, VALUES, scenario, weeks))
    panel = figure.axes[0]
    assert panel.get_ylabel() == "faults, weekly mean"
    [line] = [one for one in panel.get_lines() if one.get_label() == "open non-cable faults"]
    assert line.get_drawstyle() == "steps-post"
    edges, drawn = date2num(line.get_xdata()), line.get_ydata()
    inside = edges[:-1] >= date2num(scenario.date_of(scenario.window_start_ms))
    days = (edges[1:] - edges[:-1])[inside]
    assert days.sum() == 28
    mean = (drawn[:-1][inside] * days).sum() / days.sum()
    assert mean == pytest.approx(Table(scenario, log)("open_faults_mean"))
    assert mean < 1  # at the beginning of each week two are open


def test_shares_of_the_spread_start_at_zero(tmp_path: Path) -> None:
    panel = restore_figure(result(tmp_path, VALUES)).axes[1]
    assert panel.get_ylim()[0] == 0 and panel.get_xlim()[0] == 0
    [curve] = [one for one in panel.get_lines() if one.get_label() == "non-cable"]
    assert curve.get_xydata().tolist()[:2] == [[0, 0], [13, 50]]
    far = {**VALUES, ("time_to_restore_p99", "h", GROUP): [700.0, 701.0, 702.0]}
    panel = restore_figure(result(tmp_path, far)).axes[1]
    assert panel.get_xscale() == "log" and panel.get_ylim()[0] == 0
    [curve] = [one for one in panel.get_lines() if one.get_label() == "non-cable"]
    assert curve.get_xydata().tolist()[0] == [13, 50]
    assert panel.get_xlabel().endswith(", logarithmic")
    plain_panel = restore_figure(result(tmp_path, VALUES)).axes[1]
    assert "logarithmic" not in plain_panel.get_xlabel()


def test_the_charts_of_weeks_say_what_their_figures_are(tmp_path: Path) -> None:
    drawn = weeks_figure(result(tmp_path, VALUES, series=series()))
    assert drawn.get_suptitle().startswith("Weekly means: open faults peak at 5.0 (")
    assert "; waiting list 5.0 to 5.0; " in drawn.get_suptitle()
    FigureCanvasAgg(drawn).draw()
    title = next(one for one in drawn.texts if one.get_text() == drawn.get_suptitle())
    assert title.get_window_extent().width < drawn.bbox.width
    [panel] = [axes for axes in drawn.axes if axes.get_title(loc="left") == "Fill"]
    full = panel.transData.transform((0, 100))[1]
    legend = panel.get_legend()
    assert legend is not None and legend.get_window_extent().y0 > full


def test_reforms_stand_in_the_heading_with_their_titles(tmp_path: Path) -> None:
    scenario = town(targets=TARGETS)
    origin = Origin(
        file=tmp_path / "t.yaml",
        reforms=("first", "second"),
        reform_titles={"first": "Repairs come first"},
    )
    reformed = scenario.model_copy(update={"origin": origin})
    assert reformed.origin is origin
    file = io.StringIO()
    print_result(result(tmp_path, VALUES, reformed), file)
    assert file.getvalue().splitlines()[1:3] == ["with first: Repairs come first", "with second"]
    assert printed(result(tmp_path, VALUES)).splitlines()[1].startswith("3 replications")


def test_without_a_lead_time_no_row_says_until_when_to_order(tmp_path: Path) -> None:
    values = {**VALUES, ("ports_order_by_first", "days from the start", ()): [1.0, 2.0, 3.0]}
    text = printed(result(tmp_path, values))
    assert "its ports must be ordered by" not in text
    rule = {"what": "ports", "at_fill": "95 %", "add_share": "20 %", "lead_time": "30 days",
            "source": "assumed"}  # fmt: skip
    ordered = town(targets=TARGETS, expansions={"cards": rule})
    assert "its ports must be ordered by" in printed(result(tmp_path, values, ordered))


def test_part_months_are_left_out_aloud(tmp_path: Path) -> None:
    target = {"kpi": "time_to_restore_mean", "at_most": "24 h", "over": "month"}
    values: dict[Any, list[float]] = {
        ("time_to_restore_mean", "h", (("month", name),)): each
        for name, each in (("2001-01", [90.0, 91.0]), ("2001-02", [10.0, 11.0]))
    }
    scenario = town(targets={"monthly": target}, window="60 days")
    text = printed(result(tmp_path, values, scenario))
    assert "monthly: 2001-01 is left out, not whole in the window." in text
    assert "monthly (worst: 2001-02)" in text


def test_a_result_says_what_was_filed_already(tmp_path: Path) -> None:
    made = result(tmp_path, VALUES)
    assert (made.filed, "3 replications (filed already), seed 1" in repr(made)) == (3, True)
    assert "(2 filed already)" in repr(replace(made, computed=1))
    assert "filed" not in repr(replace(made, computed=3))


def test_tables_and_charts_call_the_plant_as_the_scenario_does(tmp_path: Path) -> None:
    fibre = town(targets=TARGETS, wording={"port": "OLT port", "feeder": "feeder fibre"})
    labels = [line.label for line in headlines(fibre)]
    assert "OLT ports in use at the end" in labels
    assert "feeder fibres in use at the end" in labels
    assert "distribution pairs in use at the end" in labels
    panels = by_panel(series(), fibre.wording)
    assert "OLT port" in panels["Fill"] and "port" not in panels["Fill"]


def test_the_cabinets_that_fail_most_are_shown(tmp_path: Path) -> None:
    names = [f"c{n}" for n in range(1, 8)]
    cabinets = pd.DataFrame(
        {
            "rank": range(1, 8), "cabinet": names, "exchange": "E", "county": "East",
            "area": "town", "lines": 100.0, "faults": 3.0,
            "reports": [40.0, 30.5, 20.0, 10.0, 9.0, 8.0, 0.0], "line_hours_lost": 1234.0,
            "reports_per_100_lines": [40.0, 30.5, 20.0, 10.0, 9.0, 8.0, 0.0],
        }
    )  # fmt: skip
    text = printed(result(tmp_path, VALUES, cabinets=cabinets))
    assert "Cabinets that fail most, in the window" in text
    (second,) = lines_with(text, "c2 (E, East)")
    assert second.split() == ["2", "c2", "(E,", "East)", "30.5", "30.5", "3.0", "1,234"]
    # Of one replication faults are whole, and so are reports that cabinets do not share.
    single = {key: each[:1] for key, each in VALUES.items()}
    single["power_failures", "failures", ()] = [4.0]
    power = town().model_copy(update={"power": "there"})
    text_of_one = printed(result(tmp_path, single, power, cabinets=cabinets))
    (second,) = lines_with(text_of_one, "c2 (E, East)")
    assert second.split() == ["2", "c2", "(E,", "East)", "30.5", "30", "3", "1,234"]
    assert lines_with(text_of_one, "power failures of exchanges")[0].split()[-1] == "4"
    assert not lines_with(text, "c6")
    assert "... and 2 more cabinets in cabinets.csv" in text
    assert "fail most" not in printed(result(tmp_path, VALUES, cabinets=cabinets.head(1)))
    assert "fail most" not in printed(result(tmp_path, VALUES))


def test_faults_cleared_by_telephone_are_said_to_be_in_no_time_to_restore(tmp_path: Path) -> None:
    """A town where one fault in ten of the group needs no visit, and one where each needs one."""
    whole = town(targets=TARGETS)
    drop = whole.faults["drop"].model_copy(update={"cleared_remotely": 0.2})
    remote = whole.model_copy(update={"faults": {**whole.faults, "drop": drop}})
    values = {
        **VALUES,
        ("remote_share", "%", GROUP): [10.0, 10.0, 10.0],
        ("time_to_restore_with_remote_mean", "h", GROUP): [19.0, 19.0, 19.0],
    }
    text = printed(result(tmp_path, values, remote))
    assert "non-cable-24h: of faults that need a visit; 10.0 % were cleared by telephone." in text
    [line] = lines_with(text, "  non-cable: mean time to restore, of faults that need a visit ")
    assert "21.0 h" in line
    assert lines_with(text, "  non-cable: cleared by telephone ")[0].split()[-2:] == ["10.0", "%"]
    [line] = lines_with(text, "  non-cable: mean, those cleared by telephone included ")
    assert line.split()[-2:] == ["19.0", "h"]
    plainly = printed(result(tmp_path, VALUES))
    assert lines_with(plainly, "  non-cable: mean time to restore ")
    assert "telephone" not in plainly


def test_charts_of_one_replication_speak_of_one(tmp_path: Path) -> None:
    single = result(tmp_path, {key: each[:1] for key, each in VALUES.items()}, series=series())
    drawn = (restore_figure(single), weeks_figure(single))
    said = " ".join(text.get_text() for figure in drawn for text in figure.texts)
    assert "seed 1, 1 replication" in said and "mean of 1 replication, band" in said
    assert "1 replications" not in said
    assert "Means of 1 replication" in [axes.get_title() for axes in drawn[0].axes]
