"""Ports, pairs, held orders and expansions."""

from __future__ import annotations

from mutants.mutant import Mutant

ORDERS = ("tests/unit/test_simulation_orders.py",)

MUTANTS = (
    Mutant(
        name="cease-keeps-pairs",
        wrong="a line that is given up keeps its pairs and its port",
        file="simulation/orders.py",
        text="self._facilities.release(pairs, port=True, key=job.key)",
        instead="pass",
        tests=ORDERS,
    ),
    Mutant(
        name="ports-back-twice",
        wrong="a line that is given up gives two ports back",
        file="simulation/facilities.py",
        text="            self.ports_free[exchange] += 1\n",
        instead="            self.ports_free[exchange] += 2\n",
        tests=ORDERS,
    ),
    Mutant(
        name="move-takes-a-port",
        wrong="a move takes a port, though its line has one",
        file="simulation/facilities.py",
        text="        if job.old_cabinet < 0:\n            self.ports_free",
        instead="        if True:\n            self.ports_free",
        tests=ORDERS,
    ),
    Mutant(
        name="port-not-taken",
        wrong="an order that is given a port leaves it free for the next one",
        file="simulation/facilities.py",
        text="            self.ports_free[job.exchange] -= 1\n",
        instead="            self.ports_free[job.exchange] -= 0\n",
        tests=ORDERS,
    ),
    Mutant(
        name="swap-forgets-spare",
        wrong="a line that is changed over leaves the spare pair free",
        file="simulation/facilities.py",
        text="free[cabinet] -= lines",
        instead="free[cabinet] -= 0",
        tests=("tests/unit/test_simulation_swaps.py",),
    ),
    Mutant(
        name="trigger-fires-twice",
        wrong="what a fill has ordered is ordered again until it opens",
        file="simulation/expansion.py",
        text="self._under_way.add((rule.number, place))",
        instead="pass",
        tests=ORDERS,
    ),
    Mutant(
        name="a-month-early",
        wrong="what is ordered opens 30 days before its lead time is over",
        file="simulation/expansion.py",
        text="thawed(self._scenario, now_ms + expansion.lead_time,",
        instead="thawed(self._scenario, max(now_ms, now_ms + expansion.lead_time - 2_592_000_000),",
        tests=ORDERS,
    ),
    Mutant(
        name="digging-in-frost",
        wrong="works open in months in which the ground is frozen",
        file="simulation/frost.py",
        text="if len(frozen) < 12:",
        instead="if len(frozen) < 0:",
        tests=ORDERS,
    ),
    Mutant(
        name="patience-from-the-order",
        wrong="who waits already when the run begins has used up patience before it",
        file="workload/orders.py",
        text="return np.maximum(time_ms, 0) + values",
        instead="return time_ms + values",
        tests=("tests/unit/test_workload_numbers.py",),
    ),
)
