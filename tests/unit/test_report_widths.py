"""Tables on terminals of every width: no column is left out, no figure cut."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text

from telesim.report.figure_tables import print_as_lines, print_table, table_of

ROWS = (
    ("non-cable-24h", "14.3 h", "+3.0 h (+1.5 to +4.6)", "worse"),
    ("", "21.0 h", "+1.7 h (+0.3 to +3.1)", "undecided"),
)


def printed(width: int) -> list[str]:
    table = table_of("Figure", "A", "B less A (95 %)", "B is", narrow=True)
    for *words, verdict in ROWS:
        table.add_row(*words, Text(verdict))
    file = io.StringIO()
    print_table(Console(file=file, width=width), table)
    return [line.rstrip() for line in file.getvalue().splitlines()]


@pytest.mark.parametrize("width", range(24, 90))
def test_every_cell_is_printed_whole_within_the_width(width: int) -> None:
    lines = printed(width)
    assert max(map(len, lines)) <= max(width, 40)
    text = "\n".join(lines)
    for cell in (cell for row in ROWS for cell in row if cell):
        assert " ".join(text.split()).count(cell) == 1, (width, cell)


def test_what_fits_is_a_table_and_what_does_not_is_lines() -> None:
    assert printed(60)[0].split() == ["Figure", "A", "B", "less", "A", "(95", "%)", "B", "is"]
    assert printed(45) == [
        "non-cable-24h",
        "  A: 14.3 h",
        "  B less A (95 %): +3.0 h (+1.5 to +4.6)",
        "  B is: worse",
        "  A: 21.0 h",
        "  B less A (95 %): +1.7 h (+0.3 to +3.1)",
        "  B is: undecided",
    ]


def test_figures_stand_behind_what_they_are_or_below_it_never_between() -> None:
    table = table_of("", "Mean", "95 % interval")
    table.add_row("Repair", "", "", style="bold")
    table.add_row("  cable: mean time to restore", "21.0 h", "(18.9 to 23.2)")
    table.add_row("  open faults, mean", "1.5", "(1.4 to 1.5)")
    table.add_row("  held for lack of facilities, mean", "0", "")
    file = io.StringIO()
    print_as_lines(Console(file=file, width=38), table)
    assert [line.rstrip() for line in file.getvalue().splitlines()] == [
        "Repair",
        "  cable: mean time to restore",
        "      21.0 h (18.9 to 23.2)",
        "  open faults, mean  1.5 (1.4 to 1.5)",
        "  held for lack of facilities, mean  0",
    ]
