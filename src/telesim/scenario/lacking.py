"""Systems that a scenario leaves out, and that an overlay changes as if they were there."""

from __future__ import annotations

from telesim.scenario.node import Node
from telesim.scenario.reforms import Overlay
from telesim.scenario.shape import shape_at


def lacking_sections(tree: Node, overlay: Overlay) -> list[str]:
    """Sections that a scenario leaves out, and of which an overlay says parts, but not enough.

    What must stand in such a section would be missing, and the overlay is not the place to say so.
    """
    set_below, said_below = _below(overlay.sets), _below((*overlay.sets, *overlay.adds))
    whole = {text for text, node in (*overlay.sets, *overlay.adds) if node.value is not None}
    found = []
    for head, words in said_below.items():
        shape, there = shape_at((head,)), tree.get(head)
        if shape is None or head in whole or (there is not None and there.value is not None):
            continue
        needed = {word for word, part in shape.fields.items() if part.required}
        lacks_section = shape.what == "section" and shape.optional and not needed <= words
        if lacks_section or (shape.what == "map" and head in set_below):
            found.append(head)
    return found


def head_of(text: str) -> str:
    """The section that a dotted path lies in."""
    return text.partition(".")[0]


def _below(said: tuple[tuple[str, Node], ...]) -> dict[str, set[str]]:
    """Section -> the words below it that are spoken of."""
    found: dict[str, set[str]] = {}
    for text, _ in said:
        head, dot, below = text.partition(".")
        if dot:
            found.setdefault(head, set()).add(head_of(below))
    return found
