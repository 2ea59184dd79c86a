"""Values laid over a scenario one by one, in words: ``--set``, or ``settings`` in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telesim.scenario.reforms import PYTHON

if TYPE_CHECKING:
    from telesim.scenario import Scenario


def set_words(scenario: Scenario) -> list[str]:
    """``crews.field.count = 3`` for each; empty when there is none."""
    origin = scenario.origin
    if origin is None or all(one.file != PYTHON for one in origin.settings.values()):
        return []
    from telesim.scenario.resolved import show

    return [f"{one.path} = {one.value}" for one in show(scenario) if one.place == PYTHON]
