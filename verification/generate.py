"""Write the scenarios of all families from the parameters of the reference.

``python -m verification.generate`` writes those that differ; they are committed, and a test holds
them to what this writes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from verification.families import FAMILIES
from verification.rows import ROOT, SCENARIOS


def wanted() -> dict[Path, str]:
    """The text of each scenario file by its path."""
    return {
        SCENARIOS / family.name / f"{name}.yaml": text
        for family in FAMILIES.values()
        for name, text in family.scenarios.items()
    }


def write() -> list[Path]:
    """Write what differs, take away what a family no longer has; the paths that were touched."""
    texts, touched = wanted(), []
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            touched.append(path)
    for name in FAMILIES:
        for path in sorted((SCENARIOS / name).glob("*.yaml")):
            if path not in texts:
                path.unlink()
                touched.append(path)
    return touched


if __name__ == "__main__":
    for one in write():
        sys.stdout.write(f"{one.relative_to(ROOT)}\n")
