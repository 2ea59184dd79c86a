"""Overflow by its calculators against a walk that knows nothing of them: one call after another.

Each stream has trunks of its own; a call that finds them taken goes to a final group that all
streams share. Many copies walk at once; what happens next is a call or the end of one, with chances
that the trunks in use decide.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from queue_answers import Answer, ratio
from telesim import theory

pytestmark = pytest.mark.theory

REFERENCE = Path(__file__).parent / "reference" / "overflow.csv"
COPIES, WARM_UP, STEPS = 1_000, 600, 6_000
ENDLESS = 10_000
Column = NDArray[np.float64]


def exact(identity: str) -> float:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return next(float(row["exact_value"]) for row in csv.DictReader(file)
                    if row["id"] == identity)  # fmt: skip


def parameters(identity: str) -> dict[str, list[list[float]]]:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        found = next(row["parameters"] for row in csv.DictReader(file) if row["id"] == identity)
    return dict(json.loads(found))


def walk(trunks: list[int], erlangs: list[float], final: int, seed: int) -> dict[str, Column]:
    """Sums by copy: time, the final group's use and its square over time; calls and losses of each
    stream in rows. The mean time of a call is 1.
    """
    draw = np.random.Generator(np.random.SFC64(seed))
    streams, every = len(trunks), np.arange(COPIES)
    # Rates of what can happen: a call of each stream, an end on its trunks, one on the final group.
    calls = np.array(erlangs)[:, None] * np.ones(COPIES)
    used = np.zeros((2 * streams, COPIES))
    room = np.array(trunks)[:, None]
    sums = {word: np.zeros(COPIES) for word in ("time", "use", "square")}
    came, lost = np.zeros((streams, COPIES)), np.zeros((streams, COPIES))
    for step in range(WARM_UP + STEPS):
        rates = np.concatenate([calls, used])
        upto = rates.cumsum(axis=0)
        happens = (upto <= draw.random(COPIES) * upto[-1]).sum(axis=0)
        over = used[streams:].sum(axis=0)
        if step >= WARM_UP:
            # The time until something happens is 1 over all rates, on the average.
            sums["time"] += 1 / upto[-1]
            sums["use"] += over / upto[-1]
            sums["square"] += over**2 / upto[-1]
        is_call = happens < streams
        stream = np.where(is_call, happens, 0)
        direct = used[stream, every] < room[stream, 0]
        blocked = is_call & ~direct & (over >= final)
        if step >= WARM_UP:
            np.add.at(came, (stream[is_call], every[is_call]), 1)
            np.add.at(lost, (stream[blocked], every[blocked]), 1)
        goes = is_call & ~blocked
        place = np.where(direct, stream, stream + streams)
        used[place[goes], every[goes]] += 1
        used[happens[~is_call] - streams, every[~is_call]] -= 1
    return {**sums, "came": came, "lost": lost}


def accept(answer: Answer, value: float, width: float) -> None:
    assert answer.half_width < width
    assert abs(answer.z(value)) < 4


@pytest.mark.parametrize(("load", "trunks", "rows"), [(8.0, 10, ("OV-O01", "OV-O02"))])
def test_what_overflows_has_kostens_mean_and_riordans_variance(
    load: float, trunks: int, rows: tuple[str, str]
) -> None:
    found = walk([trunks], [load], ENDLESS, 1)
    stream = theory.overflow_traffic(load, trunks)
    assert (stream.mean, stream.variance) == pytest.approx([exact(row) for row in rows])
    accept(ratio(found["use"], found["time"]), stream.mean, 0.02)
    square = stream.variance + stream.mean**2
    accept(ratio(found["square"], found["time"]), square, 0.04)
    # A Poisson stream would be another thing.
    poisson = stream.mean + stream.mean**2
    assert abs(ratio(found["square"], found["time"]).z(poisson)) > 8


def test_two_streams_share_a_final_group_as_the_chain_says() -> None:
    given = parameters("OV-O07")
    trunks, loads = zip(*given["primary"], strict=True)
    final = int(given["shared_secondary"])  # type: ignore[call-overload]
    losses = theory.shared_final_group_losses([int(n) for n in trunks], loads, final)
    assert losses == pytest.approx([exact("OV-O07"), exact("OV-O08")])
    found = walk([int(n) for n in trunks], list(loads), final, 2)
    answers = [ratio(found["lost"][n], found["came"][n]) for n in range(2)]
    for answer, loss in zip(answers, losses, strict=True):
        accept(answer, loss, 0.06)
    fewer = theory.shared_final_group_losses([int(n) for n in trunks], loads, final - 1)
    assert abs(answers[1].z(fewer[1])) > 8
