"""Laying a stack of reforms over a scenario, with a word on everything that does not fit.

A reform may set what the base has or what the model knows, add what is not there yet and
remove what is. Two reforms that say different things about one path are an error unless the
later one says that it overrides the earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telesim.scenario.errors import Problems, display_path, shown
from telesim.scenario.finding import Finder, identity_of
from telesim.scenario.lacking import head_of, lacking_sections
from telesim.scenario.merging import parts_of_rule, put
from telesim.scenario.node import Node, Path, dotted
from telesim.scenario.phases import MAY_CHANGE, may_change
from telesim.scenario.reforms import Overlay
from telesim.scenario.repairs import Repairs
from telesim.scenario.saying import Said, in_words
from telesim.scenario.shape import TABLES, Shape, nearest_path, shape_at
from telesim.scenario.tables import Tables


class Stack:
    """Lays overlays over trees; remembers who said what about which path."""

    def __init__(
        self, overlays: Sequence[Overlay], tables: Tables, problems: Problems, repairs: Repairs
    ) -> None:
        self.rank = {overlay: n for n, overlay in enumerate(overlays)}
        self.tables = tables
        self.problems = problems
        self.repairs = repairs
        self._always: list[Said] = []
        #: Sections that an overlay takes away, as they were.
        self.taken_away: dict[str, Any] = {}

    def lay_always(self, tree: Node, *, generate: bool) -> Node:
        """The tree under all overlays that hold everywhere and always.

        ``generate``: only what they say about the generator, else only the rest.
        """
        tree = tree.copy()
        for overlay in self.rank:
            if not overlay.is_partial:
                self._lay(tree, overlay, self._always, generate=generate)
        return tree

    def lay_partial(self, base: Node, overlays: Sequence[Overlay]) -> Node:
        """The tree under some further overlays, those in force at one time in some counties."""
        tree = base.copy()
        said = list(self._always)
        for overlay in overlays:
            self._lay(tree, overlay, said, generate=False)
        return tree

    def _lay(self, tree: Node, overlay: Overlay, said: list[Said], *, generate: bool) -> None:
        finder = Finder(tree, self.tables)
        lay = _Laying(tree, overlay, said, self, finder)
        lacking = [] if generate else lacking_sections(tree, overlay)
        for one in lacking:
            lay.lacks(one)
        for text, node in overlay.removes:
            if _of_generator(text) == generate:
                lay.remove(text, node)
        for text, node in overlay.adds:
            if _of_generator(text) == generate and head_of(text) not in lacking:
                lay.add(text, node)
        # The names of rules first: what else is said of a rule is meant for the new one.
        for text, node in sorted(overlay.sets, key=lambda one: not _names_rule(one[0])):
            if _of_generator(text) == generate and head_of(text) not in lacking:
                lay.set((), text, node)


class _Laying:
    """One overlay on its way into one tree."""

    def __init__(
        self, tree: Node, overlay: Overlay, said: list[Said], stack: Stack, finder: Finder
    ) -> None:
        self.tree = tree
        self.overlay = overlay
        self.said = said
        self.stack = stack
        self.finder = finder

    def set(self, above: Path, text: str, node: Node) -> None:
        """Set what ``text`` names below ``above``; a mapping sets what it names further below."""
        paths = self.finder.find(above, text, creating=True)
        if not paths:
            self._missing(above, text, node, "set")
        for path in paths:
            shape = shape_at(path)
            if node.is_map and node.value and _goes_below(shape, node):
                for key, child in node.value.items():
                    self.set(path, key, child)
                continue
            for part, value in parts_of_rule(self.tree, path, node):
                if self._may(part, "set", value) and self._leads_somewhere(part):
                    if value.value is None:
                        self._takes_away(part)
                    put(self.tree, part, value)

    def add(self, text: str, node: Node) -> None:
        """Add an entry under a new name, or entries to a mapping or list that is there."""
        paths = self.finder.find((), text, creating=True)
        if not paths and text.startswith("ranges."):  # the name of a range is a path itself
            self._add_entry(("ranges", text.removeprefix("ranges.")), node)
            return
        if not paths:
            head, _, last = text.rpartition(".")
            parents = self.finder.find((), head, creating=True) if head else []
            for parent in parents:
                shape = shape_at(parent)
                if shape is not None and shape.what in ("map", "area"):
                    self._add_entry((*parent, last), node)
                    return
            self._missing((), text, node, "add")
        for path in paths:
            shape = shape_at(path)
            if shape is not None and shape.what in ("rows", "list"):
                self._add_items(path, shape, node)
            elif shape is not None and shape.what == "map" and node.is_map:
                for key, child in node.value.items():
                    self._add_entry((*path, key), child)
            else:
                self._add_entry(path, node)

    def _add_entry(self, path: Path, node: Node) -> None:
        old = self._at(path)
        if old is not None and old.value is not None:
            before = self._said_at(path)
            if before is not None and before.value == node.plain():
                return
            where = f"{display_path(old.file)}:{old.line}"
            self._problem(
                node,
                path,
                f"{dotted(path)} again",
                f"it exists already, set by {where}",
                "change it with set",
            )
        elif self._may(path, "add", node) and self._leads_somewhere(path):
            put(self.tree, path, node)

    def _add_items(self, path: Path, shape: Shape, node: Node) -> None:
        old = self.finder.enter(path)
        if shape.what == "rows" and node.is_map and len(path) == 1 and path[0] in TABLES:
            node = self.stack.tables.load(str(path[0]), node)
        if not node.is_list:
            self._problem(node, path, shown(node.plain()), "need a list of what to add")
            return
        if (old is None or old.value is None) and self._leads_somewhere(path):
            put(self.tree, path, Node([], node.file, node.line))
            old = self._at(path)
        if old is None or not old.is_list:
            return  # The scenario itself is wrong here, and the check says so.
        known = {identity_of(item) for item in old.value} - {""}
        for item in node.value:
            name = identity_of(item)
            if name and name in known and shape.what == "rows":
                self._problem(
                    item,
                    path,
                    f"{dotted(path)}.{name} again",
                    "it exists already",
                    "change it with set",
                )
                continue
            old.value.append(item.copy())
            said_path = (*self._names(path), name or f"+{len(old.value)}")
            self.said.append(Said(said_path, "add", item.plain(), self.overlay, item))
            self._check_partial(path, item)

    def lacks(self, section: str) -> None:
        """Say once that the scenario has nothing of a section that the overlay changes."""
        said = [
            (text, node)
            for text, node in (*self.overlay.adds, *self.overlay.sets)
            if head_of(text) == section
        ]
        taken = next(
            (one for one in self.said if one.path == (section,) and one.value is None), None
        )
        many = f" in {len(said)} places" if len(said) > 1 else ""
        self._problem(
            min((node for _, node in said), key=lambda node: node.line),
            (section,),
            "",
            f"the scenario has no {section}, which "
            f"{'a setting' if self.overlay.is_python else 'this reform'} changes{many}",
            f"the reform {taken.overlay.name!r} takes it away in "
            f"{display_path(taken.node.file)}:{taken.node.line}"
            if taken is not None
            else "lay it over a scenario that has it, or write the whole section first",
        )

    def remove(self, text: str, node: Node) -> None:
        """Take away an entry, row or optional value that is there."""
        paths = self.finder.find((), text, creating=False)
        if not paths:
            names = tuple(text.split("."))
            if any(one.path == names and one.verb == "remove" for one in self.said):
                return
            self._missing((), text, node, "remove")
        # From the last, so that positions in a list stay right.
        for path in reversed(paths):
            if not self._may(path, "remove", node):
                continue
            self._takes_away(path)
            parent, _ = self.tree.nearest(path[:-1])
            del parent.value[path[-1]]

    def _takes_away(self, path: Path) -> None:
        old = self._at(path)
        if len(path) == 1 and old is not None and old.value is not None:
            self.stack.taken_away[str(path[0])] = old.plain()

    # -- what stands in the way ---------------------------------------------------------------

    def _may(self, path: Path, verb: str, node: Node) -> bool:
        """Whether the overlay may say this; files a problem when not."""
        self._check_partial(path, node)
        names = self._names(path)
        value = None if verb == "remove" else node.plain()
        wins = True
        against: dict[Overlay, list[Said]] = {}
        for one in self.said:
            if one.overlay is self.overlay or not one.meets(names):
                continue
            if one.agrees(names, verb, value):
                continue
            rank = self.stack.rank
            later, earlier = self.overlay, one.overlay
            if rank[later] < rank[earlier]:
                later, earlier = earlier, later
            if later.may_override(names, earlier) or later.may_override(one.path, earlier):
                wins = wins and later is self.overlay
                continue
            wins = False
            against.setdefault(one.overlay, []).append(one)
        for earlier, its in against.items():
            first = min(its, key=lambda one: one.node.line)
            many = f" and {len(its) - 1} more" if len(its) > 1 else ""
            self._problem(
                node,
                path,
                in_words(verb, value),
                f"the reform {earlier.name!r} says otherwise: {in_words(first.verb, first.value)} "
                f"in {display_path(first.node.file)}:{first.node.line}{many}",
                f"if that is meant, add overrides: [{earlier.name}] to {self.overlay.name!r}",
            )
        if wins:
            self.said.append(Said(names, verb, value, self.overlay, node))
        return wins

    def _leads_somewhere(self, path: Path) -> bool:
        """Whether the base has mappings on the way; a wrong value there stays, to be told."""
        node, depth = self.tree.nearest(path[:-1])
        shape = shape_at(path[:depth])
        is_area = shape is not None and shape.what == "area"
        return node.value is None or node.is_map or node.is_list or is_area

    def _check_partial(self, path: Path, node: Node) -> None:
        if self.overlay.is_partial and not may_change(path):
            self._problem(
                node,
                path,
                "a value that cannot change on a date or by county",
                f"need {MAY_CHANGE} in a reform with from or where",
            )

    def _missing(self, above: Path, text: str, node: Node, verb: str) -> None:
        wanted = (*above, *text.split("."))
        names = tuple(wanted)
        for one in self.said:
            if one.verb == "remove" and names[: len(one.path)] == one.path:
                where = f"{display_path(one.node.file)}:{one.node.line}"
                self._problem(
                    node,
                    names,
                    "a path that is gone",
                    f"the reform {one.overlay.name!r} removes it in {where}",
                )
                return
        near = nearest_path(names, self.tree)
        tell = f"did you mean {near!r}?" if near and near != dotted(names) else ""
        parent = shape_at(tuple(self.finder.deepest(names)))
        if verb == "set" and parent is not None and parent.what in ("map", "rows"):
            tell = f"{tell} a new entry is made with add".strip()
        self._problem(
            node,
            names,
            "a path that does not exist",
            f"need a path of the scenario to {verb}",
            tell,
        )

    # -- small words --------------------------------------------------------------------------

    def _problem(self, node: Node, path: Path, found: str, expected: str, hint_: str = "") -> None:
        self.stack.problems.add(node.file, node.line, dotted(path), found, expected, hint_)

    def _at(self, path: Path) -> Node | None:
        node, depth = self.tree.nearest(path)
        return node if depth == len(path) else None

    def _said_at(self, path: Path) -> Said | None:
        names = self._names(path)
        return next((one for one in self.said if one.path == names), None)

    def _names(self, path: Path) -> tuple[str, ...]:
        """The path with rows by their ids, which stay the same when rows come and go."""
        names: list[str] = []
        for depth, step in enumerate(path):
            if isinstance(step, int):
                node = self._at(path[: depth + 1])
                names.append((identity_of(node) if node is not None else "") or f"[{step}]")
            else:
                names.append(step)
        return tuple(names)


def _goes_below(shape: Shape | None, node: Node) -> bool:
    """Whether a mapping given for a place names places below it, rather than being its value."""
    if shape is None:
        return False
    if shape.what == "rows":
        return "table" not in node.value and "rows" not in node.value
    return shape.what in ("section", "map", "area")


def _names_rule(text: str) -> bool:
    above, _, key = text.rpartition(".")
    shape = shape_at(tuple(above.split(".")))
    return shape is not None and shape.what == "choice" and key == (shape.kind and shape.kind.key)


def _of_generator(text: str) -> bool:
    return text == "generate" or text.startswith("generate.")
