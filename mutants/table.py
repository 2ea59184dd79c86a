"""What ``make mutants`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from mutants.mutant import Mutant
from mutants.trial import CAUGHT, SURVIVED, Outcome


def outcomes(tried: Sequence[tuple[Mutant, Outcome]]) -> str:
    """A line a mutant: its name, by which test it was caught, seconds."""
    lines = [("mutant", "caught by", "seconds")]
    for mutant, outcome in tried:
        lines.append((mutant.name, by(mutant, outcome), f"{outcome.seconds:.1f}"))
    widths = [max(len(line[n]) for line in lines) for n in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {caught_by:<{widths[1]}}  {seconds:>{widths[2]}}"
        for name, caught_by, seconds in lines
    )


def by(mutant: Mutant, outcome: Outcome) -> str:
    """The test that has caught it, or how it ended."""
    if mutant.control:
        return "(control: survived, as it must)" if is_sound(mutant, outcome) else "CONTROL FAILED"
    return outcome.test if outcome.how == CAUGHT else outcome.how.upper()


def is_sound(mutant: Mutant, outcome: Outcome) -> bool:
    """Whether it ended as it should: caught, or survived when it changes nothing."""
    return outcome.how == (SURVIVED if mutant.control else CAUGHT)


def survivors(tried: Sequence[tuple[Mutant, Outcome]]) -> str:
    """In words what nobody has noticed; nothing when all ended as they should."""
    told = []
    for mutant, outcome in tried:
        if is_sound(mutant, outcome):
            continue
        why = f"{outcome.how}: {outcome.test} {outcome.said}".rstrip(": ")
        told.append(f"{mutant.name} ({mutant.wrong})\n  {why}\n  tests: {' '.join(mutant.tests)}")
    return "\n".join(["Not as it should be:", *told]) if told else ""


#: How the last line begins: only that of all mutants says ``mutants``.
WHOLE, PART, QUICK = "mutants", "only a part", "quick look"


def last_line(tried: Sequence[tuple[Mutant, Outcome]], begin: str = WHOLE) -> str:
    """``mutants: K/N``, without the controls."""
    counted = [(mutant, outcome) for mutant, outcome in tried if not mutant.control]
    noticed = f"{sum(is_sound(*one) for one in counted)}/{len(counted)}"
    return f"{begin}: {noticed}" + ("" if begin == WHOLE else " mutants noticed")
