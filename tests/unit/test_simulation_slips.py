"""What slips under a pay scheme: forgotten tickets, skipped tests, repairs closed that are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from telesim import kpi
from telesim.eventlog import EventLog, Kind
from telesim.policies.pay import PAY_SCHEMES
from telesim.policies.pay.effects import Unrepaired
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.simulation.habits import habits_of
from telesim.workload import draw, followups
from telesim.workload import slips as marks
from towns import (
    AWAY,
    DAY,
    MIN,
    H,
    at,
    cable,
    cause,
    crew,
    fault,
    instants,
    order,
    rows,
    run,
    story,
    town,
    with_phases,
)

FORGOTTEN = {"share": "5 %", "wait": "2 days"}


def key_where(holds: Callable[[int], bool]) -> int:
    return next(key for key in range(1, 2**16) if holds(key))


def paid(scheme: str, /, **more: Any) -> Scenario:
    """The tiny town at the norm under a scheme with parameters; words of the town in ``town_``."""
    sections = more.pop("town_", {})
    return town(policies={"pay": {"scheme": scheme, "pace": 1, **more}}, **sections)


def value(scenario: Scenario, log: EventLog, name: str, where: str = "{}") -> float:
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    return float(table[name, where])


# -- forgotten tickets ---------------------------------------------------------------------


def lies(key: int) -> bool:
    return marks.forgotten_ms(key, 0.05, FIXED_WAIT) is not None


FIXED_WAIT = paid("equal", forgotten=FORGOTTEN).policies.pay.forgotten.wait  # type: ignore[union-attr]


def test_a_forgotten_ticket_waits_until_the_customer_calls_again() -> None:
    scenario = paid("equal", forgotten=FORGOTTEN)
    forgotten, kept = key_where(lies), key_where(lambda key: not lies(key))
    faults = [fault(at(1, "08:00"), key=forgotten), fault(at(1, "09:30"), 1, key=kept)]
    log = run(scenario, [], faults)
    assert story(log, 0) == [
        "Mon 08:00 fault",
        "Mon 08:00 report",
        "Mon 08:00 forgotten",
        "Wed 08:00 reminded",
        "Wed 08:00 dispatched",
        "Wed 08:00 arrived",
        "Wed 09:00 cleared",
    ]
    assert [row["amount"] for row in rows(log, Kind.FORGOTTEN)] == [2 * DAY]
    assert story(log, 1)[-1] == "Mon 10:30 cleared"
    # The clock runs on from the first report: 49 h and 1 h.
    assert value(scenario, log, "time_to_restore_mean") == 25
    assert value(scenario, log, "forgotten_tickets") == 1
    assert value(scenario, log, "forgotten_share") == 50


def test_the_same_tickets_are_forgotten_whatever_else_a_policy_does() -> None:
    forgotten = {"share": "30 %", "wait": {"exponential": {"mean": "1 days"}}}
    sections: dict[str, Any] = {
        "faults": {"drop": cause(rate="60 events per 100 lines per month")},
        "crews": [crew(count=2)],
    }
    plain = paid("equal", town_=sections)
    logs = []
    for policies in (
        {"pay": {"scheme": "equal", "pace": 1, "forgotten": forgotten}},
        {
            "pay": {"scheme": "equal", "pace": 0.7, "forgotten": forgotten,
                    "skipped_tests": {"share": "50 %"}},
            "dispatch": {"rule": "near-and-easy"},
        },
    ):  # fmt: skip
        scenario = town(policies=policies, **sections)
        logs.append(simulate(scenario, draw(scenario, 5, 0)))
    told = [
        {(r["case"], r["amount"]) for r in rows(log, Kind.FORGOTTEN)} for log in logs
    ]  # fmt: skip
    assert len(told[0]) > 5
    # A line that is down longer keeps its next candidate away: compare what both logs have.
    both = {r["case"] for r in rows(logs[0], Kind.REPORT)}
    both &= {r["case"] for r in rows(logs[1], Kind.REPORT)}
    assert {one for one in told[0] if one[0] in both} == {one for one in told[1] if one[0] in both}
    # A share of zero is the town without the effect.
    none = paid("equal", forgotten={**forgotten, "share": "0 %"}, town_=sections)
    drawn = draw(plain, 5, 0)
    assert simulate(none, drawn).digest() == simulate(plain, drawn).digest()


# -- closing tests -------------------------------------------------------------------------

VISITS = {"visits": {"closing": "12 work min", "source": "assumed"}}


def test_who_skips_the_closing_test_is_done_earlier() -> None:
    scenario = paid("equal", skipped_tests={"share": "15 %"}, town_=VISITS)
    skipped = key_where(lambda key: marks.untested(key, 0.15))
    tested = key_where(lambda key: not marks.untested(key, 0.15))
    log = run(
        scenario,
        [order(at(1, "14:00"), key=skipped)],
        [fault(at(1, "08:00"), key=skipped), fault(at(1, "10:00"), 1, key=tested)],
    )
    # Cases 1 and 2 are the faults; the install is case 0 and builds its drop in 3 h.
    assert story(log, 1)[-2:] == ["Mon 09:00 untested", "Mon 09:00 cleared"]
    assert story(log, 2)[-1] == "Mon 11:12 cleared"
    assert story(log, 0)[-2:] == ["Mon 17:00 untested", "Mon 17:00 in-service"]
    assert value(scenario, log, "tests_skipped") == 2
    assert value(scenario, log, "tests_skipped_share") == pytest.approx(200 / 3)
    assert value(scenario, log, "tests_skipped", '{"job": "install"}') == 1


def test_an_untested_repair_fails_again_by_its_own_factor() -> None:
    repeats = {"repeats": {"share": "20 %", "within": "2 days", "source": "assumed"}, **VISITS}
    scenario = paid("equal", skipped_tests={"share": "15 %", "untested_repeats": 2}, town_=repeats)

    def between(key: int) -> bool:
        """Holds at a share of repeats of 20 %, fails again at 40 %."""
        return (
            followups.repeat(key, 0, 0.2, 2 * DAY) is None
            and followups.repeat(key, 0, 0.4, 2 * DAY) is not None
        )

    skipped = key_where(lambda key: marks.untested(key, 0.15) and between(key))
    tested = key_where(lambda key: not marks.untested(key, 0.15) and between(key))
    log = run(
        scenario,
        [],
        [fault(at(1, "08:00"), key=skipped), fault(at(1, "10:00"), 1, key=tested)],
    )
    delay = followups.repeat(skipped, 0, 0.4, 2 * DAY)
    assert delay is not None
    assert rows(log, Kind.REPEAT_OF)[0]["amount"] == 0
    assert instants(log, Kind.REPEAT_OF)[0] == at(1, "09:00") + delay
    assert all(row["amount"] != 1 for row in rows(log, Kind.REPEAT_OF))


def test_piece_rate_has_the_hard_jobs_done_again() -> None:
    sections = {
        "repeats": {"share": "20 %", "within": "2 days", "source": "assumed"},
        "faults": {"drop": cause(), "joint": cause(cause_group="cable", job="cable")},
    }
    scenario = paid("piece", redo={"cable": 1.4}, town_=sections)
    key = key_where(
        lambda k: (
            followups.repeat(k, 0, 0.2, 2 * DAY) is None
            and followups.repeat(k, 0, 0.28, 2 * DAY) is not None
        )
    )
    faults = [fault(at(1, "08:00"), key=key), fault(at(1, "10:00"), 1, cause=1, key=key)]
    log = run(scenario, [], faults)
    assert rows(log, Kind.REPEAT_OF)[0]["amount"] == 1
    assert 0 not in {row["amount"] for row in rows(log, Kind.REPEAT_OF)}


def test_pay_does_not_bring_thieves_back() -> None:
    """Both causes recur in 20 % of the cases: the theft by its own law, the joint by bad work."""
    again = {"share": "20 %", "within": "2 days"}
    sections = {
        **VISITS,
        "repeats": {**again, "source": "assumed"},
        "faults": {
            "theft": cause(cause_group="cable", job="cable", repeats=again),
            "joint": cause(cause_group="cable", job="cable"),
        },
    }

    def between(key: int) -> bool:
        """Holds at 20 %; fails again at 28 % and at 30 %."""
        return (
            followups.repeat(key, 0, 0.2, 2 * DAY) is None
            and followups.repeat(key, 0, 0.28, 2 * DAY) is not None
        )

    skipped = {"share": "100 %", "untested_repeats": 1.5}
    key, sure = key_where(between), key_where(lambda k: followups.repeat(k, 0, 0.2, 1) is not None)
    theft, joint = fault(at(1, "08:00"), key=key), fault(at(1, "10:00"), 1, cause=1, key=key)
    for scheme in (
        paid("piece", redo={"cable": 1.4}, town_=sections),
        paid("equal", skipped_tests=skipped, town_=sections),
    ):
        log = run(scheme, [], [theft, joint])
        assert rows(log, Kind.REPEAT_OF)[0]["amount"] == 1
        assert 0 not in {row["amount"] for row in rows(log, Kind.REPEAT_OF)}
        # What comes back by its own law does so under every scheme.
        log = run(scheme, [], [{**theft, "key": sure}])
        assert rows(log, Kind.REPEAT_OF)[0]["amount"] == 0


# -- repairs that are none -----------------------------------------------------------------

BAD = {"share": "5 %", "comes_back": "3 days"}
COSTS = {"fee": "2 CNY per line per month", "deductions": {"unrepaired": "50 CNY"}}


def comes_back(key: int) -> bool:
    return marks.comes_back_ms(key, 0.05, FIXED_WAIT) is not None


def test_a_repair_that_is_none_comes_back_when_the_customer_calls() -> None:
    scenario = paid("contract", unrepaired=BAD)
    key = key_where(comes_back)
    log = run(scenario, [], [fault(at(1, "08:00"), key=key)])
    assert story(log, 0) == [
        "Mon 08:00 fault",
        "Mon 08:00 report",
        "Mon 08:00 dispatched",
        "Mon 08:00 arrived",
        "Mon 09:00 unrepaired",
        "Mon 09:00 cleared",
    ]
    # The line is down on; the ticket comes back three days later.
    assert story(log, 1)[:4] == [
        "Mon 09:00 fault",
        "Mon 09:00 repeat-of",
        "Thu 09:00 report",
        "Thu 09:00 dispatched",
    ]
    assert value(scenario, log, "closed_unrepaired") == 1
    assert value(scenario, log, "closed_unrepaired_not_found") == 1
    # 1 h, then 72 h until the call and the crew's hour.
    assert value(scenario, log, "line_hours_lost") == 1 + 72 + 1
    assert value(scenario, log, "time_to_restore_mean") == 1
    assert value(scenario, log, "repeat_share") == 50


def test_inspection_finds_it_first() -> None:
    scenario = paid(
        "contract",
        unrepaired=BAD,
        inspection={"share": "50 %", "after": "1 day"},
        **COSTS,
    )
    seen = key_where(lambda k: comes_back(k) and marks.found(k, 0.4))
    missed = key_where(lambda k: comes_back(k) and not marks.found(k, 0.4))
    log = run(scenario, [], [fault(at(1, "08:00"), key=seen), fault(at(1, "10:00"), 1, key=missed)])
    assert story(log, 0)[-2:] == ["Mon 09:00 cleared", "Tue 09:00 found-unrepaired"]
    first, second = rows(log, Kind.REPEAT_OF)
    assert instants(log, Kind.REPORT, first["case"]) == [at(2, "09:00")]
    assert instants(log, Kind.REPORT, second["case"]) == [at(4, "11:00")]
    assert value(scenario, log, "closed_unrepaired_found") == 1
    assert value(scenario, log, "closed_unrepaired_not_found") == 1
    assert value(scenario, log, "pay_deducted") == 50


def test_inspection_that_comes_after_the_customer_finds_nothing() -> None:
    scenario = paid(
        "contract", unrepaired=BAD, inspection={"share": "100 %", "after": "4 days"}, **COSTS
    )
    log = run(scenario, [], [fault(at(1, "08:00"), key=key_where(comes_back))])
    assert rows(log, Kind.FOUND_UNREPAIRED) == []
    assert instants(log, Kind.REPORT, 1) == [at(4, "09:00")]


def test_only_repairs_of_single_lines_are_closed_like_that() -> None:
    scenario = paid("contract", unrepaired={**BAD, "share": "100 %"})
    log = run(
        scenario,
        [],
        [fault(at(1, "08:00"), lines=3), fault(at(1, "14:00"), 50, cause=1, access_ppm=AWAY)],
    )
    assert rows(log, Kind.UNREPAIRED) == []


def test_a_line_given_up_meanwhile_does_not_come_back() -> None:
    scenario = paid("contract", unrepaired=BAD)
    from telesim.workload import CEASE

    ordered = order(at(1, "08:30"), CEASE, slot=0)
    log = run(scenario, [ordered], [fault(at(1, "08:00"), 0, key=key_where(comes_back))])
    assert "Mon 09:00 ceased" in story(log, 0)
    assert rows(log, Kind.REPEAT_OF) == []


# -- who has which habits ------------------------------------------------------------------


def test_crews_with_a_scheme_of_their_own_have_its_habits() -> None:
    skipping = {"own": {"scheme": "equal", "pace": 1, "skipped_tests": {"share": "100 %"}}}
    scenario = town(
        crews=[crew("a", pay="own"), crew("b", pay="piece", covers="all")],
        policies={"pay": "piece", "schemes": skipping},
        visits={"closing": "30 work min", "source": "assumed"},
    )
    log = run(scenario, [], [fault(at(1, "08:00")), fault(at(1, "08:00"), 1)])
    assert [(r["case"], r["crew"]) for r in rows(log, Kind.UNTESTED)] == [(0, 0)]
    assert story(log, 0)[-1] == "Mon 09:00 cleared"
    assert story(log, 1)[-1] == "Mon 09:30 cleared"


def test_a_reform_reaches_visits_that_begin_after_it() -> None:
    base = paid("equal", skipped_tests={"share": "100 %"}, town_=VISITS)
    later = paid("equal", town_=VISITS)
    scenario = with_phases(base, (at(1, "08:30"), (), later))
    log = run(scenario, [], [fault(at(1, "08:00")), fault(at(1, "10:00"), 1)])
    assert [r["case"] for r in rows(log, Kind.UNTESTED)] == [0]
    assert instants(log, Kind.CLEARED, 1) == [at(1, "11:12")]


def test_a_scheme_without_effects_makes_no_habits() -> None:
    for name in PAY_SCHEMES:
        assert habits_of(PAY_SCHEMES[name]()) is None
    scheme = PAY_SCHEMES["contract"](unrepaired=Unrepaired(0.0, FIXED_WAIT))  # type: ignore[call-arg]
    assert habits_of(scheme) is not None
    assert habits_of(PAY_SCHEMES["piece"](redo={"cable": 1.0})) is None  # type: ignore[call-arg]


def test_a_gang_too_may_skip_the_test() -> None:
    sections = {**VISITS, "faults": {"cut": cable()}}
    scenario = paid("equal", skipped_tests={"share": "100 %"}, town_=sections)
    log = run(scenario, [], [fault(at(1, "08:00"), lines=10)])
    # Locating 2 h and joining 10 pairs 1 h, without the 12 minutes to close.
    assert instants(log, Kind.CLEARED) == [at(1, "11:00")]
    assert [r["case"] for r in rows(log, Kind.UNTESTED)] == [0]
    assert MIN * 12 == scenario.visits.closing  # type: ignore[union-attr]
    assert rows(log, Kind.CLEARED)[0]["amount"] == 3 * H
