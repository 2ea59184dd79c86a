"""Waiting list and open faults over time."""

from __future__ import annotations

from telesim.kpi.catalogue.entries import PLACE, add

_WAITING = (*PLACE, "order")
_OPEN_FAULT = (*PLACE, "cause_group", "cause")
for _stem, _noun, _dims, _what in (
    (
        "waiting_list",
        "orders",
        _WAITING,
        "Installs and moves not yet served, registered customers included",
    ),
    ("open_faults", "faults", _OPEN_FAULT, "Faults reported and not yet restored"),
):
    _case = _noun[:-1]
    add(f"{_stem}_mean", _noun, _case, f"{_what}, mean over the window.",
         "integral over the window / its length", "lower", "amount", _dims)  # fmt: skip
    add(f"{_stem}_at_end", _noun, _case, f"{_what}, at the window's end.", "count",
         "lower", "count", _dims)  # fmt: skip
    add(f"{_stem}_max", _noun, _case, f"{_what}, most at any time of the window.",
         "maximum over the window", "lower", "max", _dims)  # fmt: skip
for _name, _text in (
    ("open_faults_under_24h", "for less than 24 h"),
    ("open_faults_24h_48h", "for 24 to 48 h"),
    ("open_faults_48h_72h", "for 48 to 72 h"),
    ("open_faults_over_72h", "for 72 h or more"),
):
    add(_name, "faults", "fault", f"Faults open {_text} at the window's end.",
         "count by age since the first report", "lower", "count", _OPEN_FAULT)  # fmt: skip
add("unmet_demand_at_end", "%", "line",
     "Installs waiting at the window's end, as a share of the lines in service.",
     "waiting installs, registered customers included / lines in service", "lower", "share",
     PLACE)  # fmt: skip
