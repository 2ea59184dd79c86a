from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import fmean, pstdev

import pytest
import yaml

from telesim import conservation
from telesim.eventlog import Kind
from telesim.experiment.replicate import run_one
from telesim.policies.dispatch.oldest_first import OldestFirst
from telesim.policies.dispatch.repair_first import RepairFirst
from telesim.policies.picking import NearAndEasyWithin
from telesim.report.systems import SYSTEMS
from telesim.scenario import Scenario, load
from telesim.scenario.base_rates import solve_base_rates
from telesim.scenario.check import check
from telesim.scenario.reach import covered, covers_of
from telesim.scenario.territories import Holder, owned_cabinets
from telesim.simulation.rules import rules_for
from telesim.units import HOUR_MS, WEEK_MS

FOLDER = Path(__file__).parents[2] / "scenarios" / "zhumadian"
BEFORE = FOLDER / "before.yaml"
#: Reforms that replace the pay of before; those that say which job shared crews take first.
PAY = ("piece-rate", "contract-territory")
BALANCE = ("repair-first", "age-weighted", "reserve-crews")
REFORMS = sorted((FOLDER / "reforms").glob("*.yaml"))
COUNTIES = (
    "zhumadian",
    "queshan",
    "biyang",
    "suiping",
    "xiping",
    "shangcai",
    "runan",
    "pingyu",
    "xincai",
    "zhengyang",
)


@pytest.fixture(scope="module")
def before() -> Scenario:
    return load(BEFORE)


@pytest.fixture(scope="module")
def after() -> Scenario:
    return load(FOLDER / "after.yaml")


def said(scenario: Scenario) -> Scenario:
    """What a scenario says, wherever it was read."""
    return scenario.model_copy(update={"origin": None})


def heads_by_team_and_county(scenario: Scenario) -> Counter[tuple[str, str]]:
    heads: Counter[tuple[str, str]] = Counter()
    for crew in scenario.crews:
        county = scenario.exchanges[scenario.exchange_number[crew.base]].county
        heads[crew.team, county] += crew.count * crew.members
    return heads


#: Systems by number that plant, crews and targets make up.
PLANT_CREWS_TARGETS = {1, 2, 3, 7, 8, 9, 21}


@pytest.mark.parametrize("name", ["before", "after"])
def test_the_field_force_alone_has_nothing_of_the_other_systems(name: str) -> None:
    file = FOLDER / "field-force" / f"{name}.yaml"
    short = {"warm_up": "1 weeks", "window": "2 weeks", "follow_up": "1 weeks"}
    scenario = load(file, settings=short)
    assert {system.number for system in SYSTEMS if system.named(scenario)} <= PLANT_CREWS_TARGETS
    # The kinds of rows of the other systems begin with those of the office.
    assert max(run_one(scenario, 1, 0).kind) < Kind.ACCEPTED


def test_has_the_lines_and_places_of_the_prefecture(before: Scenario) -> None:
    lines = sum(exchange.lines for exchange in before.exchanges)
    assert abs(lines - 450_000) <= 4_500
    assert before.counties == COUNTIES
    assert len(before.exchanges) >= 100
    assert len(before.cabinets) >= 400
    city = [exchange for exchange in before.exchanges if exchange.county == "zhumadian"]
    assert (len(city), sum(exchange.lines for exchange in city)) == (4, 84_000)
    in_town = sum(exchange.lines for exchange in before.exchanges if exchange.area == "town")
    assert in_town / lines == pytest.approx(0.62, abs=0.01)
    townships = [exchange.lines for exchange in before.exchanges if exchange.area == "rural"]
    assert fmean(townships) == pytest.approx(1_190, rel=0.02)
    assert pstdev(townships) / fmean(townships) == pytest.approx(0.5, abs=0.03)


def test_runs_a_year_after_a_quarter_and_follows_its_cases(before: Scenario) -> None:
    assert before.warm_up == 13 * WEEK_MS
    assert before.window == 52 * WEEK_MS
    assert before.follow_up == 26 * WEEK_MS
    assert before.date_of(before.window_start_ms).date().isoformat() == "2001-01-01"


def test_ports_are_as_full_as_assumed(before: Scenario) -> None:
    fills = [exchange.lines / exchange.ports for exchange in before.exchanges]
    assert fmean(fills) == pytest.approx(0.84, abs=0.005)
    assert pstdev(fills) == pytest.approx(0.10, abs=0.005)
    assert sum(fill >= 0.95 for fill in fills) / len(fills) == pytest.approx(1 / 6, abs=0.02)
    assert max(fills) <= 1


def test_pairs_are_as_full_as_assumed_and_never_short(before: Scenario) -> None:
    fills = [c.lines / c.usable_feeder_pairs for c in before.cabinets]
    assert fmean(fills) == pytest.approx(0.80, abs=0.005)
    assert pstdev(fills) == pytest.approx(0.12, abs=0.005)
    assert max(fills) <= 1
    cabinets = [c for c in before.cabinets if not c.direct]
    assert len(cabinets) == 525
    assert all(c.lines <= c.usable_distribution_pairs for c in cabinets)
    assert all(600 <= (c.distribution_pairs or 0) <= 2_400 for c in cabinets)
    sharing = Counter(c.feeder_id for c in cabinets)
    assert set(sharing.values()) == {1, 2, 3, 4}
    for number, exchange in enumerate(before.exchanges):
        its = [
            c for c, n in zip(before.cabinets, before.cabinet_exchange, strict=True) if n == number
        ]
        assert sum(c.lines for c in its) == exchange.lines
        assert {c.defective_pct for c in its} == {3 if exchange.area == "town" else 8}


def test_heads_are_those_of_the_staffing_ratios(before: Scenario) -> None:
    heads = heads_by_team_and_county(before)
    totals: Counter[str] = Counter()
    for (team, _), count in heads.items():
        totals[team] += count
    assert totals == {
        "repairers": 129,
        "installers": 281,
        "movers": 41,
        "cable-gang": 30,
        "exchange-staff": 20,
    }
    lines: Counter[str] = Counter()
    for exchange in before.exchanges:
        lines[exchange.county] += exchange.lines
    for county in COUNTIES:
        assert heads["cable-gang", county] == 3
        assert heads["exchange-staff", county] == 2
        for team, total in (("repairers", 129), ("installers", 281), ("movers", 41)):
            assert abs(heads[team, county] - total * lines[county] / 450_000) < 1


def test_every_branch_is_served_from_near_by(before: Scenario) -> None:
    """Under local bases each exchange has repairers and installers, and some mover who comes."""
    served: dict[str, set[str]] = {}
    for crew in before.crews:
        cover = crew.covers if crew.local_covers is None else crew.local_covers
        for exchange in before.exchanges:
            if exchange.id in cover.split() or f"county:{exchange.county}" in cover.split():
                served.setdefault(exchange.id, set()).add(crew.team)
    teams = {"repairers", "installers", "movers", "cable-gang", "exchange-staff"}
    assert all(served[exchange.id] == teams for exchange in before.exchanges)
    sizes = Counter(exchange.branch for exchange in before.exchanges if exchange.area == "rural")
    assert set(sizes.values()) <= {3, 4, 5}


def test_the_reforms_are_those_of_the_report_and_what_a_planner_asks_of_them() -> None:
    assert [file.stem for file in REFORMS] == [
        "112-automation",
        "114-positions",
        "97-system",
        "age-weighted",
        "appointments",
        "complaints-supervised",
        "contract-territory",
        "exchange-expansion",
        "first-contact",
        "gang-priority",
        "green-channel",
        "hotlines",
        "integrated-crews",
        "local-base",
        "new-cable-pairs",
        "order-screening",
        "pair-recovery",
        "payphone-centre",
        "piece-rate",
        "prebuilt-drops",
        "promotions-timed",
        "pull-off",
        "reconnection-notice",
        "repair-first",
        "reserve-crews",
        "star-clerks",
        "supervision",
        "temporary-rerouting",
        "training",
        "trunk-circuits",
        "turnover",
    ]


@pytest.mark.parametrize("reform", REFORMS, ids=lambda file: file.stem)
def test_each_reform_loads_alone_and_changes_something(before: Scenario, reform: Path) -> None:
    changed = load(BEFORE, [reform])
    assert said(changed) != said(before)
    assert heads_by_team_and_county(changed) == heads_by_team_and_county(before)


@cache
def _sets(reform: Path) -> set[tuple[str, ...]]:
    """The paths of a scenario that a reform touches."""
    read = yaml.safe_load(reform.read_text(encoding="utf-8"))
    return {
        tuple(path.split(".")) for verb in ("set", "add", "remove") for path in read.get(verb) or ()
    }


def _meet(pair: tuple[Path, Path]) -> bool:
    """Whether two reforms touch one path, or a part of what the other touches."""
    return any(
        one[: len(other)] == other or other[: len(one)] == one
        for one in _sets(pair[0])
        for other in _sets(pair[1])
    )


#: Pairs that could disagree, and one in nine of the others: a load takes half a second.
PAIRS = [pair for n, pair in enumerate(combinations(REFORMS, 2)) if n % 9 == 0 or _meet(pair)]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "+".join(file.stem for file in pair))
def test_a_pair_of_reforms_loads_together(pair: tuple[Path, Path]) -> None:
    both = load(BEFORE, pair)
    assert both.origin is not None
    assert both.origin.reforms == tuple(file.stem for file in pair)


def test_the_order_of_the_reforms_does_not_matter() -> None:
    # Two pay schemes cannot both hold, nor two balances: the later one counts, and says so.
    alone = [file for file in REFORMS if file.stem not in ("piece-rate", *BALANCE[1:])]
    assert said(load(BEFORE, alone)) == said(load(BEFORE, alone[::-1]))
    piece, contract = (FOLDER / "reforms" / f"{n}.yaml" for n in PAY)
    assert (
        load(BEFORE, [piece, contract]).policies.pay != load(BEFORE, [contract, piece]).policies.pay
    )


def test_piece_rate_picks_within_what_the_dispatch_rule_puts_first() -> None:
    """Stacked in either order: repairs first, and of these the near and easy ones."""
    piece, first = (FOLDER / "reforms" / f"{n}.yaml" for n in ("piece-rate", "repair-first"))
    both = load(BEFORE, [piece, first])
    assert said(both) == said(load(BEFORE, [first, piece]))
    for scenario, kind in ((both, RepairFirst), (load(BEFORE, [piece]), OldestFirst)):
        rule = rules_for(scenario, "town").dispatch
        assert isinstance(rule, NearAndEasyWithin)
        assert isinstance(rule.rule, kind)
    assert isinstance(rules_for(load(BEFORE, [first]), "town").dispatch, RepairFirst)


def test_in_towns_a_share_of_the_lines_is_fed_directly(before: Scenario) -> None:
    town = {e.id for e in before.exchanges if e.area == "town"}
    direct = [c for c in before.cabinets if c.direct]
    assert {c.exchange for c in direct} == town
    lines = sum(c.lines for c in before.cabinets if c.exchange in town)
    assert sum(c.lines for c in direct) / lines == pytest.approx(0.15, abs=0.001)
    feeders = {c.feeder_id for c in before.cabinets if not c.direct}
    assert {c.feeder_id for c in direct} <= feeders


def test_ducts_are_three_quarters_full_and_some_have_no_bore_to_spare(before: Scenario) -> None:
    fills = [duct.used / duct.bores for duct in before.ducts]
    assert fmean(fills) == pytest.approx(0.75, abs=0.02)
    assert 4 <= sum(fill == 1 for fill in fills) <= 8


def test_after_is_before_with_the_reforms_that_it_lists(before: Scenario, after: Scenario) -> None:
    assert after.origin is not None
    listed = [file for file in REFORMS if file.stem in after.origin.reforms]
    assert len(listed) == len(after.origin.reforms) >= 7
    stacked = load(BEFORE, listed)

    said_of_itself = {"name", "title", "question"}
    assert after.model_dump(exclude=said_of_itself) == stacked.model_dump(exclude=said_of_itself)
    assert after.name == "zhumadian-after"
    assert heads_by_team_and_county(after) == heads_by_team_and_county(before)
    assert after.targets == before.targets
    assert set(after.targets) == {"non-cable-24h", "cable-72h", "install-town", "install-rural"}


def test_every_cabinet_has_an_owner_for_each_trade_under_contract_territory() -> None:
    """Whatever it is stacked with: crews own what they cover, and only they."""
    with_it = [file for file in REFORMS if file.stem in ("contract-territory", "local-base")]
    scenario = load(BEFORE, with_it)
    territory = scenario.policies.territory
    assert territory is not None and territory.lending == "idle"
    holders = [
        Holder(
            number,
            covered(scenario, covers_of(scenario.crews[row], local=True)),
            frozenset(scenario.teams[scenario.crews[row].team].skills),
        )
        for number, (_, row) in enumerate(scenario.crew_units)
    ]
    owned = owned_cabinets(scenario, [territory] * len(scenario.exchanges), holders)
    by_skill: dict[str, set[int]] = {}
    for crew, cabinets in owned.items():
        assert {scenario.cabinet_exchange[n] for n in cabinets} <= holders[crew].places
        for skill in holders[crew].skills:
            by_skill.setdefault(skill, set()).update(cabinets)
    everywhere = set(range(len(scenario.cabinets)))
    assert by_skill == dict.fromkeys(("repair", "install", "move"), everywhere)
    assert len(owned) == 129 + 281 + 41


SHARES = {
    "customer-equipment": 25, "no-fault-found": 15, "drop": 30, "exchange": 10, "distribution": 17,
    "feeder-digging": 1.05, "feeder-water": 0.9, "feeder-theft": 0.6, "feeder-lightning": 0.45,
}  # fmt: skip


#: Installs and moves per 100 lines and month that the crews of before finish, as before.yaml says.
DONE = {"town": (1.506, 0.297), "rural": (1.383, 0.272)}


def test_the_rates_are_those_that_meet_the_stated_totals(before: Scenario) -> None:
    solved = solve_base_rates(
        before,
        {"town": 1.0, "rural": 2.0},
        {name: share / 100 for name, share in SHARES.items()},
        DONE,
    )
    for one in solved.areas:
        # 5 % of new lines fail early, so many installs are done.
        assert one.mix.total.early_life == pytest.approx(0.05 * DONE[one.area][0])
        for name, cause in before.faults.items():
            # The file gives three or four digits.
            written = 100 * cause.rate[one.area].per_line_month
            assert written == pytest.approx(one.rates[name], rel=0.005)


def test_validate_tells_the_reports_as_if_crews_kept_up_with_all_orders(
    before: Scenario,
) -> None:
    implied = {one.area: one for one in check(before).faults}
    for area, stated in (("town", 1.0), ("rural", 2.0)):
        one = implied[area]
        early = 100 * one.parts.early_life / one.lines
        done = 0.05 * DONE[area][0]
        assert early > done
        # More new lines, more of them disturbed, and what comes back of both.
        assert stated < one.reports_per_100_lines < stated + 3 * (early - done)


def test_make_tables_writes_what_is_committed(tmp_path: Path) -> None:
    script = tmp_path / "make_tables.py"
    script.write_bytes((FOLDER / "make_tables.py").read_bytes())
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, script], check=True, capture_output=True, env=environment)
    for name in (
        *("exchanges.csv", "cabinets.csv", "ducts.csv", "crews.csv"),
        "neighbours.csv",
        *("trunks.csv", "circuits.csv"),
    ):
        written = (tmp_path / name).read_text(encoding="utf-8")
        committed = (FOLDER / name).read_text(encoding="utf-8")
        assert list(csv.reader(written.splitlines())) == list(csv.reader(committed.splitlines()))


@pytest.mark.parametrize(("also", "wanted"), [(["piece-rate"], 0.56), ([], 0.67)])
def test_the_routine_programme_takes_the_share_of_gang_days_that_is_stated(
    also: list[str], wanted: float
) -> None:
    names = ["gang-priority", *also]
    scenario = load(BEFORE, [FOLDER / "reforms" / f"{name}.yaml" for name in names])
    (gangs,) = check(scenario).gangs
    assert gangs.skill == "cable"
    assert gangs.works_days / gangs.days_on_duty == pytest.approx(wanted, abs=0.015)


@pytest.mark.parametrize("stem", BALANCE)
def test_of_two_balances_the_later_one_counts_whole(stem: str) -> None:
    last = FOLDER / "reforms" / f"{stem}.yaml"
    first = [FOLDER / "reforms" / f"{other}.yaml" for other in BALANCE if other != stem]
    assert load(BEFORE, [*first, last]).policies == load(BEFORE, [last]).policies


def test_pull_off_has_the_limits_that_are_stated() -> None:
    policy = load(BEFORE, [FOLDER / "reforms" / "pull-off.yaml"]).policies.pull_off
    assert policy is not None
    assert (policy.above, policy.below) == (36 * HOUR_MS, 18 * HOUR_MS)
    assert policy.teams == ("installers",)


def test_turnover_is_the_share_of_posts_that_is_stated() -> None:
    scenario = load(BEFORE, [FOLDER / "reforms" / "turnover.yaml"])
    told = "\n".join(check(scenario).staffing)
    # A tenth of the 129, 281 and 41 posts less those that are empty.
    for team, leavers in (("repairers", 12.8), ("installers", 27.9), ("movers", 4.1)):
        assert f"turnover of {team}: {leavers} leavers a year" in told
    assert "cable-gang" not in told


#: Six weeks with all warm-up that the intake of four weeks needs.
SIX_WEEKS = {"warm_up": "4 weeks", "window": "2 weeks", "follow_up": "1 day"}


@pytest.mark.parametrize(
    ("base", "stems", "kind"),
    [
        ("before", ["pull-off"], Kind.PULL_OFF_BEGINS),
        ("field-force/before", ["turnover"], Kind.LEFT),
        ("field-force/before", ["integrated-crews", "age-weighted"], Kind.CLEARED),
        ("field-force/before", ["integrated-crews", "reserve-crews"], Kind.CLEARED),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_what_a_planner_asks_runs_for_six_weeks(base: str, stems: list[str], kind: Kind) -> None:
    reforms = [FOLDER / "reforms" / f"{stem}.yaml" for stem in stems]
    scenario = load(FOLDER / f"{base}.yaml", reforms, settings=SIX_WEEKS)
    log = run_one(scenario, 1, 0)
    conservation.check(scenario, log)
    assert (log.kind == kind).sum() > 0
