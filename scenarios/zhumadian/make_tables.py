"""Writes the tables of the Zhumadian case: a network that looks like the one assumed.

Run by hand (``python scenarios/zhumadian/make_tables.py``) when an assumption below changes;
the tables are committed, and the same script always writes the same bytes. Nothing in them
was observed: every number is an assumption about an average prefecture network of 2000, laid
out once, before the first simulation. Where a law is stated (lognormal, clipped normal), its
evenly spaced quantiles are dealt out in a shuffled order instead of independent draws, so that
the totals, means and shares that the scenario promises hold exactly and not by luck.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist, fmean, pstdev

FOLDER = Path(__file__).resolve().parent
SEED = 2000

# Places ------------------------------------------------------------------------------------
TOTAL_LINES = 450_000
CITY = "zhumadian"
TANDEM = "city-tandem"  # in the city, for trunks alone; it has no lines
CITY_LINES = 84_000
CITY_SHARES = (0.31, 0.27, 0.23, 0.19)  # of the city's lines, by exchange
SEAT_LINES = 21_700  # mean of the nine county seats
#: County -> number of township exchanges (about 16) and size of the seat beside the mean.
COUNTIES: dict[str, tuple[int, float]] = {
    "queshan": (14, 0.90),
    "biyang": (19, 1.08),
    "suiping": (15, 0.94),
    "xiping": (16, 1.05),
    "shangcai": (18, 1.16),
    "runan": (15, 0.98),
    "pingyu": (16, 0.96),
    "xincai": (17, 1.07),
    "zhengyang": (13, 0.86),
}
TOWNSHIP_CV = 0.5
RADIUS_KM = {"town": 1.5, "rural": 6.0}
TOWN_TRAVEL_MIN = 15
RURAL_TRAVEL_MIN = (20, 70)  # from the county seat, evenly spread
LOCAL_TRAVEL_MIN = {"same exchange": 15, "neighbour": 20}
TOWNSHIPS_PER_BRANCH = 4  # three to five share a branch office

# Plant -------------------------------------------------------------------------------------
#: A normal law clipped at 1 with these parameters has mean 0.84 and standard deviation 0.10,
#: and one value in six is 0.95 or more: the three figures that the scenario states.
PORT_FILL = NormalDist(0.844, 0.108)
#: Fill of the good feeder pairs: mean 0.80, standard deviation 0.12 after clipping.
FEEDER_FILL = NormalDist(0.803, 0.127)
LINES_PER_CABINET = {"town": 1_000, "rural": 700}
CABINET_PAIRS = (600, 2_400)
#: Distribution pairs for each feeder pair.
DISTRIBUTION_RATIO = (1.1, 1.4)
DEFECTIVE_PCT = {"town": 3, "rural": 8}
BOX_SIZES = {"town": (20, 30), "rural": (10, 20)}
PREBUILT_PCT = 10
CABINETS_PER_FEEDER = (1, 4)
#: Share of a town exchange's lines that hang on the feeders without a cabinet [0.10-0.20].
DIRECT_SHARE = 0.15
#: Feeders of a town leave in duct sections of twelve bores, three feeders to a section; townships
#: hang theirs on poles. Bores in use: mean three quarters, one section in seven has none to spare.
FEEDERS_PER_DUCT = 3
BORES = 12
DUCT_FILL = NormalDist(0.76, 0.19)

#: Neighbouring cabinets that each one names; median metres of wire between them, and its spread;
#: pairs that one lends the other at most.
NEIGHBOURS = (1, 3)
NEIGHBOUR_M = {"town": 550, "rural": 1_100}
NEIGHBOUR_SIGMA = 0.5
NEIGHBOUR_PAIRS = (10, 20, 30)

# Heads on the roll, over the whole prefecture ------------------------------------------------
TEAM_HEADS = {"repairers": 129, "installers": 281, "movers": 41}
GANG_MEMBERS = 3
EXCHANGE_STAFF_PER_COUNTY = 2
#: Field crews that may be sent out on any day keep a rota over holidays; the others do not.
CALENDARS = {
    "repairers": "duty",
    "installers": "field",
    "movers": "field",
    "cable-gang": "duty",
    "exchange-staff": "duty",
}

# Trunks -------------------------------------------------------------------------------------
#: Erlangs of a line in the busy hour: the classes of before.yaml and their shares, by area.
LINE_ERLANGS = {"town": 0.0255, "rural": 0.0230}
DIAL_UP_ERLANGS = {"town": 0.0020, "rural": 0.0002}
OTHER_LOCAL, LONG_DISTANCE = 0.50, 0.15
#: Groups were last dimensioned for the lines of January 2000, a fifth fewer than at the start
#: (growth of about a quarter a year), to lose 1 % of their calls; planners were off by a tenth.
LINES_THEN = 0.80
TRUNK_LOSS = 0.01
PLANNERS_ERROR = 0.10
#: Direct groups between the city's exchanges leave a tenth of their calls to the tandem.
DIRECT_LOSS = 0.10
#: Circuits come in sixes on carrier systems from the townships, elsewhere in half streams of 15.
MODULE = {"township": 6, "other": 15}
#: The plan meets 1 % with this many lines for each one of the start, in two orders a group, with
#: their lead times in days; a circuit costs so much with its ends, in CNY.
LINES_PLANNED = (1.15, 1.45)
ORDERED = ("2000-10-09", "2001-03-05")
TRUNK_LEAD_DAYS = {"township": 90, "other": 60}
TRUNK_COST = {"township": 1_500, "other": 2_500}

Row = dict[str, object]


@dataclass
class Area:
    """An exchange area while it is being laid out."""

    id: str
    county: str
    area: str
    lines: int
    travel_min: int = TOWN_TRAVEL_MIN
    local_travel_min: int = LOCAL_TRAVEL_MIN["same exchange"]
    branch: str = ""
    fill: float = 0.0
    ports: int = 0


@dataclass
class Branch:
    """Neighbouring exchange areas that one branch office serves."""

    base: str
    areas: list[Area] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """Lines of all its areas."""
        return sum(area.lines for area in self.areas)


def largest_remainder(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` whole units in proportion to the weights; ties go to the first."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    units = [math.floor(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (units[i] - exact[i], i))
    for i in by_rest[: total - sum(units)]:
        units[i] += 1
    return units


def shuffled_quantiles(law: NormalDist, count: int, dice: random.Random) -> list[float]:
    """``count`` evenly spaced quantiles of a normal law in a shuffled order."""
    values = [law.inv_cdf((i + 0.5) / count) for i in range(count)]
    dice.shuffle(values)
    return values


def lay_out_areas(dice: random.Random) -> list[Area]:
    """Exchange areas: the city, then each county's seat and its townships."""
    townships = sum(count for count, _ in COUNTIES.values())
    seats = largest_remainder(SEAT_LINES * len(COUNTIES), [f for _, f in COUNTIES.values()])
    sigma = math.sqrt(math.log1p(TOWNSHIP_CV**2))
    sizes = [math.exp(z) for z in shuffled_quantiles(NormalDist(0, sigma), townships, dice)]
    sizes_left = iter(largest_remainder(TOTAL_LINES - CITY_LINES - sum(seats), sizes))
    low, high = RURAL_TRAVEL_MIN

    city_lines = largest_remainder(CITY_LINES, CITY_SHARES)
    areas = [Area(f"{CITY}-{k + 1}", CITY, "town", n) for k, n in enumerate(city_lines)]
    for (county, (count, _)), seat_lines in zip(COUNTIES.items(), seats, strict=True):
        areas.append(Area(f"{county}-seat", county, "town", seat_lines))
        minutes = [round(low + (high - low) * (i + 0.5) / count) for i in range(count)]
        dice.shuffle(minutes)
        for k in range(count):
            township = Area(f"{county}-t{k + 1:02}", county, "rural", next(sizes_left))
            township.travel_min = minutes[k]
            areas.append(township)
    for area, fill in zip(areas, shuffled_quantiles(PORT_FILL, len(areas), dice), strict=True):
        area.fill = min(1.0, fill)
        area.ports = max(area.lines, round(area.lines / area.fill))
    return areas


def lay_out_branches(areas: Sequence[Area]) -> dict[str, list[Branch]]:
    """Branches by county: each town exchange by itself, townships in groups of three to five.

    Townships are numbered around the county, so that neighbours in number are neighbours.
    The largest township of a group carries the branch office.
    """
    branches: dict[str, list[Branch]] = {}
    for county in dict.fromkeys(area.county for area in areas):
        here = [area for area in areas if area.county == county]
        groups = [[area] for area in here if area.area == "town"]
        rural = [area for area in here if area.area == "rural"]
        if rural:
            sizes = largest_remainder(
                len(rural), [1.0] * max(1, round(len(rural) / TOWNSHIPS_PER_BRANCH))
            )
            rest = iter(rural)
            groups += [[next(rest) for _ in range(size)] for size in sizes]
        branches[county] = []
        for group in groups:
            base = max(group, key=lambda area: area.lines).id
            for area in group:
                area.branch = base
                nearby = "same exchange" if area.id == base else "neighbour"
                area.local_travel_min = LOCAL_TRAVEL_MIN[nearby]
            branches[county].append(Branch(base, group))
    return branches


def lay_out_cabinets(areas: Sequence[Area], dice: random.Random) -> list[Row]:
    """Cabinets of every exchange, with good pairs enough for the lines in service.

    In towns each feeder also serves lines directly, which are a row of their own.
    """
    counts = [max(1, round(area.lines / LINES_PER_CABINET[area.area])) for area in areas]
    #: Area, name, number of the feeder, lines, whether they are fed directly.
    wanted: list[tuple[Area, str, int, int, bool]] = []
    for area, count in zip(areas, counts, strict=True):
        direct = round(area.lines * DIRECT_SHARE) if area.area == "town" else 0
        shares = [dice.uniform(0.8, 1.2) for _ in range(count)]
        feeders: list[int] = []
        left_on_feeder = 0
        for k, lines in enumerate(largest_remainder(area.lines - direct, shares)):
            if not left_on_feeder:
                feeders.append(0)
                left_on_feeder = dice.randint(*CABINETS_PER_FEEDER)
            left_on_feeder -= 1
            feeders[-1] += lines
            wanted.append((area, f"c{k + 1:02}", len(feeders), lines, False))
        if direct:
            for k, lines in enumerate(largest_remainder(direct, feeders)):
                wanted.append((area, f"x{k + 1:02}", k + 1, lines, True))
    fills = shuffled_quantiles(FEEDER_FILL, len(wanted), dice)
    return [cabinet(*row, fill, dice) for row, fill in zip(wanted, fills, strict=True)]


def cabinet(
    area: Area, name: str, feeder: int, lines: int, direct: bool, fill: float, dice: random.Random
) -> Row:
    """A cross-connection point on a feeder of an area, or the lines that have none."""
    bad = DEFECTIVE_PCT[area.area] / 100
    pairs = good_pairs_at_least(lines, lines / min(1.0, fill) / (1 - bad), 10, bad)
    smallest, largest = CABINET_PAIRS
    distribution = min(max(pairs * dice.uniform(*DISTRIBUTION_RATIO), smallest), largest)
    section = (feeder - 1) // FEEDERS_PER_DUCT + 1
    return {
        "id": f"{area.id}-{name}",
        "exchange": area.id,
        "feeder_id": f"{area.id}-f{feeder}",
        "lines": lines,
        "feeder_pairs": min(pairs, largest),
        "distribution_pairs": ("" if direct else good_pairs_at_least(lines, distribution, 50, bad)),
        "defective_pct": DEFECTIVE_PCT[area.area],
        "box_size": dice.choice(BOX_SIZES[area.area]),
        "prebuilt_pct": PREBUILT_PCT,
        "direct": "yes" if direct else "",
        "duct": f"{area.id}-d{section}" if area.area == "town" else "",
    }


def make_ducts(cabinets: Sequence[Row], dice: random.Random) -> list[Row]:
    """Duct sections with their bores; each feeder in one takes a bore at least."""
    feeders: dict[tuple[str, str], set[str]] = {}
    for row in cabinets:
        if row["duct"]:
            key = (str(row["duct"]), str(row["exchange"]))
            feeders.setdefault(key, set()).add(str(row["feeder_id"]))
    fills = shuffled_quantiles(DUCT_FILL, len(feeders), dice)
    return [
        {
            "id": duct,
            "exchange": exchange,
            "bores": BORES,
            "used": min(BORES, max(len(own), round(BORES * fill))),
        }
        for ((duct, exchange), own), fill in zip(feeders.items(), fills, strict=True)
    ]


def make_neighbours(cabinets: Sequence[Row], dice: random.Random) -> list[Row]:
    """Cabinets of the same exchange near enough to look at: each way a row of its own.

    Every cabinet names one to three others, at distances that are lognormal, and is named by some.
    Lines fed directly have no cabinet to draw a wire from.
    """
    by_exchange: dict[str, list[str]] = {}
    for row in cabinets:
        if not row["direct"]:
            by_exchange.setdefault(str(row["exchange"]), []).append(str(row["id"]))
    area = {str(row["exchange"]): "town" if row["duct"] else "rural" for row in cabinets}
    rows: dict[tuple[str, str], Row] = {}
    for exchange, own in by_exchange.items():
        for name in own:
            others = [other for other in own if other != name]
            for other in dice.sample(others, min(len(others), dice.randint(*NEIGHBOURS))):
                metres = NEIGHBOUR_M[area[exchange]] * dice.lognormvariate(0, NEIGHBOUR_SIGMA)
                m, pairs = round(metres / 10) * 10, dice.choice(NEIGHBOUR_PAIRS)
                for pair in ((name, other), (other, name)):
                    row: Row = dict(zip(("cabinet", "neighbour"), pair, strict=True))
                    rows.setdefault(pair, {**row, "m": m, "max_pairs": pairs})
    return [rows[pair] for pair in sorted(rows)]


def good_pairs_at_least(lines: int, wanted: float, step: int, bad: float) -> int:
    """Pairs in whole steps, near ``wanted``, of which at least ``lines`` are good."""
    pairs = max(step, round(wanted / step) * step)
    while pairs - math.ceil(pairs * bad) < lines:
        pairs += step
    return pairs


def make_crews(areas: Sequence[Area], branches: dict[str, list[Branch]]) -> list[Row]:
    """HR rows: a place at the county seat for every head, and for most of them one in a branch.

    ``policies.base`` chooses between the two; the heads are the same either way. A blank local
    base means that a crew stays at the seat and serves the whole county. Gangs and exchange
    staff do, and so do the heads of the seat in a team too small to man every branch.
    """
    rows: list[Row] = []
    county_lines = [sum(branch.lines for branch in group) for group in branches.values()]

    def add(
        name: str, team: str, county: str, count: int, members: int, local: Branch | None
    ) -> None:
        rows.append(
            {
                "id": name,
                "team": team,
                "base": branches[county][0].base,
                "covers": f"county:{county}",
                "local_base": local.base if local else "",
                "local_covers": " ".join(area.id for area in local.areas) if local else "",
                "members": members,
                "count": count,
                "calendar": CALENDARS[team],
            }
        )

    shares = {
        team: dict(zip(branches, largest_remainder(total, county_lines), strict=True))
        for team, total in TEAM_HEADS.items()
    }
    for county, group in branches.items():
        for team in TEAM_HEADS:
            heads = largest_remainder(shares[team][county], [float(b.lines) for b in group])
            for number, (branch, count) in enumerate(zip(group, heads, strict=True)):
                stays = number == 0 and min(heads) == 0
                if count:
                    local = None if stays else branch
                    add(f"{team}-{branch.base}", team, county, count, 1, local)
        add(f"gang-{county}", "cable-gang", county, 1, GANG_MEMBERS, None)
        add(f"exchange-{county}", "exchange-staff", county, EXCHANGE_STAFF_PER_COUNTY, 1, None)
    return rows


def circuits_for(load: float, loss: float) -> int:
    """Fewest circuits that lose at most this share, by Erlang's recursion."""
    circuits, lost = 0, 1.0
    while lost > loss:
        circuits += 1
        lost = load * lost / (circuits + load * lost)
    return circuits


def trunk_loads(areas: Sequence[Area]) -> list[tuple[str, str, str, str, str, float]]:
    """Groups with their erlangs at the lines of the start: id, from, to, overflow, kind, erlangs.

    Townships reach each other over the county seat, seats and city exchanges all else over the
    tandem in the city, which adds what the direct groups leave.
    """
    city = [area for area in areas if area.county == CITY]
    calls = {area.id: area.lines * LINE_ERLANGS[area.area] for area in areas}
    dialled = {area.id: area.lines * DIAL_UP_ERLANGS[area.area] for area in areas}
    found: list[tuple[str, str, str, str, str, float]] = []
    distant = sum(calls.values()) * LONG_DISTANCE
    to_tandem = sum(dialled[area.id] for area in areas if area.county != CITY)
    for county in COUNTIES:
        here = [area for area in areas if area.county == county]
        seat, townships = here[0], here[1:]
        lines = sum(area.lines for area in here)
        for area in townships:
            own = calls[area.id]
            up = own * (OTHER_LOCAL + LONG_DISTANCE) + dialled[area.id]
            down = sum(
                calls[other.id] * OTHER_LOCAL * area.lines / (lines - other.lines)
                for other in here
                if other is not area
            )
            found.append((f"{area.id}>seat", area.id, seat.id, "", "township", up))
            found.append((f"seat>{area.id}", seat.id, area.id, "", "township", down))
        up = sum(calls[area.id] * LONG_DISTANCE + dialled[area.id] for area in here)
        found.append((f"{county}>city", seat.id, TANDEM, "", "other", up))
    lines = sum(area.lines for area in city)
    spilt: dict[str, float] = dict.fromkeys((area.id for area in city), 0.0)
    for area in city:
        over = f"{area.id}>tandem"
        leaves = calls[area.id] * LONG_DISTANCE
        for other in city:
            if other is area:
                continue
            load = calls[area.id] * OTHER_LOCAL * other.lines / (lines - area.lines)
            load += dialled[area.id] if other is city[0] else 0.0
            found.append((f"{area.id}>{other.id}", area.id, other.id, over, "direct", load))
            leaves += load * DIRECT_LOSS
            spilt[other.id] += load * DIRECT_LOSS
        found.append((over, area.id, TANDEM, "", "other", leaves))
    for area in city:
        load = spilt[area.id] + (to_tandem if area is city[0] else 0.0)
        found.append((f"tandem>{area.id}", TANDEM, area.id, "", "other", load))
    found.append(("city>long-distance", TANDEM, "long-distance", "", "other", distant))
    return found


def whole_modules(circuits: float, kind: str) -> int:
    """Circuits rounded up to modules of their kind."""
    module = MODULE["township" if kind == "township" else "other"]
    return max(1, math.ceil(circuits / module)) * module


def make_trunks(areas: Sequence[Area], dice: random.Random) -> tuple[list[Row], list[Row]]:
    """Trunk groups as they were dimensioned, and the plan that adds circuits to them."""
    groups: list[Row] = []
    plan: list[Row] = []
    for name, start, end, overflow, kind, load in trunk_loads(areas):
        loss = DIRECT_LOSS if kind == "direct" else TRUNK_LOSS
        off = dice.uniform(1 - PLANNERS_ERROR, 1 + PLANNERS_ERROR)
        there = whole_modules(circuits_for(load * LINES_THEN * off, loss), kind)
        groups.append(
            {"id": name, "starts_at": start, "ends_at": end, "circuits": there,
             "overflow_to": overflow}
        )  # fmt: skip
        price = "township" if kind == "township" else "other"
        for step, (growth, ordered) in enumerate(zip(LINES_PLANNED, ORDERED, strict=True)):
            wanted = whole_modules(circuits_for(load * growth, loss), kind)
            if wanted > there:
                plan.append(
                    {"id": f"{name}-{step + 1}", "group": name, "circuits": wanted - there,
                     "ordered": ordered, "lead_days": TRUNK_LEAD_DAYS[price],
                     "cost": (wanted - there) * TRUNK_COST[price]}
                )  # fmt: skip
                there = wanted
    return groups, plan


def write(name: str, rows: Sequence[Row]) -> None:
    """A table in UTF-8 with Unix line ends."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def describe(
    areas: Sequence[Area], cabinets: Sequence[Row], ducts: Sequence[Row], crews: Sequence[Row]
) -> str:
    """Totals of what was written, to compare with what the scenario promises."""
    fills = [area.lines / area.ports for area in areas]
    feeder = [
        float(str(row["lines"]))
        / (float(str(row["feeder_pairs"])) * (1 - float(str(row["defective_pct"])) / 100))
        for row in cabinets
    ]
    lines = sum(area.lines for area in areas)
    town = sum(area.lines for area in areas if area.area == "town")
    direct = sum(int(str(row["lines"])) for row in cabinets if row["direct"])
    full = sum(row["used"] == row["bores"] for row in ducts)
    out = [
        f"{lines:,} lines, {town / lines:.1%} in towns; {len(areas)} exchanges, "
        f"{sum(not row['direct'] for row in cabinets)} cabinets, "
        f"{direct / town:.1%} of town lines fed directly",
        f"ports: fill mean {fmean(fills):.3f}, SD {pstdev(fills):.3f}, "
        f"{sum(f >= 0.95 for f in fills)} exchanges at 0.95 or more",
        f"feeder pairs: fill of good pairs mean {fmean(feeder):.3f}, SD {pstdev(feeder):.3f}",
        f"{len(ducts)} duct sections, {full} without a free bore",
        f"heads in {len(crews)} rows:",
    ]
    for team in dict.fromkeys(str(row["team"]) for row in crews):
        heads: dict[str, int] = {}
        for row in crews:
            if row["team"] == team:
                county = str(row["covers"]).removeprefix("county:")
                heads[county] = heads.get(county, 0) + int(str(row["count"])) * int(
                    str(row["members"])
                )
        parts = ", ".join(f"{county} {count}" for county, count in heads.items())
        out.append(f"  {team} {sum(heads.values())}: {parts}")
    return "\n".join(out) + "\n"


def main() -> None:
    """Write the seven tables and print their totals."""
    dice = random.Random(SEED)
    areas = lay_out_areas(dice)
    branches = lay_out_branches(areas)
    cabinets = lay_out_cabinets(areas, dice)
    ducts = make_ducts(cabinets, dice)
    crews = make_crews(areas, branches)
    trunks, circuits = make_trunks(areas, dice)
    write(
        "exchanges.csv",
        [
            {
                "id": area.id,
                "county": area.county,
                "area": area.area,
                "lines": area.lines,
                "ports": area.ports,
                "base_travel_min": area.travel_min,
                "branch": area.branch,
                "local_travel_min": area.local_travel_min,
                "radius_km": RADIUS_KM[area.area],
            }
            for area in areas
        ],
    )
    write("cabinets.csv", cabinets)
    write("ducts.csv", ducts)
    # Dice of their own, so that the other tables stay as they are.
    neighbours = make_neighbours(cabinets, random.Random(SEED + 1))
    write("neighbours.csv", neighbours)
    write("crews.csv", crews)
    write("trunks.csv", trunks)
    write("circuits.csv", circuits)
    sys.stdout.write(describe(areas, cabinets, ducts, crews))
    near = sum(int(str(row["m"])) <= 800 for row in neighbours)
    sys.stdout.write(f"{len(neighbours)} pairs of neighbours, {near} within 800 m\n")


if __name__ == "__main__":
    main()
