from __future__ import annotations

import itertools
from typing import Any

import pytest

from telesim.policies.campaigns import CAMPAIGN_TIMINGS
from telesim.policies.dispatch import DISPATCH_RULES, KeyRule, PairRule
from telesim.policies.dispatch.age_weighted import AgeWeighted
from telesim.policies.dispatch.nearest import Nearest
from telesim.policies.dispatch.repair_first import RepairFirst
from telesim.policies.dispatch.reserve import Reserve
from telesim.policies.jobs import CABLE, INSTALL, MOVE, REPAIR, CrewView, Job
from telesim.policies.pay import PAY_SCHEMES, EqualPay, PayScheme, PieceRate
from telesim.policies.picking import picked
from telesim.policies.precedence import promised_first
from telesim.policies.rerouting import LENDER_RULES, LenderView
from telesim.policies.screening import SCREENING_RULES
from telesim.policies.shift_end import SHIFT_ENDS, Finish, NoStart, Overtime, Suspend
from telesim.policies.works import WORKS_POLICIES
from telesim.registry import Registry
from towns import MIN, H

#: kind, group, since, due, lines, work, case. Group 0 is cable, 1 non-cable, orders come last.
OLD_INSTALL = Job(INSTALL, 3, 0, 90 * H, 1, H, 0)
MOVE_LATER = Job(MOVE, 3, 1 * H, 80 * H, 1, H, 1)
OLD_REPAIR = Job(REPAIR, 1, 2 * H, 50 * H, 1, H, 2)
YOUNG_REPAIR = Job(REPAIR, 1, 4 * H, 2**62, 1, H, 3)
YOUNG_CABLE = Job(CABLE, 0, 5 * H, 77 * H, 30, 8 * H, 4)
JOBS = [YOUNG_CABLE, OLD_REPAIR, OLD_INSTALL, YOUNG_REPAIR, MOVE_LATER]


@pytest.mark.parametrize(
    ("name", "parameters", "cases"),
    [
        ("oldest-first", {}, [0, 1, 2, 3, 4]),
        ("group-then-age", {}, [4, 2, 3, 0, 1]),
        # By promise: 50, 77, 80, 90 h, and last the job without one.
        ("earliest-due", {}, [2, 4, 1, 0, 3]),
        ("repair-first", {}, [2, 3, 4, 0, 1]),
        ("repair-first", {"by_group": True}, [4, 2, 3, 0, 1]),
        ("install-first", {}, [0, 1, 2, 3, 4]),
        ("install-first", {"by_group": True}, [0, 1, 4, 2, 3]),
    ],
)
def test_key_rules_order_jobs(name: str, parameters: dict[str, bool], cases: list[int]) -> None:
    rule = DISPATCH_RULES[name](**parameters)
    assert isinstance(rule, KeyRule)
    keys = {job.case: (*rule.job_key(job), job.case) for job in JOBS}
    assert sorted(keys, key=keys.__getitem__) == cases
    assert all(type(part) is int for key in keys.values() for part in key)


def test_jobs_without_a_promise_come_oldest_first() -> None:
    rule = DISPATCH_RULES["earliest-due"]()
    assert isinstance(rule, KeyRule)
    assert rule.job_key(YOUNG_REPAIR) > rule.job_key(YOUNG_REPAIR._replace(since_ms=3 * H))


def test_nearest_takes_travel_less_a_credit_for_waiting() -> None:
    rule = Nearest()
    assert isinstance(rule, PairRule) and rule.scan == 64
    job = OLD_REPAIR  # waits since 2 h
    # At 12 h it has waited 10 h: 20 minutes of credit on 30 of travel.
    assert rule.pair_score(job, CrewView(30 * MIN, 1, 0), 12 * H) == 10 * MIN
    plain = Nearest(hour_of_waiting_is_worth_ms=0)
    assert plain.pair_score(job, CrewView(30 * MIN, 1, 0), 12 * H) == 30 * MIN


def test_under_age_weights_a_young_repair_overtakes_an_old_install() -> None:
    rule = AgeWeighted(repair=3.0, install=1.0)
    crew = CrewView(0, 1, 0)
    # At 4 h the install of 0 h counts 4 and the repair of 3 h counts 3; at 5 h it is 5 against 6.
    install, repair = OLD_INSTALL, OLD_REPAIR._replace(since_ms=3 * H)
    for now, first in ((4 * H, install), (5 * H, repair)):
        scores = {job: rule.pair_score(job, crew, now) for job in (install, repair)}
        assert min(scores, key=scores.__getitem__) == first
    assert rule.pair_score(repair, crew, 5 * H) == -3_000 * 2 * H


@pytest.mark.parametrize(
    ("kind", "parameters", "told"),
    [
        (AgeWeighted, {"repair": -1.0}, "repair: got -1, need a weight from 0"),
        (Reserve, {"install_days": 6}, "install_days: got 6, need 0 to 5"),
        (Reserve, {"of_days": 0}, "of_days: got 0, need 1 to"),
    ],
)
def test_rules_refuse_what_makes_no_sense(kind: Any, parameters: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        kind(**parameters)


@pytest.mark.parametrize(("days", "of"), [(0, 5), (1, 5), (2, 5), (3, 7), (4, 4)])
def test_install_days_are_the_share_of_every_crew_and_of_every_day(days: int, of: int) -> None:
    rule = Reserve(install_days=days, of_days=of)
    for first in range(3):
        assert sum(rule.is_install_day(first, day) for day in range(7, 7 + of)) == days
        assert sum(rule.is_install_day(crew, first) for crew in range(7, 7 + of)) == days


def test_on_an_install_day_installs_and_moves_come_first() -> None:
    rule = Reserve(install_days=1, of_days=5)
    days = [day for day in range(15) if rule.is_install_day(0, day)]
    assert days == [4, 9, 14]
    for day, expected in ((3, [2, 3, 4, 0, 1]), (4, [0, 1, 2, 3, 4])):
        now = day * 24 * H + 9 * H
        scores = {job.case: rule.pair_score(job, CrewView(0, 1, 0), now) for job in JOBS}
        assert sorted(scores, key=scores.__getitem__) == expected


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        # By age there is one class; the work of a cable is 8 h, of all others one.
        ("oldest-first", [0, 1, 2, 3, 4]),
        ("repair-first", [2, 3, 4, 0, 1]),
        ("install-first", [0, 1, 2, 3, 4]),
        ("group-then-age", [4, 2, 3, 0, 1]),
    ],
)
def test_crews_pick_within_the_classes_of_a_rule(rule: str, cases: list[int]) -> None:
    plain = DISPATCH_RULES[rule]()
    pick = picked(plain, 6 * MIN)
    assert pick is picked(DISPATCH_RULES[rule](), 6 * MIN)
    assert isinstance(pick, PairRule)
    crew = CrewView(0, 1, 0)
    scores = {job.case: pick.pair_score(job, crew, 100 * H) for job in JOBS}
    assert sorted(scores, key=scores.__getitem__) == cases
    # Without a credit for waiting the way decides between a repair of 2 h and one of 4 h.
    near, far = CrewView(5 * MIN, 1, 0), CrewView(6 * MIN, 1, 0)
    pick = picked(plain, 0)
    assert isinstance(pick, PairRule)
    assert pick.pair_score(YOUNG_REPAIR, near, 9 * H) < pick.pair_score(OLD_REPAIR, far, 9 * H)
    if isinstance(plain, KeyRule):
        keys = {job.case: plain.job_class(job, crew, 0) for job in JOBS}
        for one, other in itertools.pairwise(sorted(JOBS, key=plain.job_key)):
            assert keys[one.case] <= keys[other.case]


def test_with_appointments_the_end_of_the_window_comes_before_what_is_easy() -> None:
    pick = promised_first(picked(RepairFirst(), 0))
    assert isinstance(pick, PairRule)
    early, late = OLD_REPAIR, YOUNG_REPAIR._replace(due_ms=60 * H)
    near, far = CrewView(0, 1, 0), CrewView(3 * H, 1, 0)
    assert pick.pair_score(early, far, 9 * H) < pick.pair_score(late, near, 9 * H)
    same = late._replace(due_ms=early.due_ms)
    assert pick.pair_score(same, near, 9 * H) < pick.pair_score(early, far, 9 * H)
    # All of it comes before what has no appointment.
    plain = picked(RepairFirst(), 0)
    assert isinstance(plain, PairRule)
    assert pick.pair_score(late, far, 9 * H) < plain.pair_score(early, near, 9 * H)


def test_every_rule_says_in_a_sentence_what_it_does() -> None:
    registries: tuple[Registry[Any], ...] = (
        DISPATCH_RULES, SHIFT_ENDS, PAY_SCHEMES, WORKS_POLICIES, SCREENING_RULES, CAMPAIGN_TIMINGS,
        LENDER_RULES,
    )  # fmt: skip
    for registry in registries:
        for name in registry:
            assert registry[name].summary.endswith("."), name


def test_which_orders_are_taken() -> None:
    everything, records = SCREENING_RULES["everything"](), SCREENING_RULES["records"]()
    assert everything.takes(0, 0) and not everything.looks
    assert records.looks
    assert [records.takes(*one) for one in ((1, 1), (0, 1), (1, 0))] == [True, False, False]


def test_when_a_campaign_begins() -> None:
    at_once, timed = CAMPAIGN_TIMINGS["at-once"](), CAMPAIGN_TIMINGS["with-capacity"]()
    assert at_once.begins(0, 2_000) and at_once.everywhere
    assert timed.begins(2_000, 2_000) and not timed.begins(1_999, 2_000)
    assert not timed.everywhere


def test_who_lends() -> None:
    near, far = LenderView(metres=100, free=5, lent=0), LenderView(metres=300, free=9, lent=4)
    nearest, spare = LENDER_RULES["nearest"](), LENDER_RULES["most-spare"]()
    assert nearest.key(near) < nearest.key(far)
    assert spare.key(far) < spare.key(near) < spare.key(far._replace(free=5))


def test_end_of_day() -> None:
    assert Suspend().overrun_ms(1) == 0
    assert Finish().overrun_ms(100 * H) == 100 * H
    assert Overtime(up_to_ms=2 * H).overrun_ms(2 * H) == 2 * H
    assert Overtime(up_to_ms=2 * H).overrun_ms(2 * H + 1) == 0
    assert all(policy.start(9 * H, 1) for policy in (Suspend(), Finish(), Overtime()))


def test_no_start() -> None:
    policy = NoStart()  # a whole day is six hours
    assert policy.start(2 * H, 2 * H)
    assert not policy.start(2 * H, 2 * H - 1)
    # Longer than any day: begun when at least half a day is left.
    assert policy.start(10 * H, 3 * H)
    assert not policy.start(10 * H, 3 * H - 1)
    # What overruns all the same is finished, unless it is half a day or more.
    assert policy.overrun_ms(3 * H) == 3 * H
    assert policy.overrun_ms(3 * H + 1) == 0


def test_pay_and_pace() -> None:
    assert PieceRate().pace == 1.0
    assert EqualPay().pace == pytest.approx(1 / 1.22)
    for pace in (0.0, -1.0, 5.1):
        with pytest.raises(ValueError, match="pace"):
            PayScheme(pace=pace)


def test_parameters_are_frozen() -> None:
    with pytest.raises(AttributeError):
        RepairFirst().by_group = True  # type: ignore[misc]
