"""Networks of trunk groups against answers that are exact or can be worked out by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from telesim.theory import trunk_network
from telesim.theory.erlang_b import erlang_b
from telesim.theory.overflow import final_group_loss, overflow_traffic
from telesim.theory.shared_overflow import shared_final_group_losses
from telesim.theory.trunk_network import NotSettledError, TrunkNetwork, erlang_b_of_groups
from telesim.theory.trunk_routes import TrunkRoutes

REFERENCE = Path(__file__).parent / "reference"
#: A place reached from 0 over one group.
ONE = TrunkRoutes((0,), (1,), (-1,))
#: From 0 to 1 directly, else over the tandem 2.
OVER_TANDEM = TrunkRoutes((0, 0, 2), (1, 2, 1), (1, -1, -1))
PLENTY = 1_000


def reference(name: str, quantity: str) -> list[tuple[dict[str, object], float]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            (json.loads(row["parameters"]), float(row["exact_value"]))
            for row in csv.DictReader(file)
            if row["quantity"] == quantity
        ]


def test_a_single_group_is_every_row_of_erlang_b() -> None:
    rows = reference("erlang_b", "call blocking probability")
    assert len(rows) >= 4
    for parameters, exact in rows:
        load, servers = float(parameters["offered_erl"]), int(parameters["servers"])
        carried = TrunkNetwork(ONE, [(0, 1)]).solve([servers], [load])
        assert carried.blocking[0] == pytest.approx(exact, rel=1e-10)
        assert carried.success[0] == pytest.approx(1 - exact, rel=1e-10)


def test_many_groups_at_once_are_the_same_as_one_by_one() -> None:
    loads = np.array([0.0, 1.0, 5.0, 20.0, 84.06, 500.0])
    circuits = np.array([3, 2, 10, 0, 100, 450])
    expected = [erlang_b(load, n) for load, n in zip(loads, circuits.tolist(), strict=True)]
    assert erlang_b_of_groups(loads, circuits) == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match=r"offered_erlangs: got -1\.0, need 0 or more"):
        erlang_b_of_groups(np.array([-1.0]), np.array([3]))


def test_what_overflows_has_the_mean_and_variance_of_the_reference() -> None:
    means = reference("overflow", "mean overflow (erl)")
    variances = reference("overflow", "variance of overflow")
    assert len(means) == len(variances) == 3
    for (parameters, mean), (_, variance) in zip(means, variances, strict=True):
        room, load = int(parameters["primary_trunks"]), float(parameters["offered_erl"])
        carried = TrunkNetwork(OVER_TANDEM, [(0, 1)]).solve([room, PLENTY, PLENTY], [load])
        assert carried.offered[1] == pytest.approx(mean, rel=1e-9)
        assert carried.variance[1] == pytest.approx(variance, rel=1e-9)


def test_a_direct_group_that_overflows_to_the_tandem_by_hand() -> None:
    # 8 E on 10 circuits leave 8 x B(10, 8) = 0.97329 E, which 3 more cannot all carry.
    carried = TrunkNetwork(OVER_TANDEM, [(0, 1)]).solve([10, 3, PLENTY], [8.0])
    stream = overflow_traffic(8.0, 10)
    lost = erlang_b(8.0, 10) * final_group_loss(stream, 3)
    assert carried.success[0] == pytest.approx(1 - lost, rel=1e-9)
    # Behind the first group of the tandem way comes the second; both lose of what is left.
    both = TrunkNetwork(OVER_TANDEM, [(0, 1)]).solve([0, 2, 2], [1.0])
    through = 1.0 - both.blocking[1]
    assert both.offered[1] == pytest.approx(1.0 - both.blocking[2], rel=1e-6)
    assert both.offered[2] == pytest.approx(through, rel=1e-6)


def test_two_groups_in_a_row_are_the_fixed_point_of_reduced_loads() -> None:
    # b = B(2, 1 - b) for two alike: 1 E on 2 circuits each. By bisection b = 0.1676...
    chain = TrunkRoutes((0, 1), (1, 2), (-1, -1))
    carried = TrunkNetwork(chain, [(0, 2)]).solve([2, 2], [1.0])
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if erlang_b(1 - middle, 2) > middle else (low, middle)
    assert carried.blocking == pytest.approx([low, low], abs=1e-8)
    assert carried.success[0] == pytest.approx((1 - low) ** 2, abs=1e-8)


@pytest.mark.parametrize("final", [4, 6, 8])
def test_two_streams_that_share_a_final_group_lose_about_what_the_chain_says(final: int) -> None:
    # 5 E on 6 and 7 E on 8 circuits; the shared group leads to the place where the calls go.
    routes = TrunkRoutes((0, 0, 0, 3), (1, 2, 3, 1), (2, 2, -1, -1))
    routes = TrunkRoutes((*routes.starts, 3), (*routes.ends, 2), (*routes.overflow, -1))
    network = TrunkNetwork(routes, [(0, 1), (0, 2)])
    carried = network.solve([6, 8, final, PLENTY, PLENTY], [5.0, 7.0])
    exact = shared_final_group_losses([6, 8], [5.0, 7.0], final)
    lost = float((carried.attempts * (1 - carried.success)).sum())
    # All calls together, Wilkinson is right to a tenth; each stream may differ a little more.
    assert lost == pytest.approx(5 * exact[0] + 7 * exact[1], rel=0.1)
    assert 1 - carried.success == pytest.approx(exact, rel=0.15)


def test_calls_tried_again_are_a_fixed_point() -> None:
    # 1 E on 2 circuits, 60 % tried again: a = 1 / (1 - 0.6 b), b = a^2/2 / (1 + a + a^2/2).
    carried = TrunkNetwork(ONE, [(0, 1)]).solve([2], [1.0], retries=0.6)
    load, loss = float(carried.attempts[0]), float(carried.blocking[0])
    assert loss == pytest.approx(load**2 / 2 / (1 + load + load**2 / 2), rel=1e-8)
    assert load == pytest.approx(1 / (1 - 0.6 * loss), rel=1e-8)
    assert (round(load, 4), round(loss, 4)) == (1.1676, 0.2392)
    with pytest.raises(ValueError, match=r"retries: got 1\.0, need a share from 0"):
        TrunkNetwork(ONE, [(0, 1)]).solve([2], [1.0], retries=1.0)


def test_calls_that_nobody_answers_are_tried_again_too() -> None:
    # 67 % of the attempts with a path are answered. Where nothing is blocked 33 % fail, and 60 % of
    # these are tried again: 1 / (1 - 0.6 x 0.33) attempts a call, all of which hold circuits.
    network = TrunkNetwork(ONE, [(0, 1)])
    free = network.solve([PLENTY], [1.0], retries=0.6, answered=0.67)
    assert free.attempts[0] == pytest.approx(1 / 0.802, rel=1e-12)
    assert free.offered[0] == pytest.approx(1 / 0.802, rel=1e-12)
    # On 2 circuits an attempt fails with 1 - 0.67 (1 - b): by bisection a = 1.4716, b = 0.3046.
    few = network.solve([2], [1.0], retries=0.6, answered=0.67)
    low, high = 0.0, 1.0
    for _ in range(60):
        loss = (low + high) / 2
        load = 1 / (1 - 0.6 * (1 - 0.67 * (1 - loss)))
        low, high = (loss, high) if load**2 / 2 / (1 + load + load**2 / 2) > loss else (low, loss)
    assert few.blocking[0] == pytest.approx(low, abs=1e-7)
    assert few.attempts[0] == pytest.approx(load, rel=1e-7)
    assert (round(load, 4), round(low, 4)) == (1.4716, 0.3046)
    # Blocked attempts are made and hold nothing: what is carried is what finds a path.
    assert few.offered[0] * (1 - low) == pytest.approx(few.attempts[0] * few.success[0], rel=1e-7)
    with pytest.raises(ValueError, match=r"answered: got 1\.2, need a share from 0 to 1"):
        network.solve([2], [1.0], answered=1.2)


def test_losses_that_come_to_no_rest_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    # First round: 1 E comes to each of two groups in a row, of 2 circuits: B(2, 1) = 0.2 is lost.
    # So 0.8 E come to each, which lose B(2, 0.8) = 0.32 / 2.12 in the second: 0.0491 less.
    chain = TrunkNetwork(TrunkRoutes((0, 1), (1, 2), (-1, -1)), [(0, 2)])
    monkeypatch.setattr(trunk_network, "_MOST_ROUNDS", 2)
    with pytest.raises(
        NotSettledError, match=r"that of group 0 still moves by 4\.9 % after 2 round"
    ):
        chain.solve([2, 2], [1.0])
    # What moves less than anybody could see will do.
    monkeypatch.setattr(trunk_network, "_MOST_ROUNDS", 1_000)
    settled = chain.solve([2, 2], [1.0]).blocking
    monkeypatch.setattr(trunk_network, "_SETTLED", -1.0)
    assert chain.solve([2, 2], [1.0]).blocking == pytest.approx(settled, abs=1e-7)


def test_the_shortest_way_is_taken_and_the_first_of_equals() -> None:
    # Two ways of two groups from 0 to 3; the direct group 4 comes in between.
    routes = TrunkRoutes((0, 1, 0, 2), (1, 3, 2, 3), (-1,) * 4)
    carried = TrunkNetwork(routes, [(0, 3)]).solve([PLENTY] * 4, [2.0])
    assert carried.offered == pytest.approx([2.0, 2.0, 0.0, 0.0])
    direct = TrunkRoutes((*routes.starts, 0), (*routes.ends, 3), (-1,) * 5)
    carried = TrunkNetwork(direct, [(0, 3)]).solve([PLENTY] * 5, [2.0])
    assert carried.offered == pytest.approx([0.0, 0.0, 0.0, 0.0, 2.0])


def test_circuits_lacking_are_those_of_erlang_and_of_wilkinson() -> None:
    # 5 E at 1 % need 11 circuits, 84.06 E need 100; groups that overflow lack none.
    assert TrunkNetwork(ONE, [(0, 1)]).lacking([8], [5.0], 0.01).tolist() == [3]
    assert TrunkNetwork(ONE, [(0, 1)]).lacking([100], [84.06], 0.01).tolist() == [0]
    network = TrunkNetwork(OVER_TANDEM, [(0, 1)])
    lacks = network.lacking([10, 1, PLENTY], [8.0], 0.01).tolist()
    stream = overflow_traffic(8.0, 10)
    assert final_group_loss(stream, 1 + lacks[1]) <= 0.01 < final_group_loss(stream, lacks[1])
    assert lacks[0] == lacks[2] == 0


@pytest.mark.parametrize(
    ("routes", "stream", "told"),
    [
        (ONE, (1, 0), "need a way from the one to the other"),
        (TrunkRoutes((0, 0), (1, 1), (1, 0)), (0, 1), "overflow: got a circle"),
        (ONE, (0, 0), "need two places"),
        # The way on from 1 is the direct group's own start.
        (TrunkRoutes((0, 0, 1), (2, 1, 0), (1, -1, -1)), (0, 2), "no call comes back"),
    ],
)
def test_a_network_on_which_calls_get_nowhere(
    routes: TrunkRoutes, stream: tuple[int, int], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        TrunkNetwork(routes, [stream])
