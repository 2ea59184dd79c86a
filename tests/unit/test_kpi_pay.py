"""Pay of a worker by scheme, from logs whose answers are worked out by hand.

The window is days 10 to 40: 30 days, 30 / 30.4 of a month. Crew 0 (East) is one worker, crew 1
(West) has three members; both may serve both exchanges.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from kpi_log import A1, B1, CABLE, D, H, Table, fault, install, log_of, plant, row, town, visit
from telesim.eventlog import Kind
from telesim.kpi.pay import read_spells
from telesim.kpi.record import Record
from telesim.scenario import Scenario
from towns import with_phases

K = Kind
MONTHS = 30 / 30.4
CREWS = [
    {"id": "one", "team": "all", "base": "A", "covers": "all", "calendar": "week"},
    {"id": "two", "team": "gang", "base": "B", "covers": "B", "calendar": "week", "members": 3},
]


def paid(pay: dict[str, Any], crews: list[dict[str, Any]] | None = None, **policies: Any) -> Any:
    return town(policies={"pay": pay, **policies}, crews=crews or CREWS)


def jobs() -> list[tuple[int, ...]]:
    """Crew 0: two repairs, an install, one repair before the window. Crew 1: a cable."""
    rows = plant()
    rows += [*fault(0, 5 * D), *visit(0, 5 * D, K.CLEARED, H, H, reason=1)]
    rows += [*fault(1, 11 * D), *visit(1, 11 * D, K.CLEARED, H, H, reason=1)]
    rows += [*fault(2, 12 * D), *visit(2, 15 * D, K.CLEARED, H, H, reason=1)]
    rows += [*install(3, 12 * D), *visit(3, 13 * D, K.IN_SERVICE, H, H)]
    rows += fault(4, 14 * D, A1, CABLE, lines=4)
    rows += visit(4, 14 * D, K.CLEARED, H, H, crew=1, reason=4)
    return rows


def test_equal_pay_is_the_monthly_wage() -> None:
    table = Table(paid({"scheme": "equal", "monthly": "800 CNY"}), log_of(jobs()))
    assert table("pay_month_mean") == pytest.approx(800)
    assert table("pay_month_lowest_tenth") == pytest.approx(800)
    found = table.at("pay_month_mean", scheme="equal")
    assert found.n == 2
    assert found.numerator == pytest.approx(800 * 4 * MONTHS)
    assert found.denominator == pytest.approx(4 * MONTHS)
    # What the workers have, the company pays: one man in East, three in West.
    assert table("cost_wages") == pytest.approx(800 * 4 * MONTHS)
    assert table("cost_wages", county="East") == pytest.approx(800 * MONTHS)
    assert table("cost_total", county="West") == pytest.approx(800 * 3 * MONTHS)


def on_duty(crew: int, days: range) -> list[tuple[int, ...]]:
    return [row(day * D + 8 * H, K.ON_DUTY, crew=crew, place=-1, amount=8 * H) for day in days]


ECONOMICS = {"wage_per_hour": "5 CNY", "overtime_per_hour": "7 CNY", "source": "assumed"}
RATES = {"install": "20 CNY", "move": "15 CNY", "repair": "8 CNY", "cable": "90 CNY"}


def test_wages_follow_the_scheme_and_hours_only_where_it_names_no_money() -> None:
    # Crew 0 works by the piece for 36; the gang's own scheme has no money: 10 days of 8 h for
    # three members at 5. An hour of overtime of crew 0 comes on top, at 7.
    crews = [CREWS[0], {**CREWS[1], "pay": "bare"}]
    scenario = town(
        policies={"pay": {"scheme": "piece", "rates": RATES}, "schemes": {"bare": "equal"}},
        crews=crews, economics=ECONOMICS,
    )  # fmt: skip
    rows = jobs() + on_duty(0, range(10, 20)) + on_duty(1, range(10, 20))
    rows += [row(15 * D + 2 * H, K.OVERTIME, 2, crew=0, amount=H)]
    table = Table(scenario, log_of(rows))
    assert table("cost_wages", team="all") == pytest.approx(36)
    assert table("cost_wages", team="gang") == pytest.approx(10 * 8 * 3 * 5)
    assert table("cost_wages") == pytest.approx(1236)
    assert table("cost_overtime") == pytest.approx(7)
    assert table("cost_total") == pytest.approx(1243)


def test_without_any_money_wages_cannot_be_told() -> None:
    rows = jobs() + on_duty(0, range(10, 20))
    table = Table(paid({"scheme": "equal"}), log_of(rows))
    assert math.isnan(table("cost_wages")) and math.isnan(table("cost_total"))
    # Nor where some have a scheme with money and the hours of others have no price.
    crews = [CREWS[0], {**CREWS[1], "pay": "bare"}]
    mixed = paid({"scheme": "piece", "rates": RATES}, crews, schemes={"bare": "equal"})
    table = Table(mixed, log_of(rows + on_duty(1, range(10, 20))))
    assert table("cost_wages", county="East") == pytest.approx(36)
    assert math.isnan(table("cost_wages"))


def test_piece_rates_are_summed_and_shared_by_the_members() -> None:
    rates = {"install": "20 CNY", "move": "15 CNY", "repair": "8 CNY", "cable": "90 CNY"}
    table = Table(paid({"scheme": "piece", "rates": rates}), log_of(jobs()))
    # Crew 0: 8 + 8 + 20; crew 1: 90 over three. Three of four workers earn 30, one 36.
    assert table("pay_month_mean", county="East") == pytest.approx(36 / MONTHS)
    assert table("pay_month_mean", county="West") == pytest.approx(30 / MONTHS)
    assert table("pay_month_mean") == pytest.approx((36 + 90) / 4 / MONTHS)
    assert table("pay_month_lowest_tenth") == pytest.approx(30 / MONTHS)


def test_a_pair_swap_is_paid_as_the_repair_that_it_is() -> None:
    rates = {"install": "20 CNY", "repair": "8 CNY", "cable": "90 CNY"}
    rows = [*plant(), *fault(0, 11 * D, A1, CABLE)]
    rows += [row(11 * D, K.PAIR_SWAP, 0, place=A1, amount=1)]
    rows += visit(0, 11 * D, K.CLEARED, H, H, reason=1)
    table = Table(paid({"scheme": "piece", "rates": rates}), log_of(rows))
    assert table("pay_month_mean", county="East") == pytest.approx(8 / MONTHS)


def test_a_line_that_keeps_its_spare_pair_is_paid_as_a_repair() -> None:
    rates = {"install": "20 CNY", "repair": "8 CNY", "cable": "90 CNY"}
    rows = [*plant(), *fault(0, 11 * D, A1, CABLE)]
    rows += [row(11 * D, K.PAIR_SWAP, 0, place=A1, amount=1)]
    rows += visit(0, 11 * D, K.CLEARED, H, H, reason=1)
    rows += [*fault(1, 13 * D, A1, CABLE), row(13 * D, K.REPEAT_OF, 1, place=A1, amount=0)]
    rows += [row(13 * D, K.SAME_JOINT, 1, place=A1, reason=1)]
    rows += visit(1, 13 * D, K.CLEARED, H, H, reason=1)
    table = Table(paid({"scheme": "piece", "rates": rates}), log_of(rows))
    assert table("pay_month_mean", county="East") == pytest.approx(16 / MONTHS)


FRAME = {"work": "12 work min", "skill": "exchange", "source": "assumed"}
WORKS = {"skill": "cable", "gang_day": "7 work h", "source": "assumed"}
TEAMS = {"all": {"skills": {"repair": {}, "exchange": {}}, "source": "assumed"},
         "gang": {"skills": {"cable": {}}, "source": "assumed"}}  # fmt: skip


def test_construction_is_paid_by_the_gang_day_and_calls_by_the_jumper() -> None:
    # 21 h of work at the norm, of which 7 and 9 are done in the window and 5 before it; 7 h
    # are worth 70. Crew 0 runs 3 jumpers of 2 each and repairs for 8.
    rates = {"repair": "8 CNY", "cable": "90 CNY", "works": "70 CNY", "main-frame": "2 CNY"}
    scenario = town(policies={"pay": {"scheme": "piece", "rates": rates}}, crews=CREWS,
                    main_frame=FRAME, works=WORKS, teams=TEAMS)  # fmt: skip
    rows = [*plant(), *fault(0, 11 * D), *visit(0, 11 * D, K.CLEARED, H, H, reason=1)]
    rows += [row(8 * D, K.WORK_RELEASED, 1, place=A1, reason=1, amount=450),
             row(8 * D, K.PLANNED, 1, place=A1, reason=21 * H, amount=11 * D)]  # fmt: skip
    for day, end, left in ((9, K.PART_BUILT, 16), (11, K.PART_BUILT, 9), (12, K.BUILT, 0)):
        rows += visit(1, day * D + 8 * H, end, H, 6 * H, crew=1, reason=left * H)
    rows += [row(13 * D, K.FRAME_CALL, 2, place=3), *visit(2, 13 * D, K.FRAME_DONE, 0, H, reason=3)]
    table = Table(scenario, log_of(rows))
    assert table("pay_month_mean", team="all") == pytest.approx((8 + 3 * 2) / MONTHS)
    assert table("pay_month_mean", team="gang") == pytest.approx(70 * 16 / 7 / 3 / MONTHS)
    assert table("cost_wages") == pytest.approx(14 + 160)


def test_who_earns_by_no_rate_has_the_monthly_wage() -> None:
    for cable, gang in (({}, 900.0), ({"cable": "0 CNY"}, 900.0),
                        ({"cable": "90 CNY"}, 30 / MONTHS)):  # fmt: skip
        rates = {"repair": "8 CNY", **cable}
        pay = {"scheme": "piece", "rates": rates, "monthly": "900 CNY"}
        faults = {
            name: {"cause_group": name, "job": job, "skill": job, "source": "assumed",
                   "rate": "1 events per 100 lines per month"}
            for name, job in (("drop", "repair"), ("cut", "cable"))
        }  # fmt: skip
        table = Table(town(policies={"pay": pay}, crews=CREWS, faults=faults), log_of(jobs()))
        assert table("pay_month_mean", team="all") == pytest.approx(16 / MONTHS)
        assert table("pay_month_mean", team="gang") == pytest.approx(gang)


def test_the_lowest_tenth_takes_a_part_of_the_next_worker() -> None:
    # Fifteen crews of one; crew n earns 10 n.
    crews = [{**CREWS[0], "id": "c", "count": 15}]
    rows = plant()
    for n in range(15):
        for k in range(n):
            case = 100 * n + k
            rows += [*fault(case, (11 + k) * D), *visit(case, (11 + k) * D + n, K.CLEARED, H, H,
                                                        crew=n, reason=1)]  # fmt: skip
    rates = {"repair": "10 CNY", "cable": "0 CNY"}
    table = Table(paid({"scheme": "piece", "rates": rates}, crews), log_of(rows))
    # A tenth of 15 workers: the whole of the first, with 0, and half of the second, with 10.
    assert table("pay_month_lowest_tenth") == pytest.approx(5 / 1.5 / MONTHS)
    assert table("pay_month_mean") == pytest.approx(70 / MONTHS)


CONTRACT = {
    "scheme": "contract",
    "fee": "2 CNY per line per month",
    "deductions": {
        "repeat": "10 CNY",
        "overdue": "5 CNY",
        "overdue_after": "48 h",
        "unrepaired": "50 CNY",
    },
}


def test_a_fee_goes_to_the_crews_that_can_repair_lines() -> None:
    scheme = {"scheme": "contract", "fee": "2 CNY per line per month"}
    table = Table(paid(scheme), log_of(plant()))
    # The gang covers exchange B, but joins cables: crew 0 keeps all 150 lines.
    assert table("pay_month_mean", county="East") == pytest.approx(2 * 150)
    assert table("pay_month_mean", county="West") == 0
    assert table("pay_deducted") == 0
    # It has a wage of its own, where the contract names one.
    table = Table(paid({**scheme, "monthly": "700 CNY"}), log_of(plant()))
    assert table("pay_month_mean", county="East") == pytest.approx(2 * 150)
    assert table("pay_month_mean", county="West") == pytest.approx(700)
    # Where gangs keep the lines, the three of them share those of B.
    table = Table(paid({**scheme, "keeps": "cable"}), log_of(plant()))
    assert table("pay_month_mean", county="East") == 0
    assert table("pay_month_mean", county="West") == pytest.approx(2 * 50 / 3)


def test_a_fee_is_shared_by_all_who_keep_the_lines() -> None:
    scheme = {"scheme": "contract", "fee": "2 CNY per line per month"}
    crews = [CREWS[0], {**CREWS[1], "team": "all"}]
    table = Table(paid(scheme, crews), log_of(plant()))
    # Exchange A, 100 lines: crew 0 alone. Exchange B, 50 lines: one and three members.
    assert table("pay_month_mean", county="East") == pytest.approx(2 * (100 + 12.5))
    assert table("pay_month_mean", county="West") == pytest.approx(2 * 12.5)


def test_with_territories_a_fee_goes_to_the_owners() -> None:
    """Crews a and b both cover A: the middles of their halves of 100 lines are 25 and 75."""
    scheme = {"scheme": "contract", "fee": "2 CNY per line per month", "monthly": "700 CNY"}
    crews = [{**CREWS[0], "id": name, "covers": "A"} for name in "ab"]
    crews += [{**CREWS[0], "id": "c", "base": "B", "covers": "B"}, CREWS[1]]
    crews += [{**CREWS[0], "id": "far", "covers": "B", "members": 4}]
    territory = {"by": "cabinet", "skills": ["repair"]}
    table = Table(paid(scheme, crews, territory=territory), log_of(plant()))
    spells = read_spells(Record(paid(scheme, crews, territory=territory), log_of(plant())))
    # a owns the 60 lines of A1, b the 40 of A2; c and the four of far share the 50 of B1; the
    # three of the gang own none and have their wage.
    earned = {int(c): e / MONTHS for c, e in zip(spells.crew, spells.earned, strict=True)}
    assert earned == pytest.approx({0: 120, 1: 80, 2: 20, 3: 2_100, 4: 80})
    assert table("pay_month_mean") == pytest.approx((120 + 80 + 20 + 2_100 + 80) / 10)
    # An installer owns both cabinets of A: a member for 100 lines, where a has one for 60 and b one
    # for 40. Of A1 he has 60 x (1/100) / (1/100 + 1/60) = 22.5 lines, of A2 40 x 2 / 7.
    team = {"skills": {"install": {}}, "source": "assumed"}
    teams = {**paid(scheme).teams, "builders": team}
    trades = town(
        policies={"pay": scheme, "territory": {**territory, "skills": ["repair", "install"]}},
        crews=[*crews[:2], {**CREWS[0], "id": "i", "team": "builders", "covers": "A"}],
        teams=teams,
    )
    spells = read_spells(Record(trades, log_of(plant())))
    earned = {int(c): e / MONTHS for c, e in zip(spells.crew, spells.earned, strict=True)}
    assert earned == pytest.approx({0: 2 * 37.5, 1: 2 * 200 / 7, 2: 2 * (22.5 + 80 / 7)})
    # Territories for other work alone leave the lines to all who can repair.
    others = paid(scheme, crews, territory={**territory, "skills": ["cable"]})
    spells = read_spells(Record(others, log_of(plant())))
    earned = {int(c): e / MONTHS for c, e in zip(spells.crew, spells.earned, strict=True)}
    assert earned == pytest.approx({0: 100, 1: 100, 2: 20, 3: 2_100, 4: 80})


def test_territories_that_begin_where_no_crew_has_its_base_split_fees_by_time() -> None:
    """A2 hangs on B, West. Both crews are based in East and keep the 90 lines of B."""
    scheme = {"scheme": "contract", "fee": "2 CNY per line per month"}
    crews = [{**CREWS[0], "id": name, "covers": "B"} for name in "ab"]
    plain = town()
    exchanges = [
        {"id": "A", "county": "East", "area": "town", "lines": 60, "ports": 110},
        {"id": "B", "county": "West", "area": "rural", "lines": 90, "ports": 110},
    ]
    cabinets = [{**row.model_dump(), "exchange": "A" if row.id == "A1" else "B"}
                for row in plain.cabinets]  # fmt: skip

    def there(**policies: Any) -> Scenario:
        return town(exchanges=exchanges, cabinets=cabinets, crews=crews,
                    policies={"pay": scheme, **policies})  # fmt: skip

    territory = {"by": "cabinet", "skills": ["repair"]}
    scenario = with_phases(there(), (25 * D, ("West",), there(territory=territory)))
    spells = read_spells(Record(scenario, log_of(plant())))
    # Half of the time each keeps 45 lines, then a the 40 of A2 and b the 50 of B1.
    earned = [0.0, 0.0]
    for number, money in zip(spells.crew, spells.earned, strict=True):
        earned[int(number)] += money / MONTHS
    assert earned == pytest.approx([45 + 40, 45 + 50])


def test_lines_count_from_the_day_they_are_in_service() -> None:
    rows = [*plant(), *install(0, 11 * D, B1), *visit(0, 25 * D, K.IN_SERVICE, 0, 0)]
    crews = [CREWS[0]]
    scheme = {"scheme": "contract", "fee": "2 CNY per line per month"}
    table = Table(paid(scheme, crews), log_of(rows))
    # 150 lines all the time and one more for half of it.
    assert table("pay_month_mean") == pytest.approx(2 * 150.5)


def test_deductions_by_case() -> None:
    rows = jobs()
    # Case 1 (closed on day 11) fails again on day 20; case 2 took more than 48 h; case 5 was no
    # repair and is found, and its repeat costs nothing more.
    rows += [*fault(6, 20 * D), row(20 * D, K.REPEAT_OF, 6, amount=1)]
    rows += fault(5, 21 * D, line=5)
    bad = visit(5, 21 * D, K.CLEARED, H, H, reason=1)
    rows += [*bad[:-1], row(21 * D + 2 * H, K.UNREPAIRED, 5, crew=0), bad[-1]]
    rows += [row(22 * D, K.FOUND_UNREPAIRED, 5, crew=0)]
    rows += fault(7, 21 * D + 2 * H, line=5, reported=22 * D)
    rows += [row(21 * D + 2 * H, K.REPEAT_OF, 7, amount=5)]
    table = Table(paid(CONTRACT), log_of(rows))
    assert table("pay_deducted", county="East") == 10 + 5 + 50
    assert table("pay_deducted", county="West") == 0
    # The install gives 27 days of one line more, from day 13 (2 h after it was ordered).
    more = (40 - 13 - 2 / 24) / 30
    gross = 2 * MONTHS * (150 + more)
    assert table("pay_month_mean", county="East") == pytest.approx((gross - 65) / MONTHS)


def test_what_supervision_has_charged_is_no_charged_repeat() -> None:
    """Case 1, closed on day 11, is found bad on day 12, and fails again on day 20."""
    rows = [*jobs(), *fault(6, 20 * D), row(20 * D, K.REPEAT_OF, 6, amount=1)]
    rows += [row(12 * D, K.INSPECTED, 1, crew=0, reason=1)]
    table = Table(paid(CONTRACT), log_of(rows))
    assert table("pay_deducted", county="East") == 10 + 5
    rows += [row(12 * D, K.FOUND_BAD, 1, crew=0, reason=1, amount=700)]
    table = Table(paid(CONTRACT), log_of(rows))
    assert table("pay_deducted", county="East") == 7 + 5
    # Under equal pay, which has no deductions of its own, the seven are taken off all the same.
    equal = paid({"scheme": "equal", "monthly": "700 CNY"})
    table = Table(equal, log_of(rows))
    assert table("pay_deducted", county="East") == 7
    assert table("pay_month_mean", county="East") == pytest.approx(700 - 7 / MONTHS)


def test_deductions_never_make_pay_negative() -> None:
    harsh = {**CONTRACT, "fee": "0 CNY per line per month"}
    table = Table(paid(harsh), log_of(jobs()))
    assert table("pay_month_mean") == 0
    assert table("pay_deducted") == 5


def test_crews_with_schemes_of_their_own_stand_by_name() -> None:
    crews = [CREWS[0], {**CREWS[1], "pay": "gangs"}]
    schemes = {"gangs": {"scheme": "equal", "monthly": "900 CNY"}}
    scenario = paid({"scheme": "equal", "monthly": "700 CNY"}, crews, schemes=schemes)
    table = Table(scenario, log_of(jobs()))
    assert table("pay_month_mean", scheme="gangs") == pytest.approx(900)
    assert table("pay_month_mean", scheme="equal") == pytest.approx(700)
    assert table("pay_month_mean") == pytest.approx((3 * 900 + 700) / 4)


def test_a_reform_in_the_window_splits_pay_by_time() -> None:
    base = paid({"scheme": "equal", "monthly": "600 CNY"})
    later = paid({"scheme": "piece", "rates": {"repair": "8 CNY", "cable": "80 CNY"}})
    scenario: Scenario = with_phases(base, (13 * D, ("East",), later))
    table = Table(scenario, log_of(jobs()))
    # East: three days at 600 a month; of its repairs only that of day 15 is paid by the piece.
    assert table("pay_month_mean", scheme="piece") == pytest.approx(8 / (27 / 30.4))
    assert table.at("pay_month_mean", county="East").n == 1
    assert table("pay_month_mean", county="East") == pytest.approx((600 * 3 / 30.4 + 8) / MONTHS)


def test_schemes_without_money_pay_nothing_that_could_be_told() -> None:
    table = Table(paid({"scheme": "piece"}), log_of(jobs()))
    assert math.isnan(table("pay_month_mean"))
    assert table.at("pay_month_mean").n == 0


def test_slips_are_counted_by_place_and_job() -> None:
    rows = [*plant(), *fault(0, 11 * D)]
    rows += [row(11 * D, K.FORGOTTEN, 0, amount=2 * D), row(13 * D, K.REMINDED, 0)]
    closing = visit(0, 13 * D, K.CLEARED, H, H, reason=1)
    rows += [*closing[:-1], row(13 * D + 2 * H, K.UNTESTED, 0, crew=0), closing[-1]]
    rows += [*fault(1, 12 * D), *visit(1, 12 * D, K.CLEARED, H, H, crew=1, reason=1)]
    table = Table(town(), log_of(rows))
    assert table("forgotten_tickets") == 1
    assert table("forgotten_share") == 50
    assert table("forgotten_share", cause="drop") == 50
    assert table("tests_skipped", team="all") == 1
    assert table("tests_skipped_share", team="gang") == 0
    assert table("tests_skipped_share") == 50
