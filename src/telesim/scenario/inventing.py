"""Putting the tables of an invented place where those of a real one would stand in the tree."""

from __future__ import annotations

from telesim.scenario.errors import Problems
from telesim.scenario.generator import Generate, generate, problems_of
from telesim.scenario.node import Node, dotted, from_plain
from telesim.scenario.repairs import Repairs
from telesim.scenario.validating import typed


def invent_places(tree: Node, problems: Problems, repairs: Repairs) -> dict[str, int]:
    """Take ``generate`` out of a tree and put the tables that it makes in its place.

    Gives the members of each kind of crew that was apportioned; none without ``generate``, or
    with a problem, when empty tables stand in for those that could not be made.
    """
    node = tree.value.pop("generate", None)
    if node is None:
        return {}
    for name in ("exchanges", "cabinets"):
        if name in tree.value:
            _beside(tree.value[name], name, "generate", "need either tables of a real place or "
                    "generate", problems)  # fmt: skip
    before = len(problems)
    wanted = typed(Generate, node, problems, repairs, ("generate",))
    if wanted is None or len(problems) > before:
        _no_places(tree, node, repairs)
        return {}
    wrong = problems_of(wanted)
    for below, found, expected in wrong:
        at, _ = node.nearest(below)
        problems.add(at.file, at.line, dotted(("generate", *below)), found, expected)
    if wrong:
        _no_places(tree, node, repairs)
        return {}
    made, heads = generate(wanted)
    for name, rows in made.items():
        if name == "crews" and not wanted.crews:
            continue
        if name == "crews" and "crews" in tree.value:
            _beside(tree.value[name], name, "generate.crews", "need one of the two", problems)
            continue
        tree.value[name] = from_plain(rows, node.file, node.line)
    return heads


def _beside(node: Node, name: str, other: str, expected: str, problems: Problems) -> None:
    problems.add(node.file, node.line, name, f"{name} beside {other}", expected)


def _no_places(tree: Node, node: Node, repairs: Repairs) -> None:
    for name in ("exchanges", "cabinets", "crews"):
        repairs.spoil((name,))
        tree.value.setdefault(name, Node([], node.file, node.line))
