"""Which working lines an event takes down that strikes more than one cabinet.

Pure functions over the states of lines: 0 not in service, 1 working, 2 down, 3 without power,
4 suspended.
"""

from __future__ import annotations

from collections.abc import Sequence

from telesim.workload import marks

WORKING, DOWN, SILENT, SUSPENDED = 1, 2, 3, 4


def shared_out(total: int, working: Sequence[int]) -> list[int]:
    """Share ``total`` lines over cabinets in proportion to their working lines.

    By largest remainder, the first cabinet first on ties; no cabinet gets more than it has, all
    get what they have when ``total`` is more than that.
    """
    whole = sum(working)
    if total >= whole:
        return list(working)
    shares = [total * own // whole for own in working]
    by_remainder = sorted(range(len(shares)), key=lambda n: (-(total * working[n] % whole), n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return shares


def first_slot(key: int, purpose: int, number: int, lines: int) -> int:
    """Where an event begins in a cabinet: one of its lines at the start, by the event's mark.

    Lines of the start, because their number is the same in every run: the same event begins at
    the same line under every policy. ``number`` tells the cabinets of one event apart.
    """
    return int(marks.uniform(key, purpose, number) * lines)


def next_working(states: bytearray, first: int) -> int:
    """The first working line from slot ``first`` on, around the end; -1 where none works."""
    slot = states.find(WORKING, first)
    return slot if slot >= 0 else states.find(WORKING, 0, first)


def between_lines_down(states: bytearray, slot: int) -> int:
    """A neighbour that does not work of a suspended line between two such; -1 = there are not two.

    Neighbours are the next lines below and above that are in service, around the end. What
    strikes a cable takes its lines down one after the other, so one between two is down with them.
    """
    size = len(states)
    for step in (1, -1):
        at = (slot + step) % size
        while states[at] in (0, SUSPENDED) and at != slot:
            at = (at + step) % size
        if states[at] not in (DOWN, SILENT):
            return -1
    return at


def silence(states: bytearray, first: int, count: int) -> tuple[list[int], list[int]]:
    """Take power from the first ``count`` lines from ``first`` on that work or lack it already.

    Returns the slots of those that had it and of those that are without it already.
    """
    hit: list[int] = []
    already: list[int] = []
    for slot in (*range(first, len(states)), *range(first)):
        if len(hit) + len(already) == count:
            break
        if states[slot] == WORKING:
            states[slot] = SILENT
            hit.append(slot)
        elif states[slot] == SILENT:
            already.append(slot)
    return hit, already


def strike(states: bytearray, first: int, count: int, state: int) -> list[int]:
    """Put the first ``count`` working lines from slot ``first`` on, around the end, in a state.

    Returns their slots in that order; fewer where fewer work.
    """
    hit: list[int] = []
    for begin, end in ((first, len(states)), (0, first)):
        slot = states.find(WORKING, begin, end)
        while slot >= 0 and len(hit) < count:
            states[slot] = state
            hit.append(slot)
            slot = states.find(WORKING, slot + 1, end)
    return hit
