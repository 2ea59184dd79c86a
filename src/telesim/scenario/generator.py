"""An invented place from a few lines: counties with lines, and how they hang together.

The network and the crews of a place nobody has tables for. Everything is arithmetic: the same
lines give the same place. Whole numbers are shared out by largest remainder, so that totals
are exact; the number of crews is fixed once and never grows with the lines by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field

from telesim.scenario.fields import MOST, Distance, Duration, Section, Share, Sourced
from telesim.scenario.places import usable_pairs
from telesim.units import MINUTE_MS

#: More rows of a table than this are a slip of the pen.
ROWS = 1_000_000


class GeneratedCounty(Section):
    """A county of the invented place."""

    #: Lines in service at the start.
    lines: int = Field(ge=0, le=MOST)
    #: Exchanges of each area, where they are not as many as ``areas`` says.
    exchanges: dict[str, int] = Field(default_factory=dict)


class GeneratedArea(Section):
    """A kind of area, the same in every county."""

    #: Share of a county's lines; the areas make up 100 %.
    share_of_lines: Share
    #: Exchange areas of this kind in a county.
    exchanges: int = Field(default=1, ge=1, le=1_000)
    #: Mean travel from the county seat to a customer.
    travel: Duration = 0
    #: Mean travel from a local base to a customer; none = as from the seat.
    local_travel: Duration | None = None
    #: Customers lie evenly over a disc of this radius around each exchange.
    radius: Distance = 0
    #: Share of all pairs that cannot carry a line; they come on top of the usable ones.
    defective: Share = 0.0
    #: Share of new customers whose drop is already built.
    prebuilt: Share = 0.0
    #: Share of each exchange's lines that are fed directly, without a cabinet.
    direct: Share = 0.0


class GeneratedCrew(Section):
    """A kind of crew by ratio: exactly one of ``lines_per_member`` and ``per_county``."""

    #: Name of their team, whose skills they have.
    team: str
    #: Calendar that says when they are on duty.
    calendar: str
    #: Members of one crew.
    members: int = Field(default=1, ge=1, le=10_000)
    #: Lines of all counties for each member; the crews that this makes are shared out over the
    #: counties by their lines.
    lines_per_member: float | None = Field(default=None, gt=0)
    #: Crews in each county.
    per_county: int | None = Field(default=None, ge=0, le=10_000)
    #: Their pay scheme, as in the table of crews; none = ``policies.pay``.
    pay: str | None = None


class Generate(Sourced):
    """The whole place. Crews start at the first exchange of their county and cover the county;
    under ``policies.base: local`` they start at exchanges in proportion to the lines."""

    #: Counties, by name.
    counties: dict[str, GeneratedCounty]
    #: Kinds of area, by name, such as town and rural.
    areas: dict[str, GeneratedArea]
    #: Lines of a cabinet, about.
    lines_per_cabinet: int = Field(default=900, gt=0)
    #: Cabinets on one feeder cable, neighbours one after the other; lines fed directly hang on
    #: the same feeders, evenly. Left out, no ``feeder_id``: each row has a cable of its own.
    cabinets_per_feeder: int | None = Field(default=None, ge=1, le=1_000)
    #: Lines in service as a share of each exchange's ports.
    port_fill: Share = 0.84
    #: Lines in service as a share of each cabinet's usable feeder pairs.
    feeder_fill: Share = 0.80
    #: Lines in service as a share of each cabinet's usable distribution pairs.
    distribution_fill: Share = 0.60
    #: Pairs of a distribution box.
    box_size: int = Field(default=20, ge=1)
    #: Kinds of crew, by name; none = no crews but those of a table.
    crews: dict[str, GeneratedCrew] = Field(default_factory=dict)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Share ``total`` out in proportion to ``weights`` by largest remainder; ties to the first.

    The result adds up to ``total``; weights that are all 0 count as equal.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole <= 0:
        weights, whole = [1.0] * len(weights), float(len(weights))
    exact = [total * weight / whole for weight in weights]
    shares = [math.floor(one) for one in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return shares


def problems_of(wanted: Generate) -> list[tuple[tuple[str, ...], str, str]]:
    """What the ratios cannot mean: (path below ``generate``, found, expected)."""
    wrong: list[tuple[tuple[str, ...], str, str]] = []
    shares = sum(area.share_of_lines for area in wanted.areas.values())
    if abs(shares - 1) > 1e-9:
        found = f"{shares * 100:g} % in all"
        wrong.append((("areas",), found, "need areas whose share_of_lines make up 100 %"))
    for fill in ("port_fill", "feeder_fill", "distribution_fill"):
        if getattr(wanted, fill) <= 0:
            wrong.append(((fill,), "0 %", "need a share above 0 %"))
    for name, area in wanted.areas.items():
        if area.defective >= 1:
            wrong.append((("areas", name, "defective"), "100 %", "need a share below 100 %"))
    for name, crew in wanted.crews.items():
        if (crew.lines_per_member is None) == (crew.per_county is None):
            found = "neither" if crew.per_county is None else "both"
            need = "need exactly one of lines_per_member and per_county"
            wrong.append((("crews", name), found, need))
    for name, county in wanted.counties.items():
        for area_name, count in county.exchanges.items():
            path = ("counties", name, "exchanges", area_name)
            if area_name not in wanted.areas:
                wrong.append((path, repr(area_name), "need one of the areas"))
            elif not 0 <= count <= 1_000:
                wrong.append((path, str(count), "need 0 to 1,000"))
    lines = sum(county.lines for county in wanted.counties.values())
    rows = lines // wanted.lines_per_cabinet + len(wanted.counties) * sum(
        area.exchanges for area in wanted.areas.values()
    )
    if any(area.direct for area in wanted.areas.values()):
        rows *= 2
    if rows > ROWS:
        wrong.append(((), f"about {rows:,} exchanges and cabinets", f"need {ROWS:,} or fewer"))
    for name, crew in wanted.crews.items():
        heads = lines / (crew.lines_per_member or math.inf)
        if heads > ROWS:
            at = ("crews", name, "lines_per_member")
            wrong.append((at, f"{heads:,.0f} members", f"need {ROWS:,} or fewer"))
    return wrong


def generate(wanted: Generate) -> tuple[dict[str, list[dict[str, Any]]], dict[str, int]]:
    """The tables ``exchanges``, ``cabinets``, ``crews``, and the members by kind of crew."""
    exchanges: list[dict[str, Any]] = []
    cabinets: list[dict[str, Any]] = []
    for county, about in wanted.counties.items():
        _place(wanted, county, about, exchanges, cabinets)
    crews: list[dict[str, Any]] = []
    heads: dict[str, int] = {}
    for kind, crew in wanted.crews.items():
        counts = _crews_by_county(wanted, crew)
        heads[kind] = sum(counts) * crew.members
        for (county, _), count in zip(wanted.counties.items(), counts, strict=True):
            here = [row for row in exchanges if row["county"] == county]
            if here:
                crews.extend(_crew_rows(kind, crew, county, count, here))
    return {"exchanges": exchanges, "cabinets": cabinets, "crews": crews}, heads


def _place(
    wanted: Generate,
    county: str,
    about: GeneratedCounty,
    exchanges: list[dict[str, Any]],
    cabinets: list[dict[str, Any]],
) -> None:
    areas = list(wanted.areas.items())
    by_area = apportion(about.lines, [area.share_of_lines for _, area in areas])
    for (name, area), in_area in zip(areas, by_area, strict=True):
        count = about.exchanges.get(name, area.exchanges)
        for n, lines in enumerate(apportion(in_area, [1.0] * count), start=1):
            identity = f"{county}-{name}-{n}"
            exchanges.append(
                {
                    "id": identity,
                    "county": county,
                    "area": name,
                    "lines": lines,
                    "ports": _ceil(lines / wanted.port_fill),
                    "base_travel_min": area.travel / MINUTE_MS,
                    "local_travel_min": (
                        None if area.local_travel is None else area.local_travel / MINUTE_MS
                    ),
                    "radius_km": area.radius / 1000,
                }
            )
            cabinets.extend(_cabinets(wanted, area, identity, lines))


def _cabinets(
    wanted: Generate, area: GeneratedArea, exchange: str, lines: int
) -> Iterator[dict[str, Any]]:
    """Rows of an exchange: its cabinets, then its lines fed directly, by feeder."""
    direct = math.floor(lines * area.direct + 0.5)
    each, on_feeder = wanted.lines_per_cabinet, wanted.cabinets_per_feeder
    pieces = _ceil((lines - direct) / each) if direct else max(1, _ceil(lines / each))
    for k, own in enumerate(apportion(lines - direct, [1.0] * pieces)):
        row = _row(wanted, area, exchange, f"c{k + 1}", own)
        row["distribution_pairs"] = _pairs(own, wanted.distribution_fill, area.defective)
        if on_feeder is not None:
            row["feeder_id"] = f"{exchange}-f{k // on_feeder + 1}"
        yield row
    if not direct:
        return
    if on_feeder is None:
        rows = _ceil(direct / each)
    else:
        rows = _ceil((pieces or direct / each) / on_feeder)
    for k, own in enumerate(apportion(direct, [1.0] * rows), start=1):
        row = _row(wanted, area, exchange, f"d{k}", own)
        row |= {"distribution_pairs": None, "direct": True}
        if on_feeder is not None:
            row["feeder_id"] = f"{exchange}-f{k}"
        yield row


def _row(
    wanted: Generate, area: GeneratedArea, exchange: str, name: str, lines: int
) -> dict[str, Any]:
    return {
        "id": f"{exchange}-{name}",
        "exchange": exchange,
        "lines": lines,
        "feeder_pairs": _pairs(lines, wanted.feeder_fill, area.defective),
        "defective_pct": round(area.defective * 100, 9),
        "box_size": wanted.box_size,
        "prebuilt_pct": round(area.prebuilt * 100, 9),
    }


def _crews_by_county(wanted: Generate, crew: GeneratedCrew) -> list[int]:
    if crew.per_county is not None:
        return [crew.per_county] * len(wanted.counties)
    assert crew.lines_per_member is not None
    lines = [county.lines for county in wanted.counties.values()]
    total = math.floor(sum(lines) / (crew.lines_per_member * crew.members) + 0.5)
    return apportion(total, lines)


def _crew_rows(
    kind: str, crew: GeneratedCrew, county: str, count: int, here: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    rows = []
    for exchange, at in zip(here, apportion(count, [e["lines"] for e in here]), strict=True):
        if at:
            rows.append(
                {
                    "id": f"{kind}-{exchange['id']}",
                    "team": crew.team,
                    "base": here[0]["id"],
                    "covers": f"county:{county}",
                    "local_base": exchange["id"],
                    "members": crew.members,
                    "count": at,
                    "calendar": crew.calendar,
                    "pay": crew.pay,
                }
            )
    return rows


def _ceil(value: float) -> int:
    return math.ceil(value - 1e-9)


def _pairs(lines: int, fill: float, defective: float) -> int:
    pairs = _ceil(lines / fill / (1 - defective))
    while usable_pairs(pairs, defective * 100) < lines:
        pairs += 1
    return pairs
