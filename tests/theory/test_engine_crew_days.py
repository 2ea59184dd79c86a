"""What one crew gets done in a day comes out of the hour norms; nobody puts it in.

DOMAIN 4 expects about 5.5 town and 4.2 rural repairs. By hand, for a crew that never runs out of
work and always finds somebody at home:

* paid day 8 h (08-12, 14-18), of which 1 h at the depot: 7 h;
* work by the shares of causes that a repairer visits: customer equipment 25 % at 0.7 h, no fault
  found 15 % at 0.4 h, drop 30 % at 1.0 h, swap to a spare pair 17 % at 1.0 h:
  (0.175 + 0.060 + 0.300 + 0.170) / 0.87 = 0.8103 h on average;
* 0.2 h to test and close;
* travel 15 min in town, 40 min in the country (the table's 20-70 min, most of it near).

So a visit takes 0.25 + 0.8103 + 0.2 = 1.2603 h in town, 1.6770 h in the country, and a day holds
7 / 1.2603 = 5.554 and 7 / 1.6770 = 4.174 of them: what is not finished by 18:00 goes on next
morning, so that no time is lost at the ends of days and the long-run rate is just that.

With 12 % of visits finding nobody (0.2 h lost, no work) and 15 % of the others not repairing (no
closing): 0.12 x (0.25 + 0.2) + 0.88 x (0.25 + 0.8103 + 0.85 x 0.2) = 1.1367 h a visit in town:
6.158 visits a day, of which 0.88 x 0.85 clear: 4.607 repairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from telesim import conservation
from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.simulation import simulate
from telesim.workload import draw
from towns import cabinet, cause, crew, exchange, town

pytestmark = pytest.mark.theory

WORK_H = (0.25 * 0.7 + 0.15 * 0.4 + 0.30 * 1.0 + 0.17 * 1.0) / 0.87
PLACES = 40
IN_VAIN = {"no_access": {"repair": "12 %"}, "no_access_time": "0.2 work h"}


def saturated(
    travel_min: float, *, vain: bool = False, depot: str = "1 work h", seed: int = 1
) -> dict[str, tuple[float, float]]:
    """Visits and repairs a crew-day: mean and standard error over crews of their own places."""
    names = [f"E{n}" for n in range(PLACES)]

    def fault(share: float, hours: float) -> dict[str, Any]:
        # In all 870 faults a month for a crew that can do 150: more wait every day.
        law = {"lognormal": {"mean": f"{hours} work h", "cv": 0.8}}
        return cause(law, rate=f"{share} events per line per month")

    skill = {"first_time_fix": "85 %"} if vain else {}
    scenario: Scenario = town(
        warm_up="2 weeks",
        window="12 weeks",
        follow_up="0 days",
        exchanges=[exchange(name, base_travel_min=travel_min) for name in names],
        cabinets=[cabinet(f"C{name}", name, 1000) for name in names],
        crews=[crew(name, base=name, covers=name) for name in names],
        teams={"field": {"skills": {"repair": skill}, "source": "assumed"}},
        travel={"variation": {"lognormal": {"mean": 1, "cv": 0.3}}, "source": "assumed"},
        visits={"depot": depot, "closing": "0.2 work h", **(IN_VAIN if vain else {}),
                "source": "assumed"},
        demand={},
        faults={
            "customer-equipment": fault(0.25, 0.7),
            "no-fault-found": fault(0.15, 0.4),
            "drop": fault(0.30, 1.0),
            "pair-swap": fault(0.17, 1.0),
        },
    )  # fmt: skip
    log = simulate(scenario, draw(scenario, seed, 0))
    conservation.check(scenario, log)
    inside = (log.time_ms >= scenario.window_start_ms) & (log.time_ms < scenario.window_end_ms)

    def per_day(kind: Kind) -> tuple[float, float]:
        rows = inside & (log.kind == kind)
        days = np.bincount(log.crew[inside & (log.kind == Kind.ON_DUTY)], minlength=PLACES)
        assert (days == 12 * 6).all()
        each = np.bincount(log.crew[rows], minlength=PLACES) / days
        return float(each.mean()), float(each.std(ddof=1) / np.sqrt(PLACES))

    # It never runs out of work: as many wait at the end as were done, and more.
    assert (log.kind == Kind.REPORT).sum() > 2 * (log.kind == Kind.CLEARED).sum()
    return {"visits": per_day(Kind.DISPATCHED), "repairs": per_day(Kind.CLEARED)}


def agrees(found: tuple[float, float], expected: float) -> bool:
    """Within four standard errors (t), which are under one per cent of it."""
    value, error = found
    assert error < 0.01 * expected
    return abs(value - expected) < stats.t.ppf(stats.norm.cdf(4), PLACES - 1) * error


@pytest.mark.parametrize(
    ("travel_min", "by_hand", "domain"), [(15, 5.554, 5.5), (40, 4.174, 4.2)], ids=["town", "rural"]
)
def test_about_five_and_a_half_town_and_four_rural_repairs_a_day_come_out(
    travel_min: float, by_hand: float, domain: float
) -> None:
    assert by_hand == pytest.approx(7 / (travel_min / 60 + WORK_H + 0.2), abs=0.001)
    found = saturated(travel_min)
    assert agrees(found["visits"], by_hand)
    assert agrees(found["repairs"], by_hand)
    assert abs(found["repairs"][0] - domain) < 0.1
    # Half an hour less at the depot is not overlooked.
    assert not agrees(saturated(travel_min, depot="0.5 work h")["repairs"], by_hand)


def test_visits_in_vain_cost_repairs() -> None:
    found = saturated(15, vain=True)
    hours = 0.12 * (0.25 + 0.2) + 0.88 * (0.25 + WORK_H + 0.85 * 0.2)
    assert 7 / hours == pytest.approx(6.158, abs=0.001)
    assert agrees(found["visits"], 7 / hours)
    assert agrees(found["repairs"], 0.88 * 0.85 * 7 / hours)
