"""The part of the page about universal technicians."""

from __future__ import annotations

from collections.abc import Sequence

from verification.published.fitting import Fit
from verification.published.markdown import table
from verification.published.universal import Universal

_SAID = """\
Bengü and Ortiz (1994) simulated a company's maintenance by trades, and by technicians who can do
all of it, and found "a significant long term savings". Their abstract has no figures, so only the
direction can be compared: a [district](../scenarios/published/specialists.yaml) with three trades,
all of it assumed, and universal technicians fitted to the same mean time to restore. Their
intervals are of the difference to the specialists with the same faults and weather."""


def section(found: Universal) -> str:
    """The whole part."""
    rows = [("specialists of three trades", f"{found.specialists}", found.mean_h.words(), "", "")]
    rows += [
        (f"universal technicians, {words}", *_row(one, found.specialists))
        for words, one in found.fits.items()
    ]
    head = ("", "technicians", "mean to restore, h", "for the same mean", "so fewer by, %")
    parts = (
        "## Universal technicians, 1994",
        _SAID,
        table(head, rows),
        _answer(found),
    )
    return "\n\n".join(parts)


def _row(one: Fit, specialists: int) -> tuple[str, str, str, str]:
    fewest, most = one.allowed
    least, highest = (100 * (1 - crews / specialists) for crews in (most, fewest))
    return (
        f"{one.chosen.crews}",
        one.chosen.mean.words(),
        f"{fewest:.1f} to {most:.1f}",
        f"{least:.1f} to {highest:.1f}",
    )


def _answer(found: Universal) -> str:
    fewer = [words for words, one in found.fits.items() if one.allowed[1] < found.specialists]
    more = [words for words, one in found.fits.items() if one.allowed[0] > found.specialists]
    open_ = [words for words in found.fits if words not in (*fewer, *more)]
    lines = [
        "- **What fits**: "
        + (
            f"the direction. Universal technicians who are {_either(fewer)} need fewer for the"
            " same mean, as the study found."
            if fewer
            else "nothing; universal technicians need as many or more under each assumption."
        ),
        "- **What does not fit**: "
        + (
            f"universal technicians who are {_either(more)} need more, against the study."
            if more
            else "none of the assumptions goes against the study."
        ),
    ]
    if open_:
        lines.append(
            f"- **Not decided**: universal technicians who are {_either(open_)}; the interval"
            " allows as many as before."
        )
    return "### What fits, what does not, and why\n\n" + "\n".join(lines) + "\n" + _WHY


def _either(words: Sequence[str]) -> str:
    return " or ".join(words)


_WHY = (
    "- **Why**: a universal technician does not stand idle while a fault of another trade waits,"
    " and that is worth the few per cent in the table; a tenth more time on site costs more than"
    " that. How large the study's savings were cannot be compared: its figures were not seen."
)
