from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from telesim import theory
from telesim.theory import ErlangA, ErlangC, Moments, PhaseType, PriorityClass
from telesim.theory.markov import time_average_variance
from verification.calculators import CALCULATORS, answer
from verification.rows import Row, rows_of

ROWS = [row for family in CALCULATORS for row in rows_of(family)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_reference_row(row: Row) -> None:
    assert answer(row) == pytest.approx(row.exact, rel=1e-9, abs=row.tolerance)


def test_number_of_reference_rows() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS) == 157


# Rosters beyond the rows.


def test_roster_with_the_same_crews_all_day_is_erlang_c() -> None:
    queue = ErlangC(1.5, 0.4, 4)
    roster = theory.PeriodicRoster([theory.Period(hours, 1.5, 4) for hours in (7, 9, 8)], 0.4)
    for place in range(3):
        assert roster.mean_backlog_at_start(place) == pytest.approx(queue.mean_number, rel=1e-9)
    assert roster.mean_time_to_repair == pytest.approx(queue.mean_sojourn, rel=1e-9)
    for within in (0.0, 3.0, 24.0, 61.5):
        assert roster.share_done_within(within) == pytest.approx(
            queue.share_done_within(within), abs=1e-11
        )


def test_roster_at_high_load_without_a_cut() -> None:
    day = [theory.Period(7, 1.5, 1), theory.Period(9, 1.5, 7), theory.Period(8, 1.5, 3)]
    roster = theory.PeriodicRoster(day, 0.4)
    # From the matrix exponential of the chain with 900 jobs and a direct solution.
    assert roster.mean_backlog_at_start() == pytest.approx(25.37125339441335, rel=1e-9)
    assert roster.mean_time_to_repair == pytest.approx(17.9439071285, rel=1e-9)


def test_share_done_of_a_roster_integrates_to_the_mean_time_to_repair() -> None:
    day = [theory.Period(10, 0.3, 0), theory.Period(8, 0.9, 5), theory.Period(6, 0.5, 2)]
    roster = theory.PeriodicRoster(day, 0.6)
    points, weights = np.polynomial.legendre.leggauss(4)
    edges = [0.0, 6, 10, 18, 24, 30, 42, 72]
    late = 0.0
    for low, high in pairwise(edges):
        hours = low + (high - low) * (1 + points) / 2
        shares = [1 - roster.share_done_within(hour) for hour in hours.tolist()]
        late += (high - low) / 2 * float(weights @ shares)
    # Four points on each stretch err by 2e-6.
    assert late == pytest.approx(roster.mean_time_to_repair, rel=1e-5)


def test_roster_with_arrivals_only_by_day_waits_no_night_when_all_crews_are_there() -> None:
    day = [theory.Period(12, 2.0, 40), theory.Period(12, 0.0, 40)]
    roster = theory.PeriodicRoster(day, 1.0)
    assert roster.mean_time_to_repair == pytest.approx(1.0, rel=1e-9)
    steady = theory.stepped_load_from_empty([2.0, 0.0], [12, 12], 1.0, 24 * 40)
    assert roster.mean_backlog_at_start() == pytest.approx(steady, rel=1e-9)


# One calculator against another.


def test_erlang_b_with_a_fractional_number_of_trunks() -> None:
    for load in (0.3, 8.0, 49.9, 50.1, 700.0):
        for trunks in (0, 1, 7, 40):
            whole = theory.erlang_b(load, trunks)
            assert theory.erlang_b_fractional(load, trunks) == pytest.approx(whole, rel=1e-12)
        between = theory.erlang_b_fractional(load, 7.5)
        assert theory.erlang_b(load, 8) < between < theory.erlang_b(load, 7)


def test_trunks_of_a_group_carry_what_the_group_carries() -> None:
    by_trunk = [theory.carried_by_trunk(9.0, trunk) for trunk in range(1, 13)]
    assert sum(by_trunk) == pytest.approx(theory.carried_erlangs(9.0, 12), rel=1e-12)


def test_erlang_b_load_is_the_inverse() -> None:
    for trunks, blocking in [(1, 0.5), (6, 1e-6), (120, 0.01), (900, 0.3)]:
        load = theory.erlang_b_load(trunks, blocking)
        assert theory.erlang_b(load, trunks) == pytest.approx(blocking, rel=1e-12)


def test_erlang_c_quantile_and_level_agree() -> None:
    queue = ErlangC(3.4, 1.0, 4)
    for share in (0.5, 0.9, 0.999):
        assert queue.service_level(queue.wait_quantile(share)) == pytest.approx(share, rel=1e-12)
    assert queue.wait_quantile(0.1) == 0.0
    assert queue.average_speed_of_answer == queue.mean_wait


@pytest.mark.parametrize("arrivals", [2.6, 3.0, 3.0 + 1e-12, 3.4])
def test_erlang_c_share_done_integrates_to_the_mean_sojourn(arrivals: float) -> None:
    # At 3 arrivals the spare capacity equals the service rate, where the formula changes.
    queue = ErlangC(arrivals, 1.0, 4)
    points, weights = np.polynomial.legendre.leggauss(200)
    late = [1 - queue.share_done_within(100 * (1 + point) / 2) for point in points.tolist()]
    assert 50 * float(weights @ late) == pytest.approx(queue.mean_sojourn, rel=1e-9)


def test_nobody_comes() -> None:
    assert theory.erlang_b(0, 3) == 0
    assert theory.smallest_trunks(0, 0.01) == 0
    assert ErlangC(0, 1, 2).mean_wait == 0
    assert ErlangA(0, 1, 1, 2).abandonment_probability == 0
    assert theory.LimitedRoom(0, 1, 2, 5).mean_wait == 0
    assert theory.SingleServer(0, Moments.exponential(1)).mean_wait == 0
    assert theory.MachineRepair(5, 2, 0.0, 0.5).mean_down_time == 2
    assert theory.final_group_loss(theory.overflow_traffic(0, 4), 2) == 0
    assert theory.mean_number_after(0, 1, 1, 10) == 0


def test_erlang_a_between_its_neighbours() -> None:
    # Leaving as fast as being served makes every caller his own server: a Poisson number present.
    twin = ErlangA(8, 1.0, 1.0, 10)
    assert twin.delay_probability == pytest.approx(theory.number_busy_at_least(8, 10), rel=1e-12)
    # No room to wait is the loss group; much room is no limit.
    assert ErlangA(8, 1.0, 0.5, 10, 10).busy_signal_probability == pytest.approx(
        theory.erlang_b(8, 10), rel=1e-12
    )
    assert ErlangA(8, 1.0, 0.5, 10, 200).average_speed_of_answer == pytest.approx(
        ErlangA(8, 1.0, 0.5, 10).average_speed_of_answer, rel=1e-12
    )
    # Endless patience is Erlang C.
    assert ErlangA(8, 1.0, 1e-9, 10).mean_wait == pytest.approx(
        ErlangC(8, 1.0, 10).mean_wait, rel=1e-6
    )
    # Overloaded, what is not answered hangs up.
    crowd = ErlangA(300, 1.0, 0.1, 100)
    assert crowd.abandonment_probability == pytest.approx(2 / 3, rel=1e-6)
    assert crowd.occupancy == pytest.approx(1, rel=1e-6)
    assert crowd.service_level(1e9) == pytest.approx(1 - crowd.abandonment_probability, rel=1e-9)


def test_fixed_patience_between_its_neighbours() -> None:
    impatient = theory.FixedPatience(4.5, 1.0, 1e-12, 5)
    assert impatient.abandonment_probability == pytest.approx(theory.erlang_b(4.5, 5), rel=1e-9)
    patient = theory.FixedPatience(4.5, 1.0, 1e4, 5)
    assert patient.mean_wait == pytest.approx(ErlangC(4.5, 1.0, 5).mean_wait, rel=1e-9)
    at_capacity = theory.FixedPatience(5.0, 1.0, 0.75, 5).average_speed_of_answer
    for apart in (0.0, -0.01, 0.01):
        # A series takes over where the exponent is within 0.01 of 0: no jump at either end.
        sides = [
            theory.FixedPatience(5 + (apart + step) / 0.75, 1.0, 0.75, 5).average_speed_of_answer
            for step in (-1e-10, 1e-10)
        ]
        assert sides[0] == pytest.approx(sides[1], rel=1e-9)
        assert sides[0] == pytest.approx(at_capacity, rel=0.02)
    swamped = theory.FixedPatience(5000.0, 1.0, 1.0, 5)
    assert swamped.abandonment_probability == pytest.approx(0.999, rel=1e-6)
    assert swamped.average_speed_of_answer == pytest.approx(1.0, rel=1e-3)


def test_fixed_service_by_its_chain_and_by_its_sums() -> None:
    for load, servers in [(0.8, 1), (1.6, 2), (9.0, 10)]:
        queue = theory.FixedService(load, 1.0, servers)
        assert 1 - queue.wait_at_most(0) == pytest.approx(queue.delay_probability, rel=1e-9)
        points, weights = np.polynomial.legendre.leggauss(8)
        mean = square = 0.0
        for step in range(240):  # the law of the wait is smooth between multiples of the service
            at = (step + (1 + points) / 2) / 4
            late = np.array([1 - queue.wait_at_most(time) for time in at.tolist()])
            mean += float(weights @ late) / 8
            square += float(weights @ (2 * at * late)) / 8
        assert mean == pytest.approx(queue.mean_wait, rel=1e-8)
        assert square - mean**2 == pytest.approx(queue.wait_variance, rel=1e-8)
    one = theory.SingleServer(0.8, Moments.deterministic(1.0))
    assert theory.FixedService(0.8, 1.0, 1).wait_variance == pytest.approx(one.wait_variance)


def test_phase_type_chain_against_one_server_and_against_erlang_c() -> None:
    loop = PhaseType((1.0, 0.0), (2.0, 5.0), ((0.1, 0.6), (0.3, 0.0)))
    one = theory.PhaseTypeServers(0.9, loop, 1)
    assert one.mean_wait == pytest.approx(theory.SingleServer(0.9, loop.moments).mean_wait)
    assert one.delay_probability == pytest.approx(0.9 * loop.moments.mean)
    split = PhaseType.hyperexponential([0.3, 0.7], [2.0, 2.0])
    assert theory.PhaseTypeServers(3.0, split, 8).mean_wait == pytest.approx(
        ErlangC(3.0, 0.5, 8).mean_wait, rel=1e-9
    )


def test_laws_of_phases_have_the_moments_of_their_namesakes() -> None:
    for law, moments in [
        (PhaseType.exponential(3.0), Moments.exponential(3.0)),
        (PhaseType.erlang(4, 3.0), Moments.erlang(4, 3.0)),
        (
            PhaseType.hyperexponential([0.8, 0.2], [0.5, 4.0]),
            Moments.hyperexponential([0.8, 0.2], [0.5, 4.0]),
        ),
    ]:
        assert law.moments.mean == pytest.approx(moments.mean, rel=1e-12)
        assert law.moments.second == pytest.approx(moments.second, rel=1e-12)
        assert law.moments.third == pytest.approx(moments.third, rel=1e-12)


def test_third_moments_by_quadrature() -> None:
    points, weights = np.polynomial.legendre.leggauss(200)
    normal = 12 * points
    density = 12 * weights * np.exp(-(normal**2) / 2) / math.sqrt(2 * math.pi)
    spread = math.log(1 + 0.7**2)
    drawn = 3.0 * np.exp(math.sqrt(spread) * normal - spread / 2)
    for law, values, chances in [
        (Moments.lognormal(3.0, 0.7), drawn, density),
        (Moments.uniform(1, 5), 3 + 2 * points, weights / 2),
    ]:
        for order, moment in enumerate((law.mean, law.second, law.third), start=1):
            assert moment == pytest.approx(float(chances @ values**order), rel=1e-9)


def test_one_place_to_wait_at_one_server() -> None:
    # At load 1 each of the states 0, 1, 2 has a third; half of those admitted find one before them.
    queue = theory.LimitedRoom(1.0, 1.0, 1, 2)
    assert queue.blocking == pytest.approx(1 / 3)
    assert queue.delay_probability == pytest.approx(1 / 2)
    assert queue.mean_wait == pytest.approx(1 / 2)


def test_closed_network_keeps_its_jobs() -> None:
    network = theory.ClosedNetwork(8, [1, 0.6, 0.4], [0.5, 1.0, 1.2])
    assert sum(network.mean_numbers) == pytest.approx(8)


def test_teams_with_the_same_work_count_as_one() -> None:
    cable, drops = theory.Team(0.2, 3.0, 2), theory.Team(1.0, 1.0, 2)
    assert theory.pooled_mean_wait([drops, cable, drops]) == pytest.approx(
        theory.pooled_mean_wait([theory.Team(2.0, 1.0, 4), cable]), rel=1e-12
    )


def test_approximations_err_as_much_as_their_docstring_says() -> None:
    queue = ErlangC(4.0, 1.0, 5)
    exact = theory.FixedService(4.0, 1.0, 5).mean_wait
    assert theory.cosmetatos_mean_wait(queue) / exact - 1 == pytest.approx(-0.001, abs=5e-4)
    for law, error in [
        (PhaseType.erlang(2, 1.0), -0.018),
        (PhaseType.hyperexponential([0.8, 0.2], [0.5, 3.0]), 0.067),
    ]:
        exact = theory.PhaseTypeServers(4.0, law, 5).mean_wait
        found = theory.lee_longton_mean_wait(queue, law.moments.cv_squared)
        assert found / exact - 1 == pytest.approx(error, abs=5e-4)
    rough = PhaseType.hyperexponential([0.9, 0.1], [0.6, 4.6])
    exact = theory.PhaseTypeServers(5.6, rough, 8).mean_wait
    found = theory.lee_longton_mean_wait(ErlangC(5.6, 1.0, 8), rough.moments.cv_squared)
    assert found / exact - 1 == pytest.approx(0.279, abs=5e-4)
    assert theory.cosmetatos_mean_wait(queue, 1.0) == queue.mean_wait


def test_overflow_of_one_group_is_the_longer_group() -> None:
    for load, trunks in [(8.0, 10), (36.0, 40), (0.02, 3), (120.0, 90)]:
        stream = theory.overflow_traffic(load, trunks)
        group = theory.EquivalentRandom.of(stream)
        assert group.offered_erlangs == pytest.approx(load, rel=1e-6)
        assert group.trunks == pytest.approx(trunks, rel=1e-6)
        assert group.lost_erlangs(5) == pytest.approx(
            load * theory.erlang_b(load, trunks + 5), rel=1e-6
        )
    (alone,) = theory.shared_final_group_losses([4], [5.0], 3)
    assert alone == pytest.approx(theory.erlang_b(5.0, 7), rel=1e-12)
    poisson = theory.EquivalentRandom.of(theory.Traffic(3.0, 3.0))
    assert (poisson.offered_erlangs, poisson.trunks) == (3.0, 0.0)


def test_wilkinson_is_near_the_exact_loss_of_two_groups() -> None:
    groups = [(6, 5.0), (8, 7.0)]
    exact = theory.shared_final_group_losses([6, 8], [5.0, 7.0], 6)
    lost = sum(load * share for (_, load), share in zip(groups, exact, strict=True))
    stream = theory.Traffic.together(theory.overflow_traffic(load, n) for n, load in groups)
    assert theory.final_group_loss(stream, 6) * stream.mean == pytest.approx(lost, rel=0.02)
    # It is an approximation, and says so: the two are not the same number.
    assert theory.final_group_loss(stream, 6) * stream.mean != pytest.approx(lost, rel=1e-6)
    fewest = theory.smallest_final_group(stream, 0.01)
    assert theory.final_group_loss(stream, fewest) <= 0.01
    assert theory.final_group_loss(stream, fewest - 1) > 0.01


def test_priority_changes_who_waits_not_how_much_work_waits() -> None:
    mixed = [
        PriorityClass(0.1, Moments.deterministic(1.0)),
        PriorityClass(0.2, Moments.exponential(1.5)),
        PriorityClass(0.15, Moments.erlang(2, 2.0)),
    ]
    together = Moments.mixture(
        [one.arrival_rate / 0.45 for one in mixed], [one.service for one in mixed]
    )
    waits = theory.waits_without_preemption(mixed)
    loads = [one.arrival_rate * one.service.mean for one in mixed]
    queue = theory.SingleServer(0.45, together)
    assert np.dot(loads, waits) == pytest.approx(queue.load * queue.mean_wait, rel=1e-12)
    two_rates = theory.sojourns_with_preemption_two_rates((1.2, 1.0), (1.0, 1.0), 3)
    assert two_rates == pytest.approx(
        theory.sojourns_with_preemption_same_rate([1.2, 1.0], 1.0, 3), rel=1e-9
    )


def test_batches_of_one_are_erlang_c() -> None:
    single = theory.BatchArrivals(3.4, {1: 1.0}, 1.0, 4)
    assert single.mean_sojourn == pytest.approx(ErlangC(3.4, 1.0, 4).mean_sojourn, rel=1e-12)


def test_absences_that_never_happen_change_nothing() -> None:
    law, plain = Moments.exponential(1.0), ErlangC(0.6, 1.0, 1)
    assert theory.wait_until_enough(0.6, law, 1) == pytest.approx(plain.mean_wait)
    assert theory.sojourn_with_breakdowns(0.6, 1.0, 0.0, 0.5) == pytest.approx(plain.mean_sojourn)
    instant = Moments.deterministic(1e-12)
    assert theory.wait_with_set_up(0.6, law, instant) == pytest.approx(plain.mean_wait)


@pytest.mark.parametrize(
    ("each", "separate", "pooled"), [(0.85, 1.149, 0.274), (0.9, 1.969, 0.533)]
)
def test_three_teams_of_four_or_one_of_twelve(each: float, separate: float, pooled: float) -> None:
    teams = [theory.Team(4 * each, 1.0, 4)] * 3
    assert theory.separate_mean_wait(teams) == pytest.approx(separate, abs=5e-4)
    assert theory.pooled_mean_wait(teams) == pytest.approx(pooled, abs=5e-4)


def test_offered_load_by_quadrature_and_in_closed_form() -> None:
    w, shape, scale = 2 * math.pi / 24, 4, 1.5

    def survival(age: float) -> float:
        steps = (age / scale) ** np.arange(shape) / [math.factorial(k) for k in range(shape)]
        return float(math.exp(-age / scale) * steps.sum())

    found = theory.offered_load(lambda t: 8 + 5 * math.sin(w * t), survival, 14.0, 80.0)
    assert found == pytest.approx(theory.wave_load_gamma(8, 5, w, shape, 6.0, 14.0), rel=1e-9)
    assert theory.wave_load_gamma(8, 5, 0.0, shape, 6.0, 14.0) == 48


def test_transient_settles_and_first_customers_wait_less() -> None:
    queue = ErlangC(3.0, 1.0, 4)
    settled = theory.mean_number_after(3.0, 1.0, 4, 400.0)
    assert settled == pytest.approx(queue.mean_number, rel=1e-9)
    assert theory.mean_wait_of_first(3.0, 1.0, 4, 4) == 0
    assert theory.mean_wait_of_first(3.0, 1.0, 4, 2) == 0
    assert 0 < theory.mean_wait_of_first(3.0, 1.0, 4, 40) < queue.mean_wait
    # The fifth is the first who can wait: only if nobody is done before he comes.
    nobody_done = (3 / 4) * (3 / 5) * (3 / 6) * (3 / 7)
    assert theory.mean_wait_of_first(3.0, 1.0, 4, 5) == pytest.approx(nobody_done / 4 / 5)


def test_variance_constant_of_a_long_chain_is_the_closed_form() -> None:
    births, deaths = np.full(400, 0.8), np.full(400, 1.0)
    found = time_average_variance(births, deaths, np.arange(401.0))
    assert found == pytest.approx(theory.number_variance_constant(0.8, 1.0), rel=1e-9)


# Staffing: what is recommended meets the target, and one fewer does not.


@pytest.mark.parametrize("load", [0.4, 7.0, 83.3, 950.0])
def test_smallest_staff(load: float) -> None:
    trunks = theory.smallest_trunks(load, 0.01)
    assert theory.erlang_b(load, trunks) <= 0.01 < theory.erlang_b(load, trunks - 1)

    def tight(found: int, meets: Callable[[int], bool], least: int = 1) -> None:
        assert meets(found)
        assert found == least or not meets(found - 1)

    stable = math.floor(load) + 1
    tight(theory.smallest_for_delay(load, 0.2), lambda n: theory.erlang_c(load, n) <= 0.2, stable)
    tight(
        theory.smallest_for_mean_wait(load, 1.0, 0.05),
        lambda n: ErlangC(load, 1.0, n).mean_wait <= 0.05,
        stable,
    )
    tight(
        theory.smallest_for_service_level(load, 1.0, 0.1, 0.8),
        lambda n: ErlangC(load, 1.0, n).service_level(0.1) >= 0.8,
        stable,
    )
    tight(
        theory.smallest_for_abandonment(load, 1.0, 0.5, 0.03),
        lambda n: ErlangA(load, 1.0, 0.5, n).abandonment_probability <= 0.03,
    )
    tight(
        theory.smallest_for_answer(load, 1.0, 0.5, 0.1, 0.9),
        lambda n: ErlangA(load, 1.0, 0.5, n).service_level(0.1) >= 0.9,
    )


def test_square_root_rule_is_near_the_smallest_staff() -> None:
    beta = theory.halfin_whitt_beta(0.2)
    assert theory.halfin_whitt_delay(beta) == pytest.approx(0.2, rel=1e-12)
    for load in (50.0, 200.0, 1000.0):
        exact = theory.smallest_for_delay(load, 0.2)
        assert abs(theory.square_root_staffing(load, beta) - exact) <= 1
    assert theory.square_root_staffing(4.0, -9.0) == 0
    # Patience that never ends, and staffing far from the load in both directions.
    assert theory.garnett_delay(0.5, 1e-12) == pytest.approx(theory.halfin_whitt_delay(0.5))
    assert theory.garnett_delay(60.0, 1.0) == 0
    # A series takes over at 35 standard deviations: no jump there.
    before, beyond = (theory.garnett_delay(0.35 + step, 1e-4) for step in (-1e-13, 1e-13))
    assert before == pytest.approx(beyond, rel=1e-12)
    assert theory.garnett_delay(-60.0, 1.0) == pytest.approx(1)


# Wrong input names the parameter, the value and what is needed.

ONE = Moments.exponential(1.0)
REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: theory.erlang_b(-1, 3), "offered_erlangs: got -1, need a finite number, 0 or more"),
    (lambda: theory.erlang_b(math.nan, 3), "offered_erlangs: got nan"),
    (
        lambda: theory.erlang_b(2, 2.5),  # type: ignore[arg-type]
        "servers: got 2.5, need a whole number, 0 or more",
    ),
    (lambda: theory.erlang_b(2, True), "servers: got True"),
    (lambda: theory.erlang_b_load(4, 1.0), "blocking: got 1.0, need a share between 0 and 1"),
    (lambda: theory.erlang_c(3.2, 3), "servers: got 3, need 4 or more for an offered load of 3.2"),
    (lambda: ErlangC(4, 1, 4), "servers: got 4, need 5 or more"),
    (lambda: ErlangC(4, 0, 4), "service_rate: got 0, need a finite number above 0"),
    (lambda: ErlangC(1, 1, 2).wait_quantile(1.0), "probability: got 1.0"),
    (lambda: ErlangA(1, 1, 0, 2), "patience_rate: got 0"),
    (lambda: ErlangA(3, 1, 1e-9, 2).mean_wait, "patience_rate: got 1e-09, need a rate that keeps"),
    (lambda: ErlangA(1, 1, 1, 4, 3), "room: got 3, need at least the 4 servers"),
    (lambda: theory.FixedPatience(1, 1, -2, 3), "patience: got -2"),
    (lambda: theory.LimitedRoom(1, 1, 3, 2), "room: got 2, need at least the 3 servers"),
    (lambda: theory.Engset(0, 3, 0.1), "sources: got 0"),
    (lambda: theory.MachineRepair(4, 0, 1, 1), "repairers: got 0"),
    (lambda: Moments(2.0, 3.0), "second: got 3.0, need at least the mean squared"),
    (lambda: Moments(1.0, 2.0, 3.0), "third: got 3.0"),
    (lambda: Moments.uniform(5, 5), "high: got 5, need a finite number above low"),
    (lambda: Moments.hyperexponential([0.5, 0.6], [1, 2]), "sum of shares: got 1.1, need 1"),
    (lambda: Moments.hyperexponential([1.0], [1, 2]), "shares and means: got (1, 2)"),
    (lambda: theory.SingleServer(1.0, ONE), "servers: got 1, need 2 or more"),
    (lambda: theory.SingleServer(0.5, Moments(1, 2)).wait_variance, "service.third: got None"),
    (lambda: theory.FixedService(2.0, 1.0, 2), "servers: got 2, need 3 or more"),
    (lambda: theory.PhaseTypeServers(1, PhaseType.erlang(5, 1), 30), "servers: got 30, need fewer"),
    (lambda: PhaseType((1.0,), (2.0,), ((1.0,),)), "moves: got ((1.0,),), need a way out"),
    (lambda: theory.cosmetatos_mean_wait(ErlangC(1, 1, 2), -1), "cv_squared: got -1"),
    (lambda: theory.waits_without_preemption([PriorityClass(2, ONE)]), "servers: got 1"),
    (lambda: theory.waits_without_preemption([]), "classes: got 0, need at least one"),
    (
        lambda: theory.sojourns_with_preemption_two_rates((3.999, 1e-4), (1, 1), 4),
        "arrival_rates[0]: got 3.999, need a lighter urgent class",
    ),
    (
        lambda: theory.OpenNetwork([1.0], [[1.0]], [2.0], [1]),
        "routing[0]: got (1.0,), need a way out",
    ),
    (
        lambda: theory.OpenNetwork([1, 0], [[0, 1], [0, 0]], [2, 1], [1, 1]),
        "servers[1]: got 1, need 2 or more",
    ),
    (lambda: theory.ClosedNetwork(3, [0], [1]), "visits: got (0,), need at least one visit"),
    (lambda: theory.Team(3, 1, 3), "servers: got 3, need 4 or more"),
    (lambda: theory.BatchArrivals(1, {0: 1.0}, 5), "batch size: got 0"),
    (
        lambda: theory.sojourn_with_breakdowns(0.9, 1, 0.1, 0.4),
        "arrival_rate: got 0.9, need below 0.8",
    ),
    (lambda: theory.wait_until_enough(0.5, ONE, 0), "enough: got 0"),
    (lambda: theory.EquivalentRandom.of(theory.Traffic(2, 1)), "variance: got 1, need at least"),
    (
        lambda: theory.shared_final_group_losses([99, 99], [90.0, 90.0], 20),
        "trunks: got (99, 99), need at most 50,000 states",
    ),
    (lambda: theory.halfin_whitt_delay(0), "beta: got 0"),
    (lambda: theory.wave_load_from_empty(4, 5, 1, 1, 1), "amplitude: got 5, need at most the base"),
    (lambda: theory.stepped_load_from_empty([1], [0], 1, 1), "lengths[0]: got 0"),
    (lambda: theory.Period(8, 1, -1), "crews: got -1"),
    (
        lambda: theory.PeriodicRoster([theory.Period(24, 1, 2)], 0.5),
        "crews: got (2,), need more: 24 jobs come in a cycle, the crews can do 24",
    ),
    (lambda: theory.PeriodicRoster([theory.Period(8, 0, 2)], 1), "arrival_rate: got 0"),
    (lambda: theory.PeriodicRoster([], 1), "periods: got 0, need at least one"),
    (
        lambda: theory.PeriodicRoster([theory.Period(8, 0.9999, 1)], 1).mean_time_to_repair,
        "arrival_rate: got (0.9999,), need less",
    ),
    (lambda: theory.mean_wait_of_first(1, 1, 1, 0), "customers: got 0"),
    (lambda: theory.number_variance_constant(1, 1), "servers: got 1"),
    (lambda: theory.smallest_for_mean_wait(1, 1, 0), "mean_wait: got 0"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_wrong_input_is_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_import_loads_no_scipy() -> None:
    program = "import sys, telesim.theory; print([m for m in sys.modules if 'scipy' in m])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
