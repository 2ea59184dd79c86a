"""Who is explained: the groups of reforms by which AFTER differs from BEFORE, or single reforms."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from telesim.experiment.explain.errors import ExplainError
from telesim.registry import nearest
from telesim.scenario.errors import Problems, display_path
from telesim.scenario.folders import Folders
from telesim.scenario.reading import read_yaml
from telesim.scenario.reform_lists import NO_GROUP, reform_files
from telesim.scenario.reforms import read_overlay


@dataclass(frozen=True)
class Player:
    """A group of reforms, or one reform: what is in force together or not at all."""

    name: str
    #: In the order in which they are laid over the scenario.
    files: tuple[Path, ...]
    title: str = ""


@dataclass(frozen=True)
class Stacked:
    """BEFORE, and what is laid over it to make AFTER."""

    before: Path
    #: The file of AFTER; None when it is BEFORE with the players' reforms.
    after: Path | None
    players: tuple[Player, ...]
    #: Reforms in force throughout, whoever else is; laid over first in the order of AFTER.
    beneath: tuple[Path, ...] = ()
    #: All reforms in the order in which they are laid over.
    order: tuple[Path, ...] = ()

    def files(self, subset: int) -> tuple[Path, ...]:
        """The reforms of a subset of the players, in the order of AFTER."""
        wanted = set(self.beneath)
        for number, player in enumerate(self.players):
            if subset >> number & 1:
                wanted.update(player.files)
        return tuple(file for file in self.order if file in wanted)

    def names(self, subset: int) -> str:
        """The players of a subset in words."""
        names = [p.name for n, p in enumerate(self.players) if subset >> n & 1]
        return " + ".join(names) or "no reform"


def stacked(
    before: Path,
    after: Path | None = None,
    reforms: Sequence[Path] = (),
    within: str | None = None,
    on_top: bool = False,
) -> Stacked:
    """Find the players.

    Args:
        before: the file of BEFORE; with neither ``after`` nor ``reforms`` that of AFTER, and
            BEFORE is the file that it extends.
        after: a file that extends ``before`` and names reforms.
        reforms: instead of ``after``: reforms to lay over ``before``, each a player.
        within: a group of ``after``, whose single reforms are then the players.
        on_top: with ``within``: the other groups are in force throughout, else they never are.

    Raises:
        ExplainError: AFTER is not BEFORE with reforms, there is no such group, or one player only.
        ScenarioError: a file cannot be read.
    """
    if reforms and (after is not None or within is not None):
        wrong = "a second file" if after is not None else f"the group {within!r}"
        raise ExplainError(
            f"got {wrong} beside reforms given one by one, need one of the two: "
            "BEFORE AFTER, or BEFORE with each reform"
        )
    if on_top and within is None:
        raise ExplainError("on top of the other groups: need a group whose reforms are explained")
    if reforms:
        files = tuple(Path(os.path.abspath(file)) for file in reforms)
        return _checked(Stacked(before, None, _singly(files), order=files))
    if after is None:
        base, groups = _above(before, None)
        after, before = before, base
    else:
        before, groups = _above(after, before)
    players = _grouped(groups)
    order = tuple(file for _, file in groups)
    if within is None:
        return _checked(Stacked(before, after, players, order=order))
    return _checked(_inside(before, after, players, order, within, on_top))


def _inside(
    before: Path,
    after: Path,
    players: tuple[Player, ...],
    order: tuple[Path, ...],
    within: str,
    on_top: bool,
) -> Stacked:
    """The single reforms of one group as players."""
    group = next((p for p in players if p.name == within), None)
    if group is None:
        names = [player.name for player in players]
        raise ExplainError(
            f"{display_path(after)}: got the group {within!r}, need one of {', '.join(names)}"
            + (f"; did you mean {near!r}?" if (near := nearest(within, names)) else "")
        )
    beneath: tuple[Path, ...] = ()
    if on_top:
        beneath = tuple(file for file in order if file not in group.files)
    # Without the others the whole is not AFTER, but BEFORE with the group.
    whole = after if on_top or len(group.files) == len(order) else None
    return Stacked(before, whole, _singly(group.files), beneath, order)


def _checked(found: Stacked) -> Stacked:
    if len(found.players) >= 2:
        return found
    said = "nothing to explain"
    if found.players:
        said = f"1 part to explain ({found.players[0].name})"
    file = display_path(found.after or found.before)
    raise ExplainError(
        f"{file}: found {said}, need two or more reforms or "
        "groups of them; what a single one does is told by telesim compare"
    )


def _above(after: Path, before: Path | None) -> tuple[Path, list[tuple[str, Path]]]:
    """The file below AFTER and the reforms that AFTER lays over it: (group, file), in order.

    Without ``before`` the nearest file that AFTER extends is BEFORE.
    """
    after = Path(os.path.abspath(after))
    wanted = None if before is None else Path(os.path.abspath(before)).resolve()
    problems = Problems()
    folders = Folders(after)
    passed: list[str] = []
    groups: list[tuple[str, Path]] = []
    file = after
    while True:
        tree = read_yaml(file, problems)
        if tree is None:
            problems.raise_if_any()
            raise ExplainError(f"{display_path(file)}: cannot be read")
        listed = reform_files(tree, folders, problems)
        extends = tree.get("extends")
        target = folders.resolve(extends, "extends", problems) if extends is not None else None
        problems.raise_if_any()
        if target is None or target.name in passed:
            break
        groups = [*listed, *groups]
        if wanted is None or target.resolve() == wanted:
            return target, groups
        passed.append(target.name)
        file = target
    what = "extends no file"
    if passed:
        what = f"extends {', '.join(passed)}"
    elif wanted is not None and after.resolve() == wanted:
        what = "is BEFORE itself"
    need = display_path(before) if before is not None else "BEFORE"
    raise ExplainError(
        f"{display_path(after)}: {what}, need a file that extends {need} and names reforms, "
        "or reforms given one by one (--with)"
    )


def _grouped(groups: Sequence[tuple[str, Path]]) -> tuple[Player, ...]:
    """Groups as players, in order of appearance; reforms of a plain list each by itself."""
    by_name: dict[str, list[Path]] = {}
    for group, file in groups:
        name = _reform(file)[0] if group == NO_GROUP else group
        by_name.setdefault(name, []).append(file)
    return tuple(Player(name, tuple(files)) for name, files in by_name.items())


def _singly(files: Sequence[Path]) -> tuple[Player, ...]:
    """Each reform as a player, by its own name."""
    players = []
    for file in files:
        name, title = _reform(file)
        players.append(Player(name, (file,), title))
    names = [player.name for player in players]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExplainError(f"got {', '.join(twice)} twice, need each reform once")
    return tuple(players)


def _reform(file: Path) -> tuple[str, str]:
    """Name and title of a reform.

    Raises:
        ScenarioError: the file is no reform.
    """
    problems = Problems()
    overlay = read_overlay(file, problems)
    problems.raise_if_any()
    return (file.stem, "") if overlay is None else (overlay.name, overlay.title)
