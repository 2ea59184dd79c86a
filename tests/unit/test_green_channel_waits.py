"""The green channel where orders wait longest: at the main frame, for a window, for crews."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from offices import system
from telesim.eventlog import Kind
from telesim.policies.dispatch.nearest import Nearest
from telesim.scenario import Scenario
from telesim.simulation.job import WAITING, Job
from telesim.simulation.queues import PairQueue
from telesim.simulation.rules import Variant
from telesim.workload.office import key_account
from towns import H, at, cabinet, cause, crew, exchange, fault, instants, order, rows, run, town

KEYS = [key for key in range(2_000) if key_account(key, 500_000)]
PLAIN = [key for key in range(2_000) if not key_account(key, 500_000)]
#: Nobody works at a desk, so that orders come at once to what is looked at here.
NO_DESKS = system(acceptance=None, assignment=None, exchange=None, dispatch=None, test=None)


def watched(channel: bool, limits: dict[str, str] | None = None, **more: Any) -> Scenario:
    ahead = {"head_start": "30 days", "liaison": "30 days", "manager": "365 days"}
    accounts = {"share": "50 %", "limits": limits or {"billing": "300 h"}, "source": "assumed"}
    given = {**accounts, "channel": ahead} if channel else accounts
    return town(order_system=NO_DESKS, key_accounts=given, **more)


def framed(channel: bool, limits: dict[str, str] | None = None, **more: Any) -> Scenario:
    """Two exchanges and one head who runs the jumpers of both."""
    return watched(
        channel,
        limits,
        main_frame={"work": "0.5 work h", "source": "assumed"},
        exchanges=[exchange("E"), exchange("F")],
        crews=[crew("field"), crew("indoor", "indoor")],
        teams={
            "field": {"skills": {"repair": {}, "install": {}}, "source": "assumed"},
            "indoor": {"skills": {"exchange": {}}, "source": "assumed"},
        },
        faults={"frame": cause("1 work h", skill="exchange")},
        **{"cabinets": [cabinet("C", "E"), cabinet("D", "F")], **more},
    )


@pytest.mark.parametrize("channel", [False, True])
def test_a_call_to_the_main_frame_is_as_old_as_the_key_account_in_it(channel: bool) -> None:
    # The head is busy until 09:00; a call at E waits since 08:05, one at F since 08:10.
    log = run(
        framed(channel),
        [
            order(at(1, "08:05"), key=PLAIN[0]),
            order(at(1, "08:10"), key=PLAIN[1], cabinet=1),
            order(at(1, "08:20"), key=KEYS[0], cabinet=1),
        ],
        [fault(at(1, "08:00"), 3)],
    )
    run_at = {row["case"]: row["time_ms"] for row in rows(log, Kind.JUMPERED)}
    # Its jumper joins the call at F, which goes first with all in it: two jumpers take an hour.
    first, then = (at(1, "10:00"), at(1, "10:30")) if channel else (at(1, "10:30"), at(1, "09:30"))
    assert run_at == {0: then, 1: first, 2: first}


def test_an_order_taken_up_hurries_its_call() -> None:
    # The head is busy until 16:00. Case 0 is five days older but has its pair only at 14:30; case
    # 1 waits for its jumper since 08:30, and its limit of three hours passes at 11:30.
    log = run(
        framed(
            True,
            {"exchange": "3 h"},
            cabinets=[cabinet("C", "E", feeder_pairs=100), cabinet("D", "F")],
        ),
        [
            order(-5 * 24 * H, key=KEYS[0]),
            order(at(1, "08:30"), key=KEYS[1], cabinet=1),
            order(at(1, "14:30"), 2, slot=5),
        ],
        [fault(at(1, "08:00"), 3, work_ms=6 * H)],
    )
    assert instants(log, Kind.OVERDUE, 1)[0] == at(1, "11:30")
    assert instants(log, Kind.JUMPERED, 1) == [at(1, "16:30")]
    assert instants(log, Kind.JUMPERED, 0) == [at(1, "17:00")]
    asked = instants(log, Kind.JUMPER_ASKED, 1) + instants(log, Kind.JUMPER_ASKED, 0)
    assert asked == [at(1, "08:30"), at(1, "14:30")]


def test_what_is_older_goes_first_unless_somebody_takes_it_up() -> None:
    # As above, with a limit that does not pass: the order that is five days older goes first.
    log = run(
        framed(
            True,
            {"exchange": "30 h"},
            cabinets=[cabinet("C", "E", feeder_pairs=100), cabinet("D", "F")],
        ),
        [
            order(-5 * 24 * H, key=KEYS[0]),
            order(at(1, "08:30"), key=KEYS[1], cabinet=1),
            order(at(1, "14:30"), 2, slot=5),
        ],
        [fault(at(1, "08:00"), 3, work_ms=6 * H)],
    )
    assert instants(log, Kind.JUMPERED, 0) == [at(1, "16:30")]
    assert instants(log, Kind.JUMPERED, 1) == [at(1, "17:00")]


@pytest.mark.parametrize("channel", [False, True])
def test_key_accounts_get_the_hours_that_others_are_not_promised(channel: bool) -> None:
    # Of four hours three are given away: three jobs of an hour. The fourth hour is there for a key
    # account, and for one only.
    scenario = watched(
        channel,
        cabinets=[cabinet(prebuilt_pct=100)],
        policies={
            "appointments": {
                "windows": ["08:00-12:00", "14:00-18:00"], "fill": "75 %", "source": "assumed",
                "jobs": {"install": {"notice": "1 day", "no_access": "4 %"}},
            }
        },
    )  # fmt: skip
    orders = [order(at(1, "09:00") + n, key=PLAIN[n]) for n in range(4)]
    orders += [order(at(1, "09:10") + n, key=KEYS[n]) for n in range(2)]
    log = run(scenario, orders)
    first, second = at(2, "14:00"), at(3, "08:00")
    windows = [row["amount"] for row in rows(log, Kind.PROMISED)]
    assert windows == [first] * 3 + [second] + [first if channel else second, second]


@pytest.mark.parametrize("channel", [False, True])
def test_a_rule_that_looks_at_the_first_few_sees_who_is_put_ahead(channel: bool) -> None:
    # Seventy ordinary orders wait for the crew when the key account's comes.
    scenario = watched(
        channel,
        policies={"dispatch": {"rule": "nearest"}},
        cabinets=[cabinet(prebuilt_pct=100)],
    )
    orders = [order(at(1, "08:00") + n, key=PLAIN[n]) for n in range(71)]
    log = run(scenario, [*orders, order(at(1, "08:30"), key=KEYS[0])])
    turn = [row["case"] for row in rows(log, Kind.DISPATCHED)].index(71)
    assert turn == (1 if channel else 71)


def _waiting(case: int, since_ms: int, ahead: bool = False, urgent: bool = False) -> Job:
    job = Job(cast(Any, None), case, case, 0, 0, -1, -1)
    job.since_ms, job.due_ms, job.state = since_ms, 0, WAITING
    job.ahead, job.urgent = ahead, urgent
    return job


def test_places_in_a_queue_of_pairs_by_hand() -> None:
    kinds = SimpleNamespace(kind=1, group=0, expected_ms=H)
    queue = PairQueue(0, cast(Variant, kinds), (), Nearest(), True, 0)
    for case, since in ((1, 10), (2, 30), (3, 20), (4, 40)):
        queue.add(_waiting(case, since))
    late, early = _waiting(5, 25, ahead=True), _waiting(6, 5, ahead=True)
    queue.add(late)
    queue.add(early)
    queue.add(_waiting(7, 35, urgent=True))
    queue.add(_waiting(8, 50, ahead=True))
    assert [job.case for job in queue.first()] == [7, 6, 1, 5, 2, 3, 4, 8]
    # Put further ahead, it moves up, not back.
    queue.withdraw(late)
    late.since_ms = 5
    queue.add(late)
    assert [job.case for job in queue.first()] == [7, 5, 6, 1, 2, 3, 4, 8]
