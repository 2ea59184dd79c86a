"""Campaigns: whom they bring, who does not come later, and where they may run."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kpi_log import A1, B1, A, B, D, Table, kpis_of, log_of, plant, row
from kpi_log import town as kpi_town
from little_town import little_town
from telesim import conservation
from telesim.conservation import ConservationError
from telesim.eventlog import EventLog, Kind
from telesim.experiment.tables import names_for_logs
from telesim.report.case import life
from telesim.report.details import details
from telesim.scenario import Scenario, load
from telesim.scenario.check import check
from telesim.scenario.market.check_market import market_in_words
from telesim.simulation import simulate
from telesim.simulation.market.safe_uplift import MOST, safe_uplift
from telesim.workload import Orders, Workload, draw
from towns import DAY, at, cabinet, demand, exchange, instants, order, rows, run, story, town

#: Mark of a candidate that the first campaign brings at any rate; one of the second.
FIRST, SECOND = 1024.0, 2048.0
SAID: dict[str, Any] = {
    "opens": "2001-01-03",
    "closes": "2001-01-20",
    "lasting": "4 days",
    "timing": "at-once",
    "reach": "50 %",
    "response": 3,
    "over": "8 days",
    "discount": "100 CNY",
    "source": "assumed",
}


def promoting(changes: dict[str, Any] | None = None, **more: Any) -> Scenario:
    """One campaign from Wednesday to Saturday: twice the usual orders, three quarters later."""
    said = {"window": "28 days", "follow_up": "0 h", **more}
    return town(**said, promotions={"new-year": {**SAID, **(changes or {})}})


def test_its_orders_come_while_it_runs_and_no_others() -> None:
    around = (at(2, "23:00"), at(3), at(6, "23:00"), at(7))
    log = run(promoting(), [order(one, mark=FIRST) for one in around])
    assert [r["time_ms"] for r in rows(log, Kind.ORDER)] == [at(3), at(6, "23:00")]
    assert story(log, 1)[:3] == ["Wed 00:00 order", "Wed 00:00 promoted", "Wed 00:00 assigned"]
    assert [(r["reason"], r["amount"]) for r in rows(log, Kind.PROMOTED)] == [(0, 10_000)] * 2
    assert instants(log, Kind.CAMPAIGN_BEGINS) == [at(3)]
    assert instants(log, Kind.CAMPAIGN_ENDS) == [at(7)]


def test_a_candidate_comes_when_its_mark_is_under_what_the_campaign_adds() -> None:
    # The usual rate is 0.01 a line and month, and the uplift 2: another 0.01.
    under, over = FIRST + 0.0099, FIRST + 0.0101
    log = run(promoting(), [order(at(4), mark=under), order(at(4), mark=over)])
    assert [r["case"] for r in rows(log, Kind.ORDER)] == [0]
    log = run(promoting({"response": 3.2}), [order(at(4), mark=under), order(at(4), mark=over)])
    assert [r["case"] for r in rows(log, Kind.ORDER)] == [0, 1]


#: Twelve per cent more orders of those who hear of it for each per cent off.
BY_PRICE: dict[str, Any] = {
    **{word: value for word, value in SAID.items() if word != "response"},
    "elasticity": 12,
    "price": "600 CNY",
}


def by_price(**changes: Any) -> Scenario:
    campaign = {**BY_PRICE, **changes}
    return town(window="28 days", follow_up="0 h", promotions={"new-year": campaign})


@pytest.mark.parametrize(
    ("changes", "comes"),
    [
        # A sixth off: three times as often, twice as many orders, so another 0.01 a line and month.
        ({}, 0.01),
        # A twelfth off: twice as often, half as many more.
        ({"discount": "50 CNY"}, 0.005),
        ({"discount": "0 CNY"}, 0.0),
        # Of the place itself: an exchange before its county, a county before all.
        ({"elasticity": {"town": 3}}, 0.0025),
        ({"elasticity_at": {"north": 6}}, 0.005),
        ({"elasticity_at": {"north": 6, "E": {"town": 18}}}, 0.015),
        ({"elasticity_at": {"E": 0}}, 0.0),
        # What is stated by itself does not follow the discount.
        ({"elasticity": {}, "price": None, "response": 3, "discount": "50 CNY"}, 0.01),
    ],
)
def test_what_a_campaign_brings_follows_its_discount_and_the_place(
    changes: dict[str, Any], comes: float
) -> None:
    scenario = by_price(**changes)
    marks = [0.0, *(n / 1_000 + 0.0001 for n in range(20))]
    log = run(scenario, [order(at(4), mark=FIRST + mark) for mark in marks])
    assert len(rows(log, Kind.ORDER)) == sum(mark < comes for mark in marks)


def test_half_of_a_smaller_effect_is_a_smaller_effect_later() -> None:
    # 1.5 times the orders for 4 days, half of what is more from the 8 that follow: an eighth.
    orders = [order(at(9), mark=mark) for mark in (0.00874, 0.00876)]
    log = run(by_price(discount="50 CNY"), orders)
    assert len(rows(log, Kind.ORDER)) == 1
    assert len(rows(log, Kind.FORESTALLED)) == 1


def test_a_larger_discount_draws_the_same_candidates_and_more() -> None:
    plain = {word: value for word, value in LONG.items() if word != "response"}
    more = [
        {**plain, "elasticity": 12, "price": "600 CNY", "discount": f"{off} CNY"}
        for off in (50, 100)
    ]
    few, many = (draw(drawn({"spring": one}), 3, 0).orders for one in more)
    brought = [set(one.key[one.mark >= FIRST].tolist()) for one in (few, many)]
    assert brought[0] < brought[1]
    # Two or three times the usual 20 a month and 1,000 lines, for as long as they may come.
    assert 1.5 < len(brought[1]) / len(brought[0]) < 2.6


def test_the_prefecture_has_the_uplift_that_it_had() -> None:
    scenario = load(Path(__file__).parents[2] / "scenarios/zhumadian/before.yaml")
    campaign = scenario.promotions["new-year"]
    expected = {"town": 2.0, "rural": 1.75}
    for one in scenario.exchanges:
        assert campaign.uplift(one, scenario.currency.code) == expected[one.area]


def test_half_of_what_it_brings_does_not_come_later() -> None:
    # Twice the orders for 4 days, half of them from the 8 that follow: a quarter stays away.
    marks = (0.0074, 0.0076)
    orders = [
        order(one, mark=mark)
        for one in (at(5), at(7), at(14, "23:00"), at(15))
        for mark in marks
    ]  # fmt: skip
    log = run(promoting(), orders)
    came = [(r["time_ms"], r["case"]) for r in rows(log, Kind.ORDER)]
    assert came == [(at(5), 0), (at(5), 1), (at(7), 2), (at(14, "23:00"), 4), (at(15), 6),
                    (at(15), 7)]  # fmt: skip
    assert instants(log, Kind.FORESTALLED) == [at(7), at(14, "23:00")]
    log = run(promoting({"borrowed": "0 %"}), orders)
    assert len(rows(log, Kind.ORDER)) == len(orders)


def test_the_size_of_campaign_that_a_place_can_take() -> None:
    assert safe_uplift([10, 10], [5.0, 5.0], 100, 1.0) == 2_000, "pairs"
    assert safe_uplift([10, 10], [5.0, 5.0], 15, 1.0) == 1_500, "ports"
    # One cabinet is full: half of the orders find something, up to its ten pairs.
    assert safe_uplift([10, 0], [5.0, 5.0], 100, 0.5) == 2_000
    assert safe_uplift([10, 0], [5.0, 5.0], 100, 0.51) == 0
    # u x 10 x 0.8 = 10 + 2.5 u, what the second cabinet still serves: u = 10 / 5.5.
    assert safe_uplift([10, 90], [5.0, 2.5], 100, 1.0) == 2_000
    assert safe_uplift([10, 90], [7.5, 2.5], 100, 0.8) == pytest.approx(10_000 / 5.5, abs=1)
    assert safe_uplift([900], [5.0], 900, 1.0) == MOST
    assert safe_uplift([0], [5.0], 900, 1.0) == 0


def two_places(timing: str, closes: str = "2001-01-20", **changes: Any) -> Scenario:
    """Campaigns of 2 x 13.2 orders for two exchanges of 1,000 lines; one has ports, later on."""
    return promoting(
        {"timing": timing, "looked_every": "3 days", "closes": closes},
        **changes,
        exchanges=[exchange("E", ports=1_000), exchange("F", ports=1_000)],
        cabinets=[
            cabinet("C", "E", 1_000, feeder_pairs=2_000, distribution_pairs=2_000),
            cabinet("G", "F", 1_000, feeder_pairs=2_000, distribution_pairs=2_000),
        ],
        projects=[
            {"id": "p", "place": "E", "what": "ports", "amount": 3, "opens": "2001-01-08"},
        ],
    )


def test_where_and_when_there_is_capacity() -> None:
    # Usual are 0.01 x 1,000 x 4 / 30.4 = 1.316 orders in four days; three ports serve nine in ten
    # of 2.533 times that many.
    log = run(two_places("with-capacity"), [])
    looks = [at(3), at(6), at(9), at(12), at(15), at(18)]
    begun = rows(log, Kind.CAMPAIGN_BEGINS)
    assert [(r["time_ms"], r["place"], r["amount"]) for r in begun] == [(looks[2], 2, 2_533)]
    left = rows(log, Kind.CAMPAIGN_LEFT_OUT)
    # From the 18th on four days would end on the 22nd, past the last day: decided on the 15th.
    assert [(r["time_ms"], r["place"], r["amount"]) for r in left] == [(looks[4], 3, 0)]
    log = run(two_places("at-once"), [])
    begun = rows(log, Kind.CAMPAIGN_BEGINS)
    assert [(r["time_ms"], r["place"], r["amount"]) for r in begun] == [
        (at(3), 2, 0),
        (at(3), 3, 0),
    ]


def test_what_places_can_take_is_told_on_the_same_days_however_a_campaign_is_timed() -> None:
    sizes = {
        timing: [(r["time_ms"], r["place"], r["amount"]) for r in rows(log, Kind.CAMPAIGN_SIZE)]
        for timing in ("at-once", "with-capacity")
        for log in [run(two_places(timing), [])]
    }
    assert sizes["at-once"] == sizes["with-capacity"]
    # Two places without a port; E has three from the 8th on. Nobody orders.
    assert sizes["at-once"] == [
        (at(day), place, 2_533 if place == 2 and day > 8 else 0)
        for day in (3, 6, 9, 12, 15)
        for place in (2, 3)
    ]


def test_a_place_can_take_less_in_a_busy_season() -> None:
    """Twice as many orders in January as in each other month, whose mean over the year is 1.

    January has 730 / 396 and each other month 365 / 396 of the usual 1.316 orders in four days.
    """
    pattern = {"months": {"jan": 2, "feb-dec": 1}, "source": "assumed"}
    install = {**demand()["install"], "pattern": "orders"}
    scenario = two_places(
        "with-capacity", closes="2001-02-20", patterns={"orders": pattern},
        demand={"install": install}, window="60 days",
    )  # fmt: skip
    log = run(scenario, [])
    of_e = {r["time_ms"]: r["amount"] for r in rows(log, Kind.CAMPAIGN_SIZE) if r["place"] == 2}
    assert of_e[at(9)] == pytest.approx(2_533.3 * 396 / 730, abs=1)
    # The last two days of January and the first two of February.
    assert of_e[at(30)] == pytest.approx(2_533.3 * 396 / 365 * 4 / 6, abs=1)
    # By the second of February three ports serve twice the usual orders.
    assert of_e[at(33)] == pytest.approx(2_533.3 * 396 / 365, abs=1)
    assert [(r["time_ms"], r["place"]) for r in rows(log, Kind.CAMPAIGN_BEGINS)] == [(at(33), 2)]


def test_a_campaign_after_the_end_of_the_run_is_not_reached() -> None:
    scenario = drawn({"spring": {**LONG, "opens": "2002-01-01", "closes": "2002-03-31"}})
    workload = draw(scenario, 7, 0)
    assert workload.orders.mark.max() < FIRST
    assert not rows(simulate(scenario, workload), Kind.CAMPAIGN_BEGINS)


def test_campaigns_of_some_counties_stay_there_and_several_add_up() -> None:
    scenario = town(
        window="28 days",
        exchanges=[exchange("E"), exchange("F", county="south")],
        cabinets=[cabinet("C", "E"), cabinet("G", "F")],
        promotions={"first": SAID, "second": {**SAID, "counties": ["south"]}},
    )
    orders = [
        order(at(4), cabinet=where, mark=mark) for where in (0, 1) for mark in (FIRST, SECOND)
    ]
    log = run(scenario, orders)
    came = [(r["place"], r["reason"]) for r in rows(log, Kind.PROMOTED)]
    assert came == [(0, 0), (1, 0), (1, 1)]


def drawn(promotions: dict[str, Any]) -> Scenario:
    """A thousand lines with twenty orders a month for a hundred, and room for all."""
    rate = {"rate": "20 orders per 100 lines per month", "source": "assumed"}
    return town(
        window="200 days",
        follow_up="0 h",
        crews=[],
        exchanges=[exchange(ports=9_000)],
        cabinets=[cabinet(lines=1_000, feeder_pairs=9_000, distribution_pairs=9_000)],
        demand={
            "install": {**rate, "work_prebuilt": "1 work h", "work_build": "1 work h"},
            "cease": {"rate": "3 orders per 100 lines per month", "source": "assumed"},
        },
        promotions=promotions,
    )


LONG = {**SAID, "opens": "2001-01-11", "closes": "2001-06-30", "lasting": "30.4 days",
        "reach": "100 %", "over": "91.2 days"}  # fmt: skip


def test_orders_brought_and_drawn_forward_are_as_many_as_stated() -> None:
    """Of 200 a month: 400 more in a month at three times the usual, 200 fewer in the next three."""
    scenario = drawn({"spring": LONG})
    log = simulate(scenario, draw(scenario, 7, 0))
    conservation.check(scenario, log)
    for kind, expected in ((Kind.PROMOTED, 400.0), (Kind.FORESTALLED, 200.0)):
        assert abs(len(rows(log, kind)) - expected) <= 3.3 * np.sqrt(expected)
    brought = {r["case"] for r in rows(log, Kind.PROMOTED)}
    usual = [r["time_ms"] for r in rows(log, Kind.ORDER)
             if r["case"] not in brought and r["reason"] == 0]  # fmt: skip
    ends = 10 * DAY + 30.4 * DAY
    later = sum(ends <= one < ends + 91.2 * DAY for one in usual)
    assert abs(later - 400) <= 3.3 * 20


def of_others(workload: Workload, first: float) -> dict[str, list[Any]]:
    """Columns of the orders that no campaign brings, and of what they found."""
    orders = workload.orders
    founded = set(orders.slot[orders.mark >= first].tolist())
    keep = (orders.mark < first) & ~np.isin(orders.slot, list(founded))
    return {one.name: getattr(orders, one.name)[keep].tolist() for one in fields(Orders)}


def test_nobody_elses_draws_are_touched() -> None:
    without, with_one = draw(drawn({}), 7, 0), draw(drawn({"spring": LONG}), 7, 0)
    assert len(with_one.orders.key) > len(without.orders.key) + 300
    assert of_others(with_one, FIRST) == of_others(without, FIRST)
    # When it runs is no matter of chance; a larger response only adds candidates.
    timed = draw(drawn({"spring": {**LONG, "timing": "with-capacity"}}), 7, 0)
    for one in fields(Orders):
        assert np.array_equal(getattr(timed.orders, one.name), getattr(with_one.orders, one.name))
    larger = draw(drawn({"spring": {**LONG, "response": 5}}), 7, 0)
    assert set(with_one.orders.key.tolist()) < set(larger.orders.key.tolist())


def test_the_first_difference_of_the_reform_is_of_its_own_kind() -> None:
    scenarios = [drawn({"spring": {**LONG, "timing": timing, "served": "100 %", "response": 6}})
                 for timing in ("at-once", "with-capacity")]  # fmt: skip
    scenarios = [
        one.model_copy(update={"exchanges": (replace_ports(one, 1_300),)}) for one in scenarios
    ]
    workload = draw(scenarios[0], 7, 0)
    before, after = (simulate(one, workload) for one in scenarios)
    n = before.first_difference(after)
    assert n is not None
    assert Kind(int(before.kind[n])) == Kind.CAMPAIGN_BEGINS


def replace_ports(scenario: Scenario, ports: int) -> Any:
    return scenario.exchanges[0].model_copy(update={"ports": ports})


def test_kpis_of_a_log_by_hand() -> None:
    campaign = {**SAID, "opens": "2001-01-13", "closes": "2001-02-05", "response": 3}
    scenario = kpi_town(
        promotions={"one": campaign},
        economics={"revenue_per_line_month": "30.4 CNY", "source": "assumed"},
    )

    def ordered(case: int, at_: int, place: int, served: int, brought: bool) -> Any:
        told = [row(at_, Kind.ORDER, case, place=place, line=50 + case, amount=5)]
        if brought:
            told.append(row(at_, Kind.PROMOTED, case, place=place, amount=10_000))
        if served:
            told.append(row(at_, Kind.ASSIGNED, case, place=place, amount=1))
            told.append(row(served, Kind.IN_SERVICE, case, place=place, crew=0, amount=9))
        else:
            told.append(row(at_, Kind.HELD, case, place=place, reason=1))
        return told

    log = log_of(
        [
            *plant(),
            # Opens on day 12; what the places could take then, and a week later.
            row(12 * D, Kind.CAMPAIGN_SIZE, place=A, amount=2_500),
            row(12 * D, Kind.CAMPAIGN_SIZE, place=B, amount=1_000),
            row(19 * D, Kind.CAMPAIGN_SIZE, place=A, amount=1_200),
            row(19 * D, Kind.CAMPAIGN_SIZE, place=B, amount=3_000),
            row(12 * D, Kind.CAMPAIGN_BEGINS, place=A, amount=2_500),
            row(16 * D, Kind.CAMPAIGN_ENDS, place=A),
            row(13 * D, Kind.CAMPAIGN_BEGINS, place=B, amount=1_500),
            row(17 * D, Kind.CAMPAIGN_ENDS, place=B),
            *ordered(0, 13 * D, A1, 20 * D, True),
            *ordered(1, 14 * D, A1, 0, True),  # held until the end
            *ordered(2, 14 * D, A1, 30 * D, False),  # would have come anyway, and is cheaper
            *ordered(3, 20 * D, A1, 25 * D, False),  # too late for the discount
            *ordered(4, 15 * D, B1, 50 * D, True),  # served after the window
            row(19 * D, Kind.FORESTALLED, place=B1),
        ]
    )
    kpi = Table(scenario, log)
    assert (kpi("promoted_orders"), kpi("promoted_held")) == (3, 1)
    assert kpi("promoted_held_share") == pytest.approx(100 / 3)
    assert kpi("promoted_orders", county="West") == 1
    assert kpi("forestalled_orders") == 1
    assert (kpi("campaign_places"), kpi("campaign_places_left_out")) == (2, 0)
    # The uplift is 2: exchange A could take it, B could not.
    assert kpi("campaign_safe_share") == 50
    # On the day on which it opens, wherever and whenever it begins; then at best.
    assert kpi("campaign_safe_uplift") == 1.75
    assert kpi("campaign_safe_uplift", exchange="B") == 1.0
    assert kpi("campaign_safe_uplift_best") == 2.75
    assert kpi("campaign_safe_uplift_best", exchange="A") == 2.5
    # A CNY a day: order 0 from day 20 to 40; 7 days of waiting, 26 of order 1, 25 of order 4.
    assert kpi("promotion_revenue") == pytest.approx(20)
    assert kpi("promotion_revenue_waiting") == pytest.approx(7 + 26 + 25)
    assert kpi("promotion_discounts") == 200
    for name in kpis_of("promotions"):
        assert kpi.at(name, county="East").n >= 0


def test_who_was_refused_falsely_had_room() -> None:
    # Three come by the campaign: one held, one sent away rightly, one though a pair was free.
    told = [*plant(), row(12 * D, Kind.CAMPAIGN_BEGINS, place=A, amount=2_500)]
    for case in range(3):
        told.append(row(13 * D, Kind.ORDER, case, place=A1, line=50 + case, amount=5))
        told.append(row(13 * D, Kind.PROMOTED, case, place=A1, amount=10_000))
    told.append(row(13 * D, Kind.HELD, 0, place=A1, reason=1))
    told += [row(13 * D, Kind.REGISTERED, 1 + n, place=A1, reason=n) for n in range(2)]
    kpi = Table(kpi_town(promotions={"one": {**SAID, "opens": "2001-01-13"}}), log_of(told))
    assert (kpi("promoted_orders"), kpi("promoted_held")) == (3, 2)
    assert kpi("promoted_held_share") == pytest.approx(200 / 3)


def test_without_campaigns_nothing_of_them_is_in_the_log_or_told() -> None:
    plain = promoting().model_copy(update={"promotions": {}})
    log = run(plain, [order(at(4))])
    assert set(log.kind.tolist()).isdisjoint(range(201, 206))
    assert not any(details(plain))
    assert any(details(promoting()))


def test_validate_tells_what_to_expect() -> None:
    # 20 orders a month for 100 of 1,000 lines; three times as many in a month of 30.4 days.
    told = list(market_in_words(drawn({"spring": {**LONG, "counties": ["north"]}})))
    assert told == [
        "campaign spring: 400 orders beyond the usual 200 in 30.4 days at 1 exchange; 200 fewer in "
        "the 91.2 days that follow; seasons aside"
    ]
    scenario = drawn({"spring": {**LONG, "timing": "with-capacity"}})
    assert "at 1 exchange, if it runs at all of them; " in " ".join(
        " ".join(check(scenario).lines()).split()
    )


def test_a_case_tells_what_brought_it() -> None:
    log = run(promoting(), [order(at(4), mark=FIRST)])
    told = life(log, names_for_logs(promoting()), "O0")
    assert any(line.endswith("A campaign has brought it.") for line in told)


def spoilt(log: EventLog, which: Kind, /, **values: int) -> EventLog:
    columns = {name: column.copy() for name, column in log.columns.items()}
    for name, value in values.items():
        columns[name][int(np.flatnonzero(log.kind == which)[0])] = value
    return EventLog(columns, log.end_ms)


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        (Kind.CAMPAIGN_BEGINS, {"reason": 1}, "there is no such campaign"),
        (Kind.CAMPAIGN_BEGINS, {"place": 0}, "needs its exchange"),
        (Kind.CAMPAIGN_ENDS, {"kind": int(Kind.CAMPAIGN_BEGINS)}, "stands once"),
        (Kind.CAMPAIGN_BEGINS, {"kind": int(Kind.CAMPAIGN_LEFT_OUT)}, "does not last as long"),
        (Kind.CAMPAIGN_SIZE, {"amount": 77}, "needs a look at what the place could take"),
        (Kind.CAMPAIGN_SIZE, {"place": 0}, "needs its exchange"),
    ],
)
def test_a_log_that_cannot_be_true(kind: Kind, values: dict[str, int], told: str) -> None:
    scenario = promoting()
    log = run(scenario, [order(at(4), mark=FIRST)])
    with pytest.raises(ConservationError, match=told):
        conservation.check(scenario, spoilt(log, kind, **values))


def test_a_campaign_brings_nobody_when_it_does_not_run() -> None:
    scenario = promoting()
    log = run(scenario, [order(at(4), mark=FIRST)])
    later = scenario.promotions["new-year"].model_copy(update={"counties": ("south",)})
    with pytest.raises(ConservationError, match="does not run in this county"):
        conservation.check(scenario.model_copy(update={"promotions": {"new-year": later}}), log)


def test_copies_of_a_town_have_its_campaigns(tmp_path: Path) -> None:
    file = little_town(tmp_path)
    with file.open("a", encoding="utf-8") as text:
        text.write(
            "\ncopies: 2\npromotions:\n  spring: {opens: 2001-01-05, closes: 2001-01-20, "
            "lasting: 7 days, timing: at-once, reach: 50 %, elasticity: 6, price: 60 CNY, "
            "discount: 10 CNY, elasticity_at: {COUNTY: 12}, counties: [COUNTY], "
            "source: assumed}\n".replace("COUNTY", load(file).counties[0])
        )
    scenario = load(file)
    assert len(scenario.promotions["spring"].counties) == 2
    assert set(scenario.promotions["spring"].counties) == set(scenario.counties)
    campaign = scenario.promotions["spring"]
    assert {campaign.uplift(row, "CNY") for row in scenario.exchanges} == {2.0}
