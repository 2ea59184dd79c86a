"""What validate says of gangs that repair and build, and of ducts."""

from __future__ import annotations

from typing import Any

import pytest

from telesim.scenario import Scenario
from telesim.scenario.check import check
from towns import H, cabinet, cause, crew, exchange, town

WORKS: dict[str, Any] = {
    "pairs_per_gang_day": 100,
    "gang_day": "8 work h",
    "gang_size": 1,
    "source": "assumed",
}


def gang_town(**more: Any) -> Scenario:
    """A gang on six days a week; 10 repairs a month of 4 h; 1,200 pairs a year, 100 a month."""
    rule = {
        "what": "distribution", "on": "2001-01-01", "every": "30 days", "add": 100,
        "lead_time": "0 h", "source": "assumed",
    }  # fmt: skip
    plain: dict[str, Any] = {
        "window": "360 days",
        "crews": [crew("gang", "gangs")],
        "teams": {"gangs": {"skills": {"cable": {}}, "source": "assumed"}},
        "demand": {},
        "faults": {
            "joint": cause(
                "4 work h", rate="10 events per 100 lines per month", cause_group="cable",
                skill="cable", job="cable",
            )
        },
        "expansions": {"pairs": rule},
        "works": WORKS,
    }  # fmt: skip
    return town(**{**plain, **more})


def test_construction_stands_beside_repair_in_gang_days() -> None:
    (gangs,) = check(gang_town()).gangs
    # Ten repairs of half a day; twelve cables of a day in 360 / 30.4 months.
    assert gangs.repair_days == pytest.approx(5)
    assert gangs.works_days == pytest.approx(12 / (360 / 30.4), rel=0.01)
    assert gangs.days_on_duty == pytest.approx(30.4 * 6 / 7, rel=0.01)
    assert "cable: 5.0 gang-days a month of repair and 1.0 of construction, of 26.1 on duty" in (
        " ".join(line.strip() for line in check(gang_town()).lines())
    )


def test_construction_is_work_of_its_skill() -> None:
    with_works, without = check(gang_town()), check(gang_town(works=None))
    assert without.gangs == ()
    (one,), (other,) = with_works.loads, without.loads
    weeks = 360 / 7
    assert one.work_hours - other.work_hours == pytest.approx(12 * 8 / weeks, rel=0.01)


def test_the_way_the_gang_and_the_kinds_count() -> None:
    far = gang_town(exchanges=[exchange(base_travel_min=60)], crews=[
        crew("gang", "gangs", members=2)])  # fmt: skip
    (gangs,) = check(far).gangs
    # Two people need 4 h for a gang-day, and an hour for the way.
    assert gangs.works_days == pytest.approx(12 / (360 / 30.4) * 5 / 8, rel=0.01)
    (none,) = check(gang_town(works={**WORKS, "kinds": ["feeder"]})).gangs
    assert none.works_days == 0


def test_ducts_that_nothing_uses_and_full_ones_are_warned_of() -> None:
    ducts = [
        {"id": "idle", "exchange": "E", "bores": 4, "used": 4},
        {"id": "full", "exchange": "E", "bores": 2, "used": 2},
    ]
    plain = {"ducts": ducts, "cabinets": [cabinet(duct="full")]}
    told = check(gang_town(**plain)).warnings
    assert "ducts that no cabinet uses: idle" in told
    assert "full ducts take no new feeder, and there are no duct_projects: full" in told
    dug = {"lead_time": "4 months", "bores": 2, "source": "assumed"}
    told = check(gang_town(**plain, duct_projects=dug)).warnings
    assert not any("full ducts" in warning for warning in told)


def test_the_default_gang_day_is_a_paid_day_less_the_depot() -> None:
    section = gang_town(works={"source": "assumed"}).works
    assert section is not None
    assert (section.gang_day, section.gang_size, section.pairs_per_gang_day) == (7 * H, 3, 150)
