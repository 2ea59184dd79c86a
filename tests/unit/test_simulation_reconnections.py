"""Orders whose line still stands: connected from the desk, without a visit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from telesim import kpi
from telesim.eventlog import Kind
from telesim.scenario import Scenario
from telesim.workload import followups, marks
from towns import DAY, H, at, cabinet, demand, order, rows, run, story, town


def fibre(share: str = "100 %", takes: object = "2 h", **more: Any) -> Scenario:
    wanted = demand(more.pop("patience", None))
    wanted["install"]["reconnect"] = {"share": share, "takes": takes}
    return town(demand=wanted, **more)


def test_a_line_that_stands_is_connected_without_a_visit() -> None:
    # On a Sunday, too: nobody has to travel.
    log = run(fibre(), [order(at(7, "09:00"))])
    assert story(log, 0) == ["Sun 09:00 order", "Sun 09:00 assigned", "Sun 11:00 reconnected"]
    [assigned] = rows(log, Kind.ASSIGNED)
    assert (assigned["reason"], assigned["amount"]) == (0, 1)


def test_without_a_law_it_works_at_once() -> None:
    log = run(fibre(takes=None), [order(at(1, "09:00"))])
    assert story(log, 0) == ["Mon 09:00 order", "Mon 09:00 assigned", "Mon 09:00 reconnected"]


def test_it_needs_a_port_as_any_other() -> None:
    opens = {"id": "p", "place": "C", "what": "feeder", "amount": 1, "opens": "2001-01-03"}
    scenario = fibre(cabinets=[cabinet(feeder_pairs=100)], projects=[opens])
    log = run(scenario, [order(at(1, "09:00"))])
    assert story(log, 0) == [
        "Mon 09:00 order",
        "Mon 09:00 held",
        "Wed 00:00 assigned",
        "Wed 02:00 reconnected",
    ]


def test_who_gives_up_meanwhile_is_not_connected() -> None:
    scenario = fibre(patience={"exponential": {"mean": "1 day"}})
    log = run(scenario, [order(at(1, "09:00"), gives_up_ms=at(1, "10:00"))])
    assert story(log, 0) == ["Mon 09:00 order", "Mon 09:00 assigned", "Mon 10:00 cancelled"]
    [cancelled] = rows(log, Kind.CANCELLED)
    assert (cancelled["reason"], cancelled["amount"]) == (1, 1)


def test_patience_that_ends_as_the_desk_is_done_is_kept() -> None:
    # What ends comes before who gives up (DESIGN 2.5).
    scenario = fibre(patience={"exponential": {"mean": "1 day"}})
    log = run(scenario, [order(at(1, "09:00"), gives_up_ms=at(1, "11:00"))])
    assert story(log, 0)[-1] == "Mon 11:00 reconnected"


def test_the_share_picks_the_same_orders_whatever_it_is() -> None:
    orders = [order(at(1, "09:00") + n * H) for n in range(40)]
    found: list[set[int]] = []
    for share in ("25 %", "50 %"):
        log = run(fibre(share), orders)
        found.append({row["case"] for row in rows(log, Kind.RECONNECTED)})
        ppm = round(float(share.split()[0]) * 10_000)
        assert found[-1] == {n for n in range(40) if followups.reconnects(1_000 + n, ppm)}
    few, more = found
    assert few < more


def test_the_delay_is_drawn_from_its_own_mark() -> None:
    law = {"uniform": {"low": "1 h", "high": "3 h"}}
    log = run(fibre(takes=law), [order(at(1, "09:00"))])
    [done] = rows(log, Kind.RECONNECTED)
    drawn = H + 2 * H * marks.uniform(1_000, marks.RECONNECT_DELAY, 0)
    assert done["time_ms"] == pytest.approx(at(1, "09:00") + drawn, abs=1)


def test_the_line_counts_and_may_be_given_up() -> None:
    from telesim.workload import CEASE

    log = run(fibre(), [order(at(1, "09:00")), order(at(2, "09:00"), CEASE, slot=100)])
    assert story(log, 1) == ["Tue 09:00 order", "Tue 09:00 ceased"]
    table = kpi.measure(fibre(), log).set_index(["kpi", "where"])["value"]
    assert table["lines_in_service_at_end", "{}"] == 100


def test_the_figures_count_them_among_the_served() -> None:
    orders = [order(at(1, "09:00") + n * H) for n in range(8)]
    scenario = fibre("50 %")
    log = run(scenario, orders)
    at_desk = {n for n in range(8) if followups.reconnects(1_000 + n, 500_000)}
    assert 0 < len(at_desk) < 8
    table = kpi.measure(scenario, log).set_index(["kpi", "where"])["value"]
    everywhere, county = "{}", json.dumps({"county": "north"})
    for where in (everywhere, county):
        assert table["orders_reconnected_share", where] == pytest.approx(100 * len(at_desk) / 8)
    ended = [r for kind in (Kind.IN_SERVICE, Kind.RECONNECTED) for r in rows(log, kind)]
    assert len(ended) == 8
    times = [r["time_ms"] - at(1, "09:00") - r["case"] * H for r in ended]
    assert table["supply_time_mean", everywhere] == pytest.approx(sum(times) / 8 / DAY)
