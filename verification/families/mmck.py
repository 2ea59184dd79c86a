"""Lines into a desk beyond its agents: so many may wait, and who comes then is lost.

Callers have patience for all of it. The unit of time is written in the head of each scenario.
"""

from __future__ import annotations

from verification.answers import Mean
from verification.desks import Length, MeanAtDesk, OfCalls, agents, desk_town
from verification.plans import Control, Family, Part, Simulated
from verification.rows import row
from verification.samples import Sample
from verification.writing import text_of

#: Scenario -> its rows, minutes in a unit of time, how much is run.
_TOWNS: dict[str, tuple[tuple[str, ...], float, Length]] = {
    "two-agents": (("MK-O01", "MK-O02"), 10, Length(160, 8)),
    "three-agents": (("MK-O03", "MK-O04"), 2, Length(40, 3)),
    "one-agent": (("MK-O05", "MK-O06"), 10, Length(40, 3)),
    "twenty-agents": (("MK-O07", "MK-O08"), 3, Length(30, 3)),
}


def _text(name: str) -> str:
    rows, unit_min, length = _TOWNS[name]
    p = row(rows[0]).parameters
    tree = desk_town(
        "mmck", name, length, per_minute=p["lam"] / unit_min, talk_min=unit_min / p["mu"],
        count=p["c"], lines=p["K_system"],
    )  # fmt: skip
    head = f"""
        {", ".join(rows)}: {p["c"]} agent{"s" * (p["c"] > 1)} and {p["K_system"]} lines, M/M/c/K.
        One unit of time = {unit_min:g} minutes."""
    return text_of(tree, head)


def _part(identity: str, name: str) -> Part:
    one, unit_min = row(identity), _TOWNS[name][1]
    samples: dict[str, Sample] = {
        "blocking probability": OfCalls("engaged"),
        "mean number in system": MeanAtDesk(),
        "mean wait of ADMITTED customers": OfCalls("wait", "admitted", unit_min),
    }
    return Part(name, samples[one.quantity], Mean())


FAMILY = Family(
    "mmck",
    plans={
        identity: Simulated((_part(identity, name),))
        for name, (rows, _, _) in _TOWNS.items()
        for identity in rows
    },
    controls=(
        Control("as many places to wait as there are lines in all", "MK-O01",
                {"directory_desk.lines": 5}),
        Control("one agent more", "MK-O04", {"directory_desk.agents": agents(4)}),
        Control("one line more", "MK-O08", {"directory_desk.lines": 31}),
    ),
    scenarios={name: _text(name) for name in _TOWNS},
)  # fmt: skip
