from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpi_log import A1, CABLE, DROP, D, H, fault, install, log_of, plant, row, town, visit
from telesim.eventlog import EventLog, Kind, Level
from telesim.experiment.tables import names_for_logs
from telesim.report.case import CaseError, life, longest, tell_case

NAMES = names_for_logs(town())
MIN = H // 60


def log() -> EventLog:
    """Order 0 held and served, fault 1 in two visits, cable fault 2 open, order 3 given up."""
    rows = [
        *plant(),
        row(9 * H, Kind.ORDER, 0, place=A1, reason=0, amount=1400),
        row(9 * H, Kind.HELD, 0, place=A1, reason=2),
        row(5 * D, Kind.ASSIGNED, 0, place=A1, reason=1, amount=1),
        *visit(0, 5 * D + 8 * H, Kind.IN_SERVICE, 20 * MIN, 3 * H),
        *fault(1, 10 * H, cause=DROP),
        *visit(1, 11 * H, Kind.NO_ACCESS, 30 * MIN, 12 * MIN),
        row(D + 8 * H, Kind.READY, 1),
        *visit(1, D + 8 * H, Kind.CLEARED, 30 * MIN, 60 * MIN, number=1, reason=1),
        *fault(2, 2 * D, cause=CABLE, lines=40, reports=12),
        row(2 * D + H, Kind.DISPATCHED, 2, crew=1, reason=0, amount=H),
        row(2 * D + 2 * H, Kind.ARRIVED, 2, crew=1),
        row(2 * D + 9 * H, Kind.LOCATED, 2, crew=1, amount=7 * H),
        row(2 * D + 9 * H, Kind.MATERIAL, 2, crew=1, reason=15 * H, amount=7 * H),
        row(3 * D, Kind.READY, 2),
        *install(3, 7 * D),
        row(9 * D, Kind.CANCELLED, 3, place=A1, reason=1, amount=1),
        *fault(4, 20 * D, cause=DROP),
        row(20 * D, Kind.REPEAT_OF, 4, place=A1, amount=1),
        row(20 * D + H, Kind.CLEARED_REMOTELY, 4, place=A1),
    ]
    return log_of(rows)


def test_the_life_of_a_held_order() -> None:
    assert life(log(), NAMES, "O0") == [
        "O0: an order for a new line, cabinet A1 (A, East)",
        "  2001-01-01 Mon 09:00  The customer orders a new line, 1.4 km from the exchange.",
        "  2001-01-01 Mon 09:00  Held: no free distribution pair.",
        "  2001-01-06 Sat 00:00  Port and pairs assigned after 4.6 days of waiting; "
        "the drop must be built.",
        "  2001-01-06 Sat 08:00  Visit 1: one (all) sets out, 20 min on the way.",
        "  2001-01-06 Sat 08:20  one (all) is on site.",
        "  2001-01-06 Sat 11:20  one (all) is done after 3.0 h on site. "
        "In service, 5.1 days after the order.",
    ]


def test_promises_are_told_and_whether_they_were_kept() -> None:
    rows = [*plant(), *install(0, 9 * H, metres=1400)]
    for at, opens, number, end in (
        (9 * H, D + 8 * H, 0, Kind.NO_ACCESS),
        (D + 9 * H, 2 * D + 14 * H, 1, Kind.IN_SERVICE),
    ):
        rows.append(row(at, Kind.PROMISED, 0, place=A1, reason=4 * H, amount=opens))
        rows.append(row(opens, Kind.READY, 0))
        late = 3 * H + 40 * MIN if number else 0
        rows += visit(0, opens + late, end, 30 * MIN, 30 * MIN, number=number)
    told = life(log_of(rows), NAMES, "O0")
    assert "  2001-01-01 Mon 09:00  The customer is promised a crew on 2001-01-02 Tue 08:00 to " \
        "12:00." in told  # fmt: skip
    assert "  2001-01-02 Tue 08:30  one (all) is on site, as promised." in told
    assert "  2001-01-03 Wed 18:10  one (all) is on site, 10 min later than promised." in told


def test_the_life_of_a_fault_in_two_visits_and_its_repeat() -> None:
    assert life(log(), NAMES, "1")[1:] == [
        "  2001-01-01 Mon 10:00  1 line goes down.",
        "  2001-01-01 Mon 10:00  Reported (1 report); the clock starts.",
        "  2001-01-01 Mon 11:00  Visit 1: one (all) sets out, 30 min on the way.",
        "  2001-01-01 Mon 11:30  one (all) is on site.",
        "  2001-01-01 Mon 11:42  Nobody at home; one (all) leaves.",
        "  2001-01-02 Tue 08:00  The job can go on and waits for a crew.",
        "  2001-01-02 Tue 08:00  Visit 2: one (all) sets out, 30 min on the way.",
        "  2001-01-02 Tue 08:30  one (all) is on site.",
        "  2001-01-02 Tue 09:30  one (all) has cleared it after 60 min on site, "
        "23.5 h after the report.",
        "  2001-01-21 Sun 00:00  It fails again: see F4.",
    ]
    assert "  2001-01-21 Sun 00:00  It is a repeat of F1." in life(log(), NAMES, "F4")


def test_an_open_case_says_so() -> None:
    told = life(log(), NAMES, "f2")
    assert told[0] == "F2: a fault, cut (cable), at cabinet A1 (A, East)"
    assert "40 lines go down" in told[1]
    assert "12 lines report it" in told[2]
    assert "after 7.0 h on site to wait for material; it comes 2001-01-04 Thu 00:00." in told[6]
    assert told[-1] == "  2001-03-02 Fri 00:00  The run ends; the case is still open."


def test_what_came_of_an_open_case_is_told_before_the_run_ends() -> None:
    rows = [*plant(), *install(0, 9 * H)]
    rows.append(row(30 * D, Kind.COMPLAINT, 1, place=A1, amount=0))
    rows.append(row(40 * D, Kind.HELD, 0, place=A1, reason=2))
    assert life(log_of(rows), NAMES, "O0")[-3:] == [
        "  2001-01-31 Wed 00:00  The customer complains: see C1.",
        "  2001-02-10 Sat 00:00  Held: no free distribution pair.",
        "  2001-03-02 Fri 00:00  The run ends; the case is still open.",
    ]


def test_a_customer_who_gives_up() -> None:
    last = life(log(), NAMES, "O3")[-1]
    assert last.endswith("gives up after 48.0 h; port and pairs are free again.")


def test_the_longest_cases_come_first() -> None:
    told = longest(log(), NAMES)
    assert told[0] == "Longest repairs:"
    assert told[1].startswith("  F2:") and "still open after 58.0 days" in told[1]
    assert told[2].startswith("  F1:") and "took 23.5 h" in told[2]
    orders = told[told.index("Longest orders:") + 1 :]
    assert [line.split(":")[0].strip() for line in orders] == ["O0", "O3"]


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("O1", "case 1 is a fault: F1"),
        ("F0", "case 0 is an order: O0"),
        ("9", "no case 9 in this replication: its cases lie between 0 and 4"),
        ("X1", "need a case such as O12, F7, C5, W3, M4, S8, P6, B9, D2 or 12"),
        ("", "need a case such as O12"),
    ],
)
def test_what_is_no_case_is_said(identity: str, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        life(log(), NAMES, identity)


def busy_log() -> EventLog:
    """Order 0 waits five days for crew 0; works 4 and 5, and call 6 to a main frame."""
    rows = [*plant(), *install(0, 9 * H)]
    for case, day in ((1, 1), (2, 2), (3, 3)):
        rows += [*fault(case, day * D), *visit(case, day * D + 8 * H, Kind.CLEARED, H, H, reason=1)]
    rows += [
        row(D, Kind.WORK_RELEASED, 4, place=A1, reason=1, amount=120),
        row(D, Kind.PLANNED, 4, place=A1, reason=8 * H, amount=3 * D),
        *visit(4, 3 * D + 12 * H, Kind.PART_BUILT, H, H, reason=7 * H),
        *visit(0, 5 * D + 9 * H, Kind.IN_SERVICE, H, H),
        row(2 * D, Kind.NO_BORE, 5, place=A1, amount=200),
        row(4 * D, Kind.FRAME_CALL, 6, place=3),
        row(4 * D, Kind.ON_DUTY, crew=1, place=4, amount=8 * H),
        row(7 * D + 8 * H, Kind.ON_DUTY, crew=1, place=4, amount=8 * H),
        *visit(6, 7 * D + 8 * H, Kind.FRAME_DONE, H, H, crew=1, reason=2),
    ]
    return log_of(rows)


def test_a_long_wait_says_what_the_crew_did_meanwhile() -> None:
    told = life(busy_log(), NAMES, "O0")
    assert told[3] == (
        "  2001-01-06 Sat 09:00  Visit 1: one (all) sets out, 60 min on the way. It had waited for "
        "5.0 days, in which this crew set out 4 times for others, last for W4, F3, F2."
    )
    # The other crew came on duty on the day of the call, and then only on that of its visit.
    off = log_of([*plant(), *fault(0, 4 * D + 9 * H),
                  row(4 * D, Kind.ON_DUTY, crew=1, place=4, amount=8 * H),
                  row(7 * D + 8 * H, Kind.ON_DUTY, crew=1, place=4, amount=8 * H),
                  *visit(0, 7 * D + 8 * H, Kind.CLEARED, H, H, crew=1, reason=1)])  # fmt: skip
    assert life(off, NAMES, "F0")[3].endswith(
        "in which this crew was off duty until 2001-01-08 Mon 08:00."
    )
    # From the call of day 4 on the crew had nobody to go to and came on duty a second time.
    assert life(busy_log(), NAMES, "M6")[2].endswith(
        "in which this crew was on duty on 1 day and had no other job."
    )
    # A fault that a crew sets out for at once needs no such word.
    assert "waited" not in " ".join(life(busy_log(), NAMES, "F1"))


def test_a_wait_over_holidays_is_none_of_the_crew() -> None:
    """Reported when day 2 is over: nobody works before day 8, an hour before the crew sets out."""
    duty = [
        row(day * D + 8 * H, Kind.ON_DUTY, crew=0, place=4, amount=8 * H) for day in (2, 8, 9, 10)
    ]
    found = fault(0, 2 * D + 17 * H)
    told = life(
        log_of([*plant(), *duty, *found, *visit(0, 8 * D + 9 * H, Kind.CLEARED, H, H)]), NAMES, "F0"
    )
    assert told[3].endswith(
        "It had waited for 5.7 days, in which this crew was off duty until 2001-01-09 Tue 08:00 "
        "and had no other job."
    )
    # Where it was on duty when the report came, its days of duty are counted.
    other = [*fault(1, 8 * D), *visit(1, 9 * D + 9 * H, Kind.CLEARED, H, H)]
    late = visit(0, 10 * D + 12 * H, Kind.CLEARED, H, H)
    told = life(log_of([*plant(), *duty, *fault(0, 8 * D + 10 * H), *other, *late]), NAMES, "F0")
    assert told[3].endswith(
        "It had waited for 50.0 h, in which this crew was on duty on 3 days and set out once for "
        "others, last for F1."
    )


def test_works_and_calls_are_listed_and_named() -> None:
    told = longest(busy_log(), NAMES)
    assert told[-5:] == [
        "Longest works:",
        "  W4: a feeder cable of 120 pairs, cabinet A1 (A, East), still open after 59.0 days",
        "  W5: a feeder cable of 200 pairs that needs a bore, cabinet A1 (A, East), still open "
        "after 58.0 days",
        "Longest calls to main frames:",
        "  M6: a call to the main frame of exchange A, took 82.0 h",
    ]
    for asked, words in (
        ("W1", "case 1 is a fault: F1; works are W4, W5"),
        ("W0", "case 0 is an order: O0; works are W4, W5"),
        ("M4", "case 4 is works: W4; calls to main frames are M6"),
    ):
        with pytest.raises(CaseError, match=words):
            life(busy_log(), NAMES, asked)
    with pytest.raises(CaseError, match="O0; there are no works in this replication"):
        life(log(), NAMES, "W0")


def test_complaints_and_all_other_sorts_are_listed_and_named() -> None:
    """Two complaints, the one that is open longer; and one case of each of the other sorts."""
    rows = [
        *plant(),
        *install(0, 9 * H),
        row(10 * D, Kind.COMPLAINT, 1, place=A1, amount=0),
        row(30 * D, Kind.COMPLAINT, 2, place=A1, amount=0),
        row(40 * D, Kind.COMPLAINT_RESOLVED, 1, place=A1, amount=30 * D),
        row(50 * D, Kind.LINE_SUSPENDED, 3, place=A1),
        row(51 * D, Kind.LINE_BACK, 3, place=A1, amount=H),
        row(50 * D, Kind.PAYPHONE_DOWN, 4, place=A1, line=0),
        row(50 * D, Kind.MOVE_BACK, 5, place=A1, amount=0),
        row(50 * D, Kind.DUPLICATE, 6, place=A1, amount=0),
        row(52 * D, Kind.DUPLICATE_LAPSED, 6, place=A1),
    ]
    told = longest(log_of(rows), NAMES)
    assert told[told.index("Longest complaints:") :] == [
        "Longest complaints:",
        "  C1: a complaint, cabinet A1 (A, East), took 30.0 days",
        "  C2: a complaint, cabinet A1 (A, East), still open after 30.0 days",
        "Longest suspensions:",
        "  S3: a line suspended for arrears, cabinet A1 (A, East), took 24.0 h",
        "Public telephones longest out of order:",
        "  P4: public telephone 1 at cabinet A1 (A, East), still open after 10.0 days",
        "Longest ways back of borrowed lines:",
        "  B5: a re-routed line goes back, cabinet A1 (A, East), still open after 10.0 days",
        "Longest tickets of further reports:",
        "  D6: a ticket of a further report, cabinet A1 (A, East), took 48.0 h",
    ]
    with pytest.raises(CaseError, match="case 0 is an order: O0; complaints are C1, C2"):
        life(log_of(rows), NAMES, "C0")


def test_the_help_and_the_readme_name_every_sort_of_case() -> None:
    from telesim.report.case import EXAMPLES

    top = Path(__file__).parents[2]
    texts = (
        (top / "src" / "telesim" / "cli" / "run_verbs.py").read_text(encoding="utf-8"),
        (top / "README.md").read_text(encoding="utf-8"),
    )
    for example in EXAMPLES.split(", "):
        assert all(f"({example})" in text for text in texts), example


def test_a_result_without_logs_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="found no run"):
        tell_case(tmp_path, "1")
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(CaseError, match=r"kept: none.*--keep-log"):
        tell_case(tmp_path, "1")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "names.json").write_text(json.dumps(NAMES))
    log().save(tmp_path / "logs" / "0002.parquet")
    with pytest.raises(CaseError, match=r"of replication 1 .kept: replications 2 to 2"):
        tell_case(tmp_path, "1")
    assert tell_case(tmp_path, "O0", replication=2)[0].startswith("O0: an order")


def test_the_only_run_below_a_folder_is_found(tmp_path: Path) -> None:
    run = tmp_path / "town" / "abc"
    (run / "logs").mkdir(parents=True)
    (run / "manifest.json").write_text("{}")
    (run / "logs" / "names.json").write_text(json.dumps(NAMES))
    log().save(run / "logs" / "0001.parquet")
    assert tell_case(tmp_path, "F1")[0].startswith("F1:")
    (tmp_path / "town" / "def").mkdir()
    (tmp_path / "town" / "def" / "manifest.json").write_text("{}")
    with pytest.raises(CaseError, match="found 2 runs"):
        tell_case(tmp_path, "F1")


def test_an_order_from_before_the_run_says_so_in_the_list_and_in_its_life() -> None:
    early = log_of([*plant(), *install(0, -3 * D), *visit(0, D, Kind.IN_SERVICE, H, H)])
    [line] = [one for one in longest(early, NAMES) if "O0" in one]
    assert line.endswith("took 4.1 days, 72.0 h of it before the run began")
    assert life(early, NAMES, "O0")[1] == (
        "  2000-12-29 Fri 00:00  The customer orders a new line; "
        "the order is waiting already when the run begins."
    )
    assert not any("before the run" in one for one in longest(log(), NAMES))


def test_breaks_nights_and_overtime_are_told_where_they_fall() -> None:
    """On the way into the break; on site, over another, a night and overtime, for 10 h."""
    end = 2 * D + 10 * H
    rows = [
        *plant(),
        *fault(0, D, cause=CABLE, lines=9),
        row(D + 11 * H, Kind.DISPATCHED, 0, crew=1, amount=90 * MIN),
        row(D + 14 * H + 30 * MIN, Kind.ARRIVED, 0, crew=1),
        row(D + 19 * H, Kind.OVERTIME, 0, crew=1, amount=60 * MIN),
        row(D + 19 * H, Kind.SUSPENDED, 0, crew=1),
        row(2 * D + 8 * H, Kind.RESUMED, 0, crew=1),
        row(end, Kind.UNFINISHED, 0, crew=1, amount=6 * H + 30 * MIN),
        row(end, Kind.DISPATCHED, 0, crew=1, reason=1, amount=0),
        row(end, Kind.ARRIVED, 0, crew=1),
        row(end + 5 * H, Kind.OVERTIME, 0, crew=1, amount=20 * MIN),
        row(end + 5 * H, Kind.CLEARED, 0, crew=1, amount=3 * H),
    ]
    told = [line.strip() for line in life(log_of(rows), NAMES, "F0")[3:]]
    assert told == [
        "2001-01-02 Tue 11:00  Visit 1: two (gang) sets out, 90 min on the way.",
        "2001-01-02 Tue 14:30  two (gang) is on site, after 2.0 h of break on the way.",
        "2001-01-02 Tue 19:00  The day of two (gang) ends; the job rests.",
        "2001-01-02 Tue 19:00  The last 60 min were overtime.",
        "2001-01-03 Wed 08:00  two (gang) goes on.",
        "2001-01-03 Wed 10:00  two (gang) leaves after 6.5 h on site without success; "
        "another visit is needed.",
        "2001-01-03 Wed 10:00  Visit 2: two (gang) sets out, 0 min on the way.",
        "2001-01-03 Wed 10:00  two (gang) is on site.",
        "2001-01-03 Wed 15:00  two (gang) has cleared it after 3.0 h on site "
        "(2.0 h of break not counted), 39.0 h after the report.",
        "2001-01-03 Wed 15:00  The last 20 min were overtime.",
    ]


def test_what_slips_is_told() -> None:
    rows = [
        *plant(),
        *fault(0, 9 * H),
        row(9 * H, Kind.FORGOTTEN, 0, amount=2 * D),
        row(2 * D + 9 * H, Kind.REMINDED, 0),
        *visit(0, 2 * D + 9 * H, Kind.UNTESTED, H, H),
        row(2 * D + 11 * H, Kind.UNREPAIRED, 0, crew=0),
        row(2 * D + 11 * H, Kind.CLEARED, 0, crew=0, reason=1, amount=H),
        row(3 * D, Kind.FOUND_UNREPAIRED, 0, crew=0),
    ]
    told = [line.strip()[22:] for line in life(log_of(rows), NAMES, "F0")]
    assert "The ticket lies forgotten; the customer will call again after 48.0 h." in told
    assert "The customer calls again, 48.0 h after the report; the job waits for a crew." in told
    assert told[-4:] == [
        "one (all) skips the closing test.",
        "one (all) closes it though the line is not repaired.",
        "one (all) has cleared it after 60 min on site, 50.0 h after the report.",
        "Inspection finds that one (all) had not repaired it.",
    ]


def test_what_inspection_finds_is_told() -> None:
    rows = [
        *plant(),
        *fault(0, 9 * H),
        *visit(0, 10 * H, Kind.CLEARED, H, H),
        row(2 * D, Kind.INSPECTED, 0, crew=0, reason=5),
        row(2 * D, Kind.FOUND_BAD, 0, crew=0, reason=5, amount=500),
    ]
    told = [line.strip()[22:] for line in life(log_of(rows), NAMES, "F0")]
    assert told[-2:] == [
        "Inspection looks at what one (all) has closed.",
        "It finds that it was not tested and that it would have failed again, and puts that right.",
    ]


def test_every_kind_of_a_case_has_words() -> None:
    """A kind that is added to the log must be added to the story."""
    from telesim.conservation.lives import BESIDE, LIVES
    from telesim.report.story import Story

    of_cases = set(BESIDE)
    for table in LIVES.values():
        of_cases.update(table, *table.values())
    assert set(Story(NAMES, log()).telling) == of_cases


def test_orders_from_before_the_run_come_last() -> None:
    both = log_of(
        [
            *plant(),
            *install(0, -3 * D),
            *visit(0, D, Kind.IN_SERVICE, H, H),
            *install(1, D),
            *visit(1, 2 * D, Kind.IN_SERVICE, H, H),
        ]
    )
    told = longest(both, NAMES)
    orders = told[told.index("Longest orders:") + 1 :]
    assert [line.split(":")[0].strip() for line in orders] == ["O1", "O0"]


def test_a_fibre_town_is_told_in_its_own_words() -> None:
    fibre = town(
        wording={"port": "OLT port", "feeder": "feeder fibre", "pair": "fibre", "box": "terminal"}
    )
    names = names_for_logs(fibre)
    rows = [
        row(1 * H, Kind.ORDER, 0, amount=700),
        row(1 * H, Kind.HELD, 0, reason=int(Level.FEEDER)),
        row(2 * H, Kind.HELD, 0, reason=int(Level.BOX)),
        row(3 * H, Kind.ASSIGNED, 0, amount=1),
        row(5 * H, Kind.RECONNECTED, 0),
    ]
    told = [line.split("  ")[-1] for line in life(log_of(rows), names, "O0")[-4:]]
    assert told == [
        "Held: no free feeder fibre.",
        "Held: no free fibre at the terminal. It finds one when fewer of the cabinet's fibres are "
        "in use: when more are built there, or lines given up.",
        "OLT port and fibres assigned; the drop stands.",
        "The line stood: connected from the desk, 4.0 h after the order.",
    ]


def test_a_damaged_log_is_named_with_its_remedy(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (tmp_path / "manifest.json").write_text("{}")
    (logs / "names.json").write_text(json.dumps(NAMES))
    path = logs / "0001.parquet"
    log().save(path)
    whole = path.read_bytes()
    # The first column's page begins right after the four letters of the format.
    path.write_bytes(whole[:30] + bytes(byte ^ 0xFF for byte in whole[30:60]) + whole[60:])
    with pytest.raises(CaseError, match=r"0001\.parquet: the log is damaged .* --keep-log"):
        tell_case(tmp_path, None)
