"""What follows from a scenario alone, worked out once for each."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from telesim.scenario.model import Scenario

_Rest = ParamSpec("_Rest")
_Answer = TypeVar("_Answer")


def remembered(
    function: Callable[Concatenate[Scenario, _Rest], _Answer],
) -> Callable[Concatenate[Scenario, _Rest], _Answer]:
    """Remember what a function answers about a scenario, as long as that lives.

    A scenario never changes, so that which one it is tells the answer; to compare whole scenarios
    would take longer than most answers do. The other arguments must be hashable.
    """
    known: dict[int, tuple[weakref.ref[Scenario], dict[Any, _Answer]]] = {}

    @wraps(function)
    def answer(there: Scenario, /, *rest: _Rest.args, **named: _Rest.kwargs) -> _Answer:
        number = id(there)
        entry = known.get(number)
        if entry is None or entry[0]() is not there:
            gone = weakref.ref(there, lambda _: known.pop(number, None))
            entry = known[number] = (gone, {})
        question = (rest, tuple(named.items())) if named else rest
        if question not in entry[1]:
            entry[1][question] = function(there, *rest, **named)
        return entry[1][question]

    return answer
