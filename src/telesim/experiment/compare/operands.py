"""What is compared: scenario files, or one file under several sets of reforms.

An operand is written ``FILE``, ``FILE+REFORM+REFORM`` or ``+REFORM+REFORM``, which stands for the
first file under these reforms. A file whose own name has a plus in it is found all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from telesim.experiment.provenance import result_name, scenario_hash
from telesim.scenario.errors import display_path
from telesim.units import format_duration

if TYPE_CHECKING:
    from telesim.scenario import Scenario

PLUS = "+"


class CompareError(ValueError):
    """These scenarios, or these figures of them, cannot be compared; says why and what would do."""


def parts_of(text: str, first: str | None = None) -> tuple[Path, tuple[Path, ...]]:
    """The scenario file and the reforms that an operand names.

    Args:
        text: the operand.
        first: the scenario file of the first operand, for operands that begin with a plus.

    Raises:
        CompareError: a plus without a file before or behind it.
    """
    if Path(text).is_file():
        return Path(text), ()
    file, *reforms = text.split(PLUS)
    if not file:
        if first is None:
            raise CompareError(
                f"{text!r}: the first scenario begins with a plus; need SCENARIO or "
                "SCENARIO+REFORM there, as +REFORM stands for the first file under a reform"
            )
        file = first
    if not all(reforms):
        raise CompareError(f"{text!r}: a plus without a reform; need SCENARIO+REFORM+REFORM ...")
    return Path(file), tuple(map(Path, reforms))


def load_all(operands: Sequence[Scenario | str | Path]) -> tuple[Scenario, ...]:
    """The scenarios that operands name; those loaded already stay as they are.

    Raises:
        CompareError: an operand that names none.
        ScenarioError: with everything that is wrong in a file.
    """
    from telesim.scenario import load

    loaded: list[Scenario] = []
    first: str | None = None
    for one in operands:
        if not isinstance(one, (str, Path)):
            loaded.append(one)
            if first is None and one.origin is not None:
                first = str(one.origin.file)
            continue
        file, reforms = parts_of(str(one), first)
        first = first or str(file)
        loaded.append(load(file, reforms))
    return tuple(loaded)


def names_of(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """A name for each: its own with the reforms given, and its file where two would be alike."""
    names = [result_name(one) for one in scenarios]
    files = [one.origin.file if one.origin is not None else None for one in scenarios]
    told = [
        f"{name} ({display_path(file)})" if names.count(name) > 1 and file is not None else name
        for name, file in zip(names, files, strict=True)
    ]
    return tuple(
        f"{name} ({told[:n].count(name) + 1})" if told.count(name) > 1 else name
        for n, name in enumerate(told)
    )


def check_common(scenarios: Sequence[Scenario], names: Sequence[str]) -> list[str]:
    """Notes on what differs between scenarios whose draws are common.

    Raises:
        CompareError: they do not look at the same time, or money is of different currencies.
    """
    first = scenarios[0]
    wrong: list[str] = []
    for word in ("start", "warm_up", "window"):
        said = [getattr(one, word) for one in scenarios]
        if len(set(said)) > 1:
            told = ", ".join(f"{name}: {_shown(x)}" for name, x in zip(names, said, strict=True))
            wrong.append(f"{word} differs ({told})")
    if wrong:
        raise CompareError(
            f"cannot compare on common draws: {'; '.join(wrong)}. The same fault happens in all "
            "of them only over the same time: give them the same start, warm_up and window, or "
            "compare independent runs with --unpaired"
        )
    notes = []
    for one, name in zip(scenarios[1:], names[1:], strict=True):
        if one.follow_up != first.follow_up:
            notes.append(
                f"follow_up differs: {_shown(first.follow_up)} in {names[0]}, "
                f"{_shown(one.follow_up)} in {name}; cases are not followed equally long"
            )
        notes += _places(first, one, names[0], name)
    return notes


def check_alike(scenarios: Sequence[Scenario], names: Sequence[str]) -> list[str]:
    """Notes on what does not fit, whether or not draws are common.

    Raises:
        CompareError: money is of different currencies.
    """
    codes = [one.currency.code for one in scenarios]
    if len(set(codes)) > 1:
        told = ", ".join(f"{name}: {code}" for name, code in zip(names, codes, strict=True))
        raise CompareError(f"cannot compare money: the currency differs ({told})")
    notes = []
    years = {one.currency.price_year for one in scenarios}
    if len(years) > 1:
        notes.append(f"price years differ ({', '.join(map(str, sorted(map(str, years))))})")
    known: dict[str, str] = {}
    for one, name in zip(scenarios, names, strict=True):
        same = known.setdefault(scenario_hash(one), name)
        if same is not name:
            notes.append(f"{name} says the same as {same}: every difference is 0")
    return notes


def _places(a: Scenario, b: Scenario, name_a: str, name_b: str) -> list[str]:
    notes = []
    for what in ("exchanges", "cabinets"):
        of_a, of_b = ({row.id for row in getattr(one, what)} for one in (a, b))
        lacking = [
            f"{len(rows)} {what} of {here} are not in {there} ({_some(rows)})"
            for rows, here, there in ((of_a - of_b, name_a, name_b), (of_b - of_a, name_b, name_a))
            if rows
        ]
        if lacking:
            notes.append(f"{'; '.join(lacking)}: what happens there has no partner")
            break  # the cabinets of an exchange that is missing are missing too
    return notes


def _some(rows: set[str]) -> str:
    return ", ".join(sorted(rows)[:3]) + (", ..." if len(rows) > 3 else "")


def _shown(value: object) -> str:
    return format_duration(value) if isinstance(value, int) else str(value)
