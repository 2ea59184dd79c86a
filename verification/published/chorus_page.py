"""The part of the page about New Zealand: what fits, what does not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verification.published.chorus import (
    AUGUST_SAID,
    JUNE_SAID,
    Judged,
    Published,
    Variant,
    Week,
)
from verification.published.figures import Figure
from verification.published.markdown import table


@dataclass(frozen=True)
class Chorus:
    """Everything that was run for New Zealand."""

    base: Judged
    others: tuple[Judged, ...]
    #: August at the fitted technicians, its open faults counted at another hour.
    snapshots: tuple[tuple[Variant, Week], ...]


def fits(published: float, found: Figure) -> str:
    """``fits`` where the interval holds the published figure, else on which side it lies."""
    if found.holds(published):
        return "fits"
    return "too low" if found.high < published else "too high"


def section(found: Chorus) -> str:
    """The whole part, from its heading on."""
    parts = (
        "## New Zealand's repairs, 2017",
        _SAID,
        _itself(),
        _fit(found.base),
        _beside(found.base),
        _hours(found.snapshots, found.base.august),
        _range(found.base, found.others),
        _why(found),
    )
    return "\n\n".join(parts)


_SAID = """\
Chorus, who keeps the country's lines, published its faults each week of a wet winter. The
[scenario of August](../scenarios/published/chorus-august-2017.yaml) has the sources; that of
[June](../scenarios/published/chorus-june-2017.yaml) changes dates and rates alone."""


def _itself() -> str:
    rows = [
        (
            one.name,
            f"{one.logged:,} in {one.days} days",
            f"{one.mean_h} h",
            f"{one.by_little:,.0f}",
            f"{one.open_now:,}",
            f"{one.hours_by_little:.1f} h",
            f"{one.open_before:,}",
            f"{one.old_share:.1f} %",
        )
        for one in (AUGUST_SAID, JUNE_SAID)
    ]
    head = (
        "month", "logged", "mean to restore", "open by Little's law", "open, reported",
        "mean by Little's law from it", "open when it began", "of the open, over 3 days",
    )  # fmt: skip
    return (
        "### What was published does not agree with itself\n\n"
        + table(head, rows)
        + "\n\nFaults that come at a rate and stay for a mean time are rate times time on average."
        f" That is {AUGUST_SAID.by_little:,.0f} for August, and {AUGUST_SAID.open_now:,} were"
        f" reported; {JUNE_SAID.by_little:,.0f} and {JUNE_SAID.open_now:,} for June: both"
        f" {100 * (AUGUST_SAID.open_now / AUGUST_SAID.by_little - 1):.0f} % more, so it is no"
        " accident of a day. A count at one instant may lie above an average over days and "
        "nights, and a published mean may leave out what a count does not, such as waiting "
        "for the customer; the sources do not say. No model can fit the mean and the open "
        "faults of an average hour at once."
    )


def _fit(base: Judged) -> str:
    rows = [
        (f"{step.crews}", step.mean.words(), "chosen" if step == base.fit.chosen else "")
        for step in base.fit.steps
    ]
    fewest, most = base.fit.allowed
    return (
        "### Technicians, fitted to August\n\n"
        f"How many there were is not published. Fitted to the mean of {base.fit.target} h:"
        f" **{base.fit.chosen.crews} technicians** on the roll, on the road or on site for"
        f" {base.august.utilisation.words()} % of their time on duty, the depot left out."
        f" The interval of the mean allows about {fewest:,.0f} to {most:,.0f}.\n\n"
        + table(("technicians", "mean to restore in August, h", ""), rows)
    )


def _beside(base: Judged) -> str:
    rows: list[tuple[str, ...]] = []
    for said, week in ((AUGUST_SAID, base.august), (JUNE_SAID, base.june)):
        rows += [(f"{said.name}: {row[0]}", *row[1:]) for row in _rows(said, week)]
    return (
        "### Beside what was published\n\n"
        "The same technicians in both months, all else as assumed before the first run.\n\n"
        + table(("", "published", "simulated (95 % interval)", ""), rows)
    )


def _rows(said: Published, week: Week) -> list[tuple[str, ...]]:
    fitted = said is AUGUST_SAID
    return [
        ("faults logged", f"{said.logged:,}", week.logged.words(0), "put in"),
        ("mean to restore, h", f"{said.mean_h}", week.mean_h.words(),
         "fitted" if fitted else fits(said.mean_h, week.mean_h)),
        ("open, mean of the month to date", "-", week.open_mean.words(0), ""),
        ("open at its end", f"{said.open_now:,}", week.open_now.words(0),
         fits(said.open_now, week.open_now)),
        ("open over 3 days at its end", f"{said.over_three_days}", week.over_three_days.words(0),
         fits(said.over_three_days, week.over_three_days)),
        ("the same, % of the open", f"{said.old_share:.1f}", week.old_share.words(),
         fits(said.old_share, week.old_share)),
    ]  # fmt: skip


def _hours(snapshots: Sequence[tuple[Variant, Week]], at_the_end: Week) -> str:
    rows = [(one.words, *_counted(week)) for one, week in snapshots]
    rows.append(("counted at midnight after the last day", *_counted(at_the_end)))
    return (
        "### At which hour faults are counted\n\n"
        f"August again; {AUGUST_SAID.open_now:,} open and {AUGUST_SAID.over_three_days} over three"
        f" days were reported, {AUGUST_SAID.old_share:.1f} %.\n\n"
        + table(("", "open", "over 3 days", "% of the open"), rows)
    )


def _counted(week: Week) -> tuple[str, str, str]:
    return week.open_now.words(0), week.over_three_days.words(0), week.old_share.words()


def _range(base: Judged, others: Sequence[Judged]) -> str:
    rows = [_row(one) for one in (base, *others)]
    head = (
        "assumed", "technicians", "August: mean, h", "over 3 days, %", "June: mean, h",
        "over 3 days, %", "open in June",
    )  # fmt: skip
    published = (
        "**published**", "", f"{AUGUST_SAID.mean_h}", f"{AUGUST_SAID.old_share:.1f}",
        f"{JUNE_SAID.mean_h}", f"{JUNE_SAID.old_share:.1f}", f"{JUNE_SAID.open_now:,}",
    )  # fmt: skip
    return (
        "### What the assumptions do\n\n"
        "Each is an overlay in `scenarios/published/chorus/`, fitted to August anew; open faults"
        " are counted at midnight.\n\n" + table(head, [published, *rows])
    )


def _row(one: Judged) -> tuple[str, ...]:
    mean = one.august.mean_h.words() + ("" if one.fit.reached else ", not reached")
    return (
        one.variant.words,
        f"{one.fit.chosen.crews}",
        mean,
        one.august.old_share.words(),
        one.june.mean_h.words(),
        one.june.old_share.words(),
        one.june.open_now.words(0),
    )


def _why(found: Chorus) -> str:
    every = (found.base, *(one for one in found.others if one.fit.reached))
    judged = _judged(found.base)
    lines = [
        _what_fits(judged, every),
        _what_does_not(judged, every),
        *(_not_fitted(one) for one in found.others if not one.fit.reached),
        *_sundays(found),
        _open(found),
    ]
    return "### What fits, what does not, and why\n\n" + "\n".join(lines) + "\n" + _MEANING


def _judged(base: Judged) -> list[tuple[str, str]]:
    """Published figures that were neither put in nor fitted: the name, and how it compares."""
    months = ((AUGUST_SAID, base.august), (JUNE_SAID, base.june))
    return [
        (f"{said.name}: {name}", word)
        for said, week in months
        for name, _, _, word in _rows(said, week)
        if word in ("fits", "too low", "too high")
    ]


def _what_fits(judged: Sequence[tuple[str, str]], every: Sequence[Judged]) -> str:
    inside = [name for name, word in judged if word == "fits"]
    slower = [one for one in every if one.june.mean_h.low > one.august.mean_h.high]
    return (
        f"- **What fits**: of the published figures {len(judged)} were neither put in nor fitted;"
        f" with the scenario as written {len(inside)} of these lie in the simulated"
        f" interval{_listed(inside)}. What fits is the direction: the mean of August can be met"
        f" with {len(every)} sets of assumptions (the scenario as written and the other lines of"
        f" the table above), and with {len(slower)} of these June is slower than August, one"
        " interval wholly above the other. June was slower, although it had"
        f" {100 * (1 - JUNE_SAID.a_day / AUGUST_SAID.a_day):.0f} % fewer faults a day and the same"
        " technicians: of its 15 days two were Sundays and one a holiday, of August's 17 two were"
        " Sundays."
    )


def _what_does_not(judged: Sequence[tuple[str, str]], every: Sequence[Judged]) -> str:
    low = [name for name, word in judged if word == "too low"]
    high = [name for name, word in judged if word == "too high"]
    means = [one for one in every if one.june.mean_h.holds(JUNE_SAID.mean_h)]
    tails = [one for one in every if one.june.old_share.holds(JUNE_SAID.old_share)]
    both = [one for one in means if one in tails]
    shares = [one.june.old_share.mean for one in every]
    return (
        f"- **What does not fit**: {len(low) + len(high)} of the {len(judged)} lie outside the"
        f" interval, {len(low)} too low{_listed(low)} and {len(high)} too high{_listed(high)}."
        f" Other assumptions help one figure at a time. June's mean of {JUNE_SAID.mean_h} h lies"
        f" in the interval with {len(means)} of the {len(every)} sets{_named(means)}; the share of"
        f" June's open faults that are over three days old, {JUNE_SAID.old_share:.1f} %, with"
        f" {len(tails)}{_named(tails)}; both with {len(both)}. The simulated shares are"
        f" {min(shares):.1f} to {max(shares):.1f} % on average."
    )


def _not_fitted(one: Judged) -> str:
    return (
        f"- **What cannot be fitted**: {one.variant.words}. Even {one.fit.chosen.crews:,}"
        f" technicians leave a mean of {one.fit.chosen.mean.words()} h in August."
    )


def _sundays(found: Chorus) -> list[str]:
    """On which side of June's mean the two rosters lie, where both were run."""
    everyday = next((one for one in found.others if one.variant.name == "every-day"), None)
    if everyday is None:
        return []
    off, on = found.base.june.mean_h, everyday.june.mean_h
    between = on.high < JUNE_SAID.mean_h < off.low
    return [
        f"- **Why, June's mean**: it hangs on who works on Sundays: {off.words()} h where nobody"
        f" does, {on.words()} h where it is a day like any other. "
        + (
            "What was published lies between the two, as if some did; how many is not known."
            if between
            else "What was published does not lie between the two intervals."
        )
    ]


def _open(found: Chorus) -> str:
    counts = [week.open_now.mean for _, week in found.snapshots]
    counts.append(found.base.august.open_now.mean)
    return (
        "- **Why, open faults**: the hour at which they are counted is not known. August's are"
        f" {min(counts):,.0f} to {max(counts):,.0f} by the hour, and"
        f" {found.base.august.open_mean.words(0)} on average; {AUGUST_SAID.open_now:,} were"
        " reported. The hour makes more of a difference than the gap, so a model cannot be judged"
        " by this count."
    )


def _named(some: Sequence[Judged]) -> str:
    return _listed([one.variant.words for one in some])


def _listed(names: Sequence[str]) -> str:
    """In brackets; nothing for none."""
    return f" ({'; '.join(names)})" if names else ""


_MEANING = (
    "- **Why, old faults**: a mean and a number of technicians say little about a tail. The one"
    " depends on how many there are, the other on what can happen to a single fault: nobody at"
    " home, a second visit, a length of cable, permission to dig. None of that is published, and"
    " none was tuned to the tail here. By Little's law the reported counts say that"
    f" {AUGUST_SAID.hours_beyond_three_days:.2f} h of August's mean and"
    f" {JUNE_SAID.hours_beyond_three_days:.2f} h of June's lie beyond a fault's third day.\n"
    "- **How sure**: where an interval is wide, that it holds a figure says little. The scenario"
    " as written has eight replications, the others four. The simulated mean is of faults logged"
    " in the month to date and followed to their end; the reported one is probably of those"
    " restored in it, which is the same in a steady month."
)
