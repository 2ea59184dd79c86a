"""A month of faults and orders written by hand; the answers stand beside the rows."""

from __future__ import annotations

from kpi_log import A1, A2, B1, CABLE, D, H, fault, install, plant, row, visit
from telesim.eventlog import Kind, Level

K = Kind
Rows = list[tuple[int, ...]]


def faults() -> Rows:
    """Window: days 10 to 40. The run ends on day 60."""
    return [
        # Non-cable with a visit: 4 h; 20 h of which 8 h waiting for the customer; still open
        # after 21 days = 504 h.
        *fault(0, 11 * D, A1),
        *visit(0, 11 * D + 2 * H, K.CLEARED, H, H, reason=1),
        *fault(1, 12 * D, B1),
        *visit(1, 12 * D, K.NO_ACCESS, H, H),
        row(12 * D + 10 * H, K.READY, 1),
        *visit(1, 12 * D + 17 * H, K.CLEARED, H, 2 * H, number=1, reason=1),
        *fault(3, 39 * D, A1, line=3),
        # Cleared from the desk after 1 h.
        *fault(2, 15 * D, A2),
        row(15 * D + H, K.CLEARED_REMOTELY, 2),
        # Reported before the window (open for 3 days) and at its end: not counted.
        *fault(4, 9 * D, A2, line=4),
        *visit(4, 12 * D - 2 * H, K.CLEARED, H, H, reason=1, crew=1),
        *fault(5, 40 * D, A2, line=5),
        # Down, but nobody has reported.
        row(20 * D, K.FAULT, 6, place=A1, line=6, amount=1),
        # A cable: 4 lines after 30 h, 4 after 50 h, the last 2 after 80 h; 6 customers report.
        *fault(7, 20 * D, A1, CABLE, lines=10, line=10, reports=6),
        row(20 * D, K.DISPATCHED, 7, crew=1, amount=2 * H),
        row(20 * D + 2 * H, K.ARRIVED, 7, crew=1),
        row(20 * D + 9 * H, K.LOCATED, 7, crew=1, amount=5 * H),
        row(20 * D + 30 * H, K.PART_RESTORED, 7, amount=4),
        row(20 * D + 50 * H, K.PART_RESTORED, 7, amount=4),
        row(20 * D + 80 * H, K.CLEARED, 7, crew=1, reason=2, amount=30 * H),
        # Another: 2 lines after 10 h, 3 still down after 30 days = 720 h.
        *fault(8, 30 * D, B1, CABLE, lines=5, line=10, reports=2),
        row(30 * D, K.DISPATCHED, 8, crew=1, amount=H),
        row(30 * D + H, K.ARRIVED, 8, crew=1),
        row(30 * D + 10 * H, K.PART_RESTORED, 8, amount=2),
    ]


def orders() -> Rows:
    """Days from order to service: 2, 10 (held for 8), 4 (a move), 21 and open; 20 and cancelled."""
    return [
        *install(20, 11 * D, A1, 500),
        *visit(20, 13 * D - 3 * H, K.IN_SERVICE, H, 2 * H),
        row(12 * D, K.ORDER, 21, place=B1, amount=4000, line=60),
        row(12 * D, K.HELD, 21, reason=Level.PORT),
        row(20 * D, K.ASSIGNED, 21, amount=1),
        *visit(21, 22 * D - 3 * H, K.IN_SERVICE, H, 2 * H),
        row(13 * D, K.ORDER, 22, place=A1, amount=2000, line=91),
        row(13 * D, K.HELD, 22, reason=Level.DISTRIBUTION),
        row(33 * D, K.CANCELLED, 22),
        *install(23, 39 * D, A1, 800),
        row(14 * D, K.ORDER, 24, place=A2, reason=1, amount=900, line=70),
        row(14 * D, K.ASSIGNED, 24),
        *visit(24, 18 * D - 3 * H, K.IN_SERVICE, H, 2 * H),
        row(18 * D, K.RELEASED, 24, place=A1, line=0),
        # Ordered before the window, held first for a feeder pair, then for a port.
        row(5 * D, K.ORDER, 25, place=B1, amount=4000, line=61),
        row(5 * D, K.HELD, 25, reason=Level.FEEDER),
        row(15 * D, K.HELD, 25, reason=Level.PORT),
        # A line is given up.
        row(25 * D, K.ORDER, 26, place=B1, reason=2, line=7),
        row(25 * D, K.CEASED, 26, place=B1, line=7),
    ]


def everything() -> Rows:
    return [*plant(), *faults(), *orders()]
