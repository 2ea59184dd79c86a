"""Laying one tree of values over another, as `extends` and overlays do.

A mapping of fixed words or of the planner's own names is merged key by key. So is a rule as long
as its name stays the same: what is not said of it stays. A rule of another name is a new one, and
nothing of the old is left. A law, a table and a list are one value each and are replaced as a
whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from telesim.scenario.node import Node, Path
from telesim.scenario.parameters import words_with_parts
from telesim.scenario.shape import Shape, scenario_shape, shape_at


def values_of(
    node: Node, shape: Shape | None = None, path: Path = ()
) -> Iterator[tuple[Path, Node]]:
    """The single values that a tree sets, each with its path."""
    if shape is None and not path:
        shape = scenario_shape()
    if (
        isinstance(node.value, dict)
        and node.value
        and shape is not None
        and shape.what in ("section", "map", "area")
    ):
        for key, child in node.value.items():
            below = shape.child(key)
            if below is None:
                # A word the model does not know: kept as it is, so that the check names it.
                yield (*path, key), child
            else:
                yield from values_of(child, below, (*path, key))
    else:
        yield path, node


def lay_over(base: Node, above: Node) -> Node:
    """A new tree: ``base`` with all that ``above`` sets."""
    merged = base.copy()
    for path, node in values_of(above):
        for part, value in parts_of_rule(merged, path, node):
            put(merged, part, value)
    return merged


def parts_of_rule(tree: Node, path: Path, node: Node) -> list[tuple[Path, Node]]:
    """What a value sets one by one where it stands at or within a rule of ``tree``.

    Parameters alone when the rule keeps its name, else the whole of it. Any other value sets
    itself.
    """
    for depth in range(len(path), 0, -1):
        shape = shape_at(path[:depth])
        if shape is not None:
            break
    else:
        return [(path, node)]
    kind = shape.kind
    if shape.what != "choice" or kind is None or kind.registry is None:
        return [(path, node)]
    at, below = path[:depth], path[depth:]
    rule, found = tree.nearest(at)
    old = None if found < depth else rule.scalar(kind.key) if rule.is_map else rule.value
    new = node.value if not below and not node.is_map else None
    if isinstance(new, str) and new != old and new in kind.registry:
        # By its name alone is the same as with no parameters.
        return [(at, Node({kind.key: node}, node.file, node.line))]
    if not isinstance(old, str) or old not in kind.registry:
        return [(path, node)]
    if below == (kind.key,):
        whole = Node({kind.key: node}, node.file, node.line)
        return [(path, node)] if node.value == old else [(at, whole)]
    if not below and (node.scalar(kind.key) if node.is_map else node.value) not in (None, old):
        return [(path, node)]
    if not rule.is_map:
        rule.value = {kind.key: Node(rule.value, rule.file, rule.line)}
    if not below and not node.is_map:
        return [((*at, kind.key), node)]
    # Of the parameters those that have parameters of their own are merged as well.
    goes_below = words_with_parts(kind.registry[old])
    found_parts: list[tuple[Path, Node]] = []
    given = node.value.items() if not below else ((below[0], node),)
    for word, value in given:
        has = rule.get(str(word))
        if len(below) > 1 or not (word in goes_below and value.is_map and has and has.is_map):
            found_parts.append(((*at, *(below or (word,))), value))
        else:
            found_parts += [((*at, word, inner), child) for inner, child in value.value.items()]
    return found_parts


def put(tree: Node, path: Path, node: Node) -> None:
    """Set the value at a path of mappings, making the mappings on the way that are not there."""
    if not path:
        return
    place = tree
    for depth, step in enumerate(path[:-1]):
        place = _inside(place, step, path[: depth + 1], node)
    last = path[-1]
    if isinstance(place.value, list):
        place.value[int(last)] = node.copy()
        return
    old = place.value.get(last)
    if node.value == {} and old is not None and old.is_map:
        return
    place.value[last] = node.copy()
    if old is not None and place.value[last].is_map and not old.is_map:
        _keep_for_other_areas(place.value[last], old, shape_at(path))


def _inside(place: Node, step: str | int, path: Path, by: Node) -> Node:
    if isinstance(place.value, list):
        found = place.value[int(step)]
        assert isinstance(found, Node)
        return found
    child = place.get(str(step))
    shape = shape_at(path)
    if child is None or child.value is None:
        child = Node({}, by.file, by.line)
        place.value[step] = child
    elif not isinstance(child.value, (dict, list)):
        # A single value for all areas becomes the one for those not named.
        inside = {"*": child} if shape is not None and shape.what == "area" else {}
        child = Node(inside, by.file, by.line)
        place.value[step] = child
    return child


def _keep_for_other_areas(new: Node, old: Node, shape: Shape | None) -> None:
    if shape is not None and shape.what == "area" and old.value is not None:
        new.value.setdefault("*", old)
