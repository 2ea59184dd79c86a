"""Counter-based marks: a uniform number for any (case, purpose, generation), in any order.

Follow-ups (second visits, repeats, retrials) are not known before the run, yet their chances
must be the same under every policy. They come from a 64-bit mixing function of the root
case's key, so "the next number" never exists (DESIGN 2.1). The scalar and the column form
give the same bits. The mixer is the finalizer of SplitMix64 (Steele, Lea and Flood 2014),
applied twice over the key and a counter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from telesim.units import PER_MILLION

_MASK = 2**64 - 1
_GOLDEN = 0x9E3779B97F4A7C15
_A = 0xBF58476D1CE4E5B9
_B = 0x94D049BB133111EB

# Purposes; the numbers are part of every stored result, so they are never reused.
ACCESS, FIX, TRAVEL, WORK, REPEAT, REPEAT_DELAY, KEY, REPORT_DELAY, LINES, LOCATE = range(10)
MATERIAL, MATERIAL_WAIT, REMOTE, DISTANCE, REPORTS, BUILD = range(10, 16)
PATIENCE, AGE, DESTINATION, SHOCK, LAYER, GAP, RATE = range(16, 23)
BOX, SWAP = range(23, 25)
FORGOTTEN, UNTESTED, PREVENTED, UNREPAIRED, INSPECTED = range(45, 50)
#: First line hit in further cabinets of a feeder; of a power failure: how long, how many lines,
#: first line hit in each cabinet. Line of a fault that the scenario's table has open.
FURTHER, POWER_LASTS, POWER_SHARE, POWER_FIRST, OPEN_SLOT = range(30, 35)
RECONNECT, RECONNECT_DELAY = range(57, 59)
EARLY_LIFE, EARLY_DELAY, DISTURBS, DISTURB_DELAY, NEIGHBOUR, MADE_KEY, JUMPER = range(50, 57)
#: Whether the line test is right, else for what it takes the fault; a visit by the wrong crew.
DIAGNOSED, SUSPECTED, TRAVEL_IN_VAIN, ACCESS_IN_VAIN = range(67, 71)
#: Calls about faults: who calls, how long, how patient, when another customer of the event does,
#: whether and when a lost caller tries again, whether somebody asks about an open fault.
REPORTER, ENQUIRER, TALK, CALL_PATIENCE, FURTHER_REPORT = range(120, 125)
TRIES_SOON, TRIES_WHEN, ASKS = range(125, 128)
#: Who comes to a desk on its sample days: each time, when, for how long, how patient, errors.
COMES, COMES_AT, SERVED_FOR, SAMPLED_PATIENCE, ERRS = range(128, 133)

#: At each step of the office, by number: clerk's time, whether the order leaves with a mistake.
OFFICE_WORK, OFFICE_WRONG = 100, 106
#: Whether an order is that of a key account.
KEY_ACCOUNT = 112
#: Cases at the counter: passed on, asked after, clerk's time for a question.
HAND_OFF, ASKS_AFTER, QUESTION = range(113, 116)
#: Screening: a change that is not recorded; a decision that is not what was read; who brings the
#: order and whether the customer has read the coverage; who returns, and how patient the
#: registered are; a visit in vain; a cabinet's error at the start and turn to be counted.
UNRECORDED, WRONG, BY_AGENT, READS, RETURNS, REGISTERED_PATIENCE = range(160, 166)
TRAVEL_NO_PAIR, ACCESS_NO_PAIR, START_ERROR, AUDIT = range(166, 170)
#: Temporary re-routing: a fault of a borrowed line, when and which; the move back.
REROUTED_GAP, REROUTED_KEY, BACK_KEY = range(170, 173)
#: Whether inspection samples a closed job, and sees what is wrong with it.
SAMPLED, SEEN = range(180, 182)
#: Whether an order needs an office step, by number: 191 to 196.
NEEDS_STEP = 191
#: Work of a job that was interrupted, drawn anew; depot time before a visit after idleness; how
#: long preventive work takes, of which the root is that of the run.
REDRAWN, SET_UP, SPARE_TIME, SPARE_ROOT = range(210, 214)
#: Key of each further line that an event breaks by itself.
STRUCK = 190

#: Marks of one purpose before those of the next begin.
_GENERATIONS = 2**20


def bits(key: int, purpose: int, generation: int) -> int:
    """64 mixed bits as a Python integer."""
    z = (key + _GOLDEN * (1 + purpose * _GENERATIONS + generation)) & _MASK
    # Twice the same, written out: millions of marks are asked for.
    z = ((z ^ (z >> 30)) * _A) & _MASK
    z = ((z ^ (z >> 27)) * _B) & _MASK
    z ^= z >> 31
    z = ((z ^ (z >> 30)) * _A) & _MASK
    z = ((z ^ (z >> 27)) * _B) & _MASK
    return z ^ (z >> 31)


def uniform(key: int, purpose: int, generation: int) -> float:
    """A uniform number in [0, 1) with 53 bits."""
    return float(bits(key, purpose, generation) >> 11) * 2.0**-53


def per_million(key: int, purpose: int, generation: int) -> int:
    """A uniform integer from 0 to 999,999, to compare with a chance in parts per million."""
    return (bits(key, purpose, generation) >> 32) * PER_MILLION >> 32


def column_bits(keys: NDArray[np.uint64], purpose: int, generation: int) -> NDArray[np.uint64]:
    """:func:`bits` for a column of keys."""
    step = np.uint64(_GOLDEN * (1 + purpose * _GENERATIONS + generation) & _MASK)
    with np.errstate(over="ignore"):
        z = keys + step
        for _ in range(2):
            z = (z ^ (z >> np.uint64(30))) * np.uint64(_A)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(_B)
            z = z ^ (z >> np.uint64(31))
    return z


def column_uniform(keys: NDArray[np.uint64], purpose: int, generation: int) -> NDArray[np.float64]:
    """:func:`uniform` for a column of keys."""
    mixed = column_bits(keys, purpose, generation) >> np.uint64(11)
    return mixed.astype(np.float64) * 2.0**-53


def column_per_million(
    keys: NDArray[np.uint64], purpose: int, generation: int
) -> NDArray[np.int64]:
    """:func:`per_million` for a column of keys."""
    high = column_bits(keys, purpose, generation) >> np.uint64(32)
    return ((high * np.uint64(PER_MILLION)) >> np.uint64(32)).astype(np.int64)
