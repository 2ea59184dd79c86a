"""From a tree of written values to the typed Scenario, with every refusal put in words."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from telesim.registry import hint, nearest
from telesim.scenario.errors import Problems, RefusedValueError, shown
from telesim.scenario.node import Node, Path, dotted, from_plain
from telesim.scenario.repairs import Repairs
from telesim.scenario.samples import such_as
from telesim.scenario.shape import TABLES, Shape, of_model, scenario_shape
from telesim.units import UnitError

Model = TypeVar("Model", bound=BaseModel)
#: Putting one value right can bring another refusal to light; this many rounds at most.
_ROUNDS = 8
#: Refusals of numbers that are too small or too large.
_BOUNDS = ("greater_than_equal", "greater_than", "less_than_equal", "less_than")
_MINUS = re.compile(r"\s*-\s*[0-9.]+\s*[^0-9.\s-]")


def typed(
    model: type[Model], tree: Node, problems: Problems, repairs: Repairs, under: Path = ()
) -> Model | None:
    """The typed form of a tree; wrong values are reported and replaced, so that more can be said.

    ``under`` is the path of the tree within its scenario. The result is None only when the
    values cannot even be replaced.
    """
    root = scenario_shape() if not under else of_model(model)
    tree = tree.copy()
    _truth_is_no_number(tree, root)
    #: Rules of which single parameters have been taken away.
    mended: set[Path] = set()
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(tree.plain())
        except ValidationError as refused:
            errors = refused.errors(include_url=False)
        for error in sorted(errors, key=lambda e: e["type"] != "extra_forbidden"):
            path = tuple(step for step in error["loc"] if step != "[key]")
            if path not in mended:
                _Refusal(error, tree, root, path, under).tell(problems)
            if _mend(tree, root, path, error, repairs, under):
                mended.add(path)
            else:
                _replace(tree, root, path, error, repairs, under)
    return None


def _truth_is_no_number(tree: Node, root: Shape) -> None:
    """Take true and false for words wherever they are not meant: pydantic would count them."""
    for path, node in tree.leaves():
        if isinstance(node.value, bool):
            shape = _shape(root, path)
            if shape is not None and shape.what == "value" and shape.annotation is not bool:
                node.value = node.text or str(node.value).lower()


class _Refusal:
    """One error of pydantic, its place in the files and its words."""

    def __init__(
        self, error: ErrorDetails, tree: Node, root: Shape, path: Path, under: Path
    ) -> None:
        self.error = error
        self.tree = tree
        self.root = root
        self.path = path
        self.under = under

    def tell(self, problems: Problems) -> None:
        given = self.error.get("ctx", {}).get("error")
        if not isinstance(given, RefusedValueError):
            self._tell(problems, (), self._words())
            return
        for one in given.all:
            words = (shown(one.found), one.expected, one.hint or _negative(one.found))
            self._tell(problems, one.below, words)

    def _tell(self, problems: Problems, below: Path, words: tuple[str, str, str]) -> None:
        full = (*self.path, *below)
        node, depth = self.tree.nearest(full)
        if depth < len(self.path):
            full = full[:depth] if self.path[depth:] == ("*",) else full
        found, expected, hint_ = words
        if node.text is not None and not isinstance(node.value, str):
            # As it was written: 40 rather than 40.0.
            found = node.text if found == shown(node.value) else found
        elif self.error["type"] in _BOUNDS and depth == len(full) and isinstance(node.value, str):
            # With its unit, as it was written: "0 %" rather than 0.0.
            found = shown(node.value)
        problems.add(
            node.file,
            node.line,
            _path_text((*self.under, *full), node),
            found,
            expected,
            hint_,
            node.column,
        )

    def _words(self) -> tuple[str, str, str]:
        """What was found, what is needed, and the nearest right word."""
        kind, context = self.error["type"], self.error.get("ctx", {})
        value = self.error.get("input")
        given = context.get("error")
        if isinstance(given, UnitError):
            return shown(given.found), f"need {given.expected}", _negative(given.found)
        shape, missing = _shape(self.root, self.path), self.path[-1] if self.path else ""
        if kind == "extra_forbidden":
            parent = _shape(self.root, self.path[:-1])
            known = parent.known() if parent is not None else ()
            return (
                f"the unknown key {str(missing)!r}",
                "need a key of this section",
                hint(missing, known)[2:],
            )
        if kind == "missing":
            return "", f"is missing{_need(shape)}", ""
        if isinstance(given, ValueError):
            return shown(value), f"need another value: {given}", ""
        return shown(value), _expected(kind, context, shape), _choice_hint(kind, context, value)


def _negative(found: object) -> str:
    """A hint at a quantity that is right but for its sign."""
    return "it is negative" if isinstance(found, str) and _MINUS.match(found) else ""


def _expected(kind: str, context: dict[str, Any], shape: Shape | None) -> str:
    bounds = {
        "greater_than_equal": ("ge", "need {} or more"),
        "greater_than": ("gt", "need more than {}"),
        "less_than_equal": ("le", "need {} or less"),
        "less_than": ("lt", "need less than {}"),
        "literal_error": ("expected", "need {}"),
        "string_too_short": ("min_length", "need a text of {} or more characters"),
        "string_too_long": ("max_length", "need a text of {} or fewer characters"),
    }
    if kind in bounds:
        name, words = bounds[kind]
        bound = context.get(name)
        return words.format(f"{bound:g}" if isinstance(bound, float) else bound)
    if kind.startswith("model_") or kind.startswith("dict_"):
        words = such_as(shape)
        return f"need {words}" if "mapping" in words else "need a mapping of keys to values"
    for start, words in (
        ("tuple", "a list"),
        ("int", "a whole number"),
        ("float", "a number"),
        ("finite", "a finite number"),
        ("bool", "true or false"),
        ("string", "a text"),
        ("date", "a date such as 2001-06-30"),
    ):
        if kind.startswith(start):
            return f"need {words}"
    return f"need another value{_need(shape)}"


def _choice_hint(kind: str, context: dict[str, Any], value: object) -> str:
    if kind != "literal_error":
        return ""
    words = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")]
    near = hint(value, words)[2:]
    return near if near.startswith("did") else ""


def _need(shape: Shape | None) -> str:
    """What may stand there, after a semicolon; empty where nothing more is known."""
    words = such_as(shape)
    return f"; need {words}" if words else ""


def _path_text(path: Path, node: Node) -> str:
    """Table cells are named by their column alone, since file and line say the rest."""
    if node.column and len(path) >= 3 and path[0] in TABLES:
        return str(path[2])
    return dotted(path)


def _shape(root: Shape, path: Path) -> Shape | None:
    shape: Shape | None = root
    for step in path:
        if shape is not None and shape.what == "area" and step == "*":
            shape = shape.item
        else:
            shape = shape.child(step) if shape is not None else None
    return shape


def _mend(
    tree: Node, root: Shape, path: Path, error: ErrorDetails, repairs: Repairs, under: Path
) -> bool:
    """Take the wrong parameters of a rule away, so that the others can be judged, if that helps."""
    given, shape = error.get("ctx", {}).get("error"), _shape(root, path)
    node, depth = tree.nearest(path)
    if not isinstance(given, RefusedValueError) or shape is None or shape.what != "choice":
        return False
    words = {str(one.below[0]) for one in given.all if one.below}
    if depth < len(path) or not node.is_map or not words & node.value.keys():
        return False
    for word in words & node.value.keys():
        del node.value[word]
        repairs.spoil((*under, *path, word))
    return True


def _replace(
    tree: Node, root: Shape, path: Path, error: ErrorDetails, repairs: Repairs, under: Path
) -> None:
    """Take a refused value away, or put a legal one in its place where it is required."""
    parent, depth = tree.nearest(path[:-1])
    if depth < len(path) - 1 or not path:
        # The value for all areas is refused as "*" below the scalar that was written.
        path = path[: depth + 1] if depth < len(path) - 1 else path
        parent, _ = tree.nearest(path[:-1])
    if not path:
        return
    last = path[-1]
    if last == "*" and not parent.is_map:
        path = path[:-1]
        parent, _ = tree.nearest(path[:-1])
        last = path[-1]
    if error["type"] != "extra_forbidden":
        repairs.spoil((*under, *path))
    else:
        parent_shape = _shape(root, path[:-1])
        meant = nearest(path[-1], parent_shape.known() if parent_shape is not None else ())
        repairs.spoil((*under, *path[:-1], meant or path[-1]))
    shape = _shape(root, path)
    container = parent.value
    if isinstance(container, list) and int(last) >= len(container):
        _replace(tree, root, path[:-1], error, repairs, under)
    elif isinstance(container, list):
        example = shape.example() if shape is not None else None
        container[int(last)] = from_plain(example, parent.file, parent.line)
    elif isinstance(container, dict):
        if shape is None or error["type"] == "extra_forbidden" or not _needed(root, path, shape):
            container.pop(last, None)
        else:
            container[str(last)] = from_plain(shape.example(), parent.file, parent.line)


def _needed(root: Shape, path: Path, shape: Shape) -> bool:
    """Whether something must stand there: a required field, or an entry that others may name."""
    parent = _shape(root, path[:-1])
    return shape.required or (parent is not None and parent.what in ("map", "area"))
