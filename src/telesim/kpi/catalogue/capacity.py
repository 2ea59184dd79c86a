"""How full ports and pairs are."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

for _level, _what in (("port", "Ports"), ("feeder", "Feeder pairs"),
                      ("distribution", "Distribution pairs")):  # fmt: skip
    _fill = f"{_level}_fill"
    add(f"{_fill}_start", "%", _level, f"{_what} in use at the window's start.",
         "in use / usable", "lower", "share", PLACE)  # fmt: skip
    add(f"{_fill}_end", "%", _level, f"{_what} in use at the window's end.",
         "in use / usable", "lower", "share", PLACE)  # fmt: skip
    add(f"{_fill}_mean", "%", _level, f"{_what} in use, mean over the window.",
         "integral of use / integral of usable capacity", "lower", "share", PLACE)  # fmt: skip
    add(f"{_fill}_max", "%", _level, f"{_what} in use, highest share of the window.",
         "maximum of in use / usable, of all places of the row together", "lower", "max",
         PLACE)  # fmt: skip
add("lines_in_service_at_end", "lines", "line",
     "Lines in service at the window's end, those suspended for arrears left out.",
     "lines at the start + put in service - given up - suspended then", "higher", "amount",
     PLACE)  # fmt: skip
add("exchanges_exhausted", "exchanges", "exchange",
     "Exchanges whose ports have run out by the window's end.",
     "count of exchanges with no free port at any instant of the run up to then", "lower",
     "count", PLACE)  # fmt: skip
add("ports_exhausted_first", "days from the start", "exchange",
     "When the first exchange runs out of ports.",
     "least instant of exhaustion; none when no exchange fills", "higher", "amount",
     PLACE)  # fmt: skip
add("ports_order_by_first", "days from the start", "exchange",
     "Until when the first exchange must order ports to have them in time.",
     "least of (exhaustion - lead time); negative = before the run starts", "higher", "amount",
     PLACE)  # fmt: skip
