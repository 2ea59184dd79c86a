"""Calls in the busy hour, and the trunk groups that carry them."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import CURRENCY, PLACE, add

_DIMS = (*PLACE, "month")
_BUSY = "in the busy hour, by Erlang's formulas on the lines and circuits of each month's middle"

for _kind, _words in (("local", "local"), ("long_distance", "long-distance")):
    add(f"network_effectiveness_{_kind}", "%", "attempt",
         f"Share of {_words} calls that find a free path.",
         f"attempts with a free path / attempts, repeated ones included, {_BUSY}", "higher",
         "share", _DIMS)  # fmt: skip
    add(f"completion_{_kind}", "%", "attempt",
         f"Share of {_words} calls that somebody answers (answer-seizure with the network's part).",
         f"attempts with a path that are neither busy nor unanswered / attempts, {_BUSY}",
         "higher", "share", _DIMS)  # fmt: skip
add("calls_given_up", "%", "call", "Share of the calls given up for want of a free path.",
     f"calls of which the last attempt finds no path / calls first made, {_BUSY}", "lower", "share",
     _DIMS)  # fmt: skip
add("trunk_blocking", "%", "attempt", "Share of the calls offered to trunk groups that each loses.",
     f"lost / offered, {_BUSY}; of all groups, calls that overflow left out; approximate where "
     "groups overflow to one they share (7 to 9 % off in the cases that were tested), and too low, "
     "even several times, on a later leg of a way around: there overflow counts as fresh calls",
     "lower", "share",
     ("county", "group", "month"))  # fmt: skip
add("trunk_groups_over_1pct", "groups", "group",
     "Trunk groups without overflow that lose more than 1 % over the window.",
     "count of groups by the mean of their months", "lower", "count", ("county",))  # fmt: skip
add("trunk_circuits_lacking", "circuits", "group",
     "Circuits that groups without overflow lack to lose 1 % of their calls; mean of the months.",
     "fewest circuits for 1 % of the load that is offered if nothing else is lost - circuits there",
     "lower", "amount", ("county", "group", "month"))  # fmt: skip
add("trunk_circuits_at_end", "circuits", "group", "Circuits of all trunk groups at the end.",
     "circuits open before the window's end", None, "amount",
     ("county",))  # fmt: skip
add("cost_circuits", CURRENCY, "group", "Cost of the circuits that open in the window.",
     "sum by the instant at which they open; a group counts where it begins", "lower", "amount",
     ("county",))  # fmt: skip
