"""Whether repair was bought with new lines that wait longer: shifted, not solved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from telesim.experiment.explain.figures import Figure, Figures
from telesim.experiment.explain.shapley import interval

if TYPE_CHECKING:
    from telesim.experiment.explain.explanation import TargetTold

#: Figures of those who wait for a line, beside the targets: (kpi, where) -> words.
GUARDS: dict[Figure, str] = {
    ("held_orders_mean", "{}"): "more orders lack facilities",
    ("waiting_list_mean", "{}"): "the waiting list is longer",
    ("orders_cancelled_share", "{}"): "more customers give up",
}


def shifted_words(targets: Sequence[TargetTold], figures: Figures, everybody: int) -> str:
    """A sentence when repair is met and got better while supply is missed or got worse.

    Better and worse are what the whole interval of the difference says. Empty otherwise: where
    repair has gained nothing, nothing has been shifted to it.
    """
    repair = [t for t in targets if t.kpi.startswith("time_to_restore")]
    if any(t.after.verdict != "met" for t in repair) or not any(t.got_better for t in repair):
        return ""
    said = [
        f"{t.name} is missed{', as before' if t.before.verdict == 'missed' else ''}"
        if t.after.verdict == "missed"
        else f"{t.name} got worse, though it is {t.after.verdict}"
        for t in targets
        if t.kpi.startswith("supply_time") and (t.after.verdict == "missed" or t.got_worse)
    ]
    for figure, words in GUARDS.items():
        if len(figures.usable[figure]) >= 2:
            change = interval(figures.of(figure, everybody) - figures.of(figure, 0))
            if change.low > 0:
                said.append(words)
    if not said:
        return ""
    return f"Shifted, not solved: repair got better and is met, while {_listed(said)}."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{'; '.join(words[:-1])}; and {words[-1]}"
