"""Streams, tiles, marks, follow-ups and tables: the small parts by themselves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from telesim.distributions import DISTRIBUTIONS
from telesim.workload import CEASE, draw, followups, marks, values, write
from telesim.workload.columns import order_of_rows
from telesim.workload.streams import Streams, name_bits
from telesim.workload.tiles import tiles_under
from workload_towns import cause, town, tree, work


def test_a_stream_is_a_fresh_philox_of_its_own_key() -> None:
    text = "12\x1f3\x1ffault/drop\x1fcabinet 7\x1fpart"
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    fresh = np.random.Philox(key=int.from_bytes(digest, "little"))
    streams = Streams(12, 3)
    streams.raw(5, "other", "place")
    assert (streams.raw(9, "fault/drop", "cabinet 7", "part") == fresh.random_raw(9)).all()


def test_a_longer_draw_only_appends_and_names_do_not_run_together() -> None:
    streams = Streams(1, 0)
    assert (streams.raw(4, "p", "x") == streams.raw(40, "p", "x")[:4]).all()
    assert streams.raw(1, "p", "xy") != streams.raw(1, "px", "y")
    assert (streams.daily("p", "x", 50, 9)[3:5] == streams.daily("p", "x", 53, 2)).all()
    assert len(set(streams.daily("p", "x", 0, 1000).tolist())) == 1000


def test_name_bits_are_stable() -> None:
    # Stored results depend on this number.
    assert int(name_bits("fault/drop")) == 0xC3D733F0B57B109A


@pytest.mark.parametrize("lines", [1, 7, 256, 300, 1025, 5_000_000])
@pytest.mark.parametrize("ceiling", [1e-7, 0.0025, 0.003, 0.04, 3.0])
def test_tiles_cover_the_wanted_corner_once_and_waste_little(lines: int, ceiling: float) -> None:
    tiles = tiles_under(lines, ceiling)
    rng = np.random.default_rng(1)
    slots = np.append(rng.integers(0, lines, 300), [0, lines - 1])
    rates = np.append(rng.random(300) * ceiling, [0.0, ceiling * 0.999999])
    for slot, rate in zip(slots.tolist(), rates.tolist(), strict=True):
        holds = [
            t.slot <= slot < t.slot + t.slots and t.rate <= rate < t.rate + t.thickness
            for t in tiles
        ]
        assert sum(holds) == 1
    assert all(tile.slot < lines and tile.rate < ceiling for tile in tiles)
    # At most twice too much in each direction, beside the smallest tile along the edges.
    drawn = sum(tile.per_month for tile in tiles)
    assert drawn <= 4 * lines * ceiling + 0.64 * len(tiles)
    assert len(tiles) < 400


def test_more_lines_or_a_higher_ceiling_keep_every_tile() -> None:
    small = set(tiles_under(300, 0.004))
    assert small < set(tiles_under(3000, 0.004))
    assert small < set(tiles_under(300, 0.4))


def test_scalar_and_column_marks_have_the_same_bits() -> None:
    keys = Streams(1, 0).raw(200, "keys", "")
    for generation in (0, 1, 5000):
        for purpose in (marks.WORK, marks.RATE):
            assert marks.column_bits(keys, purpose, generation).tolist() == [
                marks.bits(key, purpose, generation) for key in keys.tolist()
            ]
            assert marks.column_uniform(keys, purpose, generation).tolist() == [
                marks.uniform(key, purpose, generation) for key in keys.tolist()
            ]
            assert marks.column_per_million(keys, purpose, generation).tolist() == [
                marks.per_million(key, purpose, generation) for key in keys.tolist()
            ]


def test_follow_ups_of_generation_zero_are_the_columns() -> None:
    law = {"lognormal": {"mean": 1, "cv": 0.6}}
    scenario = town(
        demand={},
        faults={"drop": cause(20, report_delay={"exponential": {"mean": "3 h"}})},
        travel={"source": "assumed", "variation": law},
    )
    drop = scenario.faults["drop"]
    assert scenario.travel is not None
    faults = draw(scenario, 1, 0).faults
    keys = faults.key.tolist()
    travel = scenario.travel.variation
    for column, again in (
        (faults.work_ms, [followups.later_work_ms(drop.work, key, 0) for key in keys]),
        (faults.travel_ppm, [followups.later_travel_ppm(travel, key, 0) for key in keys]),
        (faults.access_ppm, [followups.later_access_ppm(key, 0) for key in keys]),
        (faults.fix_ppm, [followups.later_fix_ppm(key, 0) for key in keys]),
        (faults.remote_ppm, [followups.later_remote_ppm(key, 0) for key in keys]),
        (
            faults.report_delay_ms,
            [followups.later_report_delay_ms(drop.report_delay, key, 0) for key in keys],
        ),
    ):
        assert column.tolist() == again
    assert faults.work_ms.tolist() != [followups.later_work_ms(drop.work, k, 1) for k in keys]
    assert followups.later_work_ms(None, keys[0], 3) == 0
    assert followups.later_travel_ppm(None, keys[0], 3) == 1_000_000
    assert followups.later_report_delay_ms(None, keys[0], 3) == 0


def test_stages_of_a_repeat_are_the_columns_of_its_key() -> None:
    splicing = {
        "locate": work(5),
        "material_share": "30 %",
        "material_wait": {"exponential": {"mean": "24 h"}},
        "pairs_per_hour": 15,
    }
    scenario = town(demand={}, faults={"cut": cause(20, splicing=splicing)})
    law = scenario.faults["cut"].splicing
    assert law is not None
    faults = draw(scenario, 1, 0).faults
    again = [followups.later_stages(law, key) for key in faults.key.tolist()]
    assert again == list(
        zip(faults.locate_ms.tolist(), faults.material_wait_ms.tolist(), strict=True)
    )
    assert 0 < sum(wait > 0 for _, wait in again) < len(again)


def test_repeats_come_by_their_share_within_their_time_in_every_generation() -> None:
    keys = Streams(1, 0).raw(4000, "keys", "").tolist()
    for generation in (0, 7, 2000):
        delays = [followups.repeat(key, generation, 0.12, 1000) for key in keys]
        real = [delay for delay in delays if delay is not None]
        assert abs(len(real) - 480) < 4 * (4000 * 0.12 * 0.88) ** 0.5
        assert 1 <= min(real) < 20
        assert 980 < max(real) <= 1000
    assert followups.repeat(keys[0], 0, 1.0, 0) is None
    assert all(followups.repeat(key, 3, 1.0, 5) is not None for key in keys)
    assert len({followups.repeat_key(key, g) for key in keys for g in range(3)}) == 12_000


def test_durations_round_half_up_and_a_positive_one_never_vanishes() -> None:
    drawn = values.whole_ms(np.array([0.0, 1e-9, 0.49, 0.5, 1.49, 1.5, 1e300]))
    assert drawn.tolist() == [0, 1, 1, 1, 1, 2, values.LONGEST_MS]


def test_reports_are_binomial_by_inversion() -> None:
    keys = Streams(2, 0).raw(3000, "keys", "")
    lines = np.random.default_rng(1).integers(1, 900, 3000).astype(np.int32)
    for share in (0.0, 0.35, 0.999, 1.0):
        u = marks.column_uniform(keys, marks.REPORTS, 0)
        exact = np.maximum(binom.ppf(u, lines, share), 1)
        assert values.reports(lines, share, keys).tolist() == exact.tolist()


def test_lines_hit_round_to_at_least_one() -> None:
    keys = Streams(2, 0).raw(2000, "keys", "")
    assert set(values.lines_hit(None, keys).tolist()) == {1}
    drawn = values.lines_hit(DISTRIBUTIONS["exponential"](mean=2.0), keys)
    assert drawn.min() == 1
    assert drawn.dtype == np.int32
    assert drawn.max() > 5


def test_ties_stand_by_purpose_cabinet_and_key() -> None:
    time = np.array([5, 3, 5, 5, 5, 1])
    purpose = np.array([1, 0, 0, 1, 1, 9], dtype=np.int8)
    cabinet = np.array([2, 0, 7, 1, 2, 0], dtype=np.int32)
    key = np.array([9, 1, 1, 1, 8, 1], dtype=np.uint64)
    assert order_of_rows(time, purpose, cabinet, key).tolist() == [5, 1, 2, 3, 4, 0]


def test_the_tables_speak_in_names_dates_and_hours(tmp_path: Path) -> None:
    crews = [{"id": "r1", "team": "r", "base": "N1", "covers": "all", "calendar": "c"}]
    scenario = town(
        faults={
            **tree()["faults"],
            "cut": {
                **cause(2),
                "work": None,
                "splicing": {"locate": work(8), "pairs_per_hour": 15},
            },
        },
        crews=crews,
        teams={"r": {"source": "assumed", "skills": {"repair": {}}}},
        calendars={
            "c": {"source": "assumed", "hours": {"mon": ["08:00-12:00"]}, "absence": "20 %"}
        },
    )
    workload = draw(scenario, 1, 0)
    files = write(workload, scenario, tmp_path / "look")
    assert [file.name for file in files] == ["orders.parquet", "faults.parquet", "absences.parquet"]
    orders, faults, absences = (pd.read_parquet(file) for file in files)
    row = 17
    began = np.datetime64("2001-01-01", "ms")
    assert faults["down"][row] == began + workload.faults.time_ms[row]
    assert faults["cause"][row] == scenario.causes[workload.faults.cause[row]]
    assert faults["cabinet"][row] == scenario.cabinets[workload.faults.cabinet[row]].id
    assert set(faults.loc[faults["county"] == "south", "cabinet"]) == {"d", "e"}
    cut = faults["cause"] == "cut"
    assert (faults["work_h"].isna() == cut).all()
    assert (faults["locate_h"].notna() == cut).all()
    assert orders["to_line"].notna().sum() == (workload.orders.to_slot >= 0).sum()
    assert (orders["work_build_h"].isna() == (workload.orders.type == CEASE)).all()
    assert (orders["gives_up"].notna() == (orders["type"] == "install")).all()
    assert orders["key"].dtype == np.uint64
    assert len(absences) == workload.absent.sum() > 0
    assert set(absences["crew"]) == {"r1"}
