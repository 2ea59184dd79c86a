"""The town of ``telesim init``, made short, for tests that run whole commands."""

from __future__ import annotations

from pathlib import Path

from telesim.cli.starting import write_template

#: Four weeks of the template instead of a year, with enough cable faults to judge them.
SHORT = {
    "warm_up: 13 weeks": "warm_up: 1 week",
    "window: 52 weeks": "window: 4 weeks",
    "follow_up: 13 weeks": "follow_up: 2 weeks",
    "replications: 5": "replications: 3",
    "town: 0.04 events": "town: 0.6 events",
    "rural: 0.07 events": "rural: 0.9 events",
}


def little_town(folder: Path, **changes: str) -> Path:
    """Write the town and its tables; ``changes`` are further texts to replace, by any name.

    Each change is written ``"old -> new"`` and must be found.
    """
    write_template(folder)
    file = folder / "town.yaml"
    text = file.read_text(encoding="utf-8")
    pairs = [*SHORT.items(), *(tuple(change.split(" -> ")) for change in changes.values())]
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return file
