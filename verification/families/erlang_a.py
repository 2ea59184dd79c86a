"""Callers who give up: a desk whose calls wait as long as their patience lasts.

The unit of time is written in the head of each scenario.
"""

from __future__ import annotations

from typing import Any

from verification.answers import Mean
from verification.desks import Length, OfCalls, desk_town, exponential_minutes, minutes
from verification.plans import Control, Family, Part, Simulated
from verification.rows import row
from verification.writing import text_of

#: Scenario -> its rows, minutes in a unit of time, how much is run.
_TOWNS: dict[str, tuple[tuple[str, ...], float, Length]] = {
    "fourteen-agents": (
        ("EA-O01", "EA-O02", "EA-O03", "EA-O04", "EA-O05"), 1, Length(90, 6),
    ),
    "fifty-agents": (("EA-O06", "EA-O07", "EA-O08"), 3, Length(20, 3)),
    "short-patience": (("EA-O09", "EA-O10"), 3, Length(60, 3)),
    "patience-of-one-length": (("EA-O11", "EA-O12"), 4, Length(60, 6)),
    "fourteen-lines": (("EA-O13", "EA-O14"), 3, Length(60, 3)),
}  # fmt: skip


def _text(name: str) -> str:
    rows, unit_min, length = _TOWNS[name]
    one = row(rows[0])
    p = one.parameters
    patience: object = (
        minutes(p["patience"] * unit_min)
        if "patience" in p
        else exponential_minutes(unit_min / p["theta"])
    )
    more: dict[str, Any] = {"lines": p["K_system"]} if "K_system" in p else {}
    tree = desk_town(
        "erlang_a", name, length, per_minute=p["lam"] / unit_min, talk_min=unit_min / p["mu"],
        count=p["n"], patience=patience, **more,
    )  # fmt: skip
    unit = "a minute" if unit_min == 1 else f"{unit_min:g} minutes"
    return text_of(tree, f"{', '.join(rows)}: {one.model}. One unit of time = {unit}.")


def _part(identity: str, name: str) -> Part:
    one, unit_min = row(identity), _TOWNS[name][1]
    sample = {
        "abandonment probability": OfCalls("abandoned"),
        "P(abandon | admitted)": OfCalls("abandoned", "admitted"),
        "P(wait>0)": OfCalls("waited"),
        "mean wait over ALL callers (served and abandoned)": OfCalls("wait", "all", unit_min),
        "mean wait of SERVED callers (ASA)": OfCalls("wait", "answered", unit_min),
        "mean wait of SERVED callers": OfCalls("wait", "answered", unit_min),
        "P(served and wait<=T)": OfCalls(
            "answered within", limit_min=one.parameters.get("T", 0.0) * unit_min
        ),
        "P(busy signal)": OfCalls("engaged"),
    }[one.quantity]
    return Part(name, sample, Mean())


_ALL_WAIT = Simulated((Part("fourteen-agents", OfCalls("wait"), Mean()),))

FAMILY = Family(
    "erlang_a",
    plans={
        identity: Simulated((_part(identity, name),))
        for name, (rows, _, _) in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control("the wait of all callers passed off as that of those who are answered", "EA-O04",
                plan=_ALL_WAIT, replications=6),
        Control("calls 2 % longer", "EA-O06",
                {"directory_desk.call": exponential_minutes(3.06)}, replications=1),
        Control("patience by chance instead of one length", "EA-O12",
                {"directory_desk.patience": exponential_minutes(3)}),
        Control("two lines more", "EA-O13", {"directory_desk.lines": 16}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
