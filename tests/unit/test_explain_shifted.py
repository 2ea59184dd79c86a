"""When a better repair is said to be shifted, not solved."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from telesim.experiment.explain.explanation import TargetTold
from telesim.experiment.explain.figures import Figures
from telesim.experiment.explain.shapley import Values95
from telesim.experiment.explain.shifted import GUARDS, shifted_words

BETTER, WORSE, SAME = Values95(-3, -4, -2), Values95(3, 2, 4), Values95(0.1, -1, 1.2)


def target(
    name: str, kpi: str, difference: Values95, after: str, before: str = "met"
) -> TargetTold:
    verdicts = [cast(Any, SimpleNamespace(verdict=word)) for word in (before, after)]
    nothing = Values95(0, 0, 0)
    return TargetTold(
        name, kpi, {}, "h", False, *verdicts, nothing, nothing, difference, (), None, 4
    )


@dataclass
class Guards:
    """Figures of both ends: those named rise by about one."""

    rising: tuple[str, ...] = ()

    @property
    def usable(self) -> dict[Any, list[int]]:
        return {figure: [1, 2, 3] for figure in GUARDS}

    def of(self, figure: tuple[str, str], subset: int) -> Any:
        more = subset and figure[0] in self.rising
        return np.array([5.0, 6.0, 7.0]) + (np.array([1.0, 1.1, 0.9]) if more else 0)


def told(*targets: TargetTold, rising: tuple[str, ...] = ()) -> str:
    return shifted_words(targets, cast(Figures, Guards(rising)), 3)


def repair(difference: Values95 = BETTER, after: str = "met") -> TargetTold:
    return target("repair", "time_to_restore_mean", difference, after)


@pytest.mark.parametrize(
    ("supply", "rising", "words"),
    [
        (target("install", "supply_time_mean", WORSE, "missed"), (), "install is missed."),
        (target("install", "supply_time_mean", SAME, "missed", "missed"), (),
         "install is missed, as before."),
        (target("install", "supply_time_mean", WORSE, "met"), (),
         "install got worse, though it is met."),
        (target("install", "supply_time_mean", SAME, "met"), ("held_orders_mean",),
         "more orders lack facilities."),
        (target("install", "supply_time_mean", WORSE, "missed"), ("waiting_list_mean",),
         "install is missed; and the waiting list is longer."),
    ],
)  # fmt: skip
def test_who_waits_instead_is_said(supply: TargetTold, rising: tuple[str, ...], words: str) -> None:
    said = told(repair(), supply, rising=rising)
    assert said == f"Shifted, not solved: repair got better and is met, while {words}"


def test_nothing_is_said_where_nothing_was_shifted() -> None:
    fine = target("install", "supply_time_mean", BETTER, "met")
    starving = target("install", "supply_time_mean", WORSE, "missed")
    assert told(repair(), fine) == ""
    # Repair that is not met, has not gained, or is no target at all.
    assert told(repair(after="missed"), starving) == ""
    assert told(repair(SAME), starving) == ""
    assert told(starving) == ""


def test_a_share_gets_worse_downwards() -> None:
    share = TargetTold(
        **{**vars(target("s", "supply_time_within_15d", BETTER, "met")), "higher_is_better": True}
    )
    assert share.got_worse
    assert not share.got_better
    assert "s got worse" in told(repair(), share)
