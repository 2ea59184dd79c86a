"""A desk is the queue it should be: Erlang's loss, delay and abandonment, priority and retrial.

Copies of one desk are independent runs; the interval comes from them (see queue_answers). Each
answer must lie within four standard errors of the row of the reference, and the interval must be
narrow enough to mean something; one agent more is another answer.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from desk_town import UNIT, Row, desks_run, poisson_copies
from queue_answers import Answer, ratio
from telesim.simulation.desks.desk import Call
from telesim.simulation.desks.hours import DeskHours

pytestmark = pytest.mark.theory

REFERENCE = Path(__file__).parent / "reference"
#: Units of time that are left out at the beginning: many services of a unit.
COPIES, WARM_UP = 40, 20.0

Column = NDArray[np.float64]


def row(family: str, identity: str) -> tuple[dict[str, float], float]:
    """Parameters and exact value of a row of the reference."""
    with (REFERENCE / f"{family}.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["id"] == identity:
                return json.loads(line["parameters"]), float(line["exact_value"])
    raise KeyError(identity)


def calls_of(
    copies: list[list[Row]],
    agents: int,
    days: float,
    again: Callable[[Call], int | None] | None = None,
    warm_up: float = WARM_UP,
) -> dict[str, Column]:
    """After the warm-up, for each ended wait: copy, class, whether answered, wait in units."""
    lines = desks_run(copies, DeskHours.always(agents), int((days + 50) * UNIT), again=again)
    priorities = [call[3] for copy in copies for call in copy]
    begun = [
        (desk, priorities[entity], what == "answered", wait / UNIT)
        for what, desk, entity, now, wait in lines
        if what != "done" and now - wait >= warm_up * UNIT
    ]
    columns = np.array(begun, dtype=float).T
    return dict(zip(("copy", "class", "answered", "wait"), columns, strict=True))


def share(
    found: dict[str, Column], yes: NDArray[Any], among: NDArray[np.bool_] | None = None
) -> Answer:
    """The share, or the mean, of ``yes`` over calls (those ``among``)."""
    among = np.ones(len(yes), dtype=bool) if among is None else among
    copy = found["copy"][among].astype(int)
    return ratio(
        np.bincount(copy, yes[among].astype(float), minlength=COPIES),
        np.bincount(copy, minlength=COPIES).astype(float),
    )


def accept(answer: Answer, exact: float, width: float) -> None:
    assert answer.half_width < width
    assert abs(answer.z(exact)) < 4


@pytest.mark.parametrize("identity", ["EB-O01", "EB-O02"])
def test_who_does_not_wait_is_lost_as_erlang_says(identity: str) -> None:
    given, exact = row("erlang_b", identity)
    days = 120_000 / COPIES / given["offered_erl"] + WARM_UP
    copies = poisson_copies(1, COPIES, days, [given["offered_erl"]], [1.0],
                            lambda draw, count: np.zeros(count))  # fmt: skip
    found = calls_of(copies, int(given["servers"]), days)
    accept(share(found, found["answered"] == 0), exact, 0.08)
    more = calls_of(copies[:COPIES], int(given["servers"]) + 1, days)
    assert share(more, more["answered"] == 0).z(exact) < -8


def test_who_waits_for_ever_waits_as_erlang_says() -> None:
    given, exact = row("erlang_c", "EC-O05")
    _, delayed = row("erlang_c", "EC-O04")
    warm_up = 40 / given["mu"]
    days = 200_000 / COPIES / given["lam"] + warm_up
    copies = poisson_copies(2, COPIES, days, [given["lam"]], [1 / given["mu"]])
    found = calls_of(copies, int(given["c"]), days, warm_up=warm_up)
    accept(share(found, found["wait"] > 0), delayed, 0.02)
    accept(share(found, found["wait"]), exact, 0.06)
    four, exact_of_four = row("erlang_c", "EC-O11")
    more = calls_of(copies, int(four["c"]), days, warm_up=warm_up)
    accept(share(more, more["wait"]), exact_of_four, 0.08)


def test_the_service_level_is_that_of_erlang() -> None:
    given, exact = row("erlang_c", "EC-O07")
    days = 100_000 / COPIES / given["lam"] + WARM_UP
    copies = poisson_copies(3, COPIES, days, [given["lam"]], [1 / given["mu"]])
    found = calls_of(copies, int(given["c"]), days)
    accept(share(found, found["wait"] <= given["t"]), exact, 0.02)


def test_impatient_callers_are_served_and_lost_as_palm_says() -> None:
    given, abandoned = row("erlang_a", "EA-O01")
    _, all_wait = row("erlang_a", "EA-O03")
    _, asa = row("erlang_a", "EA-O04")
    _, within = row("erlang_a", "EA-O05")
    days = 200_000 / COPIES / given["lam"] + WARM_UP
    copies = poisson_copies(
        4, COPIES, days, [given["lam"]], [1 / given["mu"]],
        lambda draw, count: draw.exponential(1 / given["theta"], count),
    )  # fmt: skip
    found = calls_of(copies, int(given["n"]), days)
    answered = found["answered"] == 1
    accept(share(found, ~answered), abandoned, 0.10)
    accept(share(found, found["wait"]), all_wait, 0.08)
    accept(share(found, found["wait"], answered), asa, 0.08)
    accept(share(found, answered & (found["wait"] <= 1 / 3)), within, 0.02)
    # The wait of all callers is another thing than that of those who are answered.
    assert share(found, found["wait"]).z(asa) > 2


def test_patience_of_one_length_is_a_row_of_its_own() -> None:
    given, abandoned = row("erlang_a", "EA-O11")
    _, asa = row("erlang_a", "EA-O12")
    days = 160_000 / COPIES / given["lam"] + WARM_UP
    copies = poisson_copies(5, COPIES, days, [given["lam"]], [1 / given["mu"]],
                            lambda draw, count: np.full(count, given["patience"]))  # fmt: skip
    found = calls_of(copies, int(given["n"]), days)
    answered = found["answered"] == 1
    accept(share(found, ~answered), abandoned, 0.06)
    accept(share(found, found["wait"], answered), asa, 0.05)


def test_the_urgent_are_served_first() -> None:
    given, first = row("priority_np", "NP-O01")
    _, second = row("priority_np", "NP-O02")
    rates: list[float] = given["lam"]  # type: ignore[assignment]
    means = [1 / mu for mu in given["mu"]]  # type: ignore[attr-defined]
    days = 200_000 / COPIES / sum(rates) + WARM_UP
    found = calls_of(poisson_copies(6, COPIES, days, rates, means), 1, days)
    accept(share(found, found["wait"], found["class"] == 0), first, 0.04)
    accept(share(found, found["wait"], found["class"] == 1), second, 0.10)


def retrial_chain(
    rate: float, service: float, again: float, persists: float, agents: int, room: int = 60
) -> float:
    """Share of attempts that find all agents busy, those who try again included.

    States are (busy, callers who will try again); a blocked caller tries again with a chance,
    after an exponential time of rate ``again``.
    """
    size = (agents + 1) * room
    flows = np.zeros((size, size))

    def at(busy: int, orbit: int) -> int:
        return busy * room + orbit

    for busy in range(agents + 1):
        for orbit in range(room):
            here = at(busy, orbit)
            if busy:
                flows[here, at(busy - 1, orbit)] += busy * service
            if busy < agents:
                flows[here, at(busy + 1, orbit)] += rate
                if orbit:
                    flows[here, at(busy + 1, orbit - 1)] += orbit * again
            else:
                if orbit + 1 < room:
                    flows[here, at(busy, orbit + 1)] += rate * persists
                if orbit:
                    flows[here, at(busy, orbit - 1)] += orbit * again * (1 - persists)
    flows -= np.diag(flows.sum(axis=1))
    system = np.vstack([flows.T, np.ones(size)])
    chances, *_ = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)
    table = chances.reshape(agents + 1, room)
    attempts = (table * (rate + again * np.arange(room))).sum()
    return float((table[agents] * (rate + again * np.arange(room))).sum() / attempts)


def test_callers_who_try_again_are_the_markov_chain_of_retrial() -> None:
    rate, agents, again, persists = 1.5, 2, 0.5, 0.6
    days = 80_000 / COPIES / rate + WARM_UP
    copies = poisson_copies(7, COPIES, days, [rate], [1.0], lambda draw, count: np.zeros(count))
    draw = np.random.default_rng(8)

    def tries_again(call: Call) -> int | None:
        return int(draw.exponential(1 / again) * UNIT) + 1 if draw.random() < persists else None

    found = calls_of(copies, agents, days, tries_again)
    exact = retrial_chain(rate, 1.0, again, persists, agents)
    accept(share(found, found["answered"] == 0), exact, 0.03)
    # Without further tries the same desk blocks less.
    assert retrial_chain(rate, 1.0, again, 0.0, agents) == pytest.approx(
        rate**2 / 2 / (1 + rate + rate**2 / 2)
    )
    assert exact > 1.1 * retrial_chain(rate, 1.0, again, 0.0, agents)
