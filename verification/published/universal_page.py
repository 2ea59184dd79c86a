"""The part of the page about universal technicians."""

from __future__ import annotations

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
    lines = []
    for words, one in found.fits.items():
        fewest, most = one.allowed
        if most < found.specialists:
            told = "fewer do the same, as the study found"
        elif fewest > found.specialists:
            told = "more are needed, against the study"
        else:
            told = "the interval allows as many as before, so nothing is decided"
        lines.append(f"- Universal technicians, {words}: {told}.")
    return "\n".join(lines)
