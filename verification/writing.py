"""The text of the scenario files: small towns that are queues, for people to read.

Every file is one town, copied many times: each copy is an independent run of the same queue.
"""

from __future__ import annotations

import hashlib
import io
import textwrap
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

Tree = dict[str, Any]

#: Lines of a town. Faults strike lines that are down already, so their number says nothing.
LINES = 100
ALWAYS = {"hours": {"mon-sun": "00:00-24:00"}, "source": "assumed"}
SOURCE = "assumed"


def per_day(rate: float) -> str:
    """A rate of events in a town of LINES lines."""
    return f"{rounded(rate)} events per {LINES} lines per day"


def work(hours: float) -> str:
    """A time of crew work."""
    return f"{rounded(hours)} work h"


def exponential(mean_h: float) -> Tree:
    """Exponential work."""
    return {"exponential": {"mean": work(mean_h)}}


def rounded(value: float) -> str:
    """A number to 12 digits, as a scenario writes it: without an exponent."""
    text = f"{value:.12g}"
    return f"{value:.20f}".rstrip("0") if "e" in text else text


def cause(rate_per_day: float, law: object, group: str = "non-cable", **more: Any) -> Tree:
    """A cause of faults whose repair is one visit of that length."""
    return {
        "cause_group": group,
        "rate": per_day(rate_per_day),
        "skill": "repair",
        "work": law,
        "hits_lines_down": True,
        "source": SOURCE,
        **more,
    }


@dataclass(frozen=True)
class Size:
    """How much is run: copies of the town, days, and replications of all of that."""

    window: int
    replications: int
    warm_up: int = 200
    follow_up: int = 300
    copies: int = 40


def seed_of(*names: str) -> int:
    """A seed of six digits that the names alone decide: each scenario has draws of its own.

    The names are those of the family and of the scenario, and of what else needs numbers there.
    """
    digest = hashlib.sha256("/".join(names).encode()).hexdigest()
    return 100_000 + int(digest, 16) % 900_000


def queue_town(
    family: str, name: str, size: Size, *, crews: int, faults: Tree, **more: Any
) -> Tree:
    """A town of one cabinet without any way to go, with crews that are there at all hours."""
    return {
        "schema_version": 1,
        "name": name,
        "start": "2001-01-01",
        "copies": size.copies,
        "warm_up": f"{size.warm_up} days",
        "window": f"{size.window} days",
        "follow_up": f"{size.follow_up} days",
        "replications": size.replications,
        "seed": seed_of(family, name),
        "exchanges": [{"id": "E", "county": "town", "lines": LINES, "ports": LINES}],
        "cabinets": [
            {
                "id": "C",
                "exchange": "E",
                "lines": LINES,
                "feeder_pairs": LINES,
                "distribution_pairs": LINES,
            }
        ],
        "crews": [crew_row(crews)],
        "calendars": {"always": ALWAYS},
        "teams": {"field": {"skills": {"repair": {}}, "source": SOURCE}},
        "faults": faults,
        **more,
    }


def crew_row(count: int, **more: Any) -> Tree:
    """So many crews of the team ``field`` that serve the town."""
    row = {"id": "crew", "team": "field", "base": "E", "covers": "E", "calendar": "always"}
    return {**row, "count": count, **more}


def text_of(tree: Tree, head: str) -> str:
    """A tree as YAML under a comment that says what it is."""
    yaml = YAML()
    yaml.width = 98
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_flowing(tree), stream)
    comment = "\n".join(f"# {line}".rstrip() for line in textwrap.wrap(" ".join(head.split()), 96))
    return f"{comment}\n{stream.getvalue()}"


def _flowing(tree: Tree) -> Any:
    """The tree with the rows of its tables on a line each."""
    from ruamel.yaml.comments import CommentedMap

    made = CommentedMap()
    for key, value in tree.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = []
            for row in value:
                flow = CommentedMap(row)
                flow.fa.set_flow_style()
                rows.append(flow)
            made[key] = rows
        else:
            made[key] = value
    return made
