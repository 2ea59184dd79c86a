"""BEFORE under every subset of the reforms that is looked at: all of them load, or none is run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from telesim.experiment.explain.errors import ExplainError
from telesim.scenario import load
from telesim.scenario.canonical import NOT_SAID
from telesim.scenario.errors import ScenarioError, display_path

if TYPE_CHECKING:
    from telesim.experiment.explain.players import Stacked
    from telesim.scenario import Scenario

#: Words that a file may say of itself beside the reforms that it names.
_OF_ITSELF = NOT_SAID | {"name", "title", "question"}
#: Problems of combinations that are told one by one.
_TOLD = 3


def load_subsets(
    stack: Stacked,
    subsets: Iterable[int],
    settings: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[int, Scenario]:
    """The scenario of each subset; nobody and all must be among them.

    All players together are AFTER as its own file says it, so that its replications are those of
    ``telesim run AFTER``. What the scenarios were read from is left behind, as there may be many.

    Raises:
        ExplainError: AFTER sets more than its reforms do, or a subset does not load.
        ScenarioError: BEFORE or AFTER itself is not valid.
    """
    subsets = list(subsets)
    everybody = (1 << len(stack.players)) - 1
    found: dict[int, Scenario] = {}
    #: First problem -> the combinations that have it.
    failed: dict[str, list[int]] = {}
    for done, subset in enumerate(sorted(subsets, key=lambda one: (one not in (0, everybody), one))):
        if progress is not None:
            progress(done, len(subsets))
        try:
            scenario = load(stack.before, stack.files(subset), settings)
        except ScenarioError as problem:
            if subset == 0 or (subset == everybody and stack.after is None):
                raise
            failed.setdefault(str(problem).splitlines()[0], []).append(subset)
            continue
        if subset == everybody and stack.after is not None:
            scenario = _after(stack, scenario, settings)
        found[subset] = _light(scenario)
    if failed:
        raise ExplainError(_failures(stack, failed, len(subsets)))
    return found


def _failures(stack: Stacked, failed: Mapping[str, Sequence[int]], subsets: int) -> str:
    """What does not load and why: of each problem the smallest combination that has it."""
    number = sum(map(len, failed.values()))
    said = [
        f"{stack.names(min(its, key=lambda one: (one.bit_count(), one)))}: {first}"
        for first, its in failed.items()
    ]
    more = f"; and {len(said) - _TOLD} more" if len(said) > _TOLD else ""
    return (
        f"{number} of {subsets} combinations of reforms do not load, need all of them: "
        f"{'; '.join(said[:_TOLD])}{more}"
    )


def _after(stack: Stacked, whole: Scenario, settings: Mapping[str, Any] | None) -> Scenario:
    """AFTER as its file says it, if that is BEFORE with all reforms (``whole``)."""
    assert stack.after is not None
    after = load(stack.after, (), settings)
    assert after.origin is not None and whole.origin is not None
    one, other = after.origin.tree, whole.origin.tree
    words = sorted(
        word
        for word in (one.keys() | other.keys()) - _OF_ITSELF
        if one.get(word) != other.get(word)
    )
    if words:
        raise ExplainError(
            f"{display_path(stack.after)}: differs from {display_path(stack.before)} in "
            f"{', '.join(words)} by more than its reforms, need AFTER to be BEFORE with reforms "
            "alone; put what it sets besides into a reform"
        )
    return after


def _light(scenario: Scenario) -> Scenario:
    """Without the texts of its files: what names its results is kept."""
    if scenario.origin is None:
        return scenario
    origin = dataclasses.replace(scenario.origin, tree={}, settings={}, taken_away={})
    return scenario.model_copy(update={"origin": origin})
